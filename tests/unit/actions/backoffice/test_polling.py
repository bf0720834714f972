"""Asking for news request by request: what cannot be read holds up nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone

from actions.backoffice.adapter import DeliveryFailed, DeliveryRefused, Sent, Update
from actions.backoffice.polling import AT_ONCE, poll

NOW = datetime(2026, 11, 24, tzinfo=timezone.utc)


class System:
    """Knows some requests by their number; others are broken or deleted."""

    def __init__(self, broken: Sequence[int] = (), deleted: Sequence[int] = ()) -> None:
        self.broken, self.deleted = broken, deleted
        self.asked: list[str] = []

    async def ask(self, sent: Sent) -> list[Update]:
        self.asked.append(sent.external_id)
        if int(sent.external_id) in self.broken:
            raise DeliveryFailed("Panne.")
        if int(sent.external_id) in self.deleted:
            raise DeliveryRefused("Inconnu.")
        return [Update(sent.external_id, sent.reference, NOW)]


def numbered(count: int) -> list[Sent]:
    return [Sent(f"REF-{number}", str(number), "transmis") for number in range(count)]


async def test_news_of_the_others_come_all_the_same() -> None:
    system = System(broken=[3, 15], deleted=[0, *range(20, 30)])
    found = await poll(numbered(35), system.ask)
    lost = {0, 3, 15, *range(20, 30)}
    assert [update.key for update in found] == [str(number) for number in range(35) if number not in lost]


async def test_a_destination_that_is_down_is_left_alone() -> None:
    system = System(broken=range(AT_ONCE, 100))
    assert len(await poll(numbered(100), system.ask)) == AT_ONCE
    assert len(system.asked) == 2 * AT_ONCE
