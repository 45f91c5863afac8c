"""Group commit: small writes of many share one transaction, because a synced commit costs more than what it writes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from storage.engine import Database

Deed = Callable[[AsyncSession], Awaitable[None]]
"""What one writer does in the transaction. It may be done a second time, in a transaction of its own."""


@dataclass
class _Waiting:
    deed: Deed
    done: asyncio.Future[None]


class Group:
    """Commits what came while the last group was written, or within ``wait`` seconds; at most ``most`` at once."""

    def __init__(self, db: Database, *, most: int = 64, wait: float = 0.0) -> None:
        self._db, self._most, self._wait = db, most, wait
        self._waiting: deque[_Waiting] = deque()
        self._full = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None

    async def do(self, deed: Deed) -> None:
        """Do ``deed``; returns when it is committed. Raises what it raised alone, or what the database did."""
        mine = _Waiting(deed, asyncio.get_running_loop().create_future())
        self._waiting.append(mine)
        if len(self._waiting) >= self._most:
            self._full.set()
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        await asyncio.shield(mine.done)

    async def _write_all(self) -> None:
        while self._waiting:
            await self._gather()
            group = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
            if len(self._waiting) < self._most:
                self._full.clear()
            if len(group) == 1 or not await self._together(group):
                for one in group:
                    await self._alone(one)

    async def _gather(self) -> None:
        if self._wait <= 0:
            return
        try:
            await asyncio.wait_for(self._full.wait(), self._wait)
        except TimeoutError:
            return

    async def _together(self, group: list[_Waiting]) -> bool:
        """Whether the whole group was committed; if not, nothing of it was."""
        try:
            async with self._db.write() as session:
                for one in group:
                    await one.deed(session)
        except Exception:
            return False
        for one in group:
            _settle(one.done, None)
        return True

    async def _alone(self, one: _Waiting) -> None:
        try:
            async with self._db.write() as session:
                await one.deed(session)
        except Exception as error:
            _settle(one.done, error)
        else:
            _settle(one.done, None)


def _settle(done: asyncio.Future[None], error: Exception | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
