"""What managers and HR decide: one transaction a verb, one winner of two presses, ten seconds to take it back."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet import letters
from cabinet.access import Actor
from cabinet.errors import Invalid, NotAllowed, Stale
from cabinet.journal import done_before, record
from cabinet.ports import Clock, local_day, today
from cabinet.requests import life
from cabinet.requests.kinds import DeclinePolicy, Kind
from cabinet.requests.rules import OFFICE_VERBS, Turn
from storage.company import Company
from storage.engine import Database
from storage.outbox import Card
from storage.people import Employee, RoleName
from storage.requests import Event, Holder, Request, State, Verb

REASON_LENGTH = 1000
ORDER_LENGTH = 40
ORDER_SPAN = timedelta(days=366)


def may_decide(actor: Actor, request: Request, verb: Verb) -> None:
    """Refuse whoever has no say: the holder by name in his step; HR (or the director holding it) in the office step."""
    life.not_own(actor, request)
    if request.state is State.MANAGER:
        if request.holder_id != actor.employee_id or verb not in (Verb.APPROVE, Verb.RETURN, Verb.DECLINE):
            raise NotAllowed
        return
    holds = request.holder is Holder.DIRECTOR and request.holder_id == actor.employee_id
    if verb not in OFFICE_VERBS or not (actor.has(RoleName.HR) or (holds and actor.has(RoleName.DIRECTOR))):
        raise NotAllowed


class Decisions:
    """Verbs of whoever holds a request. ``step`` is what the pressed button showed; ``key`` makes a repeat harmless."""

    def __init__(self, db: Database, clock: Clock, kinds: Mapping[str, Kind]) -> None:
        self.db, self.clock, self.kinds = db, clock, kinds

    async def approve(self, actor: Actor, request_id: uuid.UUID, step: int, key: str) -> Request:
        """The manager agrees: it is HR's turn."""

        async def then(session: AsyncSession, request: Request, at: datetime) -> tuple[Turn, datetime | None]:
            requester = await session.get_one(Employee, request.employee_id)
            company = await session.get_one(Company, request.company_id)
            on = local_day(at, company.zone)
            turn = await life.turn_of(session, requester, on, skip_manager="")
            return Turn(turn.state, turn.holder, turn.holder_id, turn.note or None), life.due(company, turn, at)

        return await self._decide(actor, request_id, step, key, Verb.APPROVE, then)

    async def accept(self, actor: Actor, request_id: uuid.UUID, step: int, key: str) -> Request:
        """HR takes the request for execution; the officer who pressed holds it from now on."""

        async def then(session: AsyncSession, request: Request, at: datetime) -> tuple[Turn, datetime | None]:
            return Turn(State.ACCEPTED, request.holder, actor.me()), request.due_at

        return await self._decide(actor, request_id, step, key, Verb.ACCEPT, then)

    async def complete(
        self, actor: Actor, request_id: uuid.UUID, step: int, key: str, *, number: str, on: date, paper: bool
    ) -> Request:
        """«Выполнено»: order number and date are known, the signed paper is in HR's hands."""
        if not paper:
            raise Invalid("paper-missing")
        number = self.order_number(number)

        async def then(session: AsyncSession, request: Request, at: datetime) -> tuple[Turn, datetime | None]:
            company = await session.get_one(Company, request.company_id)
            if abs(on - today(self.clock, company.zone)) > ORDER_SPAN:
                raise Invalid("order-date")
            return Turn(State.DONE, Holder.NOBODY), None

        changes = {"order_number": number, "order_date": on, "paper_received": True}
        return await self._decide(actor, request_id, step, key, Verb.COMPLETE, then, changes=changes)

    @staticmethod
    def order_number(text: str) -> str:
        """A typed order number in one line, 1 to 40 characters; Invalid otherwise."""
        number = " ".join("".join(char for char in text if char.isprintable() or char.isspace()).split())
        if not 0 < len(number) <= ORDER_LENGTH:
            raise Invalid("order-number", most=ORDER_LENGTH)
        return number

    @staticmethod
    def reason(text: str) -> str:
        """A typed reason without control characters, 1 to 1,000 characters; Invalid otherwise."""
        reason = "".join(char for char in text if char.isprintable() or char == "\n").strip()
        if not 0 < len(reason) <= REASON_LENGTH:
            raise Invalid("reason", most=REASON_LENGTH)
        return reason

    async def send_back(self, actor: Actor, request_id: uuid.UUID, step: int, key: str, *, reason: str) -> Request:
        """«На доработку»: the employee corrects and sends again under the same number."""
        return await self._close(actor, request_id, step, key, Verb.RETURN, self.reason(reason))

    async def decline(
        self, actor: Actor, request_id: uuid.UUID, step: int, key: str, *, reason: str, sure: bool = False
    ) -> Request:
        """Refuse with a reason. Invalid("decline-never") where the law forbids it, "decline-warn" where not ``sure``."""
        await self._allowed_to_decline(actor, request_id, sure)
        return await self._close(actor, request_id, step, key, Verb.DECLINE, self.reason(reason))

    async def _allowed_to_decline(self, actor: Actor, request_id: uuid.UUID, sure: bool) -> None:
        async with self.db.read() as session:
            request = await life.locked(session, actor, request_id)
            policy, article = await self.kinds[request.kind].decline_policy(session, request)
        if policy is DeclinePolicy.NEVER:
            raise Invalid("decline-never", article=article or "")
        if policy is DeclinePolicy.WARN and not sure:
            raise Invalid("decline-warn", article=article or "")

    async def _close(
        self, actor: Actor, request_id: uuid.UUID, step: int, key: str, verb: Verb, reason: str
    ) -> Request:
        back = verb is Verb.RETURN
        turn = Turn(State.RETURNED, Holder.EMPLOYEE) if back else Turn(State.DECLINED, Holder.NOBODY)

        async def then(session: AsyncSession, request: Request, at: datetime) -> tuple[Turn, datetime | None]:
            return turn, None

        return await self._decide(actor, request_id, step, key, verb, then, reason=reason)

    async def _decide(
        self,
        actor: Actor,
        request_id: uuid.UUID,
        step: int,
        key: str,
        verb: Verb,
        then: Callable[[AsyncSession, Request, datetime], Awaitable[tuple[Turn, datetime | None]]],
        *,
        reason: str | None = None,
        changes: Mapping[str, Any] | None = None,
    ) -> Request:
        at = self.clock.now()
        async with self.db.write() as session:
            request = await life.locked(session, actor, request_id)
            if await done_before(session, key):
                return request
            may_decide(actor, request, verb)
            await life.expect(session, actor, request, step, verb)
            turn, due_at = await then(session, request, at)
            event = await life.advance(
                session, actor, request, verb, turn, at, due_at=due_at, reason=reason, changes=changes
            )
            await self._hook(session, request, verb, at)
            life.tell(session, request, event)
            if verb is Verb.APPROVE:
                await life.call(session, request, at, event.undo_until)
            record(session, actor, f"request.{verb}", "request", request.id, at, key=key, personal=reason)
        return request

    async def _hook(self, session: AsyncSession, request: Request, verb: Verb, at: datetime) -> None:
        kind = self.kinds[request.kind]
        if verb is Verb.COMPLETE:
            await kind.on_done(session, request, at)
        if verb in (Verb.RETURN, Verb.DECLINE):
            await kind.on_close(session, request, at)

    async def undo(self, actor: Actor, request_id: uuid.UUID, step: int, key: str) -> Request:
        """«Вернуть»: only the presser, only the newest step, only while it is shown."""
        at = self.clock.now()
        async with self.db.write() as session:
            request = await life.locked(session, actor, request_id)
            if await done_before(session, key):
                return request
            event = await life.last_event(session, request_id)
            if event is None or event.actor_id != actor.me():
                raise NotAllowed
            if event.step != step or event.undo_until is None or at > event.undo_until:
                raise Stale
            await self._reverse(session, actor, request, event, at)
            record(session, actor, "request.undo", "request", request.id, at, key=key)
        return request

    async def _reverse(self, session: AsyncSession, actor: Actor, request: Request, event: Event, at: datetime) -> None:
        if event.state_before is None:
            raise Stale
        await self.kinds[request.kind].on_undo(session, request, event.verb, at)
        event.reversed_at, event.undo_until = at, None
        back = Turn(event.state_before, event.holder_before, event.holder_id_before)
        cleared = {"order_number": None, "order_date": None, "paper_received": False}
        changes = cleared if event.verb is Verb.COMPLETE else {}
        await life.advance(session, actor, request, Verb.UNDO, back, at, due_at=event.due_before, changes=changes)
        await letters.void(session, event.id)
        await session.execute(delete(Card).where(Card.request_id == request.id, Card.shown == 0))

    async def shown(self, request_id: uuid.UUID) -> None:
        """A card was shown and confirmed: from here the undo's ten seconds are counted, once."""
        at = self.clock.now()
        until = at + letters.UNDO_SHOWN
        async with self.db.write() as session:
            event = await life.last_event(session, request_id)
            if event is None or event.undo_until is None or event.reversed_at is not None or event.undo_until <= until:
                return
            event.undo_until = until
            await letters.hasten(session, event.id, until)
            await self._show_without_undo(session, request_id, until)

    @staticmethod
    async def _show_without_undo(session: AsyncSession, request_id: uuid.UUID, until: datetime) -> None:
        waiting = Card.due_at.is_not(None)
        await session.execute(
            update(Card).where(Card.request_id == request_id, Card.shown == 0, waiting).values(due_at=until)
        )
        await session.execute(
            update(Card)
            .where(Card.request_id == request_id, Card.shown > 0)
            .values(wanted=Card.wanted + 1, due_at=until)
        )
