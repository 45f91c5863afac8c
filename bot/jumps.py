"""A wall clock that somebody moves while we run: due moments are wall-clock, so one put back would hold letters up.

Forward nothing has to be done: what is in hand stays in hand, whatever its lease says. Back, what would have been due
by now is due now, and what was to wait some seconds waits some seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Set
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

import structlog
from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.ports import Clock
from storage.engine import Database
from storage.outbox import Card, Letter, LetterState

log = structlog.get_logger(__name__)

JUMP = 5.0
"""Seconds; less is the drift of a clock that is being set right."""
SOON = timedelta(minutes=10)
"""Who had to wait longer than this waits for a moment, not for a while: that moment stays."""


class Jumps:
    """Compares the wall clock with one that nobody can move."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen = self._now()

    def _now(self) -> tuple[datetime, float]:
        return self._clock.now(), asyncio.get_running_loop().time()

    def look(self) -> timedelta:
        """By how much the clock was moved since the last look; zero for nothing worth mentioning."""
        (was, steady), self._seen = self._seen, self._now()
        wall, now = self._seen
        moved = wall - was - timedelta(seconds=now - steady)
        return moved if abs(moved.total_seconds()) > JUMP else timedelta(0)


async def watch(db: Database, clock: Clock, lease: float, busy: Callable[[], Set[UUID]], every: float) -> None:
    """Look every so many seconds, for ever, and set right what a clock put back would hold up."""
    jumps = Jumps(clock)
    while True:
        await asyncio.sleep(every)
        moved = jumps.look()
        if not moved:
            continue
        log.warning("the clock was moved", seconds=round(moved.total_seconds(), 1))
        if moved < timedelta(0):
            async with db.write() as session:
                await pull(session, clock.now(), -moved, timedelta(seconds=lease), busy())


async def pull(session: AsyncSession, now: datetime, back: timedelta, lease: timedelta, busy: Set[UUID]) -> None:
    """The clock was put ``back``: whatever waits for a while does not wait that much longer. ``busy``: in hand."""
    for table, waits in ((Letter, Letter.state == LetterState.PENDING), (Card, Card.due_at.is_not(None))):
        await session.execute(
            update(table).where(waits, table.due_at > now, table.due_at <= now + back).values(due_at=now)
        )
        soon = select(table.id, table.due_at).where(waits, table.due_at > now + back, table.due_at <= now + back + SOON)
        rows = [{"row": row.id, "due": row.due_at - back} for row in await session.execute(soon)]
        if rows:
            rows_of = cast("Table", table.__table__)
            later = update(rows_of).where(rows_of.c.id == bindparam("row")).values(due_at=bindparam("due"))
            await session.execute(later, rows)
        leases = update(table).where(table.lease_until > now + lease, table.id.not_in(busy))
        await session.execute(leases.values(lease_until=now + lease))
