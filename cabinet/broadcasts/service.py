"""What an administrator does with broadcasts: begin, hold up, go on, stop, and see how far one is.

The copies are made elsewhere (``filling``), a page at a time: beginning one is a single row, however many will read it.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.broadcasts import rules
from cabinet.broadcasts.rules import Figures
from cabinet.errors import Invalid, NotFound, Stale
from cabinet.journal import done_before, record
from cabinet.ports import Clock, local_day
from storage.broadcasts import (
    OPEN,
    Audience,
    Broadcast,
    BroadcastState,
    Doubt,
    audience,
    blocked_of,
    of_company,
    tally,
)
from storage.company import Company
from storage.engine import Database
from storage.outbox import LetterState, wake
from storage.people import Employee, RoleName

LISTED = 60
"""So many of a company's broadcasts are listed, the newest first."""


@dataclass(frozen=True)
class Progress:
    """One broadcast as its company's administrators see it. ``minutes``: until its end at the set pace, 0: at once.

    ``blocked``: of the figures' dead, those whose readers have blocked the bot; not counted for a list.
    """

    broadcast: Broadcast
    author: str
    company: Company
    figures: Figures
    minutes: int
    blocked: int = 0


class Broadcasts:
    """The verbs of an administrator, for his own company alone. ``pace``: copies a second."""

    def __init__(self, db: Database, clock: Clock, pace: float) -> None:
        self.db, self.clock, self.pace = db, clock, pace

    async def readers(self, actor: Actor) -> Audience:
        """Whom of the company a broadcast would find now."""
        actor.need(RoleName.ADMIN)
        async with self.db.read() as session:
            return await self._readers(session, actor.company(), self.clock.now())

    @staticmethod
    async def _readers(session: AsyncSession, company_id: uuid.UUID, at: datetime) -> Audience:
        company = await session.get_one(Company, company_id)
        return await audience(session, company_id, local_day(at, company.zone))

    async def start(self, actor: Actor, text: str, in_doubt: Doubt, key: str) -> uuid.UUID:
        """Begin to send ``text`` (HTML of the messenger). Invalid: broadcast-empty, -long, -nobody."""
        actor.need(RoleName.ADMIN)
        kept, at = rules.checked_text(text), self.clock.now()
        async with self.db.write() as session:
            if entry := await done_before(session, key):
                return uuid.UUID(entry.result)
            found = await self._readers(session, actor.company(), at)
            if not found.reached:
                raise Invalid("broadcast-nobody")
            total = found.reached + found.blocked
            made = Broadcast(
                company_id=actor.company(), author_id=actor.me(), made_at=at, in_doubt=in_doubt, total=total
            )
            made.text = kept
            session.add(made)
            record(session, actor, "broadcast.start", "broadcast", made.id, at, key=key, result=made.id, personal=kept)
            wake(session)
        return made.id

    async def pause(self, actor: Actor, broadcast_id: uuid.UUID, key: str) -> None:
        """Let no further copy leave until it is resumed. Stale: it does not run."""
        await self._move(actor, broadcast_id, key, "pause", {BroadcastState.RUNNING}, BroadcastState.PAUSED)

    async def resume(self, actor: Actor, broadcast_id: uuid.UUID, key: str) -> None:
        """Go on where it was paused. Stale: it is not paused."""
        await self._move(actor, broadcast_id, key, "resume", {BroadcastState.PAUSED}, BroadcastState.RUNNING)

    async def stop(self, actor: Actor, broadcast_id: uuid.UUID, key: str) -> None:
        """End it for good; what has not left is dropped. Stale: it has ended already."""
        await self._move(actor, broadcast_id, key, "stop", OPEN, BroadcastState.STOPPED)

    async def _move(
        self, actor: Actor, broadcast_id: uuid.UUID, key: str, verb: str, of: Collection[BroadcastState],
        to: BroadcastState,
    ) -> None:  # fmt: skip
        actor.need(RoleName.ADMIN)
        async with self.db.write() as session:
            found = await _own(session, actor, broadcast_id, lock=True)
            if await done_before(session, key):
                return
            if found.state not in of:
                raise Stale
            found.state = to
            record(session, actor, f"broadcast.{verb}", "broadcast", found.id, self.clock.now(), key=key)
            wake(session)

    async def progress(self, actor: Actor, broadcast_id: uuid.UUID) -> Progress:
        """How far one is. NotFound for another company's."""
        actor.need(RoleName.ADMIN)
        async with self.db.read() as session:
            found = await _own(session, actor, broadcast_id)
            seen = await self._progress(session, found, await tally(session, found.id))
            return replace(seen, blocked=await blocked_of(session, found.id) if seen.figures.dead else 0)

    async def list(self, actor: Actor) -> Sequence[Progress]:
        """The company's broadcasts, the newest first; those that have ended with the figures of their end."""
        actor.need(RoleName.ADMIN)
        async with self.db.read() as session:
            found = await of_company(session, actor.company(), LISTED)
            running = {one.id: await tally(session, one.id) for one in found if one.ended_at is None}
            return [await self._progress(session, one, running.get(one.id, {})) for one in found]

    async def _progress(
        self, session: AsyncSession, broadcast: Broadcast, counted: Mapping[LetterState, int]
    ) -> Progress:
        seen = rules.figures(broadcast, counted)
        return Progress(
            broadcast,
            (await session.get_one(Employee, broadcast.author_id)).short_name,
            await session.get_one(Company, broadcast.company_id),
            seen,
            rules.minutes_left(seen.left, self.pace),
        )


async def _own(session: AsyncSession, actor: Actor, broadcast_id: uuid.UUID, *, lock: bool = False) -> Broadcast:
    found = await session.get(Broadcast, broadcast_id, with_for_update=lock or None)
    if found is None:
        raise NotFound
    actor.same_company(found.company_id)
    return found
