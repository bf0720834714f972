"""The life of a request: one table of the changes of state that are allowed.

The public meaning of each state (Open311's open or closed, and the citizen's words) stands beside
it, after the status map of Open311 GeoReport v2 and mySociety's extension.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import ParvisError


@dataclass(frozen=True)
class Status:
    """A state: what Open311 and mySociety's extension of it call it, and what a citizen is told."""

    open311: str
    words: str
    mysociety: str


STATUSES: dict[str, Status] = {
    "recu": Status("open", "Reçu", "open"),
    "a_qualifier": Status("open", "En cours de vérification", "for_triage"),
    "transmis": Status("open", "Transmis au service", "investigating"),
    "info_demandee": Status("open", "Une précision vous est demandée", "investigating"),
    "planifie": Status("open", "Intervention prévue", "action_scheduled"),
    "en_cours": Status("open", "En cours", "in_progress"),
    "surveille": Status("open", "Sous surveillance", "investigating"),
    "resolu": Status("closed", "Réglé", "fixed"),
    "doublon": Status("closed", "Déjà signalé", "duplicate"),
    "hors_competence": Status("closed", "Ne dépend pas de la commune", "not_councils_responsibility"),
    "sans_suite": Status("closed", "Sans suite", "no_further_action"),
    "annule": Status("closed", "Annulé", "cancelled"),
    "rouvert": Status("open", "Rouvert", "reopen"),
}

# What the states of mySociety's extension mean here; None changes nothing.
HEARD: dict[str, str | None] = {
    "unchanged": None,
    "open": None,
    "for_triage": "a_qualifier",
    "investigating": "a_qualifier",
    "internal_referral": "transmis",
    "planned": "planifie",
    "action_scheduled": "planifie",
    "in_progress": "en_cours",
    "closed": "resolu",
    "fixed": "resolu",
    "duplicate": "doublon",
    "not_councils_responsibility": "hors_competence",
    "no_further_action": "sans_suite",
    "cancelled": "annule",
    "reopen": "rouvert",
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
