"""A town served: its settings, database, territory and places, opened once and passed around."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from actions.backoffice.adapter import BackOffice
from actions.backoffice.collector import Collector
from actions.backoffice.dispatcher import Dispatcher
from actions.backoffice.http import HttpClient
from actions.backoffice.means import Means
from actions.backoffice.opening import open_back_offices
from bot.clock import Clock
from bot.knowledge.sheets.library import Library
from bot.places.index import PlaceIndex
from bot.places.territory_index import open_places
from bot.requests.links import Links, secret_of
from bot.settings import Settings
from bot.storage.database import Database
from bot.territory.territory import Territory, load_territory


@dataclass(frozen=True)
class Town:
    """What every part that speaks or works for the town needs."""

    settings: Settings
    database: Database
    territory: Territory
    places: PlaceIndex
    clock: Clock

    def links(self) -> Links:
        """What makes and reads the signed links to residents' pages."""
        return Links(secret_of(self.database, self.settings.secret_key), self.settings.public_url)

    def sheets(self) -> Library:
        """The State's official sheets, as far as they were imported."""
        return Library(self.settings.sheets)

    def dispatcher(self) -> Dispatcher:
        """The dispatcher with the back offices of the territory."""
        return Dispatcher(self.database, self.territory, self._back_offices(), self.clock, self.settings)

    def collector(self) -> Collector:
        """The collector of what the back offices say."""
        return Collector(self.database, self.territory, self._back_offices(), self.clock)

    @cached_property
    def http(self) -> HttpClient:
        """Calls to the back offices; whoever stops the town closes it."""
        destinations = self.territory.destinations.values()
        return HttpClient(frozenset(host for destination in destinations for host in destination.private_hosts))

    def _back_offices(self) -> dict[str, BackOffice]:
        return open_back_offices(Means(self.settings, self.territory, self.http, self.clock))


def open_town(settings: Settings, clock: Clock) -> Town:
    """Open the database (brought up to date), the territory and the index of its places.

    Raises:
        DatabaseError, TerritoryError, PlacesError: one sentence says what is wrong.
    """
    territory = load_territory(settings.territory)
    database = Database(settings.database_url)
    database.upgrade()
    return Town(settings, database, territory, open_places(settings), clock)
