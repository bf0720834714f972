"""A visitor of the website: who they are, and from which site they may come.

The widget keeps a secret token in the visitor's browser; the conversation's identifier is a digest
of it, so that neither a list of identifiers nor a log lets anybody in.
"""

from __future__ import annotations

import base64
import hashlib
import math
import re
import secrets

from aiohttp import web
from yarl import URL

from bot.errors import ParvisError
from connectors.keys import TOWN

TOKEN = re.compile(r"[A-Za-z0-9_-]{32,64}", re.ASCII)


class AccessRefused(ParvisError):
    """The request bears no token of a conversation."""

    code = "acces_refuse"

    def __init__(self) -> None:
        super().__init__("Votre conversation n’est pas reconnue\u00a0: rechargez la page.")


class OriginRefused(ParvisError):
    """The page that calls is on a site the commune does not list."""

    code = "origine_refusee"

    def __init__(self) -> None:
        super().__init__("Ce site n’est pas autorisé à ouvrir la conversation.")


class TooFast(ParvisError):
    """The visitor sends more than a person writes."""

    code = "trop_vite"

    def __init__(self, seconds: float) -> None:
        super().__init__("Vous écrivez trop vite pour moi\u00a0: attendez un instant.")
        self.retry_after = math.ceil(seconds)


def new_token() -> str:
    """The secret of a new visitor, 192 bits."""
    return secrets.token_urlsafe(24)


def conversation_of(request: web.Request) -> str:
    """The identifier of the visitor's conversation.

    Raises:
        AccessRefused: no token, or one that is not of our making.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not TOKEN.fullmatch(token):
        raise AccessRefused()
    digest = hashlib.sha256(token.encode()).digest()
    return f"web:{base64.urlsafe_b64encode(digest).decode()[:40]}"


def allow_origin(request: web.Request) -> str | None:
    """The origin to name in the answer; None when the page is our own.

    Raises:
        OriginRefused: another site calls, which the territory does not list.
    """
    origin = request.headers.get("Origin")
    if origin is None:
        return None
    if origin in request.app[TOWN].territory.website_origins:
        return origin
    if _authority(origin) == request.host:
        return None
    raise OriginRefused()


def _authority(origin: str) -> str:
    try:
        return URL(origin).authority
    except ValueError:
        return ""
