"""What the schedule does for requests: silent or vanished holders are replaced, and the card says why."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet import letters
from cabinet.access import Actor
from cabinet.errors import NotAllowed
from cabinet.journal import record
from cabinet.ports import Clock, local_day
from cabinet.requests import life
from cabinet.requests.rules import Candidate, Office, Turn, successor
from storage.company import Company
from storage.engine import Database
from storage.requests import WAITING, Request, Verb, last_event, over, waiting

SCHEDULE = "schedule"
"""The only actor who may do this."""


class Replacements:
    """Handing requests over, and closing what a crash left open in the undo's time."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self.db, self.clock = db, clock

    async def replace(self, actor: Actor) -> int:
        """Hand over what a silent, absent, dismissed or chatless holder has; how many were handed over."""
        if not (actor.is_system and actor.name == SCHEDULE):
            raise NotAllowed
        at = self.clock.now()
        await self._settle(at)
        async with self.db.read() as session:
            sight = Sight(session, at)
            left = [request.id for request in await waiting(session) if await sight.successor(request)]
        return sum([await self._replace(actor, request_id, at) for request_id in left])

    async def _replace(self, actor: Actor, request_id: uuid.UUID, at: datetime) -> bool:
        """Look again, now that nobody else can move it, and hand it over."""
        async with self.db.write() as session:
            request = await life.locked(session, actor, request_id)
            turn = await Sight(session, at).successor(request)
            if turn is None:
                return False
            company = await session.get_one(Company, request.company_id)
            due_at = life.due(company, turn, at) or request.due_at
            event = await life.advance(session, actor, request, Verb.REASSIGN, turn, at, due_at=due_at)
            life.tell(session, request, event)
            await life.call(session, request, at)
            record(session, actor, "request.reassign", "request", request.id, at, company_id=company.id)
            return True

    async def _settle(self, at: datetime) -> None:
        """Note that an undo is over; cards that nobody counted for (the process died) lose its button now."""
        async with self.db.read() as session:
            found = {event.request_id for event in await over(session, at)}
        for request_id in found:
            async with self.db.write() as session:
                await session.get_one(Request, request_id, with_for_update=True)
                event = await last_event(session, request_id)
                if event is None or event.undo_until is None or event.undo_until > at:
                    continue
                if event.undo_until == event.at + letters.UNDO_AT_MOST:
                    await letters.redraw(session, request_id, at)
                event.undo_until = None


class Sight:
    """Who can hold requests at a moment, each looked up once in a session."""

    def __init__(self, session: AsyncSession, at: datetime) -> None:
        self.session, self.at = session, at
        self._offices: dict[uuid.UUID, Office] = {}
        self._people: dict[uuid.UUID, Candidate | None] = {}

    async def successor(self, request: Request) -> Turn | None:
        """Who takes over a request now; None: it stays where it is."""
        if request.state not in WAITING:
            return None
        company = await self.session.get_one(Company, request.company_id)
        on, who = local_day(self.at, company.zone), request.holder_id
        if company.id not in self._offices:
            self._offices[company.id] = await life.office(self.session, company.id, on)
        if who is not None and who not in self._people:
            self._people[who] = await life.candidate(self.session, company.id, who, on)
        return successor(request, self._people[who] if who else None, self._offices[company.id], self.at)
