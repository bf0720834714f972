from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from bot.clock import MovableClock
from bot.conversations.conversation import get_conversation
from bot.conversations.inbox import receive
from bot.conversations.outgoing import OutgoingMessage, messages_after
from connectors.town import Town

LogIn = Callable[[str], Awaitable[None]]


def said(town: Town, conversation_id: str) -> list[OutgoingMessage]:
    with town.database.read() as connection:
        return messages_after(connection, conversation_id, 0)


def owner(town: Town, conversation_id: str) -> tuple[str, str | None]:
    with town.database.read() as connection:
        found = get_conversation(connection, conversation_id)
    return found.owner, found.agent


async def act(client: TestClient, conversation_id: str, verb: str, **fields: str) -> Any:
    return await client.post(f"/bureau/conversations/{conversation_id}/{verb}", data=fields)


async def test_those_who_wait_are_listed_with_their_reason_and_their_wait(
    agent: TestClient, waiting: str, clock: MovableClock
) -> None:
    clock.advance(timedelta(minutes=12))

    page = await (await agent.get("/bureau/conversations")).text()

    assert "En attente depuis 12\u00a0min" in page
    assert "je voudrais quelqu’un" in page
    assert '<span class="count">1<span class="hidden"> en attente</span></span>' in page


async def test_nobody_waiting_is_said_so(agent: TestClient) -> None:
    assert "Personne n’attend." in await (await agent.get("/bureau/conversations")).text()


async def test_an_agent_takes_answers_and_gives_back(agent: TestClient, waiting: str, town: Town) -> None:
    assert "Prendre la conversation" in await (await agent.get(f"/bureau/conversations/{waiting}")).text()

    page = await (await act(agent, waiting, "prendre")).text()
    assert "Vous répondez" in page
    assert owner(town, waiting) == ("agent", "Claire")

    page = await (await act(agent, waiting, "repondre", texte=" Bonjour, ici Claire.\r\nJe regarde. ")).text()
    notice, message = said(town, waiting)
    assert notice.text == "Claire, de la mairie, vous répond maintenant."
    assert (message.author, message.text) == ("Claire, mairie", "Bonjour, ici Claire.\r\nJe regarde.")
    assert "Bonjour, ici Claire." in page

    answer = await act(agent, waiting, "rendre")
    assert answer.url.path == "/bureau/conversations"
    assert owner(town, waiting) == ("assistant", None)
    assert said(town, waiting)[-1].text == "L’assistant reprend la conversation."


async def test_only_one_agent_holds_a_conversation(agent: TestClient, log_in: LogIn, waiting: str, town: Town) -> None:
    await act(agent, waiting, "prendre")
    await log_in("karim")

    answer = await act(agent, waiting, "prendre")

    assert answer.status == 409
    assert "Claire s’occupe déjà de cette conversation." in await answer.text()
    assert owner(town, waiting) == ("agent", "Claire")


@pytest.mark.parametrize("verb", ["repondre", "rendre"])
async def test_who_does_not_hold_a_conversation_has_no_say_in_it(
    agent: TestClient, log_in: LogIn, waiting: str, town: Town, verb: str
) -> None:
    for taken in (False, True):
        if taken:
            await act(agent, waiting, "prendre")
            await log_in("karim")
        answer = await act(agent, waiting, verb, texte="bonjour")
        assert answer.status == 409
        assert "Prenez d’abord la conversation" in await answer.text()
    assert {message.author for message in said(town, waiting)} == {"assistant"}
    assert owner(town, waiting) == ("agent", "Claire")


@pytest.mark.parametrize("text", ["", "   \n", "\0", "x" * 4001])
async def test_an_answer_that_is_empty_or_endless_is_not_sent(
    agent: TestClient, waiting: str, town: Town, text: str
) -> None:
    await act(agent, waiting, "prendre")

    answer = await act(agent, waiting, "repondre", texte=text)

    assert answer.status == 400
    assert 'role="alert"' in await answer.text()
    assert {message.author for message in said(town, waiting)} == {"assistant"}


@pytest.mark.parametrize("verb", ["", "/prendre", "/repondre", "/rendre"])
async def test_a_conversation_with_the_assistant_alone_is_nobody_s_business(
    agent: TestClient, town: Town, verb: str
) -> None:
    with town.database.begin_now() as connection:
        receive(connection, "web:private", "a", {"text": "mon secret"}, town.clock.now())

    path = f"/bureau/conversations/web:private{verb}"
    answer = await (agent.post(path, data={"texte": "a"}) if verb else agent.get(path))

    assert answer.status == 404
    assert "mon secret" not in await answer.text()


@pytest.mark.parametrize("conversation", ["web:nobody", "x", "%00", "web:a%2Fb", "é"])
async def test_an_unknown_conversation_is_a_french_page(agent: TestClient, conversation: str) -> None:
    answer = await agent.get(f"/bureau/conversations/{conversation}", headers={"Accept": "text/html"})

    assert answer.status == 404
    assert "Cette conversation n’existe pas." in await answer.text()


async def test_a_transcript_shows_text_as_text_and_photos_to_agents(
    agent: TestClient, waiting: str, town: Town
) -> None:
    with town.database.begin_now() as connection:
        receive(connection, waiting, "b", {"text": "<b>gras</b>"}, town.clock.now())
        receive(connection, waiting, "c", {"photo": f"{'a' * 32}.jpg", "text": ""}, town.clock.now())

    page = await (await agent.get(f"/bureau/conversations/{waiting}")).text()

    assert "&lt;b&gt;gras&lt;/b&gt;" in page
    assert f'<img src="/bureau/photos/{"a" * 32}.jpg"' in page


async def test_new_lines_are_in_the_page_asked_for_again(agent: TestClient, waiting: str, town: Town) -> None:
    path, headers = f"/bureau/conversations/{waiting}", {"Parvis-Live": "1", "Accept": "text/html"}
    before = await (await agent.get(path, headers=headers)).text()
    with town.database.begin_now() as connection:
        receive(connection, waiting, "nouvelle", {"text": "et aussi ceci"}, town.clock.now())

    after = await (await agent.get(path, headers=headers)).text()

    assert 'id="knouvelle"' not in before
    assert 'id="knouvelle"' in after
