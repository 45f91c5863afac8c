"""Windows that all processes on one PostgreSQL share: together they keep the messenger's limits, and one gate.

The rows live in the database and go by its clock; a process takes places only for what leaves at once, so that nothing
has to be given back when the gate falls. While the database does not answer each process keeps to windows of its own:
hardly anything is said then, and what is said is «we have trouble».
"""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.windows import Grant, Sliding, Ticket
from storage import processes
from storage.engine import Database

log = structlog.get_logger(__name__)

ALL = "all"
_GUARD = 0.01
"""Seconds by which a shared second is longer: the answer of the database needs its time, now more, now less."""
_AWAY = 60 * 0.01
"""The same for a group's minute."""


class Share:
    """The shared windows as one process sees them."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._alone: dict[str, Sliding] = {}

    async def all(self, want: int, count: int, seconds: float) -> tuple[Grant, float]:
        """What may leave now, and for how many seconds the gate is closed."""
        row = await self._row(ALL, want, count, seconds + _GUARD)
        if row is None:
            return self._own(ALL, want, count, seconds), 0.0
        return _granted(row), float(row.closed)

    async def group(self, address: str, want: int, count: int, seconds: float) -> Grant:
        """What may leave now for a group."""
        row = await self._row(address, want, count, seconds + _AWAY)
        return self._own(address, want, count, seconds) if row is None else _granted(row)

    async def close(self, seconds: float) -> None:
        """Nobody lets anything leave for so long."""
        try:
            async with self._db.engine.begin() as connection:
                await connection.execute(processes.SHUT, {"name": ALL, "seconds": seconds})
        except (SQLAlchemyError, OSError) as error:
            log.warning("the others were not told of the closed gate", error=type(error).__name__)

    async def _row(self, name: str, want: int, count: int, seconds: float) -> Any | None:
        asked = {"name": name, "want": want, "count": count, "seconds": seconds}
        try:
            (row,) = await self._db.once(processes.TAKE, asked)
        except (SQLAlchemyError, OSError) as error:
            log.warning("the shared pace does not answer", error=type(error).__name__)
            return None
        return row

    def _own(self, name: str, want: int, count: int, seconds: float) -> Grant:
        window = self._alone.setdefault(name, Sliding(count, seconds, rush=16))
        return window.take(want, asyncio.get_running_loop().time())


def _granted(row: Any) -> Grant:
    return Grant([Ticket(0.0) for _ in range(int(row.granted))], float(row.wait))
