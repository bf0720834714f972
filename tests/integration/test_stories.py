"""The Rasa project is a normal one: its data validate, and every test story passes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.settings import ROOT

pytestmark = pytest.mark.slow

STORIES = ROOT / "stories"
LOOP = "report_form"


@pytest.fixture(scope="module")
def stock() -> Any:
    """Rasa's own agent and stores: the stories must hold without anything of ours but the model."""
    from rasa.core.agent import Agent

    from nlu.training import ensure_trained

    return Agent.load(str(ensure_trained()))


async def test_every_test_story_passes(agent: Any, stock: Any, tmp_path: Path) -> None:
    report = await told(STORIES / "tests", stock, tmp_path)
    assert agent.domain.as_dict() == stock.domain.as_dict()
    assert report["total"] == len(list(steps_of(STORIES / "tests", "story"))) >= 80
    assert report["accuracy"] == 1.0


@pytest.mark.parametrize("wrong", ["utter_insulter", "action_show_danger", "action_record_report"])
async def test_a_story_that_says_another_action_fails(stock: Any, tmp_path: Path, wrong: str) -> None:
    """In a report as outside one: a question is never answered like this."""
    report = [{"intent": "signaler"}, {"action": LOOP}, {"active_loop": LOOP}]
    for name, beginning in (("alone", []), ("report", report)):
        steps = [*beginning, {"intent": "demander"}, {"action": wrong}]
        (tmp_path / name).mkdir()
        with (tmp_path / name / "test_wrong.yml").open("w", encoding="utf-8") as file:
            YAML().dump({"version": "3.1", "stories": [{"story": name, "steps": steps}]}, file)
        assert (await told(tmp_path / name, stock, tmp_path))["accuracy"] == 0.0


def test_every_rule_is_proved_by_a_story() -> None:
    """What is done after each intent, in a report and outside one."""
    rules = {step for steps in steps_of(STORIES, "rule") for step in decisions(steps)}
    proved = {step for steps in steps_of(STORIES / "tests", "story") for step in decisions(steps)}
    assert len(rules) > 50
    assert rules - proved == set()


def test_the_project_validates() -> None:
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.validator import Validator

    importer = TrainingDataImporter.load_from_config(
        str(ROOT / "config.yml"), str(ROOT / "bot" / "domain"), [str(ROOT / "nlu" / "data"), str(STORIES)]
    )
    validator = Validator.from_importer(importer)
    assert validator.verify_domain_validity()
    assert validator.verify_nlu(ignore_warnings=True)
    assert validator.verify_story_structure(ignore_warnings=False)


async def told(stories: Path, agent: Any, out: Path) -> dict[str, Any]:
    """How many conversations there are, and the part of them that went as written."""
    from rasa.core.test import test as test_core

    result = await test_core(str(stories), agent, out_directory=str(out), errors=True, successes=True)
    accuracy: dict[str, Any] = result["report"]["conversation_accuracy"]
    return accuracy


def steps_of(folder: Path, kind: str) -> Iterator[list[dict[str, Any]]]:
    """The steps of each rule or story of the files of a folder, what a rule supposes first."""
    for path in sorted(folder.glob("*.yml")):
        content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        for entry in content["rules" if kind == "rule" else "stories"]:
            yield [*entry.get("condition", ()), *entry["steps"]]


def decisions(steps: list[dict[str, Any]]) -> Iterator[tuple[bool, str, str]]:
    """Whether a report was in progress, what was said, and the action taken, for each thing said."""
    in_report, said = False, ""
    for step in steps:
        if "active_loop" in step:
            in_report = step["active_loop"] is not None
        elif "intent" in step:
            said = step["intent"]
        elif "action" in step and said:
            yield in_report, said, step["action"]
            said = ""
