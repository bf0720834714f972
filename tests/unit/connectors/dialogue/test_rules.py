"""The remembering policy finds the rules that Rasa's own finds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.resource import Resource

from connectors.dialogue import rules
from connectors.dialogue.rules import RememberingRulePolicy

ACTIONS, INTENTS = ("action_listen", "report_form", "utter_aide"), ("signaler", "aide")

_user = st.sampled_from(INTENTS).map(lambda intent: {"intent": intent})
_previous = st.sampled_from(ACTIONS).map(lambda action: {"action_name": action})
_loop = st.just({"name": "report_form"})
_state = st.fixed_dictionaries({"prev_action": _previous}, optional={"user": _user, "active_loop": _loop})
_rule = st.lists(_state, min_size=1, max_size=4).map(lambda states: json.dumps(states, sort_keys=True))
_lookup = st.dictionaries(_rule, st.sampled_from(ACTIONS), max_size=8)
_history = st.lists(_state, min_size=1, max_size=8)


def _policy(kind: type[RulePolicy], lookup: dict[str, Any]) -> RulePolicy:
    context = ExecutionContext(GraphSchema({}))
    return kind(RulePolicy.get_default_config(), None, Resource("rules"), context, lookup=lookup)


@settings(deadline=None)
@given(_lookup, _lookup, st.lists(_history, min_size=1, max_size=4))
def test_the_same_rules_apply(main: dict[str, str], unhappy: dict[str, str], histories: list[list[Any]]) -> None:
    lookup = {RULES: main, RULES_FOR_LOOP_UNHAPPY_PATH: unhappy}
    stock, ours = _policy(RulePolicy, lookup), _policy(RememberingRulePolicy, lookup)
    for states in histories * 2:  # the second time from memory
        for found_in in (main, unhappy):
            assert ours._get_possible_keys(found_in, states) == stock._get_possible_keys(found_in, states)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_REMEMBERED", 3)
    lookup: dict[str, Any] = {RULES: {}, RULES_FOR_LOOP_UNHAPPY_PATH: {}}
    policy = _policy(RememberingRulePolicy, lookup)
    for number in range(10):
        policy._get_possible_keys(lookup[RULES], [{"prev_action": {"action_name": f"action_{number}"}}])
    assert len(policy._remembered) <= 3
