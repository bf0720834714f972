"""A commune described in files: catalogue, topics, hours, calendars, routing."""

from bot.territory.operators import Operator, operators_for
from bot.territory.reading import TerritoryError
from bot.territory.routing import district_of, is_inside, route
from bot.territory.territory import Territory, load_territory

__all__ = [
    "Operator",
    "Territory",
    "TerritoryError",
    "district_of",
    "is_inside",
    "load_territory",
    "operators_for",
    "route",
]
