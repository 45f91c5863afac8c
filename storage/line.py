"""A line of one's own to PostgreSQL, beside the pool: to hear NOTIFY and to hold a lock of the session.

Whoever has one must know at once when it is gone: the server has let go of the lock by then. A server that goes down
says so; a host that vanishes does not, so both ends look after each other every two seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from asyncpg import InterfaceError, InternalClientError, PostgresError  # type: ignore[import-untyped] # the package ships no types
from sqlalchemy import NullPool
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

NO_LINE = (OSError, PostgresError, InterfaceError, InternalClientError, SQLAlchemyError)
"""What drivers raise when there is no line, or none any more: the fourth where one was cut within an answer."""
EVERY = 2.0
"""Seconds between two looks, and until a silent other end counts as gone."""
_ATTENTIVE = (
    f"SET tcp_keepalives_idle = {EVERY:.0f}; SET tcp_keepalives_interval = {EVERY:.0f}; SET tcp_keepalives_count = 2"
)
"""The server's side of it: after six seconds without an answer it lets go (over a Unix socket this does nothing)."""


class Line:
    """One connection. ``lost`` is set once it is gone."""

    def __init__(self, driver: Any) -> None:
        self.lost = asyncio.Event()
        self._driver = driver
        self._turn = asyncio.Lock()
        driver.add_termination_listener(lambda _: self.lost.set())

    async def ask(self, query: str, *arguments: object) -> Any:
        """The first value of the answer. Raises one of NO_LINE."""
        async with self._turn:
            return await self._driver.fetchval(query, *arguments, timeout=EVERY)

    async def hear(self, channel: str, heard: Callable[[str], None]) -> None:
        """Call ``heard`` with the payload of each NOTIFY on ``channel``. Raises one of NO_LINE."""
        async with self._turn:
            await self._driver.add_listener(channel, lambda _line, _pid, _channel, payload: heard(payload))

    async def watch(self) -> None:
        """Ask now and then whether the other end is still there, until it is not."""
        while not self.lost.is_set():
            try:
                await asyncio.wait_for(self.lost.wait(), EVERY)
            except TimeoutError:
                await self._look()

    async def _look(self) -> None:
        try:
            await self.ask("SELECT 1")
        except NO_LINE:
            self.lost.set()


@asynccontextmanager
async def line(url: str) -> AsyncIterator[Line]:
    """A fresh line to the PostgreSQL of ``url`` (SQLAlchemy's), watched; given up at the end. Raises one of NO_LINE."""
    async with _connected(url) as driver:
        await driver.execute(_ATTENTIVE)
        made = Line(driver)
        watching = asyncio.create_task(made.watch())
        try:
            yield made
        finally:
            watching.cancel()
            await asyncio.wait({watching})


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Any]:
    """asyncpg's connection, made as the pool makes its own."""
    engine = create_async_engine(url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": 2 * EVERY})
    try:
        connection = await engine.connect()
        try:
            yield (await connection.get_raw_connection()).driver_connection
        finally:
            with suppress(*NO_LINE):
                await connection.invalidate()
                await connection.close()
    finally:
        await engine.dispose()
