"""One door to the database: ``read`` and ``write`` transactions, on SQLite and on PostgreSQL alike.

SQLite: a writing transaction starts with BEGIN IMMEDIATE under one in-process lock (with the driver's defaults 19 of 20
parallel read-then-write transactions were lost without an error); reads go through connections of their own; WAL,
synchronous=FULL, foreign keys on, a busy timeout for other processes. PostgreSQL: the pool's plain transactions.
What a transaction leaves to do it ``signal``s: after the commit whoever listens is woken, on PostgreSQL in every
process. ``glance`` is for the one or two rows that every press needs: a session with a transaction around it costs ten
times the query (figures: docs/benchmarks.md).
"""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import CompoundSelect, Connection, Engine, Executable, Select, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker

from storage import postgres, sqlite
from storage.line import NO_LINE, line
from storage.pen import Pen
from storage.postgres import Quick

CHANNEL = "kabinet"
"""PostgreSQL's NOTIFY channel; the payload names the signal."""
_SIGNALS = "signals"

T = TypeVar("T")
Question: TypeAlias = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
"""What is glanced at: a SELECT of columns."""


def signal(where: AsyncSession | Connection, name: str) -> None:
    """Let the commit of this transaction, of ``write`` or ``batch``, wake whoever listens to ``name`` («inbox»)."""
    info = where.info if isinstance(where, Connection) else where.sync_session.info
    info.setdefault(_SIGNALS, set()).add(name)


def _batched(deed: Callable[[Connection], T], connection: Connection) -> tuple[T, set[str]]:
    """What a deed gives back, and what it signalled; on PostgreSQL all processes hear of it."""
    connection.info.pop(_SIGNALS, None)  # of one that failed
    result = deed(connection)
    names: set[str] = connection.info.pop(_SIGNALS, set())
    if names and connection.dialect.name == "postgresql":
        connection.execute(_told(names))
    return result, names


def _told(names: Iterable[str]) -> Select[*tuple[Any, ...]]:
    return select(*(func.pg_notify(CHANNEL, name) for name in sorted(names)))


class Database:
    """The engines and their sessions. ``url`` is an SQLAlchemy async URL (sqlite+aiosqlite or postgresql+asyncpg)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        if self.is_sqlite:
            path = make_url(url).database
            if path:
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            self._reader, self._writer = sqlite.pool(url, "BEGIN", 4), sqlite.pool(url, "BEGIN IMMEDIATE", 1)
        else:
            self._reader = self._writer = postgres.pool(url, postgres.LIMIT)
        self._reads = async_sessionmaker(self._reader, expire_on_commit=False, autoflush=False)
        self._writes = async_sessionmaker(self._writer, expire_on_commit=False)
        self._lock = asyncio.Lock()
        self._listeners: defaultdict[str, list[Callable[[], None]]] = defaultdict(list)
        self._nearest = sqlite.near(url) if self.is_sqlite else None
        self._pen = Pen(sqlite.plain(url)) if self.is_sqlite else None
        self._quick = None if self.is_sqlite else Quick(self._writer)
        self._held: Connection | None = None

    @property
    def engine(self) -> AsyncEngine:
        """The writing engine, for migrations and checks."""
        return self._writer

    def on(self, name: str, listener: Callable[[], None]) -> None:
        """Call ``listener`` after each commit that signalled ``name``."""
        self._listeners[name].append(listener)

    def tell(self, names: Iterable[str]) -> None:
        """Wake the listeners of this process."""
        for name in names:
            for listener in self._listeners[name]:
                listener()

    async def listen(self) -> None:
        """Wake the listeners of this process for what other processes signal, for ever. SQLite has one process only.

        What was signalled while there was no line is not told again: with every new line all listeners are woken.
        """
        while not self.is_sqlite:
            try:
                async with line(self.url) as heard:
                    await heard.hear(CHANNEL, lambda name: self.tell([name]))
                    self.tell(list(self._listeners))
                    await heard.lost.wait()
            except NO_LINE:
                await asyncio.sleep(random.uniform(0.5, 1.0))  # noqa: S311 # spreads the processes, no secret

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading; nothing it changes is kept."""
        async with self._reads() as session:
            yield session

    async def glance(self, statement: Question, values: Mapping[str, Any] | None = None) -> Sequence[Any]:
        """The rows of one small SELECT of columns, as it stands at this moment: no session, no transaction.

        On SQLite it is read within the event loop: a page from memory is nearer than another thread. Never for a query
        whose rows grow with the company. What every update asks is built once, with ``values`` for its parameters.
        """
        if self._nearest is None:
            return await self.once(statement, values)
        try:
            return self._near_line(self._nearest).execute(statement, values).all()
        except OperationalError:  # somebody has the file for himself: wait for him elsewhere
            async with self.read() as session:
                return (await session.execute(statement, values)).all()

    async def once(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Any]:
        """The rows of one small statement, committed by itself. PostgreSQL."""
        if self._quick is not None and values is not None:
            rows = await self._quick.rows(statement, values)
            if rows is not None:
                return rows
        async with self._writer.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            return (await connection.execute(statement, values)).all()

    def _near_line(self, nearest: Engine) -> Connection:
        """One line, held: it never begins a transaction, so there is none to end."""
        if self._held is None:
            self._held = nearest.connect()
        return self._held

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A writing transaction: committed at the end, rolled back by an error. Never talk to a network inside."""
        async with self._turn(), self._writes() as session, session.begin():
            yield session
            names: set[str] = session.info.pop(_SIGNALS, set())
            if names and not self.is_sqlite:
                await session.execute(_told(names))
        self.tell(names)

    @asynccontextmanager
    async def patiently(self) -> AsyncIterator[AsyncConnection]:
        """A writing transaction whose statements may take their time: the steps of a schema."""
        engine = self._writer if self.is_sqlite else postgres.pool(self.url)
        try:
            async with engine.begin() as connection:
                yield connection
        finally:
            if engine is not self._writer:
                await engine.dispose()

    async def batch(self, deed: Callable[[Connection], T]) -> T:
        """A writing transaction of plain statements, done in one go: a third of the cost of ``write`` on SQLite.

        ``deed`` may run in another thread, and once begun it ends: what it gives back is lost to who was cancelled.
        """
        result, names = await self._batch(partial(_batched, deed))
        self.tell(names)
        return result

    async def _batch(self, deed: Callable[[Connection], T]) -> T:
        if self._pen is None:
            async with self._writer.begin() as connection:
                return await connection.run_sync(deed)
        async with self._turn():
            return await self._pen.write(deed)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if not self.is_sqlite:
            yield
            return
        async with self._lock:
            yield

    async def tidy(self) -> None:
        """Empty SQLite's write-ahead log into the file; a reader who is at it is not waited for."""
        path = make_url(self.url).database
        if self.is_sqlite and path:
            async with self._turn():
                await asyncio.to_thread(sqlite.empty_log, path)

    async def close(self) -> None:
        """Give all connections back."""
        if self._held is not None:
            self._held.close()
        if self._nearest is not None:
            self._nearest.dispose()
        if self._pen is not None:
            await self._pen.close()
        if self._quick is not None:
            await self._quick.close()
        await self._reader.dispose()
        await self._writer.dispose()
