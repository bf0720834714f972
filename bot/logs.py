"""Logs: one JSON object a line on stderr, in UTC, and none of the libraries' chatter.

No message text, name or address is ever logged: what a line needs of a conversation is a number.
"""

from __future__ import annotations

import logging
import sys

import structlog

CHATTERERS = ("rasa", "rasa_sdk", "tensorflow", "alembic", "asyncio", "apscheduler", "httpx", "httpcore", "telegram")


def set_up_logs(level_name: str) -> None:
    """Log from `level_name` up; the libraries only when something is wrong.

    Rasa uses structlog too: left to itself it formats every debug event of a turn, and draws
    an exception in colours for half a second.
    """
    level = getattr(logging, level_name)
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    # What libraries warn their authors of is nothing to an operator.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    for name in CHATTERERS:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(max(level, logging.INFO)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
