"""What HR and the console do for people who are not in yet, or not in any more: hand out a key, unlock."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.errors import NotAllowed, NotFound
from cabinet.journal import done_before, record
from cabinet.people import guard, rules
from cabinet.people.activation import end_keys
from cabinet.people.refusals import NoPhone
from cabinet.ports import Clock, today
from signing import codes
from storage.chats import Activation, ActivationKey, chat_of, forgive
from storage.company import Company
from storage.engine import Database
from storage.people import Employee, RoleName, employee_locked
from storage.sealed import ring

CONSOLE = "console"
"""The system actor of the command line: ``Actor.system(CONSOLE)``."""


class Invitations:
    """Allowed to HR of the employee's company, for anybody but himself, and to the console."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def invite(self, actor: Actor, employee_id: uuid.UUID, key: str) -> str:
        """A new activation key as text to hand out; the employee's unused ones end. NotAllowed, NotFound, NoPhone.

        The text is kept nowhere: a repeat of the deed makes the key anew, and still only one is good.
        """
        now, made = self._clock.now(), codes.new_key()
        digest = codes.key_digest(made, ring().secret("code"))
        async with self._db.write() as session:
            employee = await self._in_care(session, actor, employee_id)
            if employee.phone is None:
                raise NoPhone
            await end_keys(session, employee_id, now)
            session.add(
                ActivationKey(employee_id=employee_id, digest=digest, made_at=now, expires_at=now + rules.KEY_LIVES)
            )
            once = None if await done_before(session, key) else key
            place = employee.company_id
            record(session, actor, "invite", "employee", employee_id, now, key=once, company_id=place)
        return made

    async def unlock(self, actor: Actor, employee_id: uuid.UUID, key: str) -> None:
        """Forget every wrong try of an employee, of his phone and of the chats that tried. NotAllowed, NotFound."""
        now = self._clock.now()
        async with self._db.write() as session:
            employee = await self._in_care(session, actor, employee_id)
            if await done_before(session, key):
                return
            await forgive(session, await self._subjects(session, employee))
            record(session, actor, "unlock", "employee", employee_id, now, key=key, company_id=employee.company_id)

    async def _in_care(self, session: AsyncSession, actor: Actor, employee_id: uuid.UUID) -> Employee:
        """The employee's row, locked, for whoever may act on it."""
        if actor.is_system and actor.name != CONSOLE:
            raise NotAllowed
        if not actor.is_system:
            actor.need(RoleName.HR)
            if employee_id == actor.employee_id:
                raise NotAllowed
        employee = await employee_locked(session, employee_id)
        if employee is None:
            raise NotFound
        if not actor.is_system:
            actor.same_company(employee.company_id)
        company = await session.get_one(Company, employee.company_id)
        if not rules.works(employee, today(self._clock, company.zone)):
            raise NotFound
        return employee

    async def _subjects(self, session: AsyncSession, employee: Employee) -> list[str]:
        tried = await session.execute(
            select(Activation.channel, Activation.address).where(Activation.employee_id == employee.id).distinct()
        )
        subjects = [subject for place in tried for subject in guard.sms_subjects(*place, employee)]
        chat = await chat_of(session, employee.id)
        own = [] if chat is None else [*guard.access_subjects(chat), guard.chat_subject(chat.channel, chat.address)]
        return [*subjects, *own]
