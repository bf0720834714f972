"""What the Open311 door refuses. Section « Errors » of GeoReport v2: 403 for the key, 404 for what does
not exist, 400 for anything else; 413 and 429 are HTTP's own."""

from __future__ import annotations

import math

from aiohttp import web

from bot.errors import ParvisError
from connectors.open311.answer import answer

PREFIX = "/open311/v2"
STATUSES = frozenset({400, 403, 404, 405, 413, 429})


class ParameterInvalid(ParvisError):
    """A parameter is missing or cannot be taken."""

    code = "parametre_invalide"


class ThingUnknown(ParvisError):
    """No jurisdiction, service, request or token bears this identifier."""

    code = "element_inconnu"


class KeyUnknown(ParvisError):
    """The api_key is missing or not one of ours."""

    code = "cle_inconnue"

    def __init__(self) -> None:
        super().__init__("La clé «\u00a0api_key\u00a0» manque ou n’est pas valable.")


class KeyTooWeak(ParvisError):
    """The key is ours, and does not open this."""

    code = "cle_insuffisante"

    def __init__(self) -> None:
        super().__init__("Cette clé ne permet pas d’agir sur cette demande.")


class TooManyCalls(ParvisError):
    """The caller goes beyond its pace."""

    code = "trop_vite"

    def __init__(self, seconds: float) -> None:
        self.retry_after = math.ceil(seconds)
        super().__init__("Vous appelez trop souvent\u00a0: attendez avant de recommencer.")


def is_open311(request: web.Request) -> bool:
    """Whether a GeoReport client is asking."""
    return request.path.startswith(f"{PREFIX}/")


def error_list(request: web.Request, status: int, message: str) -> web.Response:
    """The error as GeoReport writes it: a list with its code and its sentence."""
    if status < 500 and status not in STATUSES:
        status = 400
    return answer(request, "errors", [{"code": status, "description": message}], status)
