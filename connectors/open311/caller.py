"""Who calls: the key, and the pace that goes with it."""

from __future__ import annotations

from aiohttp import web

from bot.api_keys import ApiKey, find_key
from connectors.keys import TOWN
from connectors.open311.errors import KeyUnknown, TooManyCalls
from connectors.web.pace import Pace

WRITES = web.AppKey("open311_writes", Pace)
READS = web.AppKey("open311_reads", Pace)
READER = web.RequestKey("open311_reader", ApiKey)


def writer(request: web.Request, key: str) -> ApiKey:
    """Whose key this is; a call that writes is counted.

    Raises:
        KeyUnknown: it is nobody's.
        TooManyCalls: the caller goes beyond the pace.
    """
    with request.app[TOWN].database.read() as connection:
        found = find_key(connection, key) if key else None
    if found is None:
        raise KeyUnknown()
    _keep_pace(request, request.app[WRITES], found.name)
    return found


def note_reader(request: web.Request) -> None:
    """Note who reads, when a key is given with the call; the pace is that of the key, else of the address.

    Raises:
        KeyUnknown: the key given is nobody's.
        TooManyCalls: the caller goes beyond the pace.
    """
    key, found = request.query.get("api_key", "").strip(), None
    if key:
        with request.app[TOWN].database.read() as connection:
            found = find_key(connection, key)
        if found is None:
            raise KeyUnknown()
        request[READER] = found
    _keep_pace(request, request.app[READS], found.name if found else f"@{request.remote}")


def _keep_pace(request: web.Request, pace: Pace, caller: str) -> None:
    seconds = pace.wait(caller, request.app[TOWN].clock.now())
    if seconds:
        raise TooManyCalls(seconds)
