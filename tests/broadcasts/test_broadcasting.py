"""The part that fills, beside the courier: woken by a commit, patient with a database that does not answer."""

from __future__ import annotations

import asyncio

import pytest

from bot.broadcasting import Broadcasting
from cabinet.access import Actor
from cabinet.broadcasts.filling import Filling
from tests.broadcasts.conftest import Hall


class Stumbling(Filling):
    """The database is away at the first ``faults`` looks; ``filled`` is set once a page was made."""

    def __init__(self, hall: Hall, faults: int) -> None:
        super().__init__(hall.db, hall.clock)
        self.faults, self.filled = faults, asyncio.Event()

    async def fill(self, actor: Actor) -> bool:
        if self.faults:
            self.faults -= 1
            raise OSError("away")
        if busy := await super().fill(actor):
            self.filled.set()
        return busy


@pytest.mark.parametrize(("faults", "net"), [(0, 600.0), (3, 0.02)], ids=["woken by the commit", "after trouble"])
async def test_a_broadcast_is_filled_as_soon_as_it_can_be(hall: Hall, faults: int, net: float) -> None:
    filling = Stumbling(hall, faults)
    part = Broadcasting(hall.db, filling, net=net)
    running = asyncio.create_task(part.run())
    await asyncio.sleep(0)
    await hall.start()
    async with asyncio.timeout(20):
        await filling.filled.wait()
    part.stop()
    await running
    assert await hall.pending() == 3
