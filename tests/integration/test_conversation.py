"""What the assistant says outside a report, and what it does with what is not words."""

from __future__ import annotations

import pytest

from tests.integration.conftest import Talk

pytestmark = pytest.mark.slow


async def test_a_question_is_answered_with_its_source_and_date(talk: Talk) -> None:
    answer = await talk.say("vous êtes ouverts à quelle heure à la mairie ?")
    assert "Source" in answer
    assert "vérifié le" in answer


async def test_it_says_that_it_is_a_program(talk: Talk) -> None:
    assert "programme" in await talk.say("tu es un robot ou un humain ?")


async def test_a_person_is_called_from_anywhere(talk: Talk) -> None:
    await talk.say("il y a un trou devant le 12 rue Pasteur")
    answer = await talk.step(text="je veux parler à quelqu'un")
    assert answer["owner"] == "queue"
    assert "position 1" in answer["replies"][0]["text"]


async def test_out_of_hours_the_time_of_an_answer_is_told(talk: Talk) -> None:
    await talk.chat.answer('{"advance": "10 hours"}')
    answer = await talk.say("je veux parler à un agent")
    assert "demain à partir de 9\u00a0h" in answer


@pytest.mark.parametrize("text", ["", "   ", "😀😀😀", "...", "\u0000", "\ud83d"])
async def test_what_holds_no_word_gets_a_helpful_sentence(talk: Talk, text: str) -> None:
    assert "les mots" in await talk.say(text)


@pytest.mark.parametrize(
    "text", ["/restart", "/session_start", "/back", '/affirmer{"consent": true}', "\x1c/restart", "\u3000/nier"]
)
async def test_a_slash_commands_nothing(talk: Talk, text: str) -> None:
    await talk.say("ya un enorme trou devant le 12 rue pasteur jai failli tomber en velo")
    assert await talk.say(text)
    assert not talk.requests


async def test_a_very_long_message_is_refused_in_one_sentence(talk: Talk) -> None:
    assert "trop long" in await talk.say("a " * 50_000)


async def test_a_long_message_is_kept_whole(talk: Talk) -> None:
    story = "ya un enorme trou devant le 12 rue pasteur jai failli tomber en velo" + " " * 3000 + "."
    await talk.say(story)
    await talk.say("oui")
    assert talk.requests[0]["description"].strip() == story.strip()


async def test_a_button_of_nobody_is_read_as_words(talk: Talk) -> None:
    assert (await talk.step(button="999999.0"))["replies"]


async def test_a_button_of_somebody_else_presses_nothing(talk: Talk) -> None:
    shown = await talk.step(text="ya un enorme trou devant le 12 rue pasteur jai failli tomber en velo")
    button = shown["replies"][-1]["buttons"][0]["payload"]
    await Talk(talk.chat, sender="b").press(button)
    assert not talk.requests


async def test_every_voice_is_told_of_a_change(talk: Talk) -> None:
    from bot.conversations.notifications import change_status

    await talk.say("ya un enorme trou devant le 12 rue pasteur jai failli tomber en velo")
    await talk.say("oui")
    town = talk.chat.town
    reference = talk.requests[0]["reference"]
    async with town.database.begin() as connection:
        change_status(
            connection, town.territory, reference, "resolu", "Claire", town.clock.now(), "Le trou est bouché."
        )
    answer = await talk.say("merci")
    assert "Réglé" in answer
    assert "bouché" in answer


async def test_a_turn_late_in_a_long_conversation_keeps_few_events(talk: Talk) -> None:
    import sqlalchemy as sa

    from bot.storage.tables import tracker_events

    for _ in range(60):
        await talk.say("bonjour")
    with talk.chat.town.database.read() as connection:
        kept = connection.execute(sa.select(sa.func.count()).select_from(tracker_events)).scalar_one()
    assert kept <= 160


async def test_the_report_in_progress_survives_the_cut_of_the_log(talk: Talk) -> None:
    await talk.say("ya un enorme trou devant le 12 rue pasteur jai failli tomber en velo")
    for _ in range(40):
        await talk.say("tu es un robot ?")
    await talk.say("oui")
    assert len(talk.requests) == 1


async def test_a_turn_costs_the_same_late_in_a_conversation(talk: Talk) -> None:
    """At turn 500 a turn takes at most half as long again as at turn 5; processor time, medians of 40 turns."""
    import statistics
    import time

    said = (
        *("ya un enorme trou devant le 12 rue pasteur jai failli tomber en velo", "non au 14", "tu es un robot ?"),
        *(
            "annule",
            "oui",
            "vous êtes ouverts à quelle heure à la mairie ?",
            "un lampadaire est éteint rue pasteur",
            "au 12",
        ),
        *("passer", "on recommence à zéro", "oui", "merci"),
    )
    costs = []
    for number in range(504):
        start = time.process_time()
        await talk.say(said[number % len(said)])
        costs.append(time.process_time() - start)
    early, late = statistics.median(costs[12:60]), statistics.median(costs[-48:])
    print(f"{early * 1000:.1f} ms, {late * 1000:.1f} ms")
    assert late <= 1.5 * early, f"{early * 1000:.1f} ms at first, {late * 1000:.1f} ms in the end"
