"""Alembic's environment: run on the connection that `Database.upgrade` hands over."""

from typing import Any

from alembic import context

from bot.storage.tables import UtcDateTime, metadata


def _render(kind: str, item: object, _context: object) -> Any:
    # A migration stands alone: it names SQLAlchemy's types, not ours.
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_item=_render)
with context.begin_transaction():
    context.run_migrations()
