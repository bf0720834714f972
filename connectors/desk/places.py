"""Places to which an agent may move a request: those that an address, a landmark or a position names."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.requests.service_request import Place
from bot.territory.position import Position
from bot.territory.routing import is_inside
from connectors.desk.form import FormInvalid
from connectors.town import Town

MOST_PLACES = 5
LONGEST_WORDS = 200
_NUMBER = r"(-?\d{1,3}(?:\.\d{1,12})?)"
_POSITION = re.compile(rf"{_NUMBER}\s*[,;\s]\s*{_NUMBER}", re.ASCII)


def find_places(town: Town, words: str, near: Place) -> list[Place]:
    """Places of the commune that the words may mean, the likeliest first. `near` is the request's present place."""
    typed = _POSITION.fullmatch(words.strip())
    if typed:
        point = Position(float(typed[1]), float(typed[2]))
        nearest = town.places.reverse(point, limit=1)
        named: list[tuple[str | None, Position]] = [(nearest[0].label if nearest else None, point)]
    else:
        found = town.places.search(words[:LONGEST_WORDS], near=near.position, limit=MOST_PLACES)
        named = [(one.label, Position(one.lat, one.lon)) for one in found]
    here = ((label, point) for label, point in named if is_inside(town.territory, point))
    return [Place(label, None, point.lat, point.lon, True) for label, point in here]


def chosen_place(town: Town, near: Place, fields: dict[str, str]) -> Place:
    """The place that the agent chose (`choix`, counted from 1) among those of the words (`lieu`).

    What the resident wrote beside the address stays.

    Raises:
        FormInvalid: none was chosen.
    """
    places, choice = find_places(town, fields.get("lieu", ""), near), fields.get("choix", "")
    numbered = {str(number): place for number, place in enumerate(places, start=1)}
    if choice not in numbered:
        raise FormInvalid("Choisissez un des lieux trouvés.")
    return replace(numbered[choice], note=near.note)
