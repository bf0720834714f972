"""A commune described in files: catalogue, topics, hours, calendars, routing."""

from bot.territory.reading import TerritoryError
from bot.territory.routing import district_of, is_inside, route
from bot.territory.territory import Territory, load_territory

__all__ = ["Territory", "TerritoryError", "district_of", "is_inside", "load_territory", "route"]
