"""The check of the training data: what Rasa's own check does not see, each fault in one French sentence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from nlu.evaluation.example import DataError, Example, read_examples
from nlu.evaluation.families import similar_pairs
from nlu.spelling import fold

ENTITY_TYPES = frozenset({"adresse", "lieu", "commune", "moment", "reference", "email", "telephone"})
_TOO_ALIKE = 0.8
_SERIES = 4
_LEAST_WORDS = 4


def validate(folder: Path, labels: Iterable[str]) -> list[DataError]:
    """Every fault of the examples of `folder`, by file and line; none when the data may be trained on."""
    examples, faults = read_examples(folder)
    known = frozenset(labels)
    faults += _unknown(examples, known)
    for check in (_repeated, _too_alike, _series, _forgotten):
        faults += check(examples)
    return sorted(faults, key=lambda fault: (fault.file, fault.line))


def read_sound(folder: Path, labels: Iterable[str]) -> list[Example]:
    """The examples of `folder`, when each can be read and bears a known label and known entities.

    Quick enough to stand before each training; `validate` looks for what costs more to find.

    Raises:
        DataError: the first fault, by file and line.
    """
    examples, faults = read_examples(folder)
    faults += _unknown(examples, frozenset(labels))
    _refuse(faults)
    return examples


def refuse_faults(folder: Path, labels: Iterable[str]) -> None:
    """Raise the first fault of `validate` as a DataError, if there is one."""
    _refuse(validate(folder, labels))


def _refuse(faults: Sequence[DataError]) -> None:
    for fault in sorted(faults, key=lambda fault: (fault.file, fault.line)):
        raise fault


def _unknown(examples: Sequence[Example], labels: frozenset[str]) -> Iterator[DataError]:
    for example in examples:
        if example.label not in labels:
            yield _fault(example, f"le libellé « {example.label} » est inconnu")
        for entity in example.entities:
            if entity.type not in ENTITY_TYPES:
                yield _fault(example, f"le type d’entité « {entity.type} » est inconnu")


def _repeated(examples: Sequence[Example]) -> Iterator[DataError]:
    """The same words twice, under one label or under two."""
    seen: dict[str, Example] = {}
    for example in examples:
        plain = " ".join(re.findall(r"\w+", fold(example.text))) or example.text
        first = seen.setdefault(plain, example)
        if first is example:
            continue
        where = f"{first.file.name}, ligne {first.line}"
        if first.label == example.label:
            yield _fault(example, f"cet exemple répète {where}")
        else:
            yield _fault(example, f"cet exemple contredit {where}, qui dit « {first.label} »")


def _too_alike(examples: Sequence[Example]) -> Iterator[DataError]:
    long = [example for example in examples if len(example.text.split()) >= _LEAST_WORDS]
    for one, other, likeness in similar_pairs([example.text for example in long], _TOO_ALIKE):
        first = long[one]
        where = f"{first.file.name}, ligne {first.line}"
        if fold(first.text) != fold(long[other].text):
            yield _fault(long[other], f"cet exemple ressemble trop à {where} ({likeness:.0%})")


def _series(examples: Sequence[Example]) -> Iterator[DataError]:
    """One sentence written many times with a word replaced: the fourth and later ones."""
    moulds: dict[tuple[str, ...], list[Example]] = defaultdict(list)
    for example in examples:
        words = re.findall(r"\w+", fold(example.text))
        if len(words) < _LEAST_WORDS:
            continue
        for place in range(len(words)):
            mould = (*words[:place], "*", *words[place + 1 :])
            moulds[mould].append(example)
    told: set[tuple[Path, int]] = set()
    for members in moulds.values():
        for example in members[_SERIES - 1 :]:
            if (example.file, example.line) not in told:
                told.add((example.file, example.line))
                yield _fault(example, f"cet exemple est le même que {len(members) - 1} autres à un mot près")


# What is an entity wherever it stands, whoever writes: the sure half of what the guide asks.
_SURE = {
    "email": re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
    "telephone": re.compile(r"(?<!\d)0\d(?:[ .-]?\d\d){4}(?!\d)"),
    "adresse": re.compile(
        r"\b(?:rue|avenue|av\.|boulevard|bd|impasse|chemin|allée|quai|Rue|Avenue|Boulevard|Impasse|Chemin|Allée|Quai) "
        r"(?:d(?:u|e|es) |de la |de l['’])?[A-ZÉÈ][\w-]{2,}"
    ),
    "moment": re.compile(
        r"\b(?:hier|avant-hier|demain|aujourd['’]hui|ce (?:matin|soir|midi)|cette nuit"
        r"|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) (?:matin|soir|prochain|dernier)"
        r"|tous les (?:jours|matins|soirs|lundis|dimanches))\b",
        re.IGNORECASE,
    ),
}


def _forgotten(examples: Sequence[Example]) -> Iterator[DataError]:
    for example in examples:
        for kind, pattern in _SURE.items():
            for match in pattern.finditer(example.text):
                if not any(entity.start < match.end() and match.start() < entity.end for entity in example.entities):
                    yield _fault(example, f"« {match.group()} » n’est pas annoté ({kind})")


def _fault(example: Example, reason: str) -> DataError:
    return DataError(example.file, example.line, reason)
