"""Jobs of one lane one after the other, lanes beside each other, so that nobody waits for somebody else's trouble."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from uuid import UUID


class Lanes:
    """``work`` does one job: None, it is done with; a number, try it again after so many seconds. It must not raise."""

    def __init__(self, work: Callable[[UUID], Awaitable[float | None]], at_once: int = 32) -> None:
        self._work = work
        self._places = asyncio.Semaphore(at_once)
        self._lanes: dict[str, deque[UUID]] = {}
        self._walks: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()

    def add(self, lane: str, job: UUID) -> None:
        """Put a job at the end of its lane."""
        if lane in self._lanes:
            self._lanes[lane].append(job)
            return
        self._lanes[lane] = deque([job])
        walk = asyncio.create_task(self._walk(lane))
        self._walks.add(walk)
        walk.add_done_callback(self._walks.discard)

    async def close(self, grace: float) -> None:
        """Take no further job; wait ``grace`` seconds for those in hand, then let go of them."""
        self._closing.set()
        if self._walks:
            _, late = await asyncio.wait(set(self._walks), timeout=grace)
            for walk in late:
                walk.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _walk(self, lane: str) -> None:
        jobs = self._lanes[lane]
        while jobs and not self._closing.is_set():
            async with self._places:
                again = None if self._closing.is_set() else await self._work(jobs[0])
            if again is None:
                jobs.popleft()
            else:  # the place is given up while waiting: other lanes go on
                await self._rest(again)
        del self._lanes[lane]

    async def _rest(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return
