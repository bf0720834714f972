"""Health for whoever runs the town: alive, ready, and figures in Prometheus's format. No personal data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.requests.backlog import Backlog, backlogs
from connectors.keys import READY, TOWN
from connectors.town import Town

GAUGES = {
    "waiting": ("parvis_deliveries_waiting", "Deliveries that have not arrived."),
    "oldest_seconds": ("parvis_deliveries_oldest_seconds", "Seconds since the oldest of them was made."),
    "dead_letters": ("parvis_deliveries_dead", "Deliveries that wait for an agent's decision."),
    "is_left_alone": ("parvis_breaker_open", "1 while the destination is left alone."),
}


def health_routes() -> list[web.RouteDef]:
    """The routes of this page."""
    return [web.get("/health/live", _live), web.get("/health/ready", _ready), web.get("/metrics", _metrics)]


async def _live(request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def _ready(request: web.Request) -> web.Response:
    """The truth: can the database be read, is the assistant loaded, and what waits for the back offices?

    A back office that is down makes nobody unready: what goes to it waits.
    """
    waiting, loaded = _backlogs(request.app[TOWN]), request.app[READY].is_set()
    deliveries = {
        "waiting": sum(one.waiting for one in waiting),
        "oldest_seconds": int(max((one.oldest_seconds for one in waiting), default=0)),
        "dead_letters": sum(one.dead_letters for one in waiting),
        "breakers_open": sum(one.is_left_alone for one in waiting),
    }
    content = {"database": True, "model": loaded, "deliveries": deliveries}
    return web.json_response(content, status=200 if loaded else 503)


async def _metrics(request: web.Request) -> web.Response:
    registry = CollectorRegistry()
    registry.register(_Figures(_backlogs(request.app[TOWN])))
    return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


class _Figures(Collector):
    """The figures of one moment."""

    def __init__(self, waiting: list[Backlog]) -> None:
        self._waiting = waiting

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for field, (name, help_text) in GAUGES.items():
            family = GaugeMetricFamily(name, help_text, labels=["destination"])
            for one in self._waiting:
                family.add_metric([one.destination], float(asdict(one)[field]))
            yield family


def _backlogs(town: Town) -> list[Backlog]:
    with town.database.read() as connection:
        return backlogs(connection, town.clock.now())
