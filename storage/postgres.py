"""PostgreSQL's lines: the pool's, looked after without a question to the server at each use, and a few that are held.

A pool that asks «are you there?» before each use takes three journeys to the server for it. What a driver knows by
itself is enough: a server that went down has closed the line. Only a line that lay idle for long is asked, because a
firewall may have forgotten it.

``Quick`` asks the one or two rows that every press needs as the driver itself would, over lines that are held: with a
line out of the pool, a transaction's beginning and end and SQLAlchemy's result that is ten times the work (figures:
docs/benchmarks.md).
"""

from __future__ import annotations

import asyncio
import time
from collections import deque, namedtuple
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary

from asyncpg import InterfaceError, PostgresError  # type: ignore[import-untyped] # the package ships no types
from sqlalchemy import Dialect, Executable, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import InvalidatePoolError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.sql.compiler import SQLCompiler

from storage.hushed import hush

IDLE = 30.0
"""Seconds after which a line is asked whether it still stands."""
LIMIT = 60.0
"""Seconds for one statement. None of ours takes so long, but a host that vanished never answers."""
HELD = 4
"""So many lines are held for ``Quick``."""
_SEEN = "seen"


def pool(url: str, limit: float | None = None) -> AsyncEngine:
    """The engine of ``url``, with at most 20 lines. ``limit``: seconds for one statement, None: as long as it takes."""
    waits = {"command_timeout": limit}
    engine = create_async_engine(url, pool_size=10, max_overflow=10, hide_parameters=True, connect_args=waits)
    dialect = engine.dialect
    hush(engine.sync_engine)
    event.listen(engine.sync_engine, "handle_error", _give_up)

    @event.listens_for(engine.sync_engine, "checkin")
    def _back(_connection: Any, record: Any) -> None:
        record.info[_SEEN] = time.monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def _out(connection: Any, record: Any, _proxy: Any) -> None:
        seen = record.info.get(_SEEN)  # a fresh line has none
        if seen is not None and not _stands(connection, dialect, time.monotonic() - seen):
            raise InvalidatePoolError

    return engine


def _give_up(context: ExceptionContext) -> None:
    """A line over which no answer came in time is not used again: nobody may be at its other end."""
    if isinstance(context.original_exception, TimeoutError):
        context.is_disconnect, context.invalidate_pool_on_disconnect = True, False


def _stands(connection: Any, dialect: Dialect, idle: float) -> bool:
    if connection.driver_connection.is_closed():
        return False
    try:
        return idle < IDLE or dialect.do_ping(connection)
    except Exception:
        return False


class _Asked:
    """A statement as the driver takes it, with what SQLAlchemy's types make of its values and columns."""

    def __init__(self, statement: Executable, compiled: SQLCompiler) -> None:
        dialect, self._compiled = compiled.dialect, compiled
        self.text = str(compiled)
        binds = [(name, compiled.binds[name].type) for name in compiled.positiontup or ()]
        self._take = [(name, kind.dialect_impl(dialect).bind_processor(dialect)) for name, kind in binds]
        columns = getattr(statement, "selected_columns", ())  # a text has none: its values are as the driver gives them
        self._give = [one.type.dialect_impl(dialect).result_processor(dialect, None) for one in columns]
        self._made: Any = None

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """What the driver gets."""
        given = self._compiled.construct_params(dict(values))
        return [process(given[name]) if process else given[name] for name, process in self._take]

    def rows(self, records: Sequence[Any]) -> list[Any]:
        """What we get: tuples with names."""
        if records and self._made is None:
            self._made = namedtuple("Row", records[0].keys(), rename=True)  # type: ignore[misc] # of any columns
        if not self._give:
            return [self._made._make(record) for record in records]
        return [
            self._made._make(process(one) if process else one for process, one in zip(self._give, record, strict=True))
            for record in records
        ]


def _asked(statement: Executable, dialect: Dialect) -> _Asked | None:
    """None where a list would have to be spelled out."""
    compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined] # of everything that can be executed
    listed = any(bind.expanding for bind in compiled.binds.values())
    return None if listed else _Asked(statement, compiled)


class Quick:
    """Asks small statements that were built once; each is committed by itself."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._known: WeakKeyDictionary[Executable, _Asked | None] = WeakKeyDictionary()
        self._places = asyncio.Semaphore(HELD)
        self._idle: deque[tuple[AsyncConnection, Any]] = deque()

    async def rows(self, statement: Executable, values: Mapping[str, Any]) -> list[Any] | None:
        """Its rows; None where this was not the way to ask, or the line broke: ask it as usual."""
        if statement not in self._known:
            self._known[statement] = _asked(statement, self._engine.dialect)
        asked = self._known[statement]
        if asked is None:
            return None
        arguments = asked.arguments(values)
        async with self._places:
            records = await self._fetched(asked.text, arguments)
        return None if records is None else asked.rows(records)

    async def _fetched(self, text: str, arguments: Sequence[Any]) -> list[Any] | None:
        held, driver = None, None
        try:
            held, driver = await self._line()
            records: list[Any] = await driver.fetch(text, *arguments)
        except (SQLAlchemyError, PostgresError, InterfaceError, OSError):
            await _drop(held)
            return None
        except BaseException:  # cancelled: nobody knows what still comes over it
            await _drop(held)
            raise
        self._idle.append((held, driver))
        return records

    async def _line(self) -> tuple[AsyncConnection, Any]:
        while self._idle:
            held, driver = self._idle.pop()
            if not driver.is_closed():
                return held, driver
            await _drop(held)
        held = await self._engine.connect()
        return held, (await held.get_raw_connection()).driver_connection

    async def close(self) -> None:
        """Give the lines back."""
        while self._idle:
            await self._idle.pop()[0].close()


async def _drop(held: AsyncConnection | None) -> None:
    if held is not None:
        with suppress(SQLAlchemyError, OSError):
            await held.invalidate()
            await held.close()
