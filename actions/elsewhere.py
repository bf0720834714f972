"""What is not the town hall's: who deals with it, with link and telephone."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from bot.knowledge.elsewhere import body_in_charge


def refer(dispatcher: CollectingDispatcher, text: str) -> bool:
    """Name the body that the words are for; False, and nothing said, when they name none."""
    body = body_in_charge(text)
    if body is None:
        return False
    phone = f" au {body.phone}" if body.phone else ""
    dispatcher.utter_message(
        response="utter_not_the_town", body=body.name, phone=phone, json_message={"link": body.link}
    )
    return True
