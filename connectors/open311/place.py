"""Where a posted request is: a position, an address, or both."""

from __future__ import annotations

import math

from bot.places.candidate import SURE
from bot.requests.service_request import Place
from bot.territory.position import Position
from bot.territory.routing import is_inside
from connectors.open311.errors import ParameterInvalid
from connectors.open311.form import Form
from connectors.town import Town

LONGEST_ADDRESS = 300


def read_place(form: Form, town: Town) -> Place:
    """The place that the form tells. An address that no map knows is kept in its own words.

    Raises:
        ParameterInvalid: no place is told, or it is not in the commune.
    """
    position, words = _position(form), form.text("address_string", LONGEST_ADDRESS)
    if position is not None:
        return _at(town, position, words)
    if words:
        return _named(town, words)
    if form.text("address_id"):
        raise ParameterInvalid("«\u00a0address_id\u00a0» n’est pas connu\u00a0: donnez lat et long, ou address_string.")
    raise ParameterInvalid("Le lieu manque\u00a0: donnez lat et long, ou address_string.")


def _position(form: Form) -> Position | None:
    texts = form.text("lat"), form.text("long")
    if not any(texts):
        return None
    try:
        lat, lon = (float(text) for text in texts)
    except ValueError as error:
        raise ParameterInvalid("«\u00a0lat\u00a0» et «\u00a0long\u00a0» vont ensemble, en degrés décimaux.") from error
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        raise ParameterInvalid("«\u00a0lat\u00a0» va de -90 à 90 et «\u00a0long\u00a0» de -180 à 180.")
    return Position(lat, lon)


def _at(town: Town, position: Position, words: str) -> Place:
    if not is_inside(town.territory, position):
        raise _elsewhere(town)
    nearest = town.places.reverse(position, limit=1)
    label = nearest[0].label if nearest else None
    return Place(label, None if words == label else words or None, position.lat, position.lon, True)


def _named(town: Town, words: str) -> Place:
    """A sure address with its position; doubt is left to people."""
    found = town.places.search(words, limit=1)
    if not found or found[0].score < SURE:
        return Place(note=words)
    position = Position(found[0].lat, found[0].lon)
    if not is_inside(town.territory, position):
        raise _elsewhere(town)
    return Place(found[0].label, None, position.lat, position.lon, True)


def _elsewhere(town: Town) -> ParameterInvalid:
    return ParameterInvalid(f"Ce lieu n’est pas dans la commune de {town.territory.name}.")
