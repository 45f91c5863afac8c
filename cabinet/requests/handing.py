"""Handing an accepted request over to a colleague of HR: a decision that needs a person instead of a reason."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.errors import NotFound
from cabinet.ports import Clock, local_day
from cabinet.requests import life
from cabinet.requests.decisions import Decisions
from cabinet.requests.rights import may_decide
from cabinet.requests.rules import Turn, why_not
from storage.company import Company
from storage.engine import Database
from storage.people import Employee
from storage.requests import Holder, Request, State, Verb


class Handing:
    """«Передать»: who can take a request, and the deed itself."""

    def __init__(self, db: Database, clock: Clock, decisions: Decisions) -> None:
        self.db, self.clock, self.decisions = db, clock, decisions

    async def colleagues(self, actor: Actor, request_id: uuid.UUID) -> Sequence[Employee]:
        """Officers who can take it now: with a chat, not away, neither its holder nor the requester. NotAllowed."""
        async with self.db.read() as session:
            request = await session.get(Request, request_id)
            if request is None:
                raise NotFound
            may_decide(actor, request, Verb.HAND)
            return await self._takers(session, request)

    async def _takers(self, session: AsyncSession, request: Request) -> Sequence[Employee]:
        company = await session.get_one(Company, request.company_id)
        office = await life.office(session, company.id, local_day(self.clock.now(), company.zone))
        able = [one.employee for one in office.officers if why_not(one, request.employee_id) is None]
        return [one for one in able if one.id != request.holder_id]

    async def hand_over(self, actor: Actor, request_id: uuid.UUID, step: int, key: str, *, to: uuid.UUID) -> Request:
        """A colleague holds the accepted request from now on, until the same term. NotFound: he cannot take it."""

        async def then(session: AsyncSession, request: Request, at: datetime) -> tuple[Turn, datetime | None]:
            if to not in {one.id for one in await self._takers(session, request)}:
                raise NotFound
            return Turn(State.ACCEPTED, Holder.HR, to), request.due_at

        return await self.decisions.decide(actor, request_id, step, key, Verb.HAND, then)
