"""A resident with a conversation, a request with a contact and a photo, an idea: all that is personal."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Connection

from bot.clock import MovableClock
from bot.conversations.inbox import next_waiting, receive, settle
from bot.conversations.outgoing import Reply, say
from bot.conversations.remarks import IDEA, keep_remark
from bot.requests.register import record
from bot.requests.service_request import NewRequest, Place
from bot.territory import Territory

RESIDENT, NEIGHBOUR = "web:habitant", "web:voisin"
SECRET = "Léa Martin, au 12"
CONTACT = {"email": "lea@exemple.fr", "phone": None}


@pytest.fixture
def reference(connection: Connection, belrive: Territory, clock: MovableClock) -> str:
    """What the resident sent; the reference of the request."""
    now = clock.now()
    receive(connection, RESIDENT, "a", {"text": f"un trou, {SECRET}"}, now)
    message = next_waiting(connection, RESIDENT)
    assert message is not None
    settle(connection, message)
    say(connection, RESIDENT, Reply("C’est noté."), now)
    keep_remark(connection, RESIDENT, IDEA, "des bancs", now)
    place = Place("12 rue Pasteur, 96380 Belrive", None, 47.001, 1.002, True)
    new = NewRequest("nid_de_poule", f"un trou, {SECRET}", place, RESIDENT, media=("a.jpg",), contact=CONTACT)
    return record(connection, belrive, new, now).reference
