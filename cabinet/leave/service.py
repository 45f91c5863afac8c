"""Asking for leave: one look at everything, one check that is only thought, one transaction that sends."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.errors import Closed, Invalid, NotFound
from cabinet.journal import done_before, record
from cabinet.leave.balance import Line, balance_on
from cabinet.leave.draft import COMMENT_LENGTH, LeaveDraft
from cabinet.leave.findings import Level
from cabinet.leave.kind import NAME, ask_days, free_days
from cabinet.leave.picture import Checked, Picture, check, draft_of_row, read_picture
from cabinet.people.doors import is_open
from cabinet.ports import Clock, today
from cabinet.requests import life
from cabinet.requests.rules import ALLOWED
from storage import people
from storage.chats import Chat
from storage.company import Company, next_number
from storage.documents import take_over
from storage.engine import Database
from storage.leave import Leave, LeaveKind
from storage.people import Employee, employee_locked
from storage.requests import Request, State, Verb

CORRECTED = ALLOWED[Verb.RESUBMIT]
COUNTER = "request"
"""The company's series of request numbers, shared by all kinds."""


@dataclass(frozen=True)
class BalanceView:
    """How many days of annual leave there are on a day, with the lines of the sum."""

    day: date
    total: Decimal
    lines: tuple[Line, ...]
    estimate: bool


class Leaves:
    """Public verbs of leave. Everybody asks for himself; the permission of each verb is to be an employee."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self.db, self.clock = db, clock

    async def today(self, actor: Actor) -> date:
        """The day it is in the actor's company."""
        async with self.db.read() as session:
            company = await session.get_one(Company, actor.company())
        return today(self.clock, company.zone)

    async def picture(self, actor: Actor, without: uuid.UUID | None = None) -> Picture:
        """Everything that the calendar and the check need; ``without`` is the returned request being corrected."""
        async with self.db.read() as session:
            return await self._picture(session, actor, await self._me(session, actor), without)

    async def balance(self, actor: Actor) -> BalanceView | None:
        """The actor's balance today, line by line; None where nothing is known of it."""
        picture = await self.picture(actor)
        found = balance_on(picture.today, picture.ledger.imported, picture.ledger.used, picture.standing.hired)
        return BalanceView(picture.today, found.total, found.lines, found.estimate) if found else None

    async def colleagues(self, actor: Actor, part: str = "") -> Sequence[Employee]:
        """Who may stand in: colleagues of the department, or of the whole company by a part of the name."""
        async with self.db.read() as session:
            return await people.colleagues(session, await self._me(session, actor), part)

    async def colleague(self, actor: Actor, employee_id: uuid.UUID) -> Employee:
        """One who may stand in; Invalid("leave-substitute") for oneself, for the dismissed and for other companies."""
        async with self.db.read() as session:
            return await self._colleague(session, actor, employee_id)

    async def draft_of(self, actor: Actor, request_id: uuid.UUID) -> LeaveDraft:
        """The actor's returned or unsigned request, to be corrected.

        NotFound for anything else; Closed before the access code.
        """
        async with self.db.read() as session:
            request = await session.get(Request, request_id)
            leave = await session.get(Leave, request_id)
            if request is None or leave is None or self._own(request, actor).state not in CORRECTED:
                raise NotFound
            chat = await session.get(Chat, actor.chat_id) if actor.chat_id else None
            if chat is None or not is_open(chat, self.clock.now()):
                raise Closed
            return draft_of_row(leave).with_(comment=request.comment or "", step=request.step)

    async def submit(self, actor: Actor, draft: LeaveDraft, key: str) -> Request:
        """«Отправить»: the draft becomes a request with a number; pressed twice, it is the same request.

        Invalid: leave-stopped with the finding that forbids it, leave-ground without a ground, leave-substitute
        """
        at = self.clock.now()
        async with self.db.write() as session:
            employee = await self._locked(session, actor)
            known = await session.get(Request, draft.id)
            if known is not None:
                return self._own(known, actor)
            leave = await self._leave(session, actor, employee, draft)
            request = Request(
                id=draft.id, company_id=employee.company_id, employee_id=employee.id, kind=NAME,
                number=await next_number(session, employee.company_id, COUNTER), state=State.OFFICE,
                submitted_at=at, changed_at=at,
            )  # fmt: skip
            request.comment = draft.comment or None
            await life.begin(session, actor, request, employee, at)
            session.add(leave)
            await ask_days(session, request, leave)
            await take_over(session, employee.id, draft.id)
            record(session, actor, "leave.submit", "request", request.id, at, key=key, personal=_personal(draft))
        return request

    async def resubmit(self, actor: Actor, draft: LeaveDraft, key: str) -> Request:
        """The corrected request goes its way again: same number, new version. Stale: it is not to be corrected."""
        at = self.clock.now()
        async with self.db.write() as session:
            request = self._own(await life.locked(session, actor, draft.id), actor)
            if await done_before(session, key):
                return request
            await life.expect(session, actor, request, draft.step or 0, Verb.RESUBMIT)
            employee = await self._locked(session, actor)
            if request.state is State.SIGNATURE:
                await free_days(session, request, at)
            leave = await session.merge(await self._leave(session, actor, employee, draft))
            await self._again(session, actor, request, employee, draft, at)
            await ask_days(session, request, leave)
            await take_over(session, employee.id, draft.id)
            record(session, actor, "leave.resubmit", "request", request.id, at, key=key, personal=_personal(draft))
        return request

    async def _again(
        self, session: AsyncSession, actor: Actor, request: Request, employee: Employee, draft: LeaveDraft, at: datetime
    ) -> None:
        company = await session.get_one(Company, employee.company_id)
        turn = await life.first_turn(session, employee, at)
        comment = Request.comment.for_row(request.id, draft.comment or None)
        changes = {"version": request.version + 1, "submitted_at": at, "comment_sealed": comment}
        await life.advance(
            session, actor, request, Verb.RESUBMIT, turn, at, due_at=life.due(company, turn, at), changes=changes
        )
        await life.call(session, request, at)

    async def _leave(self, session: AsyncSession, actor: Actor, employee: Employee, draft: LeaveDraft) -> Leave:
        """The draft as a row, once more checked against what stands in the database now."""
        checked = check(await self._picture(session, actor, employee, draft.id), draft)
        if stop := next((finding for finding in checked.findings if finding.level is Level.FORBIDDEN), None):
            raise Invalid("leave-stopped", why=stop.text)
        if draft.first is None or draft.last is None or (draft.leave_kind is LeaveKind.UNPAID and not draft.ground):
            raise Invalid("leave-ground")
        if len(draft.comment) > COMMENT_LENGTH:
            raise Invalid("leave-comment-long", most=COMMENT_LENGTH, length=len(draft.comment))
        if draft.substitute_id:
            await self._colleague(session, actor, draft.substitute_id)
        leave = Leave(
            id=draft.id, leave_kind=draft.leave_kind, first=draft.first, last=draft.last, days=checked.days,
            substitute_id=draft.substitute_id,
        )  # fmt: skip
        leave.ground = draft.ground.value if draft.ground and draft.leave_kind is LeaveKind.UNPAID else None
        return leave

    @staticmethod
    async def _me(session: AsyncSession, actor: Actor) -> Employee:
        return await session.get_one(Employee, actor.me())

    @staticmethod
    async def _locked(session: AsyncSession, actor: Actor) -> Employee:
        employee = await employee_locked(session, actor.me())
        if employee is None or employee.company_id != actor.company():
            raise NotFound
        return employee

    @staticmethod
    def _own(request: Request, actor: Actor) -> Request:
        if request.employee_id != actor.me():
            raise NotFound
        return request

    async def _picture(
        self, session: AsyncSession, actor: Actor, employee: Employee, without: uuid.UUID | None
    ) -> Picture:
        company = await session.get_one(Company, actor.company())
        return await read_picture(session, employee, today(self.clock, company.zone), without)

    @staticmethod
    async def _colleague(session: AsyncSession, actor: Actor, employee_id: uuid.UUID) -> Employee:
        found = await session.get(Employee, employee_id)
        if found is None or found.company_id != actor.company() or found.id == actor.me():
            raise Invalid("leave-substitute")
        if found.dismissed_on is not None:
            raise Invalid("leave-substitute")
        return found


def _personal(draft: LeaveDraft) -> str:
    return f"{draft.ground or ''}\n{draft.comment}"


__all__ = ["BalanceView", "Checked", "LeaveDraft", "Leaves", "Picture", "check"]
