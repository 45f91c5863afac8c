"""Who of several processes does what only one may do: an advisory lock of PostgreSQL, held over a line of its own.

The lock lives as long as that line, so a killed process lets go of it by dying. Who loses the line stops at once; who
gets the lock that another one held gives that one a moment to notice. On SQLite one process serves and leads: a lock on
a file beside the database, which dies with the process too, keeps a second one off.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy.engine import make_url

from bot.parts import Work, let_go
from bot.trouble import Exit, Trouble
from locales import keys
from storage.engine import Database
from storage.line import NO_LINE, Line, line

log = structlog.get_logger(__name__)


async def nobody(_role: str = "") -> bool:
    """No other process lives."""
    return False


@dataclass(frozen=True)
class LeadershipRules:
    """Seconds. A dead leader is followed after ``every`` and ``settle`` at the latest."""

    every: float = 1.5
    """Between two tries."""
    settle: float = 2.5
    """How long who won the lock waits where another process lives; who lost it has half of that to finish what is in
    hand."""


class Leadership:
    """The lock ``name`` of this database, as one process sees it.

    ``told`` hears what becomes of it: True when we lead, False when we do not or another one does. ``others``: whether
    another process lives that may have held the lock until a moment ago, and not have noticed yet.
    """

    def __init__(
        self,
        db: Database,
        name: str,
        *,
        told: Callable[[bool], None] = lambda _: None,
        others: Callable[[], Awaitable[bool]] = nobody,
        rules: LeadershipRules | None = None,
    ) -> None:
        self._db, self._name, self._rules = db, name, rules or LeadershipRules()
        self._told, self._others = told, others
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
            if not waited:
                self._told(False)
            waited = True
            await asyncio.sleep(self._rules.every)
        if waited or await self._others():
            with suppress(TimeoutError):
                await asyncio.wait_for(mine.lost.wait(), self._rules.settle)

    async def _lead(self, work: Work, lost: asyncio.Event) -> asyncio.Future[None] | None:
        if lost.is_set():
            return None
        working, losing = asyncio.ensure_future(work()), asyncio.ensure_future(lost.wait())
        self._mark(True)
        try:
            await asyncio.wait({working, losing}, return_when=asyncio.FIRST_COMPLETED)
            ended = working.done()
        finally:
            losing.cancel()
            await let_go(working, within=self._rules.settle / 2 if lost.is_set() else None)
            self._mark(False)
        return working if ended else None

    def _mark(self, active: bool) -> None:
        self.active = active
        log.info("leading" if active else "not leading any more", lock=self._name)
        self._told(active)


@contextmanager
def sole(db: Database) -> Iterator[None]:
    """Serve alone, where the database is a file. Raises Trouble when another process does."""
    if not db.is_sqlite:
        yield
        return
    with Path(f"{make_url(db.url).database}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(keys.console_api_rival(), code=Exit.UNREACHABLE) from None
        yield
