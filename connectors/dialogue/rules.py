"""Rasa's rule policy, with what it finds remembered: three predictions a turn, nearly all of them seen before."""

from __future__ import annotations

import json
from typing import Any

from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker

MOST_REMEMBERED = 4096


class RememberingRulePolicy(RulePolicy):  # type: ignore[misc]
    """Predicts what `RulePolicy` predicts, with the rules that it learnt.

    Which rules apply depends on nothing but the last states of the conversation, as many as the longest
    rule has. Rules that hold a resident's very words ("end to end") are not looked for: Parvis has none.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._longest = {
            id(rules): max((len(self._rule_key_to_state(rule)) for rule in rules), default=1)
            for rules in (self.lookup[RULES], self.lookup[RULES_FOR_LOOP_UNHAPPY_PATH])
        }
        self._remembered: dict[tuple[int, str], set[str]] = {}

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[str | None, str | None, bool]:
        if use_text_for_last_user_input:
            return None, None, False
        found: tuple[str | None, str | None, bool] = super()._find_action_from_rules(tracker, domain, False)
        return found

    def _get_possible_keys(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        last = states[-self._longest[id(lookup)] :]
        situation = (id(lookup), json.dumps(last))
        known = self._remembered.get(situation)
        if known is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            known = self._remembered[situation] = super()._get_possible_keys(lookup, last)
        return known
