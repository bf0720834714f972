"""A resident reports something, in their own words, through the whole assistant."""

from __future__ import annotations

import pytest

from tests.integration.conftest import Talk

pytestmark = pytest.mark.slow

HOLE = "ya un enorme trou devant le 12 rue pasteur jai failli tomber en velo"


async def test_a_full_first_sentence_needs_one_agreement(talk: Talk) -> None:
    assert "12 rue Pasteur" in await talk.say(HOLE)
    assert not talk.requests
    recorded = await talk.say("oui")
    (request,) = talk.requests
    assert request["reference"] in recorded
    assert request["service_code"] == "nid_de_poule"
    assert request["address"].startswith("12 rue Pasteur")
    assert request["inside"] is True
    assert "8\u00a0décembre" in recorded or "8 décembre" in recorded


async def test_nothing_is_recorded_without_consent(talk: Talk) -> None:
    await talk.say(HOLE)
    await talk.press("Abandonner")
    assert not talk.requests


async def test_a_second_press_on_send_records_nothing_more(talk: Talk) -> None:
    shown = await talk.step(text=HOLE)
    button = shown["replies"][-1]["buttons"][0]["payload"]
    await talk.press(button)
    await talk.press(button)
    assert len(talk.requests) == 1


async def test_what_is_missing_is_asked_one_thing_at_a_time(talk: Talk) -> None:
    assert "?" in await talk.say("il y a un gros trou dans la route")
    assert "Rue Pasteur" in await talk.say("rue Pasteur")
    assert "12 rue Pasteur" in await talk.say("au 12")
    await talk.say("oui")
    assert len(talk.requests) == 1


async def test_the_place_is_corrected_before_sending(talk: Talk) -> None:
    await talk.say(HOLE)
    assert "14 rue Pasteur" in await talk.say("non c'est au 14 rue Pasteur")
    await talk.say("oui")
    assert talk.requests[0]["address"].startswith("14 rue Pasteur")


async def test_the_kind_is_changed_by_the_buttons(talk: Talk) -> None:
    await talk.say(HOLE)
    await talk.press("Modifier")
    await talk.press("Le problème")
    await talk.say("en fait c'est un lampadaire qui est éteint")
    for _ in range(4):
        answer = await talk.step(text="je ne sais pas")
        if any(button["title"] == "Oui, envoyer" for button in answer["replies"][-1]["buttons"]):
            break
    await talk.press("Oui, envoyer")
    assert talk.requests[0]["service_code"] == "lampadaire_en_panne"


async def test_a_question_in_the_middle_is_answered_and_the_report_goes_on(talk: Talk) -> None:
    await talk.say("un lampadaire est éteint au 3 rue de la Gare")
    answer = await talk.say("au fait la mairie ouvre à quelle heure demain ?")
    assert "8\u00a0h\u00a030" in answer
    assert answer.strip().endswith("?")


async def test_a_danger_in_the_middle_comes_first(talk: Talk) -> None:
    await talk.say("un lampadaire est éteint au 3 rue de la Gare")
    answer = await talk.say("au secours il y a le feu dans mon immeuble")
    assert answer.startswith("Appelez tout de suite le 18")


async def test_an_unknown_street_is_asked_again_then_kept_in_words(talk: Talk) -> None:
    await talk.say("il y a un gros trou dans la route")
    again = await talk.say("rue du Perroquet-Bleu")
    assert "rue du Perroquet-Bleu" in again
    await talk.say("rue du Perroquet-Bleu")
    await talk.say("oui")
    (request,) = talk.requests
    assert request["address"] is None
    assert "Perroquet" in request["place_note"]


async def test_a_position_is_a_place(talk: Talk) -> None:
    await talk.say("il y a un gros trou dans la route")
    await talk.step(location=[46.998701, 0.992213])
    await talk.say("oui")
    assert talk.requests[0]["latitude"] == pytest.approx(46.998701)


async def test_a_place_outside_the_commune_is_refused_kindly(talk: Talk) -> None:
    await talk.say("il y a un gros trou dans la route")
    answer = (await talk.step(location=[43.17, 5.60]))["replies"][-1]["text"]
    assert "en dehors de Belrive" in answer
    assert not talk.requests


async def test_starting_over_forgets_the_report(talk: Talk) -> None:
    await talk.say(HOLE)
    await talk.say("on recommence à zéro")
    await talk.say("oui")
    assert not talk.requests


async def test_the_request_goes_to_the_back_office_once(talk: Talk) -> None:
    await talk.say("quelqu'un a balancé un tas de gravats et des pneus devant le 8 rue des Lilas")
    for _ in range(4):
        answer = await talk.step(text="je ne sais pas")
        if any(button["title"] == "Oui, envoyer" for button in answer["replies"][-1]["buttons"]):
            break
    await talk.press("Oui, envoyer")
    (request,) = talk.requests
    (delivery,) = request["deliveries"]
    assert delivery["destination"] == "email"
    assert delivery["state"] == "delivered"
    assert delivery["attempts"] == 1
