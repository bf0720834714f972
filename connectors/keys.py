"""What the web application carries for its handlers."""

from __future__ import annotations

import asyncio

from aiohttp import web

from connectors.town import Town
from nlu.reader import Reader

TOWN = web.AppKey("town", Town)
READY = web.AppKey("ready", asyncio.Event)
READER = web.AppKey("reader", Reader)
