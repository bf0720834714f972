"""What a destination says that cannot be done is left to an agent, and its words are told all the same."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from actions.backoffice.adapter import Update
from actions.backoffice.updates import take
from bot.clock import MovableClock
from bot.conversations.conversation import open_conversation
from bot.conversations.outgoing import messages_after
from bot.requests.deliveries import DELIVERED, lease, sent_requests, settle
from bot.requests.register import get_request, record
from bot.requests.rerouting import correct
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


def test_a_department_no_longer_in_charge_closes_nothing(
    connection: Connection, belrive: Territory, clock: MovableClock
) -> None:
    open_conversation(connection, "web:a", clock.now())
    new = NewRequest("depot_sauvage", "", Place("12 rue Pasteur"), "web:a")
    made = record(connection, belrive, new, clock.now())
    former = made.deliveries[0].destination
    jobs = lease(connection, former, clock.now(), 1)
    settle(connection, jobs[0], state=DELIVERED, external_id="7")
    correct(connection, belrive, made.reference, "Claire", clock.now(), service_code="nid_de_poule")
    assert former not in {delivery.destination for delivery in get_request(connection, made.reference).deliveries[1:]}
    assert sent_requests(connection, former) == []
    update = Update("1", made.reference, clock.now(), "Transmis aux collègues.", "resolu")
    assert take(connection, belrive, former, update, clock.now())
    request = get_request(connection, made.reference)
    assert request.status == "recu" and request.history[-1].kind == "note"
    assert not messages_after(connection, "web:a", 0)
