"""Updates of one lane one after the other, lanes beside each other, so that nobody waits for somebody else's trouble.

For a house with one process: what it has just stored is in its memory; what it has not (a former process left it, a
flood was too long to keep, somebody asked for another try) it finds in the inbox.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from bot.enduring import Enduring
from bot.shelf import Job, Shelf
from storage.engine import Database
from storage.order_keys import group_of

MOST = 50
"""How many updates of one lane are kept in memory; the rest of a flood waits in the inbox."""
NET = 5.0
"""Seconds between two looks for what another process (the console) wants handled again."""
OF_A_GROUP = 4
"""How many of a process's places one group may have: its members' answers all wait for the pace of one chat."""


@dataclass
class _Line:
    """What of a lane is in memory; ``more``: the inbox has what comes after it."""

    jobs: deque[Job] = field(default_factory=deque)
    more: bool = False
    late: bool = False
    """Something came while the inbox was being read: it may be among what was found, or not."""

    def read_on(self) -> None:
        """Go on in the inbox once the memory is empty."""
        self.more = self.late = True


class Lanes:
    """``work`` handles one update: None, it is done with; a number, again after so many seconds. It must not raise.

    ``at_once``: how many are handled beside each other; ``grace``: seconds that ``run`` waits for those in hand.
    """

    def __init__(
        self,
        db: Database,
        shelf: Shelf,
        work: Callable[[Job], Awaitable[float | None]],
        *,
        at_once: int,
        grace: float,
        enduring: Enduring,
    ) -> None:
        self._shelf, self._work, self._grace, self._enduring = shelf, work, grace, enduring
        self._places = asyncio.Semaphore(at_once)
        self._of_groups: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._lines: dict[str, _Line] = {}
        self._walks: set[asyncio.Task[None]] = set()
        self._begun = False
        self._wake = asyncio.Event()
        db.on("inbox", self._wake.set)

    @property
    def free(self) -> int:
        """Nothing has to be leased."""
        return 0

    def fresh(self, jobs: Iterable[Job]) -> None:
        """Handle what this process has just stored."""
        for job in jobs:
            line = self._line(job.lane)
            if self._begun and not line.more and len(line.jobs) < MOST:
                line.jobs.append(job)
            else:
                line.read_on()
                self._shelf.let_go(job)

    async def run(self) -> None:
        """Handle what was left over, and whatever comes, until ``stop``; returns when nothing is in hand any more."""
        try:
            while not self._enduring.stopping.is_set():
                self._wake.clear()
                await self._enduring(self._look)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), NET)
        finally:
            await self._close()

    def stop(self) -> None:
        """Begin nothing new and let ``run`` return."""
        self._enduring.stopping.set()
        self._wake.set()

    async def _look(self) -> None:
        for lane in await self._shelf.open_lanes():
            self._line(lane).read_on()
        self._begun = True

    async def _close(self) -> None:
        if self._walks:
            _, late = await asyncio.wait(set(self._walks), timeout=self._grace)
            for walk in late:
                walk.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _line(self, lane: str) -> _Line:
        if lane not in self._lines:
            self._lines[lane] = _Line()
            walk = asyncio.create_task(self._walk(lane))
            self._walks.add(walk)
            walk.add_done_callback(self._walks.discard)
        return self._lines[lane]

    async def _walk(self, lane: str) -> None:
        line, stopping, of_group = self._lines[lane], self._enduring.stopping, self._of_group(lane)
        while (line.jobs or line.more) and not stopping.is_set():
            async with of_group, self._places:
                again = None if stopping.is_set() else await self._step(lane, line)
            if again is not None:  # the place is given up while waiting: other lanes go on
                await self._enduring.rest(again)
        del self._lines[lane]

    def _of_group(self, lane: str) -> AbstractAsyncContextManager[None]:
        """The places of the lane's group; kept as long as one of its lanes walks."""
        group = group_of(lane)
        return nullcontext() if group is None else self._of_groups.setdefault(group, asyncio.Semaphore(OF_A_GROUP))

    async def _step(self, lane: str, line: _Line) -> float | None:
        if not line.jobs:
            await self._enduring(lambda: self._fetch(lane, line))
            return None
        again = await self._work(line.jobs[0])
        if again is None:
            self._shelf.let_go(line.jobs.popleft())
        return again

    async def _fetch(self, lane: str, line: _Line) -> None:
        line.late = False
        line.jobs.extend(await self._shelf.open_in(lane, MOST))
        line.more = line.late or len(line.jobs) >= MOST
