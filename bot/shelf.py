"""The inbox's rows: stored before they are confirmed, blanked once handled, known by their marks if they come again."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, cast
from uuid import UUID, uuid4

import orjson
from sqlalchemy import Connection, Table, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import metrics
from bot.envelope import Raw, kind_of, lane_of, mark_of
from bot.fsm import Changes, turn
from bot.steps import taken
from cabinet import troubles
from cabinet.ports import Clock
from storage.engine import Database
from storage.groups import Batching
from storage.inbox import Update as Row
from storage.inbox import put
from storage.lane_statements import waiting
from storage.lanes import Lease
from storage.talks import keep

_INBOX = cast(Table, Row.__table__)
_HANDLED = (
    update(_INBOX)
    .where(_INBOX.c.id.in_(bindparam("rows", expanding=True)))
    .values(handled_at=bindparam("at"), raw_sealed=None)
)
BUSY = 0.05
"""Seconds that the end of a turn waits at most for others, where much is going on."""
FRESH = 1_000
"""How many updates that are stored already are also kept in memory until they are handled."""


@dataclass(slots=True)
class Hold:
    """A lane that this process leased. ``whole``: nothing waits in it but ``jobs``; ``gone``: it is ours no more."""

    lease: Lease
    jobs: deque[Job] = field(default_factory=deque)
    whole: bool = False
    gone: bool = False


@dataclass(slots=True)
class Job:
    """One row that has to be handled.

    ``raw`` or ``sealed``: what is in it, both None where it has to be read. ``at``: when it came. ``hold``: under which
    it is handled, where lanes are leased.
    """

    id: UUID
    lane: str
    raw: Raw | None = None
    at: datetime | None = None
    sealed: bytes | None = None
    hold: Hold | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a turn: its row, and what it wrote of conversations."""

    job: Job
    changes: Changes


class Shelf:
    """The inbox of one bot."""

    def __init__(self, db: Database, bot: int, clock: Clock) -> None:
        self._db, self._bot, self._clock = db, bot, clock
        self._kept = 0
        self._coming: set[UUID] = set()
        """What is being stored at this moment: whoever stores it hands it on, so nobody finds it in the inbox."""
        self._turns = Batching(db, self._settle, busy=BUSY)

    async def put(self, batch: Sequence[Raw], free: int = 0) -> list[Job]:
        """Store a batch in one transaction; answers what was not there before, in order.

        ``free``: so many lanes we would take at once, where they are leased.
        """
        now = self._clock.now()
        raws = {uuid4(): raw for raw in batch}
        rows = [self._row(job, raw, now) for job, raw in raws.items()]
        self._coming |= raws.keys()
        try:
            added, holds = await self._db.batch(partial(self._store, rows, free))
        finally:
            self._coming -= raws.keys()
        taken(added)
        ours = {hold.lease.lane: hold for hold in holds}
        return [self._job(row, raws[row["id"]], ours.get(row["order_key"])) for row in rows if row["id"] in added]

    def _store(
        self, rows: Sequence[dict[str, Any]], free: int, connection: Connection
    ) -> tuple[set[UUID], Sequence[Hold]]:
        added = put(connection, rows)
        return added, self._put_in(connection, {row["order_key"] for row in rows if row["id"] in added}, free)

    def _put_in(self, connection: Connection, lanes: Collection[str], free: int) -> Sequence[Hold]:
        """Something was put into these lanes: nobody else has to know it. Answers those that were leased."""
        return ()

    def _job(self, row: Mapping[str, Any], raw: Raw, hold: Hold | None) -> Job:
        """Spare reading again what was just stored, as long as it is not too much."""
        job = Job(row["id"], row["order_key"], at=row["received_at"], hold=hold)
        if self._kept < FRESH:
            self._kept += 1
            job.raw = raw
        return job

    def let_go(self, job: Job) -> None:
        """It is done with, or waits in the inbox: nothing of it stays in memory."""
        if job.raw is not None:
            self._kept -= 1
            job.raw = None

    def _row(self, job: UUID, raw: Raw, now: datetime) -> dict[str, Any]:
        return {
            "id": job,
            "bot": self._bot,
            "update_id": raw["update_id"],
            "order_key": lane_of(raw),
            "kind": kind_of(raw),
            "mark": mark_of(raw),
            "received_at": now,
            "tries": 0,
            "raw_sealed": Row.raw.for_row(job, orjson.dumps(raw)),
        }

    async def open_lanes(self) -> list[str]:
        """The lanes in which something waits to be handled, the longest waiting first."""
        found = select(Row.order_key).where(waiting(self._bot)).group_by(Row.order_key).order_by(func.min(Row.seq))
        async with self._db.read() as session:
            return list(await session.scalars(found))

    async def open_in(self, lane: str, most: int) -> list[Job]:
        """What waits in a lane, in order."""
        found = select(Row.id, Row.received_at).where(waiting(self._bot), Row.order_key == lane)
        coming, rows = frozenset(self._coming), await self._db.glance(found.order_by(Row.seq).limit(most))
        return [Job(row, lane, at=at) for row, at in rows if row not in coming]

    async def raw(self, job: Job) -> Raw | None:
        """The update as it came; None when it was handled meanwhile. SealBroken without the right keys."""
        if job.raw is not None:
            return job.raw
        if job.sealed is not None:
            return _opened(job.id, job.sealed)
        found = select(Row.raw_sealed).where(Row.id == job.id, Row.handled_at.is_(None))
        for (sealed,) in await self._db.glance(found):
            return _opened(job.id, sealed)
        return None

    def turn(self, job: Job) -> AbstractAsyncContextManager[None]:
        """The turn of one update: its conversations and its «handled» are stored together, and with those of others."""
        return turn(self._clock, lambda changes: self._end(Done(job, changes)))

    async def _end(self, done: Done) -> None:
        await self._turns.add(done)

    def _settle(self, connection: Connection, done: Sequence[Done]) -> Sequence[Any]:
        """Write the ends of several turns. What it answers is for shelves whose lanes are leased."""
        metrics.group("turns", len(done))
        connection.execute(_HANDLED, {"rows": [one.job.id for one in done], "at": self._clock.now()})
        keep(connection, [row for one in done for row in one.changes])
        return [None] * len(done)

    async def _ours(self, session: AsyncSession, job: Job) -> None:
        """The job is still ours to handle: without leases it always is."""

    async def count_try(self, job: Job) -> int:
        """One more unexpected error; answers how many there were."""
        counted = update(Row).where(Row.id == job.id).values(tries=Row.tries + 1).returning(Row.tries)
        async with self._db.write() as session:
            await self._ours(session, job)
            return int((await session.execute(counted)).scalar_one())

    async def put_aside(self, job: Job, number: str) -> None:
        """Hold up nobody any longer: the row stays, sealed, under its short number, and administrators are told."""
        async with self._db.write() as session:
            await self._ours(session, job)
            row = (await session.scalars(select(Row).where(Row.id == job.id))).one()
            row.trouble = number
            await troubles.tell(session, row, number, self._clock.now())
        metrics.aside()


def _opened(row: UUID, sealed: bytes | None) -> Raw:
    raw: Raw = orjson.loads(Row.raw.of_row(row, sealed) or b"null")
    return raw
