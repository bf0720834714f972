"""The table of the changes of state."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Connection

from bot.clock import MovableClock
from bot.conversations.sentences import sentence
from bot.requests.additions import add
from bot.requests.lifecycle import (
    AGENT,
    CLOSED,
    HEARD,
    OPEN,
    RESIDENT,
    SERVICE,
    STATUSES,
    TRANSITIONS,
    StatusUnknown,
    TransitionRefused,
    allowed,
    check_transition,
)
from bot.requests.register import get_request, set_status
from tests.unit.requests.conftest import NewReference


def test_every_state_has_its_row_and_leads_only_to_known_states() -> None:
    assert set(TRANSITIONS) == set(STATUSES)
    assert all(set(after) <= set(STATUSES) for after in TRANSITIONS.values())


@pytest.mark.parametrize("code", STATUSES)
def test_every_state_has_its_words_for_the_citizen_open311_and_mysociety(code: str) -> None:
    status = STATUSES[code]
    assert status.mysociety in HEARD and status.open311 in ("open", "closed")
    assert sentence(f"utter_state_{code}").text


def test_a_closed_request_can_only_be_reopened() -> None:
    check_transition("resolu", "rouvert", AGENT)
    with pytest.raises(TransitionRefused, match="Réglé"):
        check_transition("resolu", "en_cours", AGENT)
    assert {code: allowed(code, AGENT) for code in CLOSED} == {code: ["rouvert"] for code in CLOSED}


def test_no_state_leads_to_itself_or_back_to_received() -> None:
    assert not [code for code, after in TRANSITIONS.items() if code in after or "recu" in after]


def test_a_resident_gives_up_answers_and_reopens_and_nothing_else() -> None:
    assert {code: allowed(code, RESIDENT) for code in OPEN} == {
        **{code: ["annule"] for code in OPEN},
        "info_demandee": ["a_qualifier", "annule"],
    }
    assert [code for code in CLOSED if allowed(code, RESIDENT)] == ["resolu", "hors_competence", "sans_suite", "annule"]


def test_a_system_does_not_undo_what_people_decided() -> None:
    assert allowed("doublon", SERVICE) == allowed("annule", SERVICE) == []


def test_an_unknown_state_is_named_with_those_that_exist() -> None:
    with pytest.raises(StatusUnknown, match="resolu"):
        check_transition("recu", "fini", AGENT)


def test_a_change_that_is_refused_leaves_no_trace(
    connection: Connection, clock: MovableClock, report: NewReference
) -> None:
    reference = report()
    before = get_request(connection, reference)
    with pytest.raises(TransitionRefused):
        set_status(connection, reference, "resolu", "habitant", clock.now(), role=RESIDENT)
    assert get_request(connection, reference) == before


def test_an_answer_puts_the_request_back_among_those_to_be_looked_at(
    connection: Connection, clock: MovableClock, report: NewReference
) -> None:
    reference = report("web:a")
    set_status(connection, reference, "info_demandee", "Claire", clock.now(), "Quel côté ?")
    assert add(connection, reference, "web:a", clock.now(), "le côté pair").status == "a_qualifier"
