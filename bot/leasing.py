"""The inbox of a bot whose lanes are shared: what it takes to lease them, and to write nothing of one that is lost."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot import metrics
from bot.lanes import OF_A_GROUP
from bot.shelf import Done, Hold, Job, Shelf
from cabinet.ports import Clock
from storage import lanes
from storage.engine import Database
from storage.lanes import Crowd, Fenced
from storage.order_keys import group_of

SOME = 10
"""How many updates of a lane are read at once."""


class Leasing(Shelf):
    """The shelf of one of several processes over PostgreSQL. ``Fenced`` comes out of whatever writes under a lease."""

    def __init__(self, db: Database, bot: int, clock: Clock) -> None:
        super().__init__(db, bot, clock)
        self._owner = uuid4()

    async def adopt(self) -> None:
        """Let no open update lie in a lane that nobody would look into."""
        await self._db.batch(lambda connection: lanes.adopt(connection, self._bot))

    async def claim(self, most: int, lasts: timedelta, held: Sequence[str] = ()) -> list[Hold]:
        """Up to ``most`` lanes with what waits in them, a few of each group; ``held``: lanes that we have already."""
        groups = [group for lane in held if (group := group_of(lane)) is not None]
        crowd = Crowd(OF_A_GROUP, groups)
        async with self._line() as line:
            holds = await line.run_sync(lambda found: self._claimed(found, most, lasts, crowd))
        for _ in filter(lambda hold: hold.lease.left_behind, holds):
            metrics.takeover("lane")
        return holds

    def _claimed(self, line: Connection, most: int, lasts: timedelta, crowd: Crowd) -> list[Hold]:
        leases = lanes.claim(line, self._bot, self._owner, most, lasts, crowd)
        holds = {lease.lane: Hold(lease) for lease in leases}
        if holds:
            self._fill(line, holds)
        return list(holds.values())

    def _fill(self, line: Connection, holds: dict[str, Hold]) -> None:
        for hold in holds.values():
            hold.jobs = deque()
        for lane, row, sealed, at in lanes.contents(line, self._bot, list(holds), SOME):
            holds[lane].jobs.append(Job(row, lane, at=at, sealed=sealed, hold=holds[lane]))
        for hold in holds.values():
            hold.whole = len(hold.jobs) < SOME

    async def read_on(self, hold: Hold) -> None:
        """What came in the meantime; where nothing did, the lane is given back."""
        hold.gone = await self._db.batch(lambda connection: self._look(connection, hold))

    def _look(self, connection: Connection, hold: Hold) -> bool:
        puts = lanes.locked(connection, self._bot, self._owner, [hold.lease]).get(hold.lease.lane)
        if puts is None:
            return True
        if hold.whole and puts == hold.lease.puts:
            lanes.give_back(connection, self._bot, [hold.lease.lane])
            return True
        hold.lease = replace(hold.lease, puts=puts)
        self._fill(connection, {hold.lease.lane: hold})
        return False

    async def postpone(self, hold: Hold, wait: timedelta) -> None:
        """Give a lane back whose first update has to wait."""

        def deed(connection: Connection) -> None:
            if lanes.locked(connection, self._bot, self._owner, [hold.lease]):
                lanes.give_back(connection, self._bot, [hold.lease.lane], wait)

        await self._db.batch(deed)
        hold.gone = True

    async def renew(self, held: Collection[str], lasts: timedelta) -> None:
        """Keep lanes that are ours."""
        if held:
            async with self._line() as line:
                await line.run_sync(lambda found: lanes.renew(found, self._bot, self._owner, held, lasts))

    async def give_all_back(self) -> None:
        """Let others take over at once."""
        await self._db.batch(lambda connection: lanes.give_all_back(connection, self._bot, self._owner))

    @asynccontextmanager
    async def _line(self) -> AsyncIterator[AsyncConnection]:
        """Statements that are committed each by itself."""
        async with self._db.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as line:
            yield line

    def _put_in(self, connection: Connection, lanes_: Collection[str]) -> None:
        if lanes_:
            lanes.put(connection, self._bot, lanes_)

    async def _ours(self, session: AsyncSession, job: Job) -> None:
        if job.hold is None:
            return
        connection = await session.connection()
        if not await connection.run_sync(lanes.locked, self._bot, self._owner, [job.hold.lease]):
            raise Fenced

    async def _end(self, done: Done) -> None:
        """Where another process put something in meanwhile, the lane stays ours to read on."""
        puts, hold = await self._turns.add(done), done.job.hold
        if hold is None:
            return
        if puts is None:
            hold.gone = True
        elif puts != hold.lease.puts:
            hold.lease, hold.whole = replace(hold.lease, puts=puts), False

    def _settle(self, connection: Connection, done: Sequence[Done]) -> Sequence[int | Exception | None]:
        """Write the ends of turns whose lanes are ours still, and give back the lanes in which nothing waits."""
        leases = [one.job.hold.lease for one in done if one.job.hold]
        puts = lanes.locked(connection, self._bot, self._owner, leases)
        ours = [one for one in done if one.job.hold is None or one.job.lane in puts]
        if ours:
            super()._settle(connection, ours)
        ended = {one.job.lane for one in ours if one.job.hold and _ends(one.job.hold, puts[one.job.lane])}
        if ended:
            lanes.give_back(connection, self._bot, ended)
        return [self._outcome(one.job, puts, ended) for one in done]

    @staticmethod
    def _outcome(job: Job, puts: Mapping[str, int], ended: set[str]) -> int | Exception | None:
        if job.hold is None or job.lane in ended:
            return None
        return puts[job.lane] if job.lane in puts else Fenced()


def _ends(hold: Hold, puts: int) -> bool:
    """The job in hand is the last one of its lane."""
    return hold.whole and len(hold.jobs) == 1 and puts == hold.lease.puts
