"""The Rasa project is a normal one: its data validate, and every test story passes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.settings import ROOT

pytestmark = pytest.mark.slow


async def test_every_test_story_passes(agent: Any, tmp_path: Path) -> None:
    from rasa.core.agent import Agent
    from rasa.core.test import test as test_core

    # Rasa's own agent and stores: the stories must hold without anything of ours but the model.
    stock = Agent.load(str(model_path()))
    result = await test_core(
        str(ROOT / "stories" / "tests"), stock, out_directory=str(tmp_path), errors=True, successes=True
    )
    assert agent.domain.as_dict() == stock.domain.as_dict()
    assert result["report"]["conversation_accuracy"]["total"] >= 18
    assert result["report"]["conversation_accuracy"]["accuracy"] == 1.0


def test_the_project_validates() -> None:
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.validator import Validator

    importer = TrainingDataImporter.load_from_config(
        str(ROOT / "config.yml"), str(ROOT / "bot" / "domain"), [str(ROOT / "nlu" / "data"), str(ROOT / "stories")]
    )
    validator = Validator.from_importer(importer)
    assert validator.verify_domain_validity()
    assert validator.verify_nlu(ignore_warnings=True)
    assert validator.verify_story_structure(ignore_warnings=False)


def model_path() -> Path:
    from nlu.training import ensure_trained

    return ensure_trained()
