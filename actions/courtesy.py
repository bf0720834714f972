"""Courtesy: another language, no words at all, a moment asked for, a « oui » to nothing."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Events, Turn, TurnAction
from actions.utterance import read_utterance
from bot.conversations.outgoing import choices_on_show

# The signs that stand in the inbox for what a channel brought and nobody here can read.
SIGNS = {"🎤": "voice", "🎵": "voice", "🎬": "video", "📎": "document", "👤": "document"}


class AnswerInLanguage(TurnAction):
    """Say in the resident's language what can be done, and how to reach a person."""

    def name(self) -> str:
        return "action_answer_in_language"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        language = read_utterance(tracker).values("langue")[0]
        dispatcher.utter_message(response=f"utter_langue_{language}")
        return []


class AnswerNoWords(TurnAction):
    """Say what can be read, after a voice note, a sticker or pictograms alone."""

    def name(self) -> str:
        return "action_no_words"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        kind = SIGNS.get(read_utterance(tracker).text.strip()[:1])
        response = f"utter_no_words_{kind}" if kind else "utter_sans_mots"
        dispatcher.utter_message(response=f"{response}_en_cours" if tracker.active_loop_name else response)
        return []


class Wait(TurnAction):
    """« Deux secondes »: wait, the choices on show staying there; what was asked is not asked again."""

    def name(self) -> str:
        return "action_wait"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        dispatcher.utter_message(response="utter_wait", buttons=_on_show(turn))
        return []


class Agree(TurnAction):
    """« Oui » outside a report: to several choices on show, ask which; else ask what for."""

    def name(self) -> str:
        return "action_agree"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        buttons = _on_show(turn)
        if len(buttons) > 1:
            dispatcher.utter_message(response="utter_ask_which_choice", buttons=buttons)
        else:
            dispatcher.utter_message(response="utter_affirmer_sans_suite")
        return []


def _on_show(turn: Turn) -> list[dict[str, str]]:
    """The choices that the resident sees, to be offered again."""
    shown = choices_on_show(turn.connection, turn.conversation_id)
    return [{"title": button.title, "payload": button.payload} for button in shown]
