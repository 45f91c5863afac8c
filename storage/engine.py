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
import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import CompoundSelect, Connection, Engine, Row, Select, StaticPool, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from storage.line import NO_LINE, line
from storage.pen import Pen

BUSY_MS = 15_000
GLANCE_MS = 50
"""How long a glance may hold up the event loop, where another process keeps the SQLite file for itself."""
CHANNEL = "kabinet"
"""PostgreSQL's NOTIFY channel; the payload names the signal."""


T = TypeVar("T")
Question: TypeAlias = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
"""What is glanced at: a SELECT of columns."""


def signal(session: AsyncSession, name: str) -> None:
    """Let the commit of this transaction wake whoever listens to ``name`` («letters», «inbox»)."""
    session.sync_session.info.setdefault("signals", set()).add(name)


def _pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _empty_log(path: str) -> None:
    with closing(sqlite3.connect(path, timeout=GLANCE_MS / 1000)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _sqlite(url: str, begin: str, size: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,  # an error in the log shows the statement, never the person
        connect_args={"isolation_level": None, "timeout": BUSY_MS / 1000},
    )
    _begins(engine.sync_engine, begin)
    return engine


def _plain(url: str) -> Engine:
    """One line for the pen's thread, made and closed by whoever comes by."""
    engine = create_engine(
        make_url(url).set(drivername="sqlite"),
        poolclass=StaticPool,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": BUSY_MS / 1000, "check_same_thread": False},
    )
    _begins(engine, "BEGIN IMMEDIATE")
    return engine


def _begins(engine: Engine, begin: str) -> None:
    event.listen(engine, "connect", _pragmas)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


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
        self._listeners: defaultdict[str, list[Callable[[], None]]] = defaultdict(list)
        self._nearest = self._near(url) if self.is_sqlite else None
        self._pen = Pen(_plain(url)) if self.is_sqlite else None
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

    async def glance(self, statement: Question, values: Mapping[str, Any] | None = None) -> list[Row[*tuple[Any, ...]]]:
        """The rows of one small SELECT of columns, as it stands at this moment: no session, no transaction.

        On SQLite it is read within the event loop: a page from memory is nearer than another thread. Never for a query
        whose rows grow with the company. What every update asks is built once, with ``values`` for its parameters.
        """
        if self._nearest is None:
            async with self._writer.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                return list((await connection.execute(statement, values)).all())
        try:
            return list(self._near_line(self._nearest).execute(statement, values).all())
        except OperationalError:  # somebody has the file for himself: wait for him elsewhere
            async with self.read() as session:
                return list((await session.execute(statement, values)).all())

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
            names: set[str] = session.info.pop("signals", set())
            if names and not self.is_sqlite:
                await session.execute(select(*(func.pg_notify(CHANNEL, name) for name in sorted(names))))
        self.tell(names)

    async def batch(self, deed: Callable[[Connection], T]) -> T:
        """A writing transaction of plain statements, done in one go: a third of the cost of ``write`` on SQLite.

        ``deed`` may run in another thread, and once begun it ends: what it gives back is lost to who was cancelled.
        """
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

    @staticmethod
    def _near(url: str) -> Engine:
        return create_engine(
            make_url(url).set(drivername="sqlite"),
            poolclass=StaticPool,
            hide_parameters=True,
            isolation_level="AUTOCOMMIT",
            connect_args={"check_same_thread": False, "timeout": GLANCE_MS / 1000},
        )

    async def tidy(self) -> None:
        """Empty SQLite's write-ahead log into the file; a reader who is at it is not waited for."""
        path = make_url(self.url).database
        if self.is_sqlite and path:
            async with self._turn():
                await asyncio.to_thread(_empty_log, path)

    async def close(self) -> None:
        """Give all connections back."""
        if self._held is not None:
            self._held.close()
        if self._nearest is not None:
            self._nearest.dispose()
        if self._pen is not None:
            await self._pen.close()
        await self._reader.dispose()
        await self._writer.dispose()
