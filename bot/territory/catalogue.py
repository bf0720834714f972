"""The catalogue of what a citizen may report: Open311 services, their groups and their questions."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from bot.territory.reading import Entry

DATATYPES = ("string", "text", "number", "datetime", "singlevaluelist")  # those of Open311 GeoReport v2
DANGERS = ("none", "possible", "likely")


@dataclass(frozen=True)
class Group:
    code: str
    name: str


@dataclass(frozen=True)
class Delay:
    amount: int
    unit: str  # jo (working days) | h (hours)


@dataclass(frozen=True)
class Reach:
    """How close, in metres, and how recent, in days, another report is to be of the same problem."""

    metres: int
    days: int


USUAL_REACH = Reach(metres=30, days=30)


@dataclass(frozen=True)
class Value:
    key: str
    name: str


@dataclass(frozen=True)
class Question:
    code: str
    text: str
    datatype: str
    required: bool = False
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Service:
    code: str
    name: str
    group: str
    keywords: tuple[str, ...]
    department: str
    delay: Delay
    danger: str
    danger_advice: str | None
    next_step: str
    questions: tuple[Question, ...] = ()
    duplicates: Reach | None = USUAL_REACH  # None: two reports are never the same problem
    private: bool = False  # its place tells of a household: where it is, and in what words, is never published


def read_catalogue(root: Entry, departments: Collection[str]) -> tuple[dict[str, Group], dict[str, Service]]:
    fields = root.record("groups services")
    groups = {code: _read_group(code, entry) for code, entry in fields["groups"].mapping().items()}
    entries = fields["services"].mapping().items()
    return groups, {code: _read_service(code, entry, groups, departments) for code, entry in entries}


def _read_group(code: str, entry: Entry) -> Group:
    return Group(code, entry.record("name")["name"].text())


def _read_service(code: str, entry: Entry, groups: Collection[str], departments: Collection[str]) -> Service:
    fields = entry.record(
        "name group department delay next_step", "keywords danger danger_advice questions duplicates private"
    )
    danger = fields["danger"].choice(DANGERS, "le danger") if fields["danger"].given() else "none"
    return Service(
        code=code,
        name=fields["name"].text(),
        group=fields["group"].choice(groups, "le groupe"),
        keywords=fields["keywords"].texts(),
        department=fields["department"].choice(departments, "le service municipal"),
        delay=_read_delay(fields["delay"]),
        danger=danger,
        danger_advice=_read_danger_advice(fields["danger_advice"], danger),
        next_step=fields["next_step"].text(),
        questions=_read_questions(fields["questions"]),
        duplicates=_read_reach(fields["duplicates"]),
        private=fields["private"].flag(default=False),
    )


def _read_delay(entry: Entry) -> Delay:
    match = re.fullmatch(r"([1-9]\d{0,2}) ?(jo|h)", entry.text())
    if match is None:
        raise entry.error("un délai s’écrit «\u00a010 jo\u00a0» (jours ouvrés) ou «\u00a04 h\u00a0» (heures)")
    return Delay(int(match.group(1)), match.group(2))


def _read_reach(entry: Entry) -> Reach | None:
    if not entry.given():
        return USUAL_REACH
    if entry.text() == "jamais":
        return None
    match = re.fullmatch(r"([1-9]\d{0,3}) ?m, ([1-9]\d{0,2}) ?j", entry.text())
    if match is None:
        raise entry.error(
            "les doublons s’écrivent «\u00a030 m, 15 j\u00a0» (rayon et ancienneté) ou «\u00a0jamais\u00a0»"
        )
    return Reach(int(match.group(1)), int(match.group(2)))


def _read_danger_advice(entry: Entry, danger: str) -> str | None:
    if entry.given() and danger == "none":
        sentence = "un conseil de sécurité ne va qu’avec un danger, «\u00a0possible\u00a0» ou «\u00a0likely\u00a0»"
        raise entry.error(sentence)
    return entry.optional_text()


def _read_questions(entry: Entry) -> tuple[Question, ...]:
    questions: dict[str, Question] = {}
    for item in entry.items():
        question = _read_question(item)
        if question.code in questions:
            raise item.error(f"le code de question «\u00a0{question.code}\u00a0» est déjà pris dans ce service")
        questions[question.code] = question
    return tuple(questions.values())


def _read_question(entry: Entry) -> Question:
    fields = entry.record("code text datatype", "required values")
    datatype = fields["datatype"].choice(DATATYPES, "le type de réponse")
    return Question(
        code=fields["code"].code(),
        text=fields["text"].text(),
        datatype=datatype,
        required=fields["required"].flag(default=False),
        values=_read_values(fields["values"], datatype),
    )


def _read_values(entry: Entry, datatype: str) -> tuple[Value, ...]:
    values = tuple(_read_value(item) for item in entry.items())
    if (datatype == "singlevaluelist") != bool(values):
        raise entry.error("des valeurs accompagnent le type «\u00a0singlevaluelist\u00a0», et lui seul")
    if len({value.key for value in values}) < len(values):
        raise entry.error("deux valeurs portent la même clé")
    return values


def _read_value(entry: Entry) -> Value:
    fields = entry.record("key name")
    return Value(fields["key"].text(), fields["name"].text())
