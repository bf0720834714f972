"""Addresses and landmarks: import, search, reverse."""

from bot.places.candidate import PROBABLE, SURE, Candidate
from bot.places.errors import AddressFileError, PlaceIndexError
from bot.places.importing import ImportSummary, import_addresses, import_places
from bot.places.index import PlaceIndex
from bot.places.territory_index import ensure_index, open_places

__all__ = [
    "PROBABLE",
    "SURE",
    "AddressFileError",
    "Candidate",
    "ImportSummary",
    "PlaceIndex",
    "PlaceIndexError",
    "ensure_index",
    "import_addresses",
    "import_places",
    "open_places",
]
