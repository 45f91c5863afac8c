"""What managers and HR decide: one transaction a verb, one winner of two presses, ten seconds to take it back."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet import letters
from cabinet.access import Actor
from cabinet.errors import Invalid, NotAllowed, NotFound, Stale
from cabinet.journal import done_before, record
from cabinet.ports import Clock, local_day
from cabinet.requests import life, words
from cabinet.requests.kinds import DeclinePolicy, Kind
from cabinet.requests.rights import may_decide, may_see, may_undo, undoable
from cabinet.requests.rules import Turn, signed
from storage.company import Company
from storage.engine import Database
from storage.outbox import Card
from storage.people import RoleName
from storage.requests import Event, Holder, Request, State, Verb, history, last_event

__all__ = ["Decisions", "may_decide"]

ORDER_SPAN = timedelta(days=366)
"""How far an order's date may lie from the day on which it is entered."""
NO_ORDER: Mapping[str, Any] = {"order_number": None, "order_date": None, "paper_received": False}

Then: TypeAlias = Callable[[AsyncSession, Request, datetime], Awaitable[tuple[Turn, datetime | None]]]
"""(where the request goes, by when the holder has to act), or a CabinetError; asked once the actor may decide."""


class Decisions:
    """Verbs of whoever holds a request. ``step`` is what the pressed button showed; ``key`` makes a repeat harmless.

    Each raises NotFound for another company's request, NotAllowed without a say, Decided where somebody was quicker,
    Stale for a button of another state.
    """

    def __init__(self, db: Database, clock: Clock, kinds: Mapping[str, Kind]) -> None:
        self.db, self.clock, self.kinds = db, clock, kinds

    order_number = staticmethod(words.order_number)
    reason = staticmethod(words.reason)

    async def approve(self, actor: Actor, request_id: uuid.UUID, step: int, key: str) -> Request:
        """The manager agrees: it is HR's turn."""

        async def then(session: AsyncSession, request: Request, at: datetime) -> tuple[Turn, datetime | None]:
            company = await session.get_one(Company, request.company_id)
            turn = await life.office_turn_of(session, request, local_day(at, company.zone))
            return turn, life.due(company, turn, at)

        return await self.decide(actor, request_id, step, key, Verb.APPROVE, then)

    async def accept(self, actor: Actor, request_id: uuid.UUID, step: int, key: str) -> Request:
        """HR takes the request for execution; the officer who pressed holds it from now on, until the same term."""

        async def then(session: AsyncSession, request: Request, at: datetime) -> tuple[Turn, datetime | None]:
            holder = Holder.HR if actor.has(RoleName.HR) else Holder.DIRECTOR
            return Turn(State.ACCEPTED, holder, actor.me()), request.due_at

        return await self.decide(actor, request_id, step, key, Verb.ACCEPT, then)

    async def complete(
        self, actor: Actor, request_id: uuid.UUID, step: int, key: str, *, number: str, on: date, paper: bool
    ) -> Request:
        """«Выполнено»: order number and date are known; what was not signed electronically lies signed with HR.

        Invalid: paper-missing, order-number, order-date (more than a year from today).
        """

        async def then(session: AsyncSession, request: Request, at: datetime) -> tuple[Turn, datetime | None]:
            company = await session.get_one(Company, request.company_id)
            if not paper and signed(await history(session, request.id)) is None:
                raise Invalid("paper-missing")
            if abs(on - local_day(at, company.zone)) > ORDER_SPAN:
                raise Invalid("order-date")
            return Turn(State.DONE, Holder.NOBODY), None

        changes = {"order_number": words.order_number(number), "order_date": on, "paper_received": paper}
        return await self.decide(actor, request_id, step, key, Verb.COMPLETE, then, changes=changes)

    async def send_back(self, actor: Actor, request_id: uuid.UUID, step: int, key: str, *, reason: str) -> Request:
        """«На доработку»: the employee corrects and sends again under the same number. Invalid: reason."""

        async def then(session: AsyncSession, request: Request, at: datetime) -> tuple[Turn, datetime | None]:
            return Turn(State.RETURNED, Holder.EMPLOYEE), None

        return await self.decide(actor, request_id, step, key, Verb.RETURN, then, reason=words.reason(reason))

    async def decline(
        self, actor: Actor, request_id: uuid.UUID, step: int, key: str, *, reason: str, sure: bool = False
    ) -> Request:
        """Refuse with a reason. Invalid: reason, decline-never by law, decline-warn unless ``sure``."""

        async def then(session: AsyncSession, request: Request, at: datetime) -> tuple[Turn, datetime | None]:
            await self._may_decline(session, request, sure=sure)
            return Turn(State.DECLINED, Holder.NOBODY), None

        return await self.decide(actor, request_id, step, key, Verb.DECLINE, then, reason=words.reason(reason))

    async def check_decline(self, actor: Actor, request_id: uuid.UUID) -> None:
        """Before a reason is asked for: NotAllowed, or Invalid decline-never where the law leaves no choice."""
        async with self.db.read() as session:
            request = await session.get(Request, request_id)
            if request is None:
                raise NotFound
            may_decide(actor, request, Verb.DECLINE)
            await self._may_decline(session, request, sure=True)

    async def _may_decline(self, session: AsyncSession, request: Request, *, sure: bool) -> None:
        policy, article = await self.kinds[request.kind].decline_policy(session, request)
        if policy is DeclinePolicy.NEVER:
            raise Invalid("decline-never", article=article or "")
        if policy is DeclinePolicy.WARN and not sure:
            raise Invalid("decline-warn", article=article or "")

    async def decide(
        self,
        actor: Actor,
        request_id: uuid.UUID,
        step: int,
        key: str,
        verb: Verb,
        then: Then,
        *,
        reason: str | None = None,
        changes: Mapping[str, Any] | None = None,
    ) -> Request:
        """One transition of any verb: rights, the step of the button, ``then``, letters, journal; once for a key."""
        at = self.clock.now()
        async with self.db.write() as session:
            request = await life.locked(session, actor, request_id)
            if await done_before(session, key):
                return request
            await self._may(session, actor, request, step, verb)
            turn, due_at = await then(session, request, at)
            event = await life.advance(
                session, actor, request, verb, turn, at, due_at=due_at, reason=reason, changes=changes
            )
            await self._follow(session, request, event)
            record(session, actor, f"request.{verb}", "request", request.id, at, key=key, personal=reason)
        return request

    @staticmethod
    async def _may(session: AsyncSession, actor: Actor, request: Request, step: int, verb: Verb) -> None:
        """Refuse who has no say; whoever had one when the button was drawn is told what happened since."""
        try:
            may_decide(actor, request, verb)
        except NotAllowed:
            own = request.employee_id == actor.employee_id
            if own or request.step == step or not may_see(actor, request, await history(session, request.id)):
                raise
        await life.expect(session, actor, request, step, verb)

    async def _follow(self, session: AsyncSession, request: Request, event: Event) -> None:
        """What a decision brings with it: the kind's part, the notice, the next holder's card."""
        kind = self.kinds[request.kind]
        if event.verb is Verb.COMPLETE:
            await kind.on_done(session, request, event.at)
        if event.verb in (Verb.RETURN, Verb.DECLINE):
            await kind.on_close(session, request, event.at)
        if event.verb is Verb.APPROVE:
            await life.call(session, request, event.at, event.undo_until)
        if event.verb is Verb.HAND:
            await letters.show(
                session, Card(request_id=request.id, employee_id=request.holder_id, due_at=event.at), anew=True
            )
        life.tell(session, request, event)

    async def undo(self, actor: Actor, request_id: uuid.UUID, step: int, key: str) -> Request:
        """«Вернуть»: only the presser, only the newest step, only while it is shown. ``step``: the decision's own."""
        at = self.clock.now()
        async with self.db.write() as session:
            request = await life.locked(session, actor, request_id)
            if await done_before(session, key):
                return request
            event = await self._pressed(session, actor, request, step)
            if not undoable(event, at):
                raise Stale
            await self._reverse(session, actor, request, event, at)
            record(session, actor, "request.undo", "request", request.id, at, key=key)
        return request

    @staticmethod
    async def _pressed(session: AsyncSession, actor: Actor, request: Request, step: int) -> Event:
        """The newest event, if it is ``step`` and the actor's own to take back."""
        events = await history(session, request.id)
        event = next((one for one in events if one.step == step), None)
        if event is None or not may_undo(actor, event):
            raise NotAllowed
        if event is not events[-1]:
            raise await life.too_late(session, actor, request, step)
        return event

    async def _reverse(self, session: AsyncSession, actor: Actor, request: Request, event: Event, at: datetime) -> None:
        if event.state_before is None:
            raise Stale
        await self.kinds[request.kind].on_undo(session, request, event.verb, at)
        event.reversed_at, event.undo_until = at, None
        back = Turn(event.state_before, event.holder_before, event.holder_id_before, event.note_before)
        changes = NO_ORDER if event.verb is Verb.COMPLETE else {}
        await life.advance(session, actor, request, Verb.UNDO, back, at, due_at=event.due_before, changes=changes)
        await letters.void(session, event.id)
        await life.call(session, request, at, anew=False)

    async def shown(self, request_id: uuid.UUID) -> None:
        """The courier says that a card was confirmed. From the first one the undo's ten seconds are counted.

        A card of a state before the decision starts nothing. Each one is drawn once more when the undo is over.
        """
        at = self.clock.now()
        async with self.db.write() as session:
            await session.get_one(Request, request_id, with_for_update=True)
            event = await last_event(session, request_id)
            if event is None or event.undo_until is None or not undoable(event, at):
                return
            until = min(event.undo_until, at + letters.UNDO_SHOWN)
            if await letters.redraw(session, request_id, until) and until < event.undo_until:
                event.undo_until = until
                await letters.hasten(session, event.id, until)
                await letters.hasten_cards(session, request_id, at, until)
