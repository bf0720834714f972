"""A reply as Telegram shows it."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.outgoing import Button, OutgoingMessage
from connectors.telegram.wording import keyboard_of, parts_of, split


def reply(text: str, **more: Any) -> OutgoingMessage:
    values: dict[str, Any] = {"buttons": (), "link": None, "image": None, **more}
    return OutgoingMessage(
        12, "telegram:1", 3, "assistant", text, created_at=datetime(2026, 11, 24, tzinfo=timezone.utc), **values
    )


def test_text_is_sent_as_it_is():
    assert parts_of(reply("<b>Bonjour</b> *à* _tous_ & toutes")) == ["<b>Bonjour</b> *à* _tous_ & toutes"]


def test_a_number_to_call_is_added_unless_it_is_said():
    assert parts_of(reply("Appelez les secours.", link="tel:112")) == ["Appelez les secours.\n📞 112"]
    assert parts_of(reply("Appelez le 112.", link="tel:112")) == ["Appelez le 112."]


def test_a_web_address_is_added_and_any_other_kind_is_not():
    assert parts_of(reply("Voir", link="https://www.belrive.example/")) == ["Voir\nhttps://www.belrive.example/"]
    assert parts_of(reply("Voir", link="javascript:alert(1)")) == ["Voir"]


def test_buttons_stand_one_a_row_with_opaque_identifiers():
    keyboard = keyboard_of(reply("Où ?", buttons=(Button("Rue Pasteur", "/a"), Button("Ailleurs", "/b"))))
    assert keyboard == {
        "inline_keyboard": [
            [{"text": "Rue Pasteur", "callback_data": "12.0"}],
            [{"text": "Ailleurs", "callback_data": "12.1"}],
        ]
    }
    assert keyboard_of(reply("Bonjour")) is None


def test_a_reply_without_words_has_no_part():
    assert parts_of(reply(" \n ")) == []


def test_a_long_text_is_cut_at_the_end_of_a_line():
    line = "x" * 3000
    assert split(f"{line}\n{line}") == [line, line]


def test_a_long_line_is_cut_at_the_end_of_a_word():
    assert split("aaa bbb ccc", most=8) == ["aaa bbb", "ccc"]


def test_what_no_database_bears_is_not_sent():
    assert parts_of(reply("a\0b\ud83d")) == ["ab?"]


@given(st.text(alphabet=st.sampled_from("ab \n🎤"), max_size=400))
def test_parts_hold_every_sign_and_none_is_empty_or_too_long(text: str):
    parts = split(text.strip(), most=20)
    assert all(1 <= len(part) <= 20 and part.strip() for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
