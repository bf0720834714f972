"""Updates as Telegram sends them, and what the inbox holds of them."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.telegram.updates import Received, UpdateUnreadable, pressed_button, read_update

CAMILLE = {"id": 7001, "is_bot": False, "first_name": "Camille", "username": "camille", "language_code": "fr"}
CHAT = {"id": 7001, "first_name": "Camille", "username": "camille", "type": "private"}
GROUP = {"id": -100987, "title": "Voisins du port", "type": "supergroup"}
SIZES = [
    {"file_id": "s", "file_unique_id": "1", "file_size": 1253, "width": 90, "height": 67},
    {"file_id": "x", "file_unique_id": "3", "file_size": 133000, "width": 1280, "height": 960},
    {"file_id": "m", "file_unique_id": "2", "file_size": 17000, "width": 320, "height": 240},
]


def message(**content: Any) -> dict[str, Any]:
    return {
        "update_id": 874562,
        "message": {"message_id": 31, "from": CAMILLE, "chat": CHAT, "date": 1795510800, **content},
    }


def content_of(**content: Any) -> dict[str, Any] | None:
    received = read_update(message(**content))
    return None if received is None else received.content


def press(**query: Any) -> dict[str, Any]:
    origin = {"message_id": 30, "chat": CHAT, "date": 1795510700, "text": "Où ?"}
    base = {"id": "4382bfdwdsb323b2d9", "from": CAMILLE, "chat_instance": "-356", "message": origin, "data": "12.0"}
    return {"update_id": 874563, "callback_query": {**base, **query}}


def test_a_text_is_received_in_the_conversation_of_its_chat_under_the_updates_number():
    assert read_update(message(text="Un trou rue Pasteur")) == Received(
        "telegram:7001", "u874562", {"text": "Un trou rue Pasteur"}
    )


def test_a_command_comes_as_text():
    entity = {"offset": 0, "length": 6, "type": "bot_command"}
    assert content_of(text="/start", entities=[entity]) == {"text": "/start"}


def test_a_forwarded_text_and_an_answer_to_another_message_are_texts():
    assert content_of(text="Oui", reply_to_message=message(text="Où ?")["message"]) == {"text": "Oui"}


def test_a_position_is_latitude_then_longitude():
    assert content_of(location={"latitude": 47.001, "longitude": 1}) == {"location": [47.001, 1.0]}


def test_a_venue_is_its_position():
    location = {"latitude": 47.001, "longitude": 1.002}
    assert content_of(location=location, venue={"location": location, "title": "Gare", "address": ""}) == {
        "location": [47.001, 1.002]
    }


@pytest.mark.parametrize("location", [{"latitude": 91.0, "longitude": 1.0}, {"latitude": float("nan"), "longitude": 1}])
def test_a_position_outside_the_earth_is_a_pictogram(location: dict[str, float]):
    assert content_of(location=location) == {"text": "📍"}


def test_the_largest_size_of_a_photo_is_fetched_with_its_caption():
    assert content_of(photo=SIZES, caption="devant le 12") == {"file": "x", "text": "devant le 12"}


def test_a_photo_without_words_has_an_empty_caption():
    assert content_of(photo=SIZES) == {"file": "x", "text": ""}


def test_an_image_sent_as_a_document_is_a_photo():
    document = {"file_id": "d", "file_unique_id": "4", "file_name": "trou.png", "mime_type": "image/png"}
    assert content_of(document=document) == {"file": "d", "text": ""}


def test_another_document_is_a_pictogram_or_its_caption():
    document = {"file_id": "d", "file_unique_id": "4", "file_name": "plan.pdf", "mime_type": "application/pdf"}
    assert content_of(document=document) == {"text": "📎"}
    assert content_of(document=document, caption="mon plan") == {"text": "mon plan"}


@pytest.mark.parametrize(
    "kind", ["voice", "audio", "video", "video_note", "sticker", "contact", "poll", "dice", "story", "paid_media"]
)
def test_what_is_not_words_is_a_pictogram_without_letters(kind: str):
    content = content_of(**{kind: {"file_id": "f"}})
    assert content is not None
    assert content["text"]
    assert not any(sign.isalnum() for sign in content["text"])


@pytest.mark.parametrize(
    "content", [{"text": 5}, {"text": None}, {"photo": []}, {"photo": [{}]}, {"photo": "x"}, {"location": {}}, {}]
)
def test_a_malformed_message_of_a_known_chat_still_gets_an_answer(content: dict[str, Any]):
    received = read_update(message(**content))
    assert received is not None
    assert received.conversation_id == "telegram:7001"
    assert not any(sign.isalnum() for sign in received.content["text"])


def test_a_pressed_button_is_its_identifier():
    assert read_update(press()) == Received("telegram:7001", "u874563", {"button": "12.0"})


def test_a_press_under_a_message_too_old_to_be_read_is_received():
    assert read_update(press(message={"chat": CHAT, "message_id": 2, "date": 0})) is not None


def test_a_press_elsewhere_is_answered_and_not_received():
    in_group = press(message={"message_id": 3, "chat": GROUP, "date": 1})
    inline = {"update_id": 9, "callback_query": {"id": "i1", "from": CAMILLE, "inline_message_id": "z", "data": "1"}}
    for update in (in_group, inline):
        assert read_update(update) is None
        assert pressed_button(update) is not None


def test_a_group_is_ignored():
    assert (
        read_update({"update_id": 1, "message": {"message_id": 1, "chat": GROUP, "date": 1, "text": "coucou"}}) is None
    )


@pytest.mark.parametrize("kind", ["edited_message", "channel_post", "my_chat_member", "inline_query", "a_kind_to_come"])
def test_updates_that_were_not_asked_for_are_ignored(kind: str):
    assert read_update({"update_id": 5, kind: message(text="Un trou")["message"]}) is None


@pytest.mark.parametrize("notice", ["pinned_message", "message_auto_delete_timer_changed", "write_access_allowed"])
def test_telegrams_own_notices_are_ignored(notice: str):
    assert content_of(**{notice: {}}) is None


@pytest.mark.parametrize(
    "update",
    [
        None,
        "text",
        [],
        {},
        {"update_id": "5", "message": message(text="a")["message"]},
        {"update_id": 5, "message": None},
        {"update_id": 5, "message": {"text": "a"}},
        {"update_id": 5, "message": {"chat": {"id": "7001", "type": "private"}, "text": "a"}},
    ],
)
def test_an_update_that_names_nobody_is_unreadable(update: Any):
    with pytest.raises(UpdateUnreadable):
        read_update(update)
