"""The pulse of this process: a row for each of its roles, so that others see who lives and who leads."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog
from sqlalchemy import delete, select

from cabinet.ports import Clock
from storage.engine import Database
from storage.processes import Beat

log = structlog.get_logger(__name__)

EVERY = 5.0
"""Seconds between two beats."""
DEAD = timedelta(minutes=1)
"""Who was silent for so long has died without a word."""
LATELY = timedelta(seconds=3 * EVERY)
"""Who was heard of since then may be alive."""
GRACE = 2.0
"""Seconds that the last word may take: a database that does not answer must not hold up the end."""


class Beats:
    """Says that the process lives; ``roles``: each with a look at whether it does its work or stands by."""

    def __init__(self, db: Database, clock: Clock, roles: Mapping[str, Callable[[], bool]]) -> None:
        self._db, self._clock, self._roles = db, clock, roles
        self._ids: dict[str, UUID] = {role: uuid4() for role in roles}
        self._started = clock.now()
        self._stir = asyncio.Event()

    def wake(self) -> None:
        """Something has changed: say so now."""
        self._stir.set()

    async def run(self) -> None:
        """Beat until cancelled; then take the rows away."""
        try:
            while True:
                self._stir.clear()
                await self._try(self._beat())
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stir.wait(), EVERY)
        finally:
            await self._try(asyncio.wait_for(self._end(), GRACE))

    async def others(self, role: str) -> bool:
        """Whether another process of the role said lately that it lives. Raises what a read of the database raises."""
        heard = select(Beat.id).where(Beat.role == role, Beat.id.not_in(self._ids.values()))
        heard = heard.where(Beat.seen_at > self._clock.now() - LATELY)
        async with self._db.read() as session:
            return await session.scalar(heard.limit(1)) is not None

    async def _try(self, deed: Coroutine[object, object, None]) -> None:
        """A beat that fails is no harm: the next one follows, and who leaves no word is swept."""
        try:
            await deed
        except Exception as error:
            log.warning("a beat was not written", error=type(error).__name__)

    async def _beat(self) -> None:
        now = self._clock.now()
        async with self._db.write() as session:
            await session.execute(delete(Beat).where(Beat.seen_at < now - DEAD))
            for role, active in self._roles.items():
                await session.merge(self._row(role, active(), now))

    def _row(self, role: str, active: bool, now: datetime) -> Beat:
        return Beat(
            id=self._ids[role],
            role=role,
            host=socket.gethostname(),
            pid=os.getpid(),
            started_at=self._started,
            seen_at=now,
            active=active,
        )

    async def _end(self) -> None:
        async with self._db.write() as session:
            await session.execute(delete(Beat).where(Beat.id.in_(self._ids.values())))
