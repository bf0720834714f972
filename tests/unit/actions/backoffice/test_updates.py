"""What a destination says that cannot be done is left to an agent, and its words are told all the same."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from actions.backoffice.adapter import Update
from actions.backoffice.updates import take
from bot.clock import MovableClock
from bot.conversations.conversation import open_conversation
from bot.conversations.outgoing import messages_after
from bot.requests.register import get_request, record
from bot.requests.service_request import NewRequest, Place
from bot.territory import Territory


def test_a_duplicate_of_nobody_knows_what_is_for_an_agent_to_merge(
    connection: Connection, belrive: Territory, clock: MovableClock
) -> None:
    open_conversation(connection, "web:a", clock.now())
    made = record(connection, belrive, NewRequest("nid_de_poule", "", Place("12 rue Pasteur"), "web:a"), clock.now())
    update = Update("1", made.reference, clock.now(), "Déjà signalé lundi.", "doublon")
    assert take(connection, belrive, made.deliveries[0].destination, update, clock.now())
    request = get_request(connection, made.reference)
    assert (request.status, [line.kind for line in request.history]) == ("recu", ["creation", "note", "reponse"])
    assert "réunissez-la" in request.history[1].text
    assert "Déjà signalé lundi." in messages_after(connection, "web:a", 0)[-1].text
