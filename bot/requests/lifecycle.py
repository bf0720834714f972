"""The life of a request: one table of its states, one of the changes that are allowed and of who may make them.

What a state is to Open311 (GeoReport v2 knows open and closed), to mySociety's extension of it
and to the citizen stands beside it; the sentence that explains it is
`utter_state_<code>` in the domain.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import ParvisError

AGENT, SERVICE, RESIDENT = "agent", "service", "habitant"  # SERVICE: the system of those who mend, or the assistant


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

OPEN = tuple(code for code, status in STATUSES.items() if status.open311 == "open")
CLOSED = tuple(code for code in STATUSES if code not in OPEN)
DUPLICATE, REOPENED = "doublon", "rouvert"
_UNDER_WAY = ("a_qualifier", "transmis", "info_demandee", "planifie", "en_cours", "surveille")
_TOWN = frozenset({AGENT, SERVICE})


def _from_open(before: str) -> dict[str, frozenset[str]]:
    """An open request goes on or is closed; its resident may only answer what was asked, or give it up."""
    changes = {after: _TOWN for after in (*_UNDER_WAY, *CLOSED) if after != before}
    changes["annule"] = frozenset({AGENT, SERVICE, RESIDENT})
    if before == "info_demandee":
        changes["a_qualifier"] = frozenset({AGENT, SERVICE, RESIDENT})
    return changes


TRANSITIONS: dict[str, dict[str, frozenset[str]]] = {
    **{code: _from_open(code) for code in OPEN},
    "resolu": {"rouvert": frozenset({AGENT, SERVICE, RESIDENT})},
    "hors_competence": {"rouvert": frozenset({AGENT, SERVICE, RESIDENT})},
    "sans_suite": {"rouvert": frozenset({AGENT, SERVICE, RESIDENT})},
    "annule": {"rouvert": frozenset({AGENT, RESIDENT})},
    "doublon": {"rouvert": frozenset({AGENT})},
}


class StatusUnknown(ParvisError):
    """There is no such state."""

    code = "statut_inconnu"

    def __init__(self, status: str) -> None:
        super().__init__(
            f"Le statut «\u00a0{status}\u00a0» n’existe pas. Statuts possibles\u00a0: {', '.join(STATUSES)}."
        )


class TransitionRefused(ParvisError):
    """The table does not allow this change of state, or not to this role."""

    code = "changement_refuse"

    def __init__(self, before: str, after: str) -> None:
        one, other = STATUSES[before].words, STATUSES[after].words
        super().__init__(f"Une demande «\u00a0{one}\u00a0» ne peut pas passer à «\u00a0{other}\u00a0».")


class OriginalMissing(ParvisError):
    """A duplicate is one of another request, and nobody said of which."""

    code = "originale_manquante"

    def __init__(self) -> None:
        super().__init__("Un doublon se réunit avec la demande d’origine\u00a0: indiquez le numéro de celle-ci.")


def allowed(before: str, role: str) -> list[str]:
    """The states to which somebody of this role may bring a request, in the order of the table of states."""
    return [after for after in STATUSES if role in TRANSITIONS[before].get(after, ())]


def check_transition(before: str, after: str, role: str) -> None:
    """Return when the change is allowed to this role.

    Raises:
        StatusUnknown: `after` is no state.
        TransitionRefused: the table does not hold the change, or not for this role.
    """
    if after not in STATUSES:
        raise StatusUnknown(after)
    if role not in TRANSITIONS[before].get(after, ()):
        raise TransitionRefused(before, after)
