"""What the schedule does for requests: silent or vanished holders are replaced, and the card says why."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from cabinet.access import Actor
from cabinet.errors import NotAllowed
from cabinet.journal import record
from cabinet.ports import Clock, local_day
from cabinet.requests import life
from storage.company import Company
from storage.engine import Database
from storage.people import Employee
from storage.requests import Request, State, Verb


class Replacements:
    """What the schedule does: silent or vanished holders are replaced, and the card says why."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self.db, self.clock = db, clock

    async def replace(self, actor: Actor) -> int:
        """Hand over what a silent, dismissed or chatless manager holds; how many were handed over."""
        if not actor.is_system:
            raise NotAllowed
        async with self.db.read() as session:
            held = (
                await session.scalars(select(Request.id).where(Request.state == State.MANAGER).order_by(Request.number))
            ).all()
        return sum([await self._replace(actor, request_id) for request_id in held])

    async def _replace(self, actor: Actor, request_id: uuid.UUID) -> bool:
        at = self.clock.now()
        async with self.db.write() as session:
            request = await life.locked(session, actor, request_id)
            if request.state is not State.MANAGER:
                return False
            company = await session.get_one(Company, request.company_id)
            requester = await session.get_one(Employee, request.employee_id)
            on = local_day(at, company.zone)
            holder = await life.candidate(session, request.holder_id, on)
            trouble = life.trouble_of(holder, request, at)
            if trouble is None:
                return False
            turn = await life.turn_of(session, requester, on, skip_manager=f"manager-{trouble}")
            event = await life.advance(
                session, actor, request, Verb.REASSIGN, turn, at, due_at=life.due(company, turn, at)
            )
            life.tell(session, request, event)
            await life.call(session, request, at)
            record(session, actor, "request.reassign", "request", request.id, at, company_id=company.id)
            return True
