"""Requests of the demo town, in an empty database."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from sqlalchemy.engine import Connection

from bot.clock import MovableClock
from bot.conversations.conversation import open_conversation
from bot.requests.register import record
from bot.requests.service_request import NewRequest, Place
from bot.territory import Territory

PASTEUR = Place("12 rue Pasteur, 96380 Belrive", None, 47.001, 1.002, True)

NewReference = Callable[..., str]


@pytest.fixture
def report(connection: Connection, belrive: Territory, clock: MovableClock) -> NewReference:
    """Record a hole in the street, in a conversation of its own unless one is named; return its reference."""
    numbers = itertools.count(1)

    def make(conversation_id: str = "", place: Place = PASTEUR, service_code: str = "nid_de_poule") -> str:
        resident = conversation_id or f"web:habitant-{next(numbers)}"
        open_conversation(connection, resident, clock.now())
        new = NewRequest(service_code, "un trou", place, resident)
        return record(connection, belrive, new, clock.now()).reference

    return make
