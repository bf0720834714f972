"""Publik: signed byte for byte, filled after the form's own schema, its status read back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from bot.requests.register import get_request
from bot.requests.reopening import reopen
from bot.territory.territory import Territory
from tests.integration.backoffice.conftest import RESIDENT, Yard
from tests.integration.backoffice.systems import Wcs

PHOTO = {"filename": "a.jpg", "content_type": "image/jpeg", "content": "anBlZw=="}

pytestmark = pytest.mark.parametrize("kind", ["publik"])


def wcs(yard: Yard) -> Wcs:
    return cast(Wcs, yard.system)


async def test_the_form_holds_the_request_its_photo_and_our_reference(yard: Yard, tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.jpg").write_bytes(b"jpeg")
    reference = yard.report(media=("a.jpg",))
    await yard.dispatcher().deliver_due()
    assert wcs(yard).forms["1"] == {
        "texte": "un trou",
        "ou": {"lat": 47.001, "lon": 1.002},
        "ref": reference,
        "photo": PHOTO,
    }
    assert yard.rows()[0].external_id == "voirie/1"


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"varname": "ref", "type": "map", "label": "x", "required": False}, "ne prend pas cette valeur"),
        ({"varname": "quartier", "type": "string", "label": "x", "required": True}, "exige le champ"),
        ({"varname": "texte", "type": "item", "label": "x", "required": True, "items": ["a"]}, "pas ce choix"),
    ],
)
async def test_a_form_that_does_not_fit_is_sent_to_an_agent_not_to_publik(
    yard: Yard, field: dict[str, Any], said: str
) -> None:
    schema = wcs(yard).schema
    wcs(yard).schema = [field, *(known for known in schema if known["varname"] != field["varname"])]
    yard.report()
    await yard.dispatcher().deliver_due()
    (row,) = yard.rows()
    assert row.state == "dead" and said in row.last_error
    assert not wcs(yard).forms


async def test_a_clock_that_differs_is_followed(yard: Yard) -> None:
    wcs(yard).late = timedelta(minutes=-7)
    yard.report()
    await yard.dispatcher().deliver_due()
    assert yard.rows()[0].state == "delivered"


async def test_the_status_comes_back_once(yard: Yard) -> None:
    reference = yard.report()
    await yard.dispatcher().deliver_due()
    wcs(yard).statuses["1"] = "finished"
    assert [await yard.collector().collect() for _ in range(2)] == [1, 0]
    with yard.database.read() as connection:
        assert get_request(connection, reference).status == "resolu"


async def test_what_a_resident_reopened_is_not_closed_again_by_the_old_state(yard: Yard, belrive: Territory) -> None:
    reference = yard.report()
    await yard.dispatcher().deliver_due()
    wcs(yard).statuses["1"] = "finished"
    await yard.collector().collect()
    with yard.database.begin_now() as connection:
        reopen(connection, belrive, reference, RESIDENT, yard.clock.now())
    wcs(yard).updated = "mardi"
    assert await yard.collector().collect() == 0
    with yard.database.read() as connection:
        assert get_request(connection, reference).status == "rouvert"


async def test_an_added_word_goes_with_its_photo(yard: Yard, tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.jpg").write_bytes(b"jpeg")
    reference = yard.report()
    yard.say_more(reference, "un mot", ("a.jpg",))
    await yard.settle(yard.dispatcher())
    (word,) = wcs(yard).words
    assert (word["text"], word["photos"]) == ("un mot", [PHOTO])


async def test_a_doubt_about_an_added_word_goes_to_an_agent(yard: Yard) -> None:
    reference = yard.report()
    dispatcher = yard.dispatcher()
    await dispatcher.deliver_due()
    yard.say_more(reference, "un mot")
    yard.system.faults.append("answer_lost")
    await yard.settle(dispatcher)
    word = yard.rows()[1]
    assert (word.state, word.uncertain) == ("dead", True)
    assert yard.system.accepted[1:] == [("comment", "un mot")]
