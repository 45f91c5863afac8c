"""Lanes that several processes share over PostgreSQL: each is leased, walked to its end, and given back.

Who stores an update takes its lane at once where nobody has it, as long as he has hands for it; else whoever has hands
claims it. He handles what waits in it, in order, without holding a transaction; the end of each turn is refused where
another process has the lane by then (``Fenced``). A killed process is followed when its leases run out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import timedelta

import structlog

from bot.enduring import Enduring
from bot.lanes import OF_A_GROUP
from bot.leasing import Leasing
from bot.shelf import Hold, Job
from storage.engine import Database
from storage.order_keys import group_of

log = structlog.get_logger(__name__)

NET = 1.0
"""Seconds between two looks for lanes that nobody told us of."""
IN_A_ROW = 10
"""So many updates of one lane are handled before other lanes that wait have their turn."""
GOODBYE = 5.0
"""Seconds for giving back what we hold; after that it is left to run out."""


class Leases:
    """``work`` handles one update: None, it is done with; a number, again after so many seconds. It must not raise.

    ``at_once``: how many lanes are held; ``grace``: seconds that ``run`` waits for those in hand.
    """

    def __init__(
        self,
        db: Database,
        shelf: Leasing,
        work: Callable[[Job], Awaitable[float | None]],
        *,
        at_once: int,
        grace: float,
        enduring: Enduring,
    ) -> None:
        self._shelf, self._work, self._at_once, self._grace = shelf, work, at_once, grace
        self._enduring = enduring
        self._walks: dict[asyncio.Task[None], Hold] = {}
        self._begun, self._hungry = False, True
        self._wake = asyncio.Event()
        db.on("inbox", self._wake.set)

    @property
    def free(self) -> int:
        """How many lanes we would take."""
        return self._at_once - len(self._walks) if self._begun and not self._enduring.stopping.is_set() else 0

    def fresh(self, jobs: Iterable[Job]) -> None:
        """Begin with what this process has stored in lanes that are its own now; the rest is read by who claims it."""
        holds: dict[str, Hold] = {}
        for job in jobs:
            if job.hold is None:
                self._shelf.let_go(job)
            else:
                job.hold.jobs.append(job)
                holds[job.lane] = job.hold
        for hold in holds.values():
            self._begin(hold)

    async def run(self) -> None:
        """Handle whatever waits until ``stop``; returns when nothing is in hand any more."""
        renewing = asyncio.create_task(self._renew())
        try:
            await self._enduring(self._shelf.adopt)
            self._begun = True
            while not self._enduring.stopping.is_set():
                self._wake.clear()
                await self._enduring(self._claim)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), NET)
        finally:
            await self._close()
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    def stop(self) -> None:
        """Begin nothing new and let ``run`` return."""
        self._enduring.stopping.set()
        self._wake.set()

    async def _claim(self) -> None:
        """Of a crowd in one group each look takes a few lanes only: then there may be others behind it."""
        more = True
        while more and (free := self.free) > 0:
            holds = await self._shelf.claim(free, [hold.lease.lane for hold in self._walks.values()])
            self._hungry = len(holds) == free
            more = any(group_of(hold.lease.lane) is not None for hold in holds)
            for hold in holds:
                self._begin(hold)

    def _begin(self, hold: Hold) -> None:
        walk = asyncio.create_task(self._walk(hold))
        self._walks[walk] = hold
        walk.add_done_callback(self._walked)

    def _walked(self, walk: asyncio.Task[None]) -> None:
        group = group_of(self._walks[walk].lease.lane)
        full = group is not None and self._in(group) >= OF_A_GROUP
        del self._walks[walk]
        if self._hungry or full:
            self._wake.set()

    def _in(self, group: str) -> int:
        return sum(group_of(hold.lease.lane) == group for hold in self._walks.values())

    async def _walk(self, hold: Hold) -> None:
        try:
            wait = await self._through(hold)
        finally:
            for job in hold.jobs:
                self._shelf.let_go(job)
        if wait is not None and not self._enduring.stopping.is_set():
            await self._enduring(lambda: self._shelf.postpone(hold, timedelta(seconds=wait)))
            asyncio.get_running_loop().call_later(wait, self._wake.set)

    async def _through(self, hold: Hold) -> float | None:
        """None: the lane is not ours any more, or we have to stop; a number: its first update waits so many seconds."""
        done = 0
        while not hold.gone and not self._enduring.stopping.is_set():
            if not hold.jobs:
                await self._enduring(lambda: self._shelf.read_on(hold))
                continue
            if done >= IN_A_ROW and self._hungry:
                return 0.0
            wait = await self._work(hold.jobs[0])
            if wait is not None:
                return wait
            self._shelf.let_go(hold.jobs.popleft())
            done += 1
        return None

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self._shelf.lasts.total_seconds() * 0.3)
            held = [hold.lease.lane for hold in self._walks.values() if not hold.gone]
            try:
                await self._shelf.renew(held)
            except Exception as error:  # the turns will be refused, if it comes to that
                log.warning("the leases could not be renewed", count=len(held), error=type(error).__name__)

    async def _close(self) -> None:
        if self._walks:
            _, late = await asyncio.wait(set(self._walks), timeout=self._grace)
            for walk in late:
                walk.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        try:
            await asyncio.wait_for(self._shelf.give_all_back(), GOODBYE)
        except Exception as error:
            log.warning("the leases have to run out", error=type(error).__name__)
