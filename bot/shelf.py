"""The inbox's rows: put there before they are confirmed, blanked once handled, kept for a week against redelivery."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.fsm import turn
from cabinet.ports import Clock
from storage.engine import Database
from storage.inbox import Update as Row

_BETWEEN_SWEEPS = timedelta(hours=1)
Job = tuple[str, UUID]
"""(lane, row)."""


def lane_of(raw: Mapping[str, Any]) -> str:
    """Whose order an update belongs to: the person in private, a person of a group in that group, else the person."""
    body: Mapping[str, Any] = next((value for value in raw.values() if isinstance(value, dict)), {})
    inner: Mapping[str, Any] = body.get("message") or {}
    chat: Mapping[str, Any] = body.get("chat") or inner.get("chat") or {}
    user: Mapping[str, Any] = body.get("from") or body.get("user") or {}
    if not chat or chat.get("type") == "private":
        return str(chat.get("id") or user.get("id") or "")
    return f"{chat.get('id')}/{user.get('id', '')}"


class Shelf:
    """The inbox of one bot. ``memory``: how long an update's id is remembered."""

    def __init__(self, db: Database, bot: int, clock: Clock, memory: timedelta) -> None:
        self._db, self._bot, self._clock, self._memory = db, bot, clock, memory
        self._swept: datetime | None = None

    async def put(self, batch: list[dict[str, Any]]) -> list[Job]:
        """Store a batch in one transaction; answers what was not there before, in order."""
        insert = sqlite.insert if self._db.is_sqlite else postgresql.insert
        now = self._clock.now()
        rows = [self._row(raw, now) for raw in batch]
        added = insert(Row).values(rows).on_conflict_do_nothing(index_elements=[Row.bot, Row.update_id])
        async with self._db.write() as session:
            await self._sweep(session, now)
            found = await session.execute(added.returning(Row.seq, Row.order_key, Row.id))
            new = sorted(found.all(), key=lambda row: row[0])
        return [(lane, job) for _, lane, job in new]

    def _row(self, raw: dict[str, Any], now: datetime) -> dict[str, Any]:
        job = uuid4()
        return {
            "id": job,
            "bot": self._bot,
            "update_id": raw["update_id"],
            "order_key": lane_of(raw),
            "received_at": now,
            "tries": 0,
            "raw_sealed": Row.raw.for_row(job, json.dumps(raw, ensure_ascii=False).encode()),
        }

    async def _sweep(self, session: AsyncSession, now: datetime) -> None:
        """Forget what was handled or put aside more than a week ago: the same ids may mean other updates by then."""
        if self._swept is not None and now - self._swept < _BETWEEN_SWEEPS:
            return
        ended = or_(Row.handled_at.is_not(None), Row.trouble.is_not(None))
        await session.execute(delete(Row).where(Row.received_at < now - self._memory, ended))
        self._swept = now

    async def left_over(self) -> list[Job]:
        """What a former process did not finish, in order."""
        found = select(Row.order_key, Row.id).where(
            Row.bot == self._bot, Row.handled_at.is_(None), Row.trouble.is_(None)
        )
        async with self._db.read() as session:
            return [(lane, job) for lane, job in await session.execute(found.order_by(Row.seq))]

    async def raw(self, job: UUID) -> bytes | None:
        """The update as it came; None when it was handled meanwhile. SealBroken without the right keys."""
        async with self._db.read() as session:
            row = await session.scalar(select(Row).where(Row.id == job))
        return None if row is None or row.handled_at is not None else row.raw

    def turn(self, job: UUID) -> AbstractAsyncContextManager[None]:
        """The turn of one update: its conversations and its «handled» are stored together."""

        async def handled(session: AsyncSession) -> None:
            done = update(Row).where(Row.id == job).values(handled_at=self._clock.now(), raw_sealed=None)
            await session.execute(done)

        return turn(self._db, self._clock, handled)

    async def count_try(self, job: UUID) -> int:
        """One more unexpected error; answers how many there were."""
        counted = update(Row).where(Row.id == job).values(tries=Row.tries + 1).returning(Row.tries)
        async with self._db.write() as session:
            return int((await session.execute(counted)).scalar_one())

    async def put_aside(self, job: UUID, number: str) -> None:
        """Hold up nobody any longer: the row stays, sealed, under its short number until it is forgotten."""
        async with self._db.write() as session:
            await session.execute(update(Row).where(Row.id == job).values(trouble=number))
