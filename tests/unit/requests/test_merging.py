"""Duplicates follow their original: nobody is lost, nothing turns in a circle, all can be undone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection

from bot.clock import MovableClock
from bot.conversations.conversation import open_conversation
from bot.requests.additions import follow
from bot.requests.lifecycle import OriginalMissing, TransitionRefused
from bot.requests.merging import MergeRefused, duplicates_of, merge, original_of, unmerge
from bot.requests.register import RequestUnknown, get_request, set_status
from bot.requests.voices import voices_of
from bot.storage.tables import deliveries
from tests.unit.requests.conftest import NewReference


def test_the_original_has_the_voices_of_all_its_duplicates(
    connection: Connection, clock: MovableClock, report: NewReference
) -> None:
    first, second, third = report("web:a"), report("web:b"), report("web:c")
    merge(connection, third, second, "Claire", clock.now())
    original = merge(connection, second, first, "Claire", clock.now())
    assert (original.reference, original.voices) == (first, 3)
    assert set(voices_of(connection, first)) == {"web:a", "web:b", "web:c"}
    assert original_of(connection, third).reference == first
    assert (get_request(connection, second).status, duplicates_of(connection, first)) == ("doublon", [second])


def test_somebody_who_reported_twice_is_one_voice(
    connection: Connection, clock: MovableClock, report: NewReference
) -> None:
    first, second = report("web:a"), report("web:a")
    assert merge(connection, second, first, "Claire", clock.now()).voices == 1


def test_taken_apart_each_has_its_own_again(connection: Connection, clock: MovableClock, report: NewReference) -> None:
    first, second = report("web:a"), report("web:b")
    merge(connection, second, first, "Claire", clock.now())
    apart = unmerge(connection, second, "Claire", clock.now())
    assert (apart.status, apart.duplicate_of, apart.closed_at) == ("rouvert", None, None)
    assert (voices_of(connection, first), voices_of(connection, second)) == (["web:a"], ["web:b"])
    assert [entry.kind for entry in get_request(connection, first).history] == ["creation", "reunion", "separation"]


def test_nothing_is_a_duplicate_without_its_original(
    connection: Connection, clock: MovableClock, report: NewReference
) -> None:
    reference = report()
    with pytest.raises(OriginalMissing):
        set_status(connection, reference, "doublon", "Claire", clock.now())
    assert [entry.kind for entry in get_request(connection, reference).history] == ["creation"]


def test_a_circle_is_refused(connection: Connection, clock: MovableClock, report: NewReference) -> None:
    first, second, third = report(), report(), report()
    merge(connection, second, first, "Claire", clock.now())
    merge(connection, third, second, "Claire", clock.now())
    for reference, into in ((first, third), (first, first), (second, second)):
        with pytest.raises(MergeRefused):
            merge(connection, reference, into, "Claire", clock.now())
    assert get_request(connection, first).duplicate_of is None


def test_what_cannot_be_merged_is_left_as_it_was(
    connection: Connection, clock: MovableClock, report: NewReference
) -> None:
    first, second, closed = report(), report(), report()
    set_status(connection, closed, "resolu", "Claire", clock.now())
    with pytest.raises(MergeRefused, match="rouvrez-la"):
        merge(connection, first, closed, "Claire", clock.now())
    with pytest.raises(TransitionRefused):
        merge(connection, closed, first, "Claire", clock.now())
    with pytest.raises(RequestUnknown):
        merge(connection, first, "XXXX-XXXX-X", "Claire", clock.now())
    with pytest.raises(MergeRefused, match="à aucune autre"):
        unmerge(connection, second, "Claire", clock.now())
    assert get_request(connection, first).status == "recu"


def test_the_service_is_told_of_a_duplicate(connection: Connection, clock: MovableClock, report: NewReference) -> None:
    first, second = report(), report()
    merge(connection, second, first, "Claire", clock.now())
    told = connection.execute(sa.select(deliveries).where(deliveries.c.kind == "comment")).one()
    assert told.reference == second and first in told.content["text"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()), max_size=25))
def test_whatever_is_merged_and_separated_no_voice_is_lost_and_no_circle_closes(
    connection: Connection, clock: MovableClock, report: NewReference, steps: list[tuple[int, int, bool]]
) -> None:
    references = [report() for _ in range(6)]
    everybody = {reference: voices_of(connection, reference)[0] for reference in references}
    for one, other, together in steps:
        try:
            if together:
                merge(connection, references[one], references[other], "Claire", clock.now())
            else:
                unmerge(connection, references[one], "Claire", clock.now())
        except (MergeRefused, TransitionRefused):
            continue
    originals = {reference: original_of(connection, reference).reference for reference in references}
    for reference in references:
        assert everybody[reference] in voices_of(connection, originals[reference])
        assert get_request(connection, originals[reference]).duplicate_of is None
    whole = [voices_of(connection, original) for original in set(originals.values())]
    assert sorted(voice for group in whole for voice in group) == sorted(everybody.values())


def test_a_voice_that_joins_is_written_with_what_it_says_and_shows(
    connection: Connection, clock: MovableClock, report: NewReference
) -> None:
    reference = report("web:a")
    open_conversation(connection, "web:b", clock.now())
    follow(connection, reference, "web:b", clock.now(), "il est profond", ["b.jpg"])
    request = get_request(connection, reference)
    assert (request.voices, request.media) == (2, ("b.jpg",))
    assert [(entry.kind, entry.text) for entry in request.history[1:]] == [("voix", "il est profond")]
    follow(connection, reference, "web:b", clock.now())
    again = get_request(connection, reference)
    assert (again.voices, len(again.history)) == (2, 2)
