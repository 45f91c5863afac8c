"""Who sits at a chat: the employment that acts now, the others of the same person, and the code word."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.errors import Closed, NotAllowed, NotFound
from cabinet.journal import done_before, record
from cabinet.people import rules
from cabinet.people.doors import is_open
from cabinet.people.tries import chat_in
from cabinet.ports import Clock, today
from locales.formats import masked_phone
from storage.chats import Chat, chat_at, employments
from storage.company import Company
from storage.engine import Database
from storage.people import Employee
from storage.sitting import sitting


@dataclass(frozen=True)
class Who:
    """A chat and who acts from it; the actor is None when nobody bound to it works here any more."""

    chat: Chat
    actor: Actor | None


@dataclass(frozen=True)
class Employment:
    """One of a person's employments in this chat."""

    employee: Employee
    company: Company
    current: bool


@dataclass(frozen=True)
class Owner:
    """What /settings shows of a chat: the employee, the company, the masked phone, the code word."""

    employee: Employee
    company: Company
    phone: str
    word: str | None
    several: bool


class Chats:
    """Read at every update; the little that people change about their chat."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def who(self, channel: str, address: str) -> Who | None:
        """Who sits at a messenger's address; None for one that was never bound."""
        found = await sitting(self._db, channel, address)
        if found is None:
            return None
        chat, seats = found
        active = [seat for seat in seats if rules.works(seat, today(self._clock, seat.zone))]
        me = next((seat for seat in active if seat.employee_id == chat.employee_id), active[0] if active else None)
        if me is None:
            return Who(chat, None)
        return Who(chat, Actor(me.employee_id, me.company_id, me.roles, chat.id, manages=me.manages))

    async def employments(self, actor: Actor) -> Sequence[Employment]:
        """The employments of this chat whose people still work here, the longest bound first."""
        async with self._db.read() as session:
            return await self._employments(session, await chat_in(session, actor))

    async def _employments(self, session: AsyncSession, chat: Chat) -> list[Employment]:
        bound = await employments(session, chat.id)
        companies = await session.scalars(
            select(Company).where(Company.id.in_([employee.company_id for employee in bound]))
        )
        by_id = {company.id: company for company in companies}
        active = [
            employee for employee in bound if rules.works(employee, today(self._clock, by_id[employee.company_id].zone))
        ]
        chosen = next((employee for employee in active if employee.id == chat.employee_id), None)
        current = chosen or (active[0] if active else None)
        return [Employment(employee, by_id[employee.company_id], employee is current) for employee in active]

    async def owner(self, actor: Actor) -> Owner:
        """Whose chat this is, for its owner."""
        async with self._db.read() as session:
            chat = await chat_in(session, actor)
            found = await self._employments(session, chat)
            mine = next((one for one in found if one.employee.id == actor.me()), None)
            if mine is None:
                raise NotFound
            phone = mine.employee.phone
            masked = masked_phone(phone) if phone else ""
            return Owner(mine.employee, mine.company, masked, chat.word, several=len(found) > 1)

    async def word(self, actor: Actor) -> str | None:
        """The code word of this chat, by which the real bot is known."""
        async with self._db.read() as session:
            return (await chat_in(session, actor)).word

    async def switch(self, actor: Actor, employee_id: uuid.UUID, key: str) -> None:
        """Act as another employment of this chat from now on. NotFound for any other."""
        async with self._db.write() as session:
            if await done_before(session, key):
                return
            chat = await chat_in(session, actor)
            if employee_id not in {one.employee.id for one in await self._employments(session, chat)}:
                raise NotFound
            chat.employee_id = employee_id
            record(session, actor, "switch", "chat", chat.id, self._clock.now(), key=key, result=employee_id)

    async def change_word(self, actor: Actor, word: str, key: str) -> None:
        """Another code word. Invalid (access-word); Closed: the access code first."""
        kept = rules.checked_word(word)
        async with self._db.write() as session:
            if await done_before(session, key):
                return
            chat = await chat_in(session, actor)
            if not is_open(chat, self._clock.now()):
                raise Closed
            chat.word = kept
            record(session, actor, "change-word", "chat", chat.id, self._clock.now(), key=key, personal=kept)

    async def reached(self, actor: Actor, channel: str, address: str, *, blocked: bool) -> None:
        """The messenger says whether a chat takes our letters; who cannot be reached holds no request any more."""
        if not actor.is_system:
            raise NotAllowed
        async with self._db.write() as session:
            chat = await chat_at(session, channel, address)
            if chat is None or (chat.blocked_at is not None) == blocked:
                return
            chat.blocked_at = self._clock.now() if blocked else None
            record(session, actor, "block-chat" if blocked else "unblock-chat", "chat", chat.id, self._clock.now())
