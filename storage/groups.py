"""Group commit: small writes of many share one transaction, because a synced commit costs more than what it writes."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from storage.engine import Database

T = TypeVar("T")
R = TypeVar("R")
Deed = Callable[[AsyncSession], Awaitable[None]]
"""What one writer does in the transaction. It may be done a second time, in a transaction of its own."""


@dataclass
class _Waiting(Generic[T, R]):
    item: T
    done: asyncio.Future[R] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def settle(self, result: R | Exception) -> None:
        if self.done.done():
            return
        if isinstance(result, Exception):
            self.done.set_exception(result)
        else:
            self.done.set_result(result)


class _Gatherer(ABC, Generic[T, R]):
    """Writes what came while the last group was written, or within ``wait`` seconds; at most ``most`` at once.

    ``busy``: where the last group took longer than ``wait``, the next one waits as long, at most so many seconds: who
    has much to do writes larger groups. What fails the transaction of a group makes each item be written alone, so that
    none takes others with it.
    """

    def __init__(self, *, most: int = 64, wait: float = 0.0, busy: float = 0.0) -> None:
        self._most, self._wait, self._busy = most, wait, busy
        self._took = 0.0
        self._waiting: deque[_Waiting[T, R]] = deque()
        self._full = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None

    @abstractmethod
    async def _commit(self, items: Sequence[T]) -> Sequence[R | Exception]:
        """Write a group in a transaction: for each item its result, or the error that it alone has."""

    async def add(self, item: T) -> R:
        """Have ``item`` written; returns its result when it is committed. Raises its own error, or the database's."""
        mine: _Waiting[T, R] = _Waiting(item)
        self._waiting.append(mine)
        if len(self._waiting) >= self._most:
            self._full.set()
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        return await asyncio.shield(mine.done)

    async def _write_all(self) -> None:
        while self._waiting:
            await self._gather()
            group = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
            if len(self._waiting) < self._most:
                self._full.clear()
            began = asyncio.get_running_loop().time()
            error = await self._written(group)
            self._took = asyncio.get_running_loop().time() - began
            if error is not None:
                await self._apart(group, error)

    async def _gather(self) -> None:
        wait = max(self._wait, min(self._took, self._busy))
        if wait <= 0:
            return
        try:
            async with asyncio.timeout(wait):
                await self._full.wait()
        except TimeoutError:
            return

    async def _written(self, group: Sequence[_Waiting[T, R]]) -> Exception | None:
        """None once the group was committed; else why nothing of it was."""
        try:
            results = await self._commit([one.item for one in group])
        except Exception as error:
            return error
        for one, result in zip(group, results, strict=True):
            one.settle(result)
        return None

    async def _apart(self, group: Sequence[_Waiting[T, R]], error: Exception) -> None:
        """Each alone. Where even the first one meets the database's trouble, the others would only meet it again."""
        alone: Exception | None = error
        for place, one in enumerate(group):
            if len(group) > 1:
                alone = await self._written([one])
            if alone is not None:
                one.settle(alone)
            if place == 0 and isinstance(alone, OperationalError | OSError):
                for other in group[1:]:
                    other.settle(alone)
                return


class Gathering(_Gatherer[T, R]):
    """Group commit. ``write`` gets the items of a group in their order and answers for each its result, or the error
    that it alone has; what it raises fails the transaction."""

    def __init__(
        self,
        db: Database,
        write: Callable[[AsyncSession, Sequence[T]], Awaitable[Sequence[R | Exception]]],
        *,
        most: int = 64,
        wait: float = 0.0,
    ) -> None:
        super().__init__(most=most, wait=wait)
        self._db, self._write = db, write

    async def _commit(self, items: Sequence[T]) -> Sequence[R | Exception]:
        async with self._db.write() as session:
            return await self._write(session, items)


class Batching(_Gatherer[T, R]):
    """Group commit of plain statements, in one go: ``write`` as of ``Gathering``, but it may run in another thread."""

    def __init__(
        self,
        db: Database,
        write: Callable[[Connection, Sequence[T]], Sequence[R | Exception]],
        *,
        most: int = 64,
        wait: float = 0.0,
        busy: float = 0.0,
    ) -> None:
        super().__init__(most=most, wait=wait, busy=busy)
        self._db, self._write = db, write

    async def _commit(self, items: Sequence[T]) -> Sequence[R | Exception]:
        return await self._db.batch(lambda connection: self._write(connection, items))


class Group(Gathering[Deed, None]):
    """Group commit of deeds that have nothing in common. ``told`` hears how many were written together."""

    def __init__(
        self, db: Database, *, most: int = 64, wait: float = 0.0, told: Callable[[int], None] = lambda _: None
    ) -> None:
        super().__init__(db, self._each, most=most, wait=wait)
        self._told = told

    async def do(self, deed: Deed) -> None:
        """Do ``deed``; returns when it is committed. Raises what it raised alone, or what the database did."""
        await self.add(deed)

    async def _each(self, session: AsyncSession, deeds: Sequence[Deed]) -> Sequence[None]:
        self._told(len(deeds))
        for deed in deeds:
            await deed(session)
        return [None] * len(deeds)
