"""Asking for news request by request: what cannot be read holds up nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone

from actions.backoffice.adapter import DeliveryFailed, DeliveryRefused, Sent, Update
from actions.backoffice.polling import AT_ONCE, Seen, poll

NOW = datetime(2026, 11, 24, tzinfo=timezone.utc)


class System:
    """Knows some requests by their number; others are broken or deleted."""

    def __init__(self, broken: Sequence[int] = (), deleted: Sequence[int] = ()) -> None:
        self.broken, self.deleted, self.state = broken, deleted, "resolu"
        self.asked: list[str] = []

    async def ask(self, sent: Sent) -> Seen:
        self.asked.append(sent.external_id)
        if int(sent.external_id) in self.broken:
            raise DeliveryFailed("Panne.")
        if int(sent.external_id) in self.deleted:
            raise DeliveryRefused("Inconnu.")
        return Seen(self.state, Update(sent.external_id, sent.reference, NOW, status=self.state))


def numbered(count: int) -> list[Sent]:
    return [Sent(f"REF-{number}", str(number), "transmis") for number in range(count)]


async def test_news_of_the_others_come_all_the_same() -> None:
    system = System(broken=[3, 15], deleted=[0, *range(20, 30)])
    found = await poll(numbered(35), None, system.ask)
    lost = {0, 3, 15, *range(20, 30)}
    assert [update.key for update in found.updates] == [str(number) for number in range(35) if number not in lost]


async def test_a_destination_that_is_down_is_left_alone() -> None:
    system = System(broken=range(AT_ONCE, 100))
    assert len((await poll(numbered(100), None, system.ask)).updates) == AT_ONCE
    assert len(system.asked) == 2 * AT_ONCE


async def test_only_a_change_of_state_is_news_and_what_could_not_be_read_is_remembered() -> None:
    system = System()
    first = await poll(numbered(2), None, system.ask)
    system.broken = [1]
    again = await poll(numbered(2), first.mark, system.ask)
    system.broken, system.state = [], "en_cours"
    last = await poll(numbered(2), again.mark, system.ask)
    assert [len(fetched.updates) for fetched in (first, again, last)] == [2, 0, 2]
    system.state = "resolu"
    assert len((await poll(numbered(3), again.mark, system.ask)).updates) == 1


async def test_what_was_reopened_here_and_is_settled_still_there_is_no_news() -> None:
    system = System()
    reopened = [Sent("REF", "1", "rouvert")]
    first = await poll(reopened, "2026-11-24T00:00:00+00:00", system.ask)
    system.state = "planifie"
    assert not first.updates and len((await poll(reopened, first.mark, system.ask)).updates) == 1
