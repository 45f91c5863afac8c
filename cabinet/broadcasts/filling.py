"""Making the copies of a broadcast: a page at a time, never far ahead of the courier, so that 100,000 readers stand
neither in memory nor in the way of anybody's answer.

Whoever dies between two pages goes on after the last one: the cursor moves in the transaction that makes the copies.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.broadcasts.rules import AHEAD, BEGINNING, PAGE, beginning
from cabinet.errors import NotAllowed
from cabinet.letters import notice
from cabinet.ports import Clock, local_day
from storage.broadcasts import Broadcast, BroadcastState, page_of, tally, unended, waiting
from storage.company import Company
from storage.engine import Database
from storage.outbox import Letter, LetterKind, LetterState, Priority, Why, wake

FILLER = "broadcasting"
"""The system actor who makes copies."""
TOPIC = "broadcast"
ENDED = "broadcast-ended"
"""The topic of the letter to its author."""


class Filling:
    """Makes and drops copies, and tells its author when a broadcast has ended."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self.db, self.clock = db, clock

    async def fill(self, actor: Actor) -> bool:
        """One page of each broadcast that needs it; whether any was made or dropped. NotAllowed for all others."""
        if not (actor.is_system and actor.name == FILLER):
            raise NotAllowed
        busy = False
        for row in await self.db.glance(unended()):
            busy |= await self._attend(row[0])
        return busy

    async def _attend(self, broadcast_id: uuid.UUID) -> bool:
        """True: a page was made or dropped."""
        at = self.clock.now()
        async with self.db.write() as session:
            found = await session.get(Broadcast, broadcast_id, with_for_update=True)
            if found is None or found.ended_at is not None or found.state is BroadcastState.PAUSED:
                return False
            if found.state is BroadcastState.STOPPED:
                busy = await self._drop(session, found.id, at)
            else:
                busy = not found.paged and await self._make(session, found, at)
            if not busy and await self._is_over(session, found):
                await self._end(session, found, at)
        return busy

    @staticmethod
    async def _is_over(session: AsyncSession, found: Broadcast) -> bool:
        made = found.paged or found.state is BroadcastState.STOPPED
        return made and not await waiting(session, found.id, 1)

    async def _make(self, session: AsyncSession, found: Broadcast, at: datetime) -> bool:
        if await waiting(session, found.id, AHEAD) >= AHEAD:
            return False
        company = await session.get_one(Company, found.company_id)
        page = await page_of(session, found, local_day(at, company.zone), PAGE)
        found.paged = len(page) < PAGE
        if not page:
            return False
        await session.execute(insert(Letter), _copies(found, page, at))
        found.cursor, found.made = page[-1][0], found.made + len(page)
        wake(session)
        return True

    @staticmethod
    async def _drop(session: AsyncSession, broadcast_id: uuid.UUID, at: datetime) -> bool:
        """Drop a page of what waits; a copy that a dead courier had in hand as soon as its lease is over."""
        idle = or_(
            Letter.state == LetterState.PENDING,
            and_(Letter.state == LetterState.SENDING, Letter.lease_until <= at),
        )
        page = select(Letter.id).where(Letter.broadcast_id == broadcast_id, idle).limit(PAGE)
        dropped = (await session.scalars(page.with_for_update(skip_locked=True))).all()
        await session.execute(
            update(Letter).where(Letter.id.in_(dropped)).values(state=LetterState.DROPPED, done_at=at, lease_until=None)
        )
        return bool(dropped)

    @staticmethod
    async def _end(session: AsyncSession, found: Broadcast, at: datetime) -> None:
        counted = await tally(session, found.id)
        found.sent = counted.get(LetterState.SENT, 0)
        found.dead = counted.get(LetterState.DEAD, 0)
        found.unsure = counted.get(LetterState.UNSURE, 0)
        found.ended_at = at
        if found.state is BroadcastState.RUNNING:
            found.state = BroadcastState.DONE
        notice(session, found.author_id, ENDED, dedupe=f"{ENDED}:{found.id}", at=at, args=_ended(found))


def _ended(found: Broadcast) -> dict[str, object]:
    """What its author is told: which one it was, and its figures."""
    return {
        "broadcast": found.id.hex,
        "stopped": int(found.state is BroadcastState.STOPPED),
        "text": beginning(found.text or "", BEGINNING),
        "sent": found.sent,
        "total": found.total,
        "dead": found.dead,
        "unsure": found.unsure,
    }


def _copies(found: Broadcast, readers: Collection[tuple[uuid.UUID, bool]], at: datetime) -> list[dict[str, Any]]:
    """Rows without a text: the courier words them from the broadcast.

    Who has blocked the bot is not asked again: his copy has ended as it is made, and HR finds it where it looks.
    """
    common = {
        "kind": LetterKind.BROADCAST,
        "topic": TOPIC,
        "broadcast_id": found.id,
        "trace": found.trace,
        "made_at": at,
        "due_at": at,
        "priority": Priority.BROADCAST,
        "attempts": 0,
    }
    fate: dict[bool, dict[str, Any]] = {
        False: {"state": LetterState.PENDING, "reason": None, "done_at": None},
        True: {"state": LetterState.DEAD, "reason": Why.BLOCKED, "done_at": at},
    }
    return [
        common | fate[blocked] | {"id": uuid.uuid4(), "dedupe": f"broadcast:{found.id}:{reader}", "employee_id": reader}
        for reader, blocked in readers
    ]
