"""One door to the database: ``read`` and ``write`` transactions, on SQLite and on PostgreSQL alike.

SQLite: a writing transaction starts with BEGIN IMMEDIATE under one in-process lock (with the driver's defaults 19 of 20
parallel read-then-write transactions were lost without an error); reads go through connections of their own; WAL,
synchronous=FULL, foreign keys on, a busy timeout for other processes. PostgreSQL: the pool's plain transactions.
A commit that left letters wakes whoever listens (the courier).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

BUSY_MS = 15_000


def _pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite(url: str, begin: str, size: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,  # an error in the log shows the statement, never the person
        connect_args={"isolation_level": None, "timeout": BUSY_MS / 1000},
    )
    event.listen(engine.sync_engine, "connect", _pragmas)

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


class Database:
    """The engines and their sessions. ``url`` is an SQLAlchemy async URL (sqlite+aiosqlite or postgresql+asyncpg)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        if self.is_sqlite:
            path = make_url(url).database
            if path:
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            self._reader, self._writer = _sqlite(url, "BEGIN", 4), _sqlite(url, "BEGIN IMMEDIATE", 1)
        else:
            self._reader = self._writer = create_async_engine(
                url, pool_size=10, max_overflow=10, pool_pre_ping=True, hide_parameters=True
            )
        self._reads = async_sessionmaker(self._reader, expire_on_commit=False, autoflush=False)
        self._writes = async_sessionmaker(self._writer, expire_on_commit=False)
        self._lock = asyncio.Lock()
        self._listeners: list[Callable[[], None]] = []

    @property
    def engine(self) -> AsyncEngine:
        """The writing engine, for migrations and checks."""
        return self._writer

    def on_letters(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after each commit that left something to send."""
        self._listeners.append(listener)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading; nothing it changes is kept."""
        async with self._reads() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A writing transaction: committed at the end, rolled back by an error. Never talk to a network inside."""
        async with self._turn(), self._writes() as session, session.begin():
            yield session
        if session.info.pop("letters", False):
            for listener in self._listeners:
                listener()

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if not self.is_sqlite:
            yield
            return
        async with self._lock:
            yield

    async def close(self) -> None:
        """Give all connections back."""
        await self._reader.dispose()
        await self._writer.dispose()
