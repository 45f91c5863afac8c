"""The inbox of a bot whose lanes are shared: what it takes to lease them, and to write nothing of one that is lost."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
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
from storage.lanes import Crowd, Fenced, Hands
from storage.order_keys import group_of

SOME = 10
"""How many updates of a lane are read at once."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What a lane that stays ours holds after a turn. ``found``: what was read of it, None: nothing had to be."""

    puts: int
    found: Sequence[Job] | None = None


class Leasing(Shelf):
    """The shelf of one of several processes over PostgreSQL. ``Fenced`` comes out of whatever writes under a lease."""

    def __init__(self, db: Database, bot: int, clock: Clock, lasts: timedelta) -> None:
        super().__init__(db, bot, clock)
        self._owner = uuid4()
        self.lasts = lasts
        """How long a lease holds without being renewed."""

    def _hands(self, free: int) -> Hands:
        return Hands(self._owner, free, self.lasts)

    async def adopt(self) -> None:
        """Let no open update lie in a lane that nobody would look into."""
        await self._db.batch(lambda connection: lanes.adopt(connection, self._bot))

    async def claim(self, most: int, held: Sequence[str] = ()) -> list[Hold]:
        """Up to ``most`` lanes with what waits in them, a few of each group; ``held``: lanes that we have already."""
        groups = [group for lane in held if (group := group_of(lane)) is not None]
        async with self._line() as line:
            holds = await line.run_sync(self._claimed, most, Crowd(OF_A_GROUP, groups))
        for _ in filter(lambda hold: hold.lease.left_behind, holds):
            metrics.takeover("lane")
        return holds

    def _claimed(self, line: Connection, most: int, crowd: Crowd) -> list[Hold]:
        leases = lanes.claim(line, self._bot, self._hands(most), crowd)
        holds = {lease.lane: Hold(lease) for lease in leases}
        if holds:
            self._fill(line, holds)
        return list(holds.values())

    def _fill(self, line: Connection, holds: Mapping[str, Hold]) -> None:
        found = self._waiting(line, holds)
        for lane, hold in holds.items():
            hold.jobs, hold.whole = deque(found[lane]), len(found[lane]) < SOME

    def _waiting(self, line: Connection, holds: Mapping[str, Hold]) -> Mapping[str, list[Job]]:
        """What waits in each of some lanes."""
        found: defaultdict[str, list[Job]] = defaultdict(list)
        for lane, row, sealed, at in lanes.contents(line, self._bot, list(holds), SOME):
            found[lane].append(Job(row, lane, at=at, sealed=sealed, hold=holds[lane]))
        return found

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

    async def renew(self, held: Collection[str]) -> None:
        """Keep lanes that are ours."""
        if held:
            async with self._line() as line:
                await line.run_sync(lanes.renew, self._bot, self._owner, held, self.lasts)

    async def give_all_back(self) -> None:
        """Let others take over at once."""
        await self._db.batch(lambda connection: lanes.give_all_back(connection, self._bot, self._owner))

    @asynccontextmanager
    async def _line(self) -> AsyncIterator[AsyncConnection]:
        """Statements that are committed each by itself."""
        async with self._db.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as line:
            yield line

    def _put_in(self, connection: Connection, lanes_: Collection[str], free: int) -> Sequence[Hold]:
        """A lane that nobody has and in which nothing waits is leased at once."""
        leases = lanes.enter(connection, self._bot, lanes_, self._hands(free)) if lanes_ else []
        return [Hold(lease, whole=True) for lease in leases]

    async def _ours(self, session: AsyncSession, job: Job) -> None:
        if job.hold is None:
            return
        connection = await session.connection()
        if not await connection.run_sync(lanes.locked, self._bot, self._owner, [job.hold.lease]):
            raise Fenced

    async def _end(self, done: Done) -> None:
        """Where something was put in meanwhile, the lane stays ours to go on with it."""
        rest, hold = await self._turns.add(done), done.job.hold
        if hold is None:
            return
        if rest is None:
            hold.gone = True
            return
        if rest.found is not None:
            hold.jobs.extend(rest.found)
            hold.whole = len(rest.found) < SOME
        elif rest.puts != hold.lease.puts:
            hold.whole = False
        hold.lease = replace(hold.lease, puts=rest.puts)

    def _settle(self, connection: Connection, done: Sequence[Done]) -> Sequence[Rest | None]:
        """Write the ends of several turns, read on in their lanes, and give back those that are empty.

        The lanes are locked last: whoever puts something in waits for it. Fenced, where one of them is lost.
        """
        super()._settle(connection, done)
        holds = {one.job.lane: one.job.hold for one in done if one.job.hold}
        puts = lanes.locked(connection, self._bot, self._owner, [hold.lease for hold in holds.values()])
        if len(puts) < len(holds):
            raise Fenced
        ending = {lane: hold for lane, hold in holds.items() if len(hold.jobs) == 1}
        more = {lane: hold for lane, hold in ending.items() if not (hold.whole and puts[lane] == hold.lease.puts)}
        found = self._waiting(connection, more) if more else {}
        if ended := [lane for lane in ending if not found.get(lane)]:
            lanes.give_back(connection, self._bot, ended)
        rests = {lane: Rest(count, found.get(lane)) for lane, count in puts.items() if lane not in ended}
        return [rests.get(one.job.lane) if one.job.hold else None for one in done]
