"""The webhook: Telegram posts an update, which is stored before the answer 200.

A press is answered in the answer itself (Bot API, "Making requests when getting updates"), so this
door needs neither the bot nor the model.
"""

from __future__ import annotations

import hmac
import json
from typing import Any

import structlog
from aiohttp import web
from telegram.error import BadRequest

from bot.errors import ParvisError
from bot.settings import Settings
from connectors.keys import TOWN
from connectors.telegram.client import RawBot
from connectors.telegram.outage import Outage, forever, told
from connectors.telegram.reception import Reception
from connectors.telegram.rhythm import Rhythm
from connectors.telegram.updates import ALLOWED_UPDATES, pressed_button

PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (a header's name)
MOST_BYTES = 1_000_000
SECONDS_BETWEEN_CALLS = 3600.0

log = structlog.get_logger()


class WebhookRefused(ParvisError):
    """Telegram does not take the address."""

    code = "webhook_refuse"

    def __init__(self) -> None:
        super().__init__("Telegram refuse l’adresse de PARVIS_PUBLIC_URL : il faut une adresse publique en https://.")


def webhook_routes() -> list[web.RouteDef]:
    """The route that Telegram posts to."""
    return [web.post(PATH, _receive)]


async def keep_webhook(bot: RawBot, settings: Settings, rhythm: Rhythm) -> None:
    """Give Telegram our address, and again each hour in case somebody took it away."""

    async def give_address() -> None:
        try:
            await bot.call(
                "setWebhook",
                url=f"{settings.public_url}{PATH}",
                secret_token=settings.telegram_webhook_secret,
                allowed_updates=list(ALLOWED_UPDATES),
            )
        except BadRequest as error:
            raise WebhookRefused() from error

    await forever(give_address, Outage("webhook", rhythm), rest=SECONDS_BETWEEN_CALLS)


async def _receive(request: web.Request) -> web.Response:
    """Store an update. 401 when it is not Telegram that calls; 503 (Telegram comes again) when nothing is stored."""
    town = request.app[TOWN]
    if not _knows_secret(request, town.settings.telegram_webhook_secret):
        return _refusal(401, "acces_refuse", "Cette adresse est réservée à Telegram.")
    if (request.content_length or 0) > MOST_BYTES:
        return _refusal(413, "corps_trop_grand", "Ce message est trop volumineux.")
    update = _parsed(await request.read())
    await Reception(town.database, town.clock).store([update])
    press = pressed_button(update)
    if press is None:
        return web.json_response({})
    return web.json_response({"method": "answerCallbackQuery", "callback_query_id": press})


def _knows_secret(request: web.Request, secret: str | None) -> bool:
    shown = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
    return secret is not None and hmac.compare_digest(shown, secret.encode())


def _parsed(body: bytes) -> Any:
    """The update; None when it is unreadable, which Telegram need not send again."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        log.error("telegram_update_unreadable", **told(error))
        return None


def _refusal(status: int, code: str, message: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": message}}, status=status)
