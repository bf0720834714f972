"""Answers to residents' questions, with their source and its date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from bot.errors import ParvisError
from bot.knowledge import dates
from bot.knowledge.agenda import answer_agenda
from bot.knowledge.collection import answer_collection
from bot.knowledge.dates import NBSP
from bot.knowledge.hours import answer_hours
from bot.knowledge.moments import asked_moment
from bot.knowledge.operators import describe_operator, named_operator
from bot.knowledge.sections import Choice, choose_section
from bot.knowledge.words import fold, holds
from bot.territory.offices import Office
from bot.territory.territory import Territory
from bot.territory.topics import Link, Topic

LONGEST_QUESTION = 1000  # characters; no question says more, and each word is compared with an answer's
HOURS_WORDS = (
    "ouvert ouverte ouverts ouvertes ouvre ouvrez ouvrent ouverture "
    "ferme fermee fermes fermez ferment fermeture horaire horaires heure heures"
)


class KnowledgeError(ParvisError):
    code: ClassVar[str] = "knowledge"


@dataclass(frozen=True)
class Answer:
    """`text` is complete: the answer, its warning when it is stale, its source and its date.

    `cases` are the titles of the sections that the text does not show.
    """

    title: str
    text: str
    source: str
    checked_on: date
    links: tuple[Link, ...]
    stale: bool
    contacts: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    territory: Territory
    topic: Topic
    now: datetime
    question: str
    district: str | None
    street: str | None
    choice: Choice | None


def answer(
    territory: Territory,
    topic_code: str,
    now: datetime,
    question: str = "",
    *,
    district: str | None = None,
    street: str | None = None,
) -> Answer:
    """The answer to a topic, for a place when it depends on it; a KnowledgeError when the territory has none."""
    topic = territory.topics.get(topic_code)
    if topic is None:
        raise KnowledgeError(f"La commune n’a pas de réponse sur le sujet «{NBSP}{topic_code}{NBSP}».")
    question = question[:LONGEST_QUESTION]
    asked = Asked(territory, topic, now, question, district, street, choose_section(topic, question))
    today = now.astimezone(territory.timezone).date()
    parts = COMPUTED.get(topic_code, _answer_topic)(asked)
    shown = asked.choice.section if asked.choice else None
    return Answer(
        title=topic.title,
        text="\n\n".join(
            (*parts, *_operator(asked), *_warning(topic, today), *_contacts(topic), _source(topic, today))
        ),
        source=topic.source,
        checked_on=topic.checked_on,
        links=topic.links,
        stale=_is_stale(topic, today),
        contacts=topic.contacts,
        cases=tuple(section.title for section in topic.sections if section != shown),
    )


def _answer_topic(asked: Asked) -> tuple[str, ...]:
    named = office_named(asked.territory, asked.question)
    if named is not None and _asks_hours(asked.question):
        return (_hours(named, asked.now, asked.question), *_titled_section(asked))
    office = asked.territory.offices.get(asked.topic.office or "")
    question = asked.question if _asks_hours(asked.question) else ""
    text = _sheet(asked)
    return (text, *((_hours(office, asked.now, question, beside=text),) if office else ()))


def _answer_office(asked: Asked) -> tuple[str, ...]:
    """A topic that is about an office: its hours come first."""
    offices, town_hall = asked.territory.offices, asked.territory.town_hall
    office = office_named(asked.territory, asked.question) or offices[asked.topic.office or town_hall.office]
    only_hours = _asks_hours(asked.question) or _names_days(asked)
    text = _titled_section(asked) if only_hours else (_sheet(asked),)
    return (_hours(office, asked.now, asked.question, beside="".join(text)), *text)


def _answer_collection(asked: Asked) -> tuple[str, ...]:
    text = answer_collection(asked.territory, asked.now, asked.question, asked.district, asked.street)
    return (text, *_titled_section(asked))


def _answer_agenda(asked: Asked) -> tuple[str, ...]:
    return (answer_agenda(asked.territory, asked.now, asked.question), *_titled_section(asked))


COMPUTED: dict[str, Callable[[Asked], tuple[str, ...]]] = {
    "horaires_mairie": _answer_office,
    "dechetterie": _answer_office,
    "collecte_jours": _answer_collection,
    "agenda_marches": _answer_agenda,
}


def _section(asked: Asked) -> tuple[str, ...]:
    if asked.choice is None:
        return ()
    section = asked.choice.section
    return (f"{section.title}{NBSP}:\n{section.text}",)


def _titled_section(asked: Asked) -> tuple[str, ...]:
    """The case, when the question names it: a word of its text is not enough beside a computed answer."""
    return _section(asked) if asked.choice and asked.choice.by_title else ()


def _sheet(asked: Asked) -> str:
    """What the commune wrote: the case asked about, after the general answer unless the case is sure."""
    titled = _titled_section(asked)
    return "\n\n".join(titled or (asked.topic.body, *_section(asked)))


def office_named(territory: Territory, question: str) -> Office | None:
    """The office that a question names first."""
    text = f" {fold(question)} "
    places = {office.code: _place_named(office, text) for office in territory.offices.values()}
    named = {code: place for code, place in places.items() if place is not None}
    return territory.offices[min(named, key=lambda code: named[code])] if named else None


def _place_named(office: Office, text: str) -> int | None:
    """Where the text names the office, by its name, its name in a sentence or a keyword."""
    called = (office.called or office.name).removeprefix("la ").removeprefix("le ").removeprefix("l’")
    places = [text.find(f" {fold(name)} ") for name in (office.name, called, *office.keywords)]
    return min((place for place in places if place >= 0), default=None)


def _asks_hours(question: str) -> bool:
    return any(holds(fold(question), word) for word in HOURS_WORDS.split())


def _names_days(asked: Asked) -> bool:
    today = asked.now.astimezone(asked.territory.timezone).date()
    return bool(asked_moment(asked.question, today, asked.territory.holidays).days)


def _hours(office: Office, now: datetime, question: str, beside: str = "") -> str:
    """The hours that the question asks about, and the address unless the text beside them has it."""
    street, _, _ = office.address.partition(",")
    address = "" if street in beside else f"\n{office.name}, {office.address}."
    return answer_hours(office, now, question) + address


def _operator(asked: Asked) -> tuple[str, ...]:
    """Whose business it is, when the question names somebody who mends what the town does not."""
    operator = named_operator(asked.territory, asked.question)
    return (describe_operator(asked.territory, operator, asked.now),) if operator else ()


def _is_stale(topic: Topic, today: date) -> bool:
    return today > topic.valid_until


def _warning(topic: Topic, today: date) -> tuple[str, ...]:
    if not _is_stale(topic, today):
        return ()
    until = dates.short_date(topic.valid_until)
    return (
        f"Attention{NBSP}: cette réponse devait être revue avant le {until} et ne l’a pas encore été. "
        "Elle a peut-être changé, vérifiez auprès de la mairie avant de vous déplacer.",
    )


def _contacts(topic: Topic) -> tuple[str, ...]:
    missing = [contact for contact in topic.contacts if contact not in topic.body]
    return (f"Contact{NBSP}: {dates.listing(missing, 'ou')}.",) if missing else ()


def _source(topic: Topic, today: date) -> str:
    return f"Source{NBSP}: {topic.source}, vérifié le {dates.short_date(topic.checked_on)}."
