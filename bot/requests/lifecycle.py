"""The life of a request: one table of the changes of state that are allowed.

The public meaning of each state (Open311's open or closed, and the citizen's words) stands beside
it, after the status map of Open311 GeoReport v2 and mySociety's extension.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import ParvisError


@dataclass(frozen=True)
class Status:
    """A state: what Open311 calls it, and what a citizen is told."""

    open311: str
    words: str


STATUSES: dict[str, Status] = {
    "recu": Status("open", "Reçu"),
    "a_qualifier": Status("open", "En cours de vérification"),
    "transmis": Status("open", "Transmis au service"),
    "info_demandee": Status("open", "Une précision vous est demandée"),
    "planifie": Status("open", "Intervention prévue"),
    "en_cours": Status("open", "En cours"),
    "surveille": Status("open", "Sous surveillance"),
    "resolu": Status("closed", "Réglé"),
    "doublon": Status("closed", "Déjà signalé"),
    "hors_competence": Status("closed", "Ne dépend pas de la commune"),
    "sans_suite": Status("closed", "Sans suite"),
    "annule": Status("closed", "Annulé"),
    "rouvert": Status("open", "Rouvert"),
}

_OPEN = tuple(code for code, status in STATUSES.items() if status.open311 == "open")
_CLOSED = tuple(code for code in STATUSES if code not in _OPEN)
_FORWARD = (
    *("a_qualifier", "transmis", "info_demandee", "planifie", "en_cours", "surveille"),
    *_CLOSED,
)

TRANSITIONS: dict[str, frozenset[str]] = {
    **{code: frozenset(_FORWARD) - {code} for code in _OPEN},
    **{code: frozenset({"rouvert"}) for code in _CLOSED},
}


class StatusUnknown(ParvisError):
    """There is no such state."""

    code = "statut_inconnu"

    def __init__(self, status: str) -> None:
        super().__init__(
            f"Le statut «\u00a0{status}\u00a0» n’existe pas. Statuts possibles\u00a0: {', '.join(STATUSES)}."
        )


class TransitionRefused(ParvisError):
    """The table does not allow this change of state."""

    code = "changement_refuse"

    def __init__(self, before: str, after: str) -> None:
        super().__init__(f"Une demande «\u00a0{before}\u00a0» ne peut pas devenir «\u00a0{after}\u00a0».")


def check_transition(before: str, after: str) -> None:
    """Return when the change is allowed.

    Raises:
        StatusUnknown: `after` is no state.
        TransitionRefused: the table does not hold the change.
    """
    if after not in STATUSES:
        raise StatusUnknown(after)
    if after not in TRANSITIONS[before]:
        raise TransitionRefused(before, after)
