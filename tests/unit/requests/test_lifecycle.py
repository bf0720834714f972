"""The table of the changes of state."""

from __future__ import annotations

import pytest

from bot.requests.lifecycle import STATUSES, TRANSITIONS, StatusUnknown, TransitionRefused, check_transition


def test_every_state_has_its_row_and_leads_only_to_known_states() -> None:
    assert set(TRANSITIONS) == set(STATUSES)
    assert all(after <= set(STATUSES) for after in TRANSITIONS.values())


def test_a_closed_request_can_only_be_reopened() -> None:
    check_transition("resolu", "rouvert")
    with pytest.raises(TransitionRefused):
        check_transition("resolu", "en_cours")


def test_no_state_leads_to_itself_or_back_to_received() -> None:
    assert not [code for code, after in TRANSITIONS.items() if code in after or "recu" in after]


def test_an_unknown_state_is_named_with_those_that_exist() -> None:
    with pytest.raises(StatusUnknown, match="resolu"):
        check_transition("recu", "fini")
