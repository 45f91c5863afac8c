"""An attempt: a few minutes in which somebody proves by SMS who he is (here) and chooses an access code (access_codes).

Activation, more tries after wrong access codes, and a new access code all walk these steps; what an attempt is for says
its purpose. Its id lies in the sealed conversation of one chat and nowhere else.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet import letters
from cabinet.access import Actor
from cabinet.errors import CabinetError
from cabinet.journal import done_before, record
from cabinet.people import guard, hashes, rules
from cabinet.people.refusals import AttemptOver, CodeOver, Locked, NoPhone, TooSoon, TryLater, WrongCode
from cabinet.ports import Clock, today
from locales.formats import masked_phone
from signing import codes
from storage.chats import Activation, ActivationKey, AttemptPurpose, Chat, chat_at, chat_of, count_failure, employments
from storage.chats import forgive as forget_failures
from storage.company import Company
from storage.engine import Database
from storage.people import Employee, employee_locked
from storage.sealed import ring


@dataclass(frozen=True)
class View:
    """What the screens of an attempt show. ``phone`` is masked; ``known``: the chat has an access code already."""

    attempt_id: uuid.UUID
    purpose: AttemptPurpose
    company: str
    phone: str
    sent: bool
    pause: timedelta
    """Until another SMS may leave; zero: now."""
    verified: bool
    known: bool
    word: str | None


@dataclass(frozen=True)
class Live:
    """An attempt that may go on, with whom it is about."""

    attempt: Activation
    employee: Employee
    company: Company


async def live(session: AsyncSession, attempt_id: uuid.UUID, clock: Clock) -> Live:
    """The attempt with its people; AttemptOver when it is unknown, done, too old, or its key or employee is gone."""
    attempt = await session.get(Activation, attempt_id, populate_existing=True)
    if attempt is None or not rules.attempt_lives(attempt, clock.now()):
        raise AttemptOver
    employee = await session.get_one(Employee, attempt.employee_id)
    company = await session.get_one(Company, employee.company_id)
    key = None if attempt.key_id is None else await session.get_one(ActivationKey, attempt.key_id)
    if not rules.works(employee, today(clock, company.zone)) or (key and not rules.key_is_genuine(key)):
        raise AttemptOver
    return Live(attempt, employee, company)


async def known_chat(session: AsyncSession, attempt: Activation, clock: Clock) -> Chat | None:
    """The attempt's chat where it has an access code already and belongs to other employments of the same person.

    Employments that are over do not count: nobody is left who could open the door with their code.
    """
    chat = await chat_at(session, attempt.channel, attempt.address)
    if attempt.purpose is not AttemptPurpose.BIND or chat is None or chat.access_hash is None:
        return None
    working = {
        employee.id for employee in await employments(session, chat.id) if await _works(session, employee, clock)
    }
    return chat if working and attempt.employee_id not in working else None


async def _works(session: AsyncSession, employee: Employee, clock: Clock) -> bool:
    company = await session.get_one(Company, employee.company_id)
    return rules.works(employee, today(clock, company.zone))


def acting(about: Live) -> Actor:
    """Who acts in an attempt: the employee, not proven yet."""
    return Actor(about.employee.id, about.company.id, name="attempt")


def owner_of(attempt: Activation) -> str:
    """What the access code of an attempt's chat is bound to."""
    return hashes.owner_of(attempt.channel, attempt.address)


class Attempts:
    """Where an attempt stands, its SMS code, and the proof."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def view(self, attempt_id: uuid.UUID) -> View:
        """How far the attempt is; AttemptOver."""
        async with self._db.read() as session:
            about = await live(session, attempt_id, self._clock)
            chat = await chat_at(session, about.attempt.channel, about.attempt.address)
            return View(
                attempt_id=attempt_id,
                purpose=about.attempt.purpose,
                company=about.company.name,
                phone=masked_phone(about.employee.phone) if about.employee.phone else "",
                sent=about.attempt.code_sent_at is not None,
                pause=await self._pause(session, about.employee.id),
                verified=about.attempt.verified_at is not None,
                known=await known_chat(session, about.attempt, self._clock) is not None,
                word=chat.word if chat else None,
            )

    async def _pause(self, session: AsyncSession, employee_id: uuid.UUID) -> timedelta:
        sent = await session.scalar(
            select(func.max(Activation.code_sent_at)).where(Activation.employee_id == employee_id)
        )
        return max(timedelta(), sent + rules.CODE_PAUSE - self._clock.now()) if sent else timedelta()

    async def send_code(self, attempt_id: uuid.UUID, key: str) -> None:
        """A new code by SMS; the old one is void. TooSoon, TryLater, Locked, NoPhone, AttemptOver.

        The failures counted so far stay.
        """
        now = self._clock.now()
        async with self._db.write() as session:
            if await done_before(session, key):
                return
            about = await live(session, attempt_id, self._clock)
            await employee_locked(session, about.employee.id)
            await self._may_send(session, about)
            code = codes.new_code()
            about.attempt.code_mac = codes.code_mac(code, attempt_id, ring().secret("code"))
            about.attempt.code_sent_at, about.attempt.code_expires_at = now, now + rules.CODE_LIVES
            args: dict[str, object] = {
                "code": code,
                "company": about.company.name,
                "purpose": str(about.attempt.purpose),
            }
            letters.sms(session, about.employee.id, "code", dedupe=f"code:{key}", at=now, args=args)
            record(session, acting(about), "send-code", "activation", attempt_id, now, key=key)

    async def _may_send(self, session: AsyncSession, about: Live) -> None:
        if about.employee.phone is None:
            raise NoPhone
        subjects = guard.sms_subjects(about.attempt.channel, about.attempt.address, about.employee)
        await guard.refuse_waiting(session, subjects, self._clock.now())
        if pause := await self._pause(session, about.employee.id):
            raise TooSoon(pause)

    async def verify(self, attempt_id: uuid.UUID, code: str, key: str) -> None:
        """Prove the phone. WrongCode, CodeOver, TryLater, Locked, AttemptOver."""
        async with self._db.write() as session:
            refusal = await self._verified(session, attempt_id, code, key)
        if refusal is not None:
            raise refusal

    async def _verified(self, session: AsyncSession, attempt_id: uuid.UUID, code: str, key: str) -> CabinetError | None:
        if entry := await done_before(session, key):
            return None if entry.result == "right" else WrongCode(int(entry.result or 0))
        now = self._clock.now()
        about = await live(session, attempt_id, self._clock)
        subjects = guard.sms_subjects(about.attempt.channel, about.attempt.address, about.employee)
        failures = await guard.count(session, subjects, now)
        await session.refresh(about.attempt, with_for_update=True)
        mac, expires = about.attempt.code_mac, about.attempt.code_expires_at
        if mac is None or expires is None or now >= expires:
            raise CodeOver
        right = codes.code_matches(mac, code, attempt_id, ring().secret("code"))
        left = rules.tries_left(failures)
        result = "right" if right else str(left)
        record(session, acting(about), "verify", "activation", attempt_id, now, key=key, result=result)
        if right:
            await self._proved(session, about.attempt, subjects, now)
            return None
        await self._warn(session, about, failures, key)
        return await self._refusal(session, subjects, left)

    async def _proved(self, session: AsyncSession, attempt: Activation, subjects: list[str], now: datetime) -> None:
        """The code is used; a reset of the access code is done with it."""
        attempt.code_mac, attempt.verified_at = None, now
        await forget_failures(session, subjects)
        if attempt.purpose is AttemptPurpose.RESET:
            attempt.done_at = now
            chat = await chat_at(session, attempt.channel, attempt.address)
            if chat is not None:
                await count_failure(session, guard.access_subjects(chat)[1])

    async def _refusal(self, session: AsyncSession, subjects: list[str], left: int) -> CabinetError:
        """A wrong code, and whether it was the one that begins a wait."""
        try:
            await guard.refuse_waiting(session, subjects, self._clock.now())
        except (TryLater, Locked) as waits:
            return waits
        return WrongCode(left)

    async def _warn(self, session: AsyncSession, about: Live, failures: int, key: str) -> None:
        """The chat that the employee has already hears of the fifth wrong code tried elsewhere."""
        chat = await chat_of(session, about.employee.id)
        if failures == rules.TRIES and chat is not None and chat.address != about.attempt.address:
            args: dict[str, object] = {"company": about.company.name}
            letters.alert(session, chat.id, "people-tried", dedupe=f"tried:{key}", at=self._clock.now(), args=args)
