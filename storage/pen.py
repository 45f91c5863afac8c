"""One hand that writes SQLite in one go: a whole transaction in a thread of its own, without coming back to the event
loop between two statements.

aiosqlite hands every single step to a thread and waits for it; for a transaction of plain statements that costs three
times what the statements do (figures: docs/benchmarks.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine

T = TypeVar("T")


class Pen:
    """Writes over one line, which it holds. ``engine``: a plain one, whose transactions begin as writing ones."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._held: Connection | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pen")

    async def write(self, deed: Callable[[Connection], T]) -> T:
        """Do ``deed`` in a transaction; returns once it is committed. Once begun it ends, whoever waits no more."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._write, deed)

    def _write(self, deed: Callable[[Connection], T]) -> T:
        if self._held is None:
            self._held = self._engine.connect()
        try:
            with self._held.begin():
                return deed(self._held)
        except Exception:
            self._let_go()  # whatever state the line is in
            raise

    def _let_go(self) -> None:
        if self._held is not None:
            self._held.invalidate()
            self._held.close()
            self._held = None

    async def close(self) -> None:
        """Give the line back."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._let_go)
        self._thread.shutdown()
        self._engine.dispose()
