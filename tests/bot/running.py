"""What tests of running parts share: start and stop, wait for something, look at the inbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeVar

from sqlalchemy import select

from storage.engine import Database
from storage.inbox import Update as Row


class Runs(Protocol):
    async def run(self) -> None: ...
    def stop(self) -> None: ...


R = TypeVar("R", bound=Runs)


@asynccontextmanager
async def running(part: R) -> AsyncIterator[R]:
    """``part`` runs inside, and has ended after it."""
    task = asyncio.create_task(part.run())
    try:
        yield part
    finally:
        part.stop()
        await task


async def until(true: Callable[[], Awaitable[Any] | Any], seconds: float = 60) -> None:
    """Wait until ``true()`` is; long, for a busy machine is no mistake."""
    async with asyncio.timeout(seconds):
        while True:
            answer = true()
            if await answer if isinstance(answer, Awaitable) else answer:
                return
            await asyncio.sleep(0.02)


async def rows(db: Database) -> list[Row]:
    """The inbox."""
    async with db.read() as session:
        return list((await session.scalars(select(Row).order_by(Row.seq))).all())


async def settled(db: Database, count: int) -> bool:
    """``count`` rows are there, each handled or put aside."""
    found = await rows(db)
    return len(found) == count and all(row.handled_at or row.trouble for row in found)
