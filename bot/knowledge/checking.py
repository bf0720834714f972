"""What a clerk has to mend in the commune's answers: stale, empty, without any link, contradicting something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import ClassVar

from bot.errors import ParvisError
from bot.knowledge import dates
from bot.knowledge.dates import NBSP
from bot.knowledge.words import fold
from bot.territory.offices import Office
from bot.territory.territory import Territory
from bot.territory.topics import Topic
from bot.territory.week import WEEKDAYS, Span

STALE, SOON, EMPTY, UNLINKED, CONTRADICTORY = "perimee", "bientot", "vide", "sans_lien", "contradictoire"
WARNED = timedelta(days=30)  # how long before its end of validity an answer is to be reviewed
FEWEST_WORDS = 5
FILLER = re.compile(r"\b(?:a completer|a rediger|a venir|todo|lorem ipsum|xxx+)\b")
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
FEWEST_SHARED_WORDS = 5  # in two sentences that differ by their figures alone
HOURS = re.compile(r"\bde (\d{1,2}) h(?: (\d\d))? a (\d{1,2}) h(?: (\d\d))?\b")
OPEN = re.compile(r"\b(?:ouvert\w*|ouvre\w*|recoit|recoivent|accueille\w*)\b")
NOT_OPEN = re.compile(r"\b(?:ferme\w*|sauf|pas|ni|jamais)\b")


class AnswersToMend(ParvisError):
    """Residents read answers that are wrong, empty or out of date."""

    code: ClassVar[str] = "answers_to_mend"

    def __init__(self, count: int) -> None:
        super().__init__("Une réponse est à revoir." if count == 1 else f"{count} réponses sont à revoir.")


@dataclass(frozen=True)
class Problem:
    """`kind` is one of the five above; `sentence` says it to a clerk."""

    topic: Topic
    kind: str
    sentence: str


def check_topics(territory: Territory, today: date) -> tuple[Problem, ...]:
    """All that is to be mended, topic by topic."""
    found = [problem for topic in territory.topics.values() for problem in _check(territory, topic, today)]
    found += _differing_figures(territory)
    return tuple(sorted(found, key=lambda problem: (problem.topic.code, problem.kind, problem.sentence)))


def is_urgent(problem: Problem) -> bool:
    """Whether residents already read something wrong or useless."""
    return problem.kind != SOON


def _check(territory: Territory, topic: Topic, today: date) -> Iterator[Problem]:
    yield from _check_dates(topic, today)
    yield from _check_texts(topic)
    if not topic.links and not topic.contacts and topic.office is None:
        yield Problem(topic, UNLINKED, "Elle n’a ni lien, ni contact, ni lieu où aller.")
    office = territory.offices.get(topic.office or "")
    if office is not None:
        yield from _check_hours(topic, office)


def _check_dates(topic: Topic, today: date) -> Iterator[Problem]:
    until = dates.short_date(topic.valid_until)
    if topic.checked_on > today:
        checked = dates.short_date(topic.checked_on)
        yield Problem(topic, CONTRADICTORY, f"Elle dit avoir été vérifiée le {checked}, qui n’est pas encore venu.")
    if topic.valid_until < today:
        yield Problem(topic, STALE, f"Elle devait être revue avant le {until}. Les habitants en sont avertis.")
    elif topic.valid_until < today + WARNED:
        yield Problem(topic, SOON, f"Elle est à revoir avant le {until}.")


def _check_texts(topic: Topic) -> Iterator[Problem]:
    texts = {"La réponse courte": topic.body} | {
        f"La partie «{NBSP}{section.title}{NBSP}»": section.text for section in topic.sections
    }
    for name, text in texts.items():
        plain = fold(text)
        if len(plain.split()) < FEWEST_WORDS or FILLER.search(plain):
            yield Problem(topic, EMPTY, f"{name} est vide ou n’est pas encore écrite.")


def _check_hours(topic: Topic, office: Office) -> Iterator[Problem]:
    """Hours and days written in the text that the office does not keep."""
    for sentence in (sentence for text in _texts(topic) for sentence in SENTENCE.split(text)):
        plain = fold(sentence)
        if not OPEN.search(plain) or NOT_OPEN.search(plain):
            continue
        wrong = [span for span in _spans(plain) if span not in _kept(office)]
        wrong_days = [day for day in _days(plain) if not _opens_on(office, day)]
        if wrong or wrong_days:
            said = f"Le texte dit «{NBSP}{sentence.strip()}{NBSP}»"
            yield Problem(topic, CONTRADICTORY, f"{said}, et les horaires de «{NBSP}{office.name}{NBSP}» autre chose.")


def _texts(topic: Topic) -> tuple[str, ...]:
    return (topic.body, *(section.text for section in topic.sections))


def _spans(plain: str) -> Iterator[Span]:
    for first, minute, last, other in HOURS.findall(plain):
        if int(first) < 24 and int(last) < 24:
            yield Span(time(int(first), int(minute or 0)), time(int(last), int(other or 0)))


def _days(plain: str) -> Iterator[int]:
    return (number for number, name in enumerate(WEEKDAYS) if re.search(rf"\b(?:le|les) {name}s?\b", plain))


def _kept(office: Office) -> set[Span]:
    """All the hours of the office, in any season; a day's two spans also count as one."""
    weeks = [office.hours, *(season.hours for season in office.seasons)]
    days = [spans for week in weeks for spans in week.values()]
    days += [item.spans for item in office.irregular]
    days += [item.spans for item in office.special_days]
    whole = {Span(spans[0].start, spans[-1].end) for spans in days if spans}
    return whole.union(span for spans in days for span in spans)


def _opens_on(office: Office, weekday: int) -> bool:
    weeks = [office.hours, *(season.hours for season in office.seasons)]
    return any(weekday in week for week in weeks) or any(item.weekday == weekday for item in office.irregular)


def _differing_figures(territory: Territory) -> Iterator[Problem]:
    """Sentences that say the same thing with other figures: « L’abonnement coûte 24 € », « … 26 € »."""
    said: dict[str, tuple[Topic, str]] = {}
    for topic in territory.topics.values():
        for sentence in (sentence.strip() for text in _texts(topic) for sentence in SENTENCE.split(text)):
            plain = fold(sentence)
            model = re.sub(r"\b\d+\b", "#", plain)
            if "#" not in model or len(model.split()) < FEWEST_SHARED_WORDS:
                continue
            other, words = said.setdefault(model, (topic, sentence))
            if fold(words) != plain:
                told = f"«{NBSP}{sentence}{NBSP}» ici, «{NBSP}{words}{NBSP}» dans «{NBSP}{other.title}{NBSP}»."
                yield Problem(topic, CONTRADICTORY, told)
