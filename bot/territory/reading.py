"""Values read from a territory's files, each of them knowing the place where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bot.errors import ParvisError

CODE = re.compile(r"[a-z][a-z0-9_]*")


class TerritoryError(ParvisError):
    """A file of a territory is wrong; the sentence names the file, the line and the field."""

    code: ClassVar[str] = "territory"

    def __init__(self, sentence: str, file: str, line: int | None = None, field: str = "") -> None:
        place = [file]
        if line is not None:
            place.append(f"ligne {line}")
        if field:
            place.append(f"champ «\u00a0{field}\u00a0»")
        super().__init__(f"{', '.join(place)}\u00a0: {sentence}")
        self.file, self.line, self.field = file, line, field


@dataclass(frozen=True)
class Entry:
    """One value of a file: `field` is its path from the root, `line` counts from 1.

    An optional field that is absent is an entry whose value is None, on its parent's line.
    """

    file: str
    line: int
    field: str
    value: object

    def error(self, sentence: str) -> TerritoryError:
        return TerritoryError(sentence, self.file, self.line, self.field)

    def given(self) -> bool:
        return self.value is not None

    def mapping(self) -> dict[str, Entry]:
        """Its fields, whatever their names; nothing for an absent value."""
        if self.value is None:
            return {}
        if not isinstance(self.value, Mapping):
            raise self.error("une liste de champs est attendue ici, sous la forme «\u00a0nom: valeur\u00a0»")
        return {self._key(key): self._child(key, value) for key, value in self.value.items()}

    def record(self, required: str, optional: str = "") -> dict[str, Entry]:
        """Its fields, when they are all known and none of the required ones is missing."""
        fields = self.mapping()
        names = required.split()
        known = names + optional.split()
        for name, field in fields.items():
            if name not in known:
                raise field.error(f"champ inconnu, les champs possibles sont {', '.join(known)}")
        for name in names:
            if name not in fields or not fields[name].given():
                raise self._absent(name).error("ce champ est obligatoire")
        return {name: fields.get(name) or self._absent(name) for name in known}

    def items(self) -> tuple[Entry, ...]:
        """Its elements; nothing for an absent value."""
        if self.value is None:
            return ()
        if isinstance(self.value, str) or not isinstance(self.value, Sequence):
            raise self.error("une liste est attendue ici, sous la forme «\u00a0[a, b]\u00a0»")
        return tuple(self._item(index, value) for index, value in enumerate(self.value))

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.error("un texte est attendu ici, entre guillemets si c’est un nombre ou une date")
        if not self.value.strip():
            raise self.error("ce texte est vide")
        return str(self.value).strip()

    def optional_text(self) -> str | None:
        return self.text() if self.given() else None

    def texts(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.items())

    def code(self) -> str:
        text = self.text()
        if not CODE.fullmatch(text):
            raise self.error("un code s’écrit en minuscules sans accent, chiffres et tirets bas, comme nid_de_poule")
        return text

    def choice(self, choices: Iterable[str], what: str = "cette valeur") -> str:
        text, known = self.text(), list(choices)
        if text not in known:
            raise self.error(f"{what} «\u00a0{text}\u00a0» n’existe pas, les valeurs possibles sont {', '.join(known)}")
        return text

    def matching(self, pattern: str, sentence: str) -> str:
        text = self.text()
        if not re.fullmatch(pattern, text):
            raise self.error(sentence)
        return text

    def flag(self, default: bool) -> bool:
        if self.value is None:
            return default
        if not isinstance(self.value, bool):
            raise self.error("true ou false est attendu ici")
        return bool(self.value)

    def number(self) -> float:
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float)):
            raise self.error("un nombre est attendu ici")
        return float(self.value)

    def day(self) -> date:
        if not isinstance(self.value, date) or isinstance(self.value, datetime):
            raise self.error("une date est attendue ici, sous la forme 2026-12-31")
        return self.value

    def _key(self, key: object) -> str:
        if not isinstance(key, str):
            raise self.error(f"le nom de champ «\u00a0{key}\u00a0» doit être un texte, entre guillemets")
        return str(key)

    def _child(self, key: str, value: object) -> Entry:
        line = _line_of_key(self.value, key, self.line)
        return Entry(self.file, line, f"{self.field}.{key}" if self.field else key, value)

    def _item(self, index: int, value: object) -> Entry:
        line = _line_of_item(self.value, index, self.line)
        return Entry(self.file, line, f"{self.field}[{index + 1}]", value)

    def _absent(self, name: str) -> Entry:
        return Entry(self.file, self.line, f"{self.field}.{name}" if self.field else name, None)


def read_yaml(path: Path) -> Entry:
    return parse_yaml(read_text(path), path.name)


def read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise TerritoryError(f"ce fichier manque dans le dossier {path.parent}", path.name) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise TerritoryError("ce fichier n’est pas enregistré en UTF-8", path.name, line) from error
    except OSError as error:
        raise TerritoryError(f"ce fichier est illisible ({error.strerror})", path.name) from error


def parse_yaml(text: str, file: str, first_line: int = 1) -> Entry:
    """The root of a YAML text whose first line is line `first_line` of the file."""
    # Blank lines in front make the parser count lines as the file does.
    text = "\n" * (first_line - 1) + text
    try:
        value = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        raise TerritoryError(_yaml_sentence(error), file, _line_of(error)) from error
    except (YAMLError, ValueError) as error:
        raise TerritoryError(f"ce fichier n’est pas du YAML lisible ({_first_line(error)})", file) from error
    if value is None:
        raise TerritoryError("ce fichier est vide", file)
    return Entry(file, first_line, "", value)


def _yaml_sentence(error: MarkedYAMLError) -> str:
    problem = _first_line(error.problem or error)
    if "mapping values are not allowed" in problem:
        return "un texte qui contient «\u00a0: \u00a0» doit être mis entre guillemets"
    if "found duplicate key" in problem:
        return f"ce champ est écrit deux fois ({problem.split(' with ')[0]})"
    return f"l’écriture YAML est incorrecte ({problem})"


def _first_line(problem: object) -> str:
    return str(problem).strip().splitlines()[0]


def _line_of(error: MarkedYAMLError) -> int | None:
    mark = error.problem_mark or error.context_mark
    return None if mark is None else int(mark.line) + 1


def _line_of_key(parent: object, key: str, default: int) -> int:
    try:
        return int(parent.lc.key(key)[0]) + 1 if isinstance(parent, CommentedMap) else default
    except (KeyError, TypeError):  # a key that comes from a YAML merge has no line of its own
        return default


def _line_of_item(parent: object, index: int, default: int) -> int:
    try:
        return int(parent.lc.item(index)[0]) + 1 if isinstance(parent, CommentedSeq) else default
    except (KeyError, TypeError):
        return default
