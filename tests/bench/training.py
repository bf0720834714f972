"""The training of both systems, timed. What was measured for the same data and settings is not measured again."""

from __future__ import annotations

import hashlib
import json
import resource
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.settings import ROOT
from nlu.training import fingerprint, model_file
from tests.bench.program import running
from tests.bench.workplace import BENCH, PYTHON, STOCK, environment

MODELS = BENCH / "models"
DOMAIN = ROOT / "bot" / "domain"
DATA = (ROOT / "nlu" / "data", ROOT / "stories", STOCK / "stories.yml")
MOST_SECONDS = 60 * 60

# An epoch of DIET over these data takes about 7 ms an example on two cores. The stock recipe's hundred
# epochs are cut to what fits in twenty minutes, and the table says so.
EPOCH_SECONDS_AN_EXAMPLE = 0.007
DIET_SECONDS = 20 * 60


@dataclass(frozen=True)
class Training:
    """How long a training took. `epochs` of `all_epochs` were run by the stock intent classifier."""

    seconds: float
    cpu_seconds: float
    load: float
    epochs: int = 0
    all_epochs: int = 0


def train_parvis(again: bool) -> Training:
    """Train Parvis as `parvis train` does, unless it was timed on this very data and its model is there."""
    record = MODELS / f"parvis-{fingerprint()}.json"
    if not again and record.exists() and model_file().exists():
        return _read(record)
    return _timed(record, "train-parvis", [*PYTHON, "bot", "train"])


def train_stock(again: bool, epochs: int | None) -> tuple[Path, Training]:
    """The stock model, and how long its training took: now, or when it was last trained on this data."""
    run, whole = _epochs(epochs)
    config = BENCH / "stock-config.yml"
    _write_config(config, run)
    name = f"stock-{_digest([config, DOMAIN, *DATA])}"
    model, record = MODELS / f"{name}.tar.gz", MODELS / f"{name}.json"
    if again or not (record.exists() and model.exists()):
        command = [*PYTHON, "rasa", "train", "--force", "--domain", str(DOMAIN), "--config", str(config)]
        command += ["--data", *map(str, DATA), "--out", str(MODELS), "--fixed-model-name", name]
        _timed(record, "train-stock", command, epochs=run, all_epochs=whole)
    return model, _read(record)


def _timed(record: Path, name: str, command: Sequence[str], **known: int) -> Training:
    MODELS.mkdir(parents=True, exist_ok=True)
    load, started, before = load_average(), time.perf_counter(), _cpu_seconds()
    with running(name, command, environment()) as program:
        program.wait(MOST_SECONDS)
    training = Training(time.perf_counter() - started, _cpu_seconds() - before, load, **known)
    record.write_text(json.dumps(asdict(training)), encoding="utf-8")
    return training


def load_average() -> float:
    """How many programs wanted a processor over the last minute."""
    return float(Path("/proc/loadavg").read_text().split()[0]) if Path("/proc/loadavg").exists() else 0.0


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _read(record: Path) -> Training:
    return Training(**json.loads(record.read_text(encoding="utf-8")))


def _epochs(asked: int | None) -> tuple[int, int]:
    """Epochs of DIET to run, and those of the recipe."""
    whole = int(_diet(YAML(typ="safe").load(STOCK / "config.yml"))["epochs"])
    most = int(DIET_SECONDS / EPOCH_SECONDS_AN_EXAMPLE / _examples())
    return asked or min(whole, max(most, 1)), whole


def _examples() -> int:
    """Lines of the training data that hold an example."""
    files = (ROOT / "nlu" / "data").glob("*.yml")
    return sum(line.lstrip().startswith("- ") for file in files for line in file.open(encoding="utf-8"))


def _write_config(target: Path, epochs: int) -> None:
    yaml = YAML()
    config = yaml.load(STOCK / "config.yml")
    _diet(config)["epochs"] = epochs
    target.parent.mkdir(parents=True, exist_ok=True)
    yaml.dump(config, target)


def _diet(config: dict[str, Any]) -> dict[str, Any]:
    return next(part for part in config["pipeline"] if part["name"] == "DIETClassifier")


def _digest(places: Iterable[Path]) -> str:
    digest = hashlib.sha256(version("rasa").encode())
    for file in sorted(_files(places)):
        digest.update(f"{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        yield from place.rglob("*.yml") if place.is_dir() else [place]
