"""The answer of an official sheet: the passage that answers, its date and its link; quoted, never reworded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.knowledge.sheets.index import Found, SheetIndex
from bot.knowledge.sheets.query import Question
from bot.knowledge.sheets.sheet import Passage, Sheet
from bot.knowledge.sheets.terms import stems

CANDIDATES = 5
LEAST_TOLD = 0.25  # a sheet whose titles tell less of the question has nothing to do with it
AS_LIKELY = 0.9  # of the best score: a sheet of the same folder that may as well be the one
CLEARLY = 0.25  # of a question
HALF = 0.5  # of a question
LONGEST_QUOTE = 700  # characters


@dataclass(frozen=True)
class SheetAnswer:
    """`quote` is text of the sheet, word for word; the resident is to choose when there are situations or others.

    `situations` are those that the sheet distinguishes and the question does not tell; `others` are the sheets of
    the same folder that answer as well, or those of a folder.
    """

    sheet: Sheet
    passage: Passage | None
    quote: str
    score: float
    situations: tuple[str, ...] = ()
    others: tuple[Sheet, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What the index found for a question: the answer, None when nothing is near, and the first candidates."""

    answer: SheetAnswer | None
    candidates: tuple[Found, ...]


def ask(index: SheetIndex, text: str) -> Reading:
    """The sheet that answers a question, with its candidates."""
    question = index.read(text)
    found = tuple(index.search(question, CANDIDATES))
    if not found or found[0].told < LEAST_TOLD:
        return Reading(None, found)
    best = found[0]
    if best.sheet.kind == "dossier":
        others = tuple(filter(None, (index.sheet(code) for code, _ in best.sheet.children)))
    else:
        others = tuple(other.sheet for other in found[1:] if _is_as_likely(other, best))
    return Reading(_answer(best.sheet, question, best.score, others), found)


def tells_more(index: SheetIndex, found: SheetAnswer, text: str, other: str) -> bool:
    """Whether the titles of a sheet tell clearly more of a question than another text does."""
    question = index.read(text)
    titles = frozenset(stems(" ".join((found.sheet.title, *found.sheet.folders))))
    return question.told_by(titles) > question.told_by(frozenset(stems(other))) + CLEARLY


def is_about(sheet: Sheet, index: SheetIndex, text: str) -> bool:
    """Whether the cases and the headings of a sheet tell at least half of a question."""
    question = index.read(text)
    headings = " ".join((*sheet.situations, *(title for passage in sheet.passages for title in passage.path)))
    return bool(question.notions) and question.told_by(frozenset(stems(headings))) >= HALF


def open_sheet(index: SheetIndex, code: str, text: str, situation: str | None = None) -> SheetAnswer | None:
    """What one sheet answers, in one of its situations when it is given; None when the index no longer has it."""
    sheet = index.sheet(code)
    return None if sheet is None else _answer(sheet, index.read(text), 1.0, (), situation)


def _is_as_likely(other: Found, best: Found) -> bool:
    same_folder = bool(best.sheet.folders) and other.sheet.folders[:1] == best.sheet.folders[:1]
    is_twin = other.sheet.title == best.sheet.title and other.told >= best.told
    return same_folder and (is_twin or other.score >= AS_LIKELY * best.score)


def _answer(
    sheet: Sheet, question: Question, score: float, others: tuple[Sheet, ...], situation: str | None = None
) -> SheetAnswer:
    told = situation or _told_situation(sheet.situations, question)
    passages = [item for item in sheet.passages if told in item.path] or sheet.passages
    passage = _best_passage(sheet, passages, question)
    return SheetAnswer(
        sheet=sheet,
        passage=passage,
        quote=_quote(passage, question) if passage else sheet.description,
        score=score,
        situations=() if told or len(sheet.situations) < 2 else sheet.situations,
        others=others,
    )


def _told_situation(situations: Sequence[str], question: Question) -> str | None:
    """The situation that the question tells, when it tells of one more than of the others."""
    rated = sorted(((_own_words(item, situations, question), item) for item in situations), reverse=True)
    if not rated or rated[0][0] == 0 or (len(rated) > 1 and rated[1][0] == rated[0][0]):
        return None
    return rated[0][1]


def _own_words(situation: str, situations: Sequence[str], question: Question) -> float:
    """The part of the question told by the words that this situation has and the others have not."""
    shared = [frozenset(stems(item)) for item in situations if item != situation]
    return question.told_by(frozenset(stems(situation)).difference(*shared))


def _best_passage(sheet: Sheet, passages: Sequence[Passage], question: Question) -> Passage | None:
    """The passage that tells most of what the title does not; the first one when none tells more."""
    title = frozenset(stems(sheet.full_title))

    def told(passage: Passage) -> float:
        heading, text = frozenset(stems(" ".join(passage.path))), frozenset(stems(passage.text))
        return question.told_by(title | heading | text) + question.told_by(title | heading)

    return max(passages, key=told, default=None)


def _quote(passage: Passage, question: Question) -> str:
    """Whole lines of the passage, from its start or from the line that tells most when it is long."""
    lines = passage.text.split("\n")
    first = 0
    if len(passage.text) > LONGEST_QUOTE:
        first = max(range(len(lines)), key=lambda place: question.told_by(frozenset(stems(lines[place]))))
        while first and lines[first].startswith(("- ", "  ")):  # a list is read from the line that announces it
            first -= 1
    kept = _first_lines(lines[first:])
    return "\n".join((*(("[…]",) if first else ()), *kept, *(("[…]",) if first + len(kept) < len(lines) else ())))


def _first_lines(lines: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for line in lines:
        if kept and sum(map(len, kept)) + len(line) > LONGEST_QUOTE:
            break
        kept.append(line)
    return kept
