"""Who of several processes does what only one may do: an advisory lock of PostgreSQL, held over a line of its own.

The lock lives as long as that line, so a killed process lets go of it by dying. Who loses the line stops at once; who
gets the lock that another one held gives that one a moment to notice. On SQLite there is one process, and it leads.
"""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress
from dataclasses import dataclass

import structlog

from bot.parts import Work, let_go
from storage.engine import Database
from storage.line import NO_LINE, Line, line

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class LeadershipRules:
    """Seconds. A dead leader is followed after ``every`` and ``settle`` at the latest."""

    every: float = 1.5
    """Between two tries."""
    settle: float = 2.5
    """How long who lost the lock may finish what is in hand, and who won it from another one waits."""


class Leadership:
    """The lock ``name`` of this database, as one process sees it."""

    def __init__(self, db: Database, name: str, rules: LeadershipRules | None = None) -> None:
        self._db, self._name, self._rules = db, name, rules or LeadershipRules()
        self._key = int.from_bytes(hashlib.sha256(f"kabinet {name}".encode()).digest()[:8], signed=True)
        self.active = False
        """Whether this process leads now."""

    async def run(self, work: Work) -> None:
        """Do ``work`` whenever the lock is ours, from the beginning each time; ends with it if it ends by itself."""
        waited, ended = False, None
        while ended is None:
            ended, waited = await self._term(work, waited), True
        ended.result()

    async def _term(self, work: Work, waited: bool) -> asyncio.Future[None] | None:
        """One time as the leader: the ended work, or None when the lock was lost or not to be had."""
        if self._db.is_sqlite:
            return await self._lead(work, asyncio.Event())
        try:
            async with line(self._db.url) as mine:
                await self._win(mine, waited)
                return await self._lead(work, mine.lost)
        except NO_LINE as error:  # of the line: what the work raises stays in its future
            log.warning("no line to the database", lock=self._name, error=type(error).__name__)
            await asyncio.sleep(self._rules.every)
            return None

    async def _win(self, mine: Line, waited: bool) -> None:
        while not await mine.ask("SELECT pg_try_advisory_lock($1)", self._key):
            waited = True
            await asyncio.sleep(self._rules.every)
        if waited:
            with suppress(TimeoutError):
                await asyncio.wait_for(mine.lost.wait(), self._rules.settle)

    async def _lead(self, work: Work, lost: asyncio.Event) -> asyncio.Future[None] | None:
        if lost.is_set():
            return None
        working, losing = asyncio.ensure_future(work()), asyncio.ensure_future(lost.wait())
        self.active = True
        log.info("leading", lock=self._name)
        try:
            await asyncio.wait({working, losing}, return_when=asyncio.FIRST_COMPLETED)
            ended = working.done()
        finally:
            losing.cancel()
            await let_go(working, within=self._rules.settle if lost.is_set() else None)
            self.active = False
        return working if ended else None
