"""The State's official sheets, where the town has no answer of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable

import structlog
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.expectation import SHEET, keep_topic
from actions.turn import Events, Turn
from actions.utterance import Utterance
from bot.knowledge.sheets.answering import SheetAnswer, ask, open_sheet, tells_more
from bot.knowledge.sheets.errors import SheetIndexError
from bot.knowledge.sheets.index import SheetIndex
from bot.knowledge.sheets.wording import choice, in_words
from bot.territory.topics import Topic

log = structlog.get_logger()

# Of reports and questions on the town none reaches this score; of questions on the sheets nine in ten do.
SURE = 0.45
MOST_CHOICES = 4


def answer_officially(
    turn: Turn, dispatcher: CollectingDispatcher, utterance: Utterance, topic: Topic | None = None
) -> Events:
    """Quote the sheet that the resident chose, or one that surely answers, and keep it as the topic.

    With a topic of the town's own, only a sheet that tells more of the question than the topic does. No event,
    and nothing said, when there is none.
    """
    index = sheet_index(turn)
    if index is None:
        return []
    question = str(utterance.choice.get("question", utterance.text))
    found = _find(index, utterance, question)
    if found is None or not _is_sure(found):
        return []
    if topic is not None and not tells_more(index, found, question, _words(topic)):
        return []
    _tell(turn, dispatcher, found, question)
    kept = keep_topic(turn, SHEET, sheet=found.sheet.code, situation=_situation(found))
    return [kept, SlotSet("tries", None)]


def sheet_index(turn: Turn) -> SheetIndex | None:
    """The sheets that were imported; None without any, or when they are to be imported again."""
    try:
        return turn.sheets.index() if turn.sheets else None
    except SheetIndexError as error:
        log.error("sheets_unreadable", error=error.code)
        return None


def is_answered(turn: Turn, text: str) -> bool:
    """Whether an official sheet surely answers these words."""
    index = sheet_index(turn)
    found = ask(index, text).answer if index else None
    return found is not None and _is_sure(found)


def _is_sure(found: SheetAnswer) -> bool:
    return found.score >= SURE and bool(found.quote or found.others)


def _find(index: SheetIndex, utterance: Utterance, question: str) -> SheetAnswer | None:
    chosen = utterance.choice
    if "sheet" not in chosen:
        return None if chosen else ask(index, question).answer
    found = open_sheet(index, chosen["sheet"], question)
    if found is None or not found.situations:  # the question tells of which case it is
        return found
    return open_sheet(index, chosen["sheet"], question, chosen.get("situation"))


def _situation(found: SheetAnswer) -> str | None:
    """The case that the answer is of; None while it is asked, or when the sheet has but one."""
    path = found.passage.path if found.passage and not found.situations else ()
    return next((title for title in path if title in found.sheet.situations), None)


def _words(topic: Topic) -> str:
    sections = (f"{section.title} {section.text}" for section in topic.sections)
    return " ".join((topic.title, *topic.keywords, topic.body, *sections))


def _tell(turn: Turn, dispatcher: CollectingDispatcher, found: SheetAnswer, question: str) -> None:
    """The answer, or the choice that it depends on."""
    if found.others:
        sheets = found.others if found.sheet.kind == "dossier" else (found.sheet, *found.others)
        buttons = _buttons((sheet.full_title, {"sheet": sheet.code, "question": question}) for sheet in sheets)
        dispatcher.utter_message(response="utter_official_which", buttons=buttons)
        return
    if found.situations:
        code = found.sheet.code
        told = ((item, {"sheet": code, "situation": item, "question": question}) for item in found.situations)
        title = found.sheet.full_title
        dispatcher.utter_message(response="utter_official_situation", title=title, buttons=_buttons(told))
        return
    text = in_words(found, turn.territory, turn.local_now)
    dispatcher.utter_message(response="utter_answer", answer=text, json_message={"link": found.sheet.url})


def _buttons(choices: Iterable[tuple[str, dict[str, str]]]) -> list[dict[str, str]]:
    made = [{"title": choice(title), "payload": f"/choisir_sujet{json.dumps(values)}"} for title, values in choices]
    return made[:MOST_CHOICES]
