"""The back offices of a territory, opened with what their configuration says."""

from __future__ import annotations

from collections.abc import Callable

from actions.backoffice.adapter import BackOffice
from actions.backoffice.desk import Desk
from actions.backoffice.email import open_email
from actions.backoffice.glpi import open_glpi
from actions.backoffice.means import Means
from actions.backoffice.open311 import open_open311
from actions.backoffice.publik import open_publik
from actions.backoffice.webhook import open_webhook
from bot.territory.destinations import DESK, EMAIL, Destination

# Each kind of system with the function that opens one; it raises TerritoryError or SettingsError.
KINDS: dict[str, Callable[[Destination, Means], BackOffice]] = {
    "open311": open_open311,
    "publik": open_publik,
    "glpi": open_glpi,
    "webhook": open_webhook,
}


def open_back_offices(means: Means) -> dict[str, BackOffice]:
    """Every destination of the territory by its code, the desk and e-mail included.

    Raises:
        TerritoryError, SettingsError: an option or a secret is missing or wrong.
    """
    others = means.territory.destinations.values()
    return {
        DESK: Desk(),
        EMAIL: open_email(means),
        **{destination.code: KINDS[destination.kind](destination, means) for destination in others},
    }
