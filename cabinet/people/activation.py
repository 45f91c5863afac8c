"""Activation: from a key that HR handed out to a bound chat.

An unknown, a used, a replaced and a foreign key are answered alike, after the same statements; only somebody who
holds a genuine key learns that it expired. The key alone binds nothing: the phone has to prove itself (attempts), an
access code is chosen (access_codes), and the old chat of the employee, if there is one, is told.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet import letters
from cabinet.access import Actor
from cabinet.errors import CabinetError, Closed
from cabinet.journal import done_before, record
from cabinet.people import guard, rules
from cabinet.people.attempts import Live, acting, known_chat, live
from cabinet.people.refusals import AttemptOver, KeyExpired, KeyRefused, NoPhone
from cabinet.ports import Clock, today
from locales.formats import masked_phone
from signing import codes
from storage.chats import Activation, ActivationKey, Binding, Chat, chat_at, chat_of, employments, forgive
from storage.company import Company
from storage.engine import Database
from storage.people import Employee, employee_locked
from storage.sealed import ring


@dataclass(frozen=True)
class Presented:
    """A genuine key: the attempt it opened, the company, and the masked phone that a code will go to."""

    attempt_id: uuid.UUID
    company: str
    phone: str


@dataclass(frozen=True)
class Bound:
    """The chat and the employee that belong together now; ``moved``: another chat lost him."""

    chat_id: uuid.UUID
    employee_id: uuid.UUID
    moved: bool


class Activations:
    """Keys and what they open. ``idle`` is how long the cabinet stays open after the code was chosen."""

    def __init__(self, db: Database, clock: Clock, idle: timedelta = rules.IDLE) -> None:
        self._db, self._clock, self._idle = db, clock, idle

    async def present(self, channel: str, address: str, key_text: str, press: str) -> Presented:
        """Show a key in a chat. KeyRefused, KeyExpired (genuine), TryLater, NoPhone.

        The same genuine key shown again in the same chat continues its attempt.
        """
        async with self._db.write() as session:
            answer = await self._presented(session, channel, address, key_text, press)
        if isinstance(answer, CabinetError):
            raise answer
        return answer

    async def _presented(
        self, session: AsyncSession, channel: str, address: str, key_text: str, press: str
    ) -> Presented | CabinetError:
        now, subject = self._clock.now(), guard.key_subject(channel, address)
        before = await done_before(session, press)
        if before is not None and before.subject_id is None:
            return KeyRefused()
        await guard.count(session, [subject], now, locks=False)
        held = await self._holder(session, key_text)
        if held is None or not rules.key_is_genuine(held[0]) or not self._works(*held[1:]):
            record(session, Actor.system("stranger"), "key-refused", "chat", None, now, key=press)
            return KeyRefused()
        await forgive(session, [subject])
        key, employee, company = held
        if key.expires_at <= now:
            return KeyExpired()
        if employee.phone is None:
            return NoPhone()
        attempt = await self._attempt(session, key, channel, address)
        if before is None:
            known = Actor(employee.id, company.id, name="attempt")
            record(session, known, "present", "activation", attempt.id, now, key=press)
        return Presented(attempt.id, company.name, masked_phone(employee.phone))

    def _works(self, employee: Employee, company: Company) -> bool:
        return rules.works(employee, today(self._clock, company.zone))

    async def _holder(self, session: AsyncSession, key_text: str) -> tuple[ActivationKey, Employee, Company] | None:
        """Whose key it is, under every «code» key that the ring holds: one statement, found or not."""
        digests = [codes.key_digest(key_text, secret) for secret in ring().keys["code"].values()]
        found = await session.execute(
            select(ActivationKey, Employee, Company)
            .join(Employee, Employee.id == ActivationKey.employee_id)
            .join(Company, Company.id == Employee.company_id)
            .where(ActivationKey.digest.in_(digests))
        )
        row = found.first()
        return None if row is None else (row[0], row[1], row[2])

    async def _attempt(self, session: AsyncSession, key: ActivationKey, channel: str, address: str) -> Activation:
        now = self._clock.now()
        same = (Activation.key_id == key.id, Activation.channel == channel, Activation.address == address)
        found = await session.scalar(select(Activation).where(*same).order_by(Activation.made_at.desc()).limit(1))
        if found is not None and rules.attempt_lives(found, now):
            return found
        made = Activation(employee_id=key.employee_id, channel=channel, address=address, made_at=now, key_id=key.id)
        session.add(made)
        return made

    async def finish(self, attempt_id: uuid.UUID, word: str | None, key: str) -> Bound:
        """Bind the attempt's chat to its employee; the key is used up, the old chat ends and is told.

        A chat that has an access code already keeps it and its word (``word`` None), and must be open (Closed). Invalid
        (access-word), AttemptOver.
        """
        async with self._db.write() as session:
            if entry := await done_before(session, key):
                return await self._bound_before(session, entry.subject_id)
            about = await live(session, attempt_id, self._clock)
            await employee_locked(session, about.employee.id)
            about = await live(session, attempt_id, self._clock)
            chat = await self._opened(session, about, word)
            moved = await self._leave_old(session, about, chat, key)
            await self._bind(session, about, chat)
            record(session, acting(about), "activate", "employee", about.employee.id, self._clock.now(), key=key)
        return Bound(chat.id, about.employee.id, moved)

    async def _bound_before(self, session: AsyncSession, employee_id: uuid.UUID | None) -> Bound:
        chat = None if employee_id is None else await chat_of(session, employee_id)
        if chat is None or employee_id is None:
            raise AttemptOver
        return Bound(chat.id, employee_id, moved=False)

    async def _opened(self, session: AsyncSession, about: Live, word: str | None) -> Chat:
        """The attempt's chat, with its access code and word as they will stand."""
        attempt, now = about.attempt, self._clock.now()
        known = await known_chat(session, attempt, self._clock)
        if known is not None:
            if attempt.verified_at is None:
                raise AttemptOver
            if known.open_until is None or known.open_until <= now:
                raise Closed
            return known
        if attempt.repeated_at is None:
            raise AttemptOver
        chat = await chat_at(session, attempt.channel, attempt.address)
        if chat is None:
            chat = Chat(channel=attempt.channel, address=attempt.address, made_at=now)
            session.add(chat)
        chat.access_hash, chat.spoiled_at, chat.open_until = attempt.access_hash, None, now + self._idle
        chat.word = rules.checked_word(word or "")
        await session.flush()
        await forgive(session, guard.access_subjects(chat))
        return chat

    async def _leave_old(self, session: AsyncSession, about: Live, chat: Chat, key: str) -> bool:
        """End the employee's binding to another chat; that chat and his phone hear of it."""
        now, old = self._clock.now(), await chat_of(session, about.employee.id)
        if old is None:
            return False
        ended = update(Binding).where(Binding.employee_id == about.employee.id, Binding.ended_at.is_(None))
        await session.execute(ended.values(ended_at=now))
        if old.id == chat.id:
            return False
        rest = await employments(session, old.id)
        if old.employee_id == about.employee.id:
            old.employee_id = rest[0].id if rest else None
        if not rest:
            old.access_hash = old.open_until = old.word = None
        args: dict[str, object] = {"company": about.company.name}
        letters.alert(session, old.id, "people-moved", dedupe=f"moved:{key}", at=now, args=args)
        letters.sms(session, about.employee.id, "moved", dedupe=f"moved-sms:{key}", at=now, args=args)
        return True

    async def _bind(self, session: AsyncSession, about: Live, chat: Chat) -> None:
        now = self._clock.now()
        chat.employee_id, chat.blocked_at = about.employee.id, None
        session.add(Binding(chat_id=chat.id, employee_id=about.employee.id, bound_at=now))
        about.attempt.done_at = now
        await end_keys(session, about.employee.id, now)


async def end_keys(session: AsyncSession, employee_id: uuid.UUID, at: datetime) -> None:
    """Use up every key of an employee that is still good."""
    unused = (ActivationKey.employee_id == employee_id, ActivationKey.used_at.is_(None))
    await session.execute(update(ActivationKey).where(*unused).values(used_at=at))
