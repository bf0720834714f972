"""One pipeline of Rasa in a process of its own: `train` or `parse`, then what it took, for `nlu.evaluation.contest`."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLWriter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_OURS = "nlu.pipeline.LabelClassifier"
_MODEL = "model.tar.gz"


def main(step: str, config: Path, folder: Path) -> None:
    answer = _train(config, folder) if step == "train" else _parse(config, folder)
    answer["megabytes"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    (folder / f"{step}.json").write_text(json.dumps(answer), encoding="utf-8")


def _train(config: Path, folder: Path) -> dict[str, Any]:
    from rasa.model_training import train_nlu

    from nlu.training import ROOT

    learned = json.loads((folder / "learned.json").read_text(encoding="utf-8"))
    # A stock classifier takes "signaler/nid_de_poule" for "signaler": it gets a flat label instead.
    flat = _OURS not in config.read_text(encoding="utf-8")
    data = folder / "learned.yml"
    RasaYAMLWriter().dump(str(data), TrainingData([_message(each, flat) for each in learned]))
    started = time.perf_counter()
    train_nlu(
        str(config), str(data), str(folder), fixed_model_name=_MODEL, domain=None if flat else str(ROOT / "bot/domain")
    )
    return {"seconds": round(time.perf_counter() - started, 1)}


def _message(example: dict[str, Any], flat: bool) -> Message:
    label = example["label"].replace("/", ".") if flat else example["label"]
    properties = {"intent": label.partition("/")[0]} | ({"intent_response_key": label} if "/" in label else {})
    entities = [
        {"entity": each["type"], "start": each["start"], "end": each["end"], "value": each["text"]}
        for each in example["entities"]
    ]
    return Message({"text": example["text"], "entities": entities, **properties})


def _parse(config: Path, folder: Path) -> dict[str, Any]:
    texts = json.loads((folder / "judged.json").read_text(encoding="utf-8"))
    read = _ours(folder) if _OURS in config.read_text(encoding="utf-8") else _stock(folder)
    read("bonjour")
    answers = []
    for text in texts:
        started = time.perf_counter()
        answer = read(text)
        answers.append({**answer, "milliseconds": (time.perf_counter() - started) * 1_000})
    return {"answers": answers}


def _ours(folder: Path) -> Any:
    from nlu.parsing import Parser

    return Parser.load(folder / _MODEL).parse


def _stock(folder: Path) -> Any:
    from rasa.core.agent import Agent

    agent = Agent.load(folder / _MODEL)
    return lambda text: _as_ours(asyncio.run(agent.parse_message(text)))


def _as_ours(said: dict[str, Any]) -> dict[str, Any]:
    ranking = [
        {"label": each["name"].replace(".", "/"), "confidence": each["confidence"]} for each in said["intent_ranking"]
    ]
    entities = [
        {"type": each["entity"], "text": each["value"], "start": each["start"]} for each in said.get("entities", [])
    ]
    return {"ranking": ranking, "entities": entities, "requests": ranking[:1]}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
