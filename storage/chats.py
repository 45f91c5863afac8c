"""Chats and who they belong to, what opens them, and the keys and codes of activation.

No key, code or access code stands here in clear: keys and codes as HMAC under the ring's «code» key, the access code as
argon2id over an HMAC under the «pepper» key, code words and pressed digits sealed.
"""

from __future__ import annotations

import enum
import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, delete, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.people import Employee
from storage.sealed import sealed_text


class Chat(Base):
    """A private chat of a messenger. ``address`` is the messenger's chat id as text."""

    __tablename__ = "chat"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    channel: Mapped[str]
    address: Mapped[str]
    made_at: Mapped[datetime]
    locale: Mapped[str] = mapped_column(default="ru")
    employee_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("employee.id"), default=None)
    """Which of several employments the menu shows."""
    access_hash: Mapped[str | None] = mapped_column(default=None, repr=False)
    open_until: Mapped[datetime | None] = mapped_column(default=None)
    """Until when the access code need not be asked again."""
    blocked_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the messenger said that this chat takes no letters any more."""
    spoiled_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the access code was written into the conversation: it has to be changed before anything opens."""
    word_sealed: Mapped[bytes | None] = mapped_column(init=False, default=None, repr=False)

    word = sealed_text("word_sealed")
    """The code word by which the owner knows the real bot."""


class Binding(Base):
    """An employee bound to a chat; at most one is open for each employee."""

    __tablename__ = "binding"
    __table_args__ = (
        Index(
            "uq_binding_open",
            "employee_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    chat_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("chat.id"), index=True)
    employee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employee.id"))
    bound_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class ActivationKey(Base):
    """A one-time key that opens the activation of one employee."""

    __tablename__ = "activation_key"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    employee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employee.id"), index=True)
    digest: Mapped[bytes] = mapped_column(unique=True, repr=False)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class AttemptPurpose(enum.StrEnum):
    """What an attempt is for."""

    BIND = "bind"  # a key was shown: bind the chat to its employee
    RESET = "reset"  # five wrong access codes: an SMS code allows five more
    CHANGE = "change"  # the access code is known: choose another
    CERTIFICATE = "certificate"  # the phone is proven: a PIN is chosen, and a key made under it
    PIN = "pin"  # the PIN is known: choose another


class Activation(Base):
    """One attempt to bind a chat or to renew what opens it: the SMS code belongs to the attempt and to nothing else."""

    __tablename__ = "activation"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    employee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employee.id"), index=True)
    channel: Mapped[str]
    address: Mapped[str]
    made_at: Mapped[datetime]
    purpose: Mapped[AttemptPurpose] = mapped_column(default=AttemptPurpose.BIND)
    key_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("activation_key.id"), index=True, default=None)
    code_mac: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    code_sent_at: Mapped[datetime | None] = mapped_column(default=None)
    code_expires_at: Mapped[datetime | None] = mapped_column(default=None)
    verified_at: Mapped[datetime | None] = mapped_column(default=None)
    repeated_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the chosen access code was entered the second time."""
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    access_hash: Mapped[str | None] = mapped_column(default=None, repr=False)


class Throttle(Base):
    """Consecutive failures of one subject (a person, a chat, a phone), counted in SQL, never in memory."""

    __tablename__ = "throttle"

    subject: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    blocked_until: Mapped[datetime | None] = mapped_column(default=None)
    locked: Mapped[bool] = mapped_column(default=False)


class PadPurpose(enum.StrEnum):
    """What the digits tapped on a pad are for."""

    SMS = "sms"
    CHOOSE = "choose"
    REPEAT = "repeat"
    OPEN = "open"
    PIN = "pin"
    PIN_CHOOSE = "pin-choose"
    PIN_REPEAT = "pin-repeat"
    SIGN = "sign"


class Pad(Base):
    """One showing of a code pad. Pressed tokens lie sealed for two minutes; nothing here maps them to digits."""

    __tablename__ = "pad"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    chat: Mapped[str] = mapped_column(index=True)
    purpose: Mapped[PadPurpose]
    nonce: Mapped[bytes] = mapped_column(repr=False)
    expires_at: Mapped[datetime]
    pressed: Mapped[int] = mapped_column(default=0)
    tokens_sealed: Mapped[bytes | None] = mapped_column(init=False, default=None, repr=False)

    tokens = sealed_text("tokens_sealed")


async def chat_at(session: AsyncSession, channel: str, address: str) -> Chat | None:
    """The chat with a messenger's address."""
    return await session.scalar(select(Chat).where(Chat.channel == channel, Chat.address == address))


async def employments(session: AsyncSession, chat_id: uuid.UUID) -> Sequence[Employee]:
    """Everybody bound to a chat now, the longest bound first."""
    found = (
        select(Employee)
        .join(Binding, Binding.employee_id == Employee.id)
        .where(Binding.chat_id == chat_id, Binding.ended_at.is_(None))
        .order_by(Binding.bound_at)
    )
    return (await session.scalars(found)).all()


async def chat_of(session: AsyncSession, employee_id: uuid.UUID) -> Chat | None:
    """The chat an employee is bound to now."""
    return await session.scalar(
        select(Chat)
        .join(Binding, Binding.chat_id == Chat.id)
        .where(Binding.employee_id == employee_id, Binding.ended_at.is_(None))
    )


async def count_failure(session: AsyncSession, subject: str) -> int:
    """Add one failure and return the new count; two racing guesses both count."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(Throttle).values(subject=subject, failures=1, locked=False)
    counted = statement.on_conflict_do_update(
        index_elements=[Throttle.subject], set_={"failures": Throttle.failures + 1}
    ).returning(Throttle.failures)
    return int((await session.execute(counted)).scalar_one())


async def throttles(session: AsyncSession, subjects: Sequence[str]) -> dict[str, tuple[datetime | None, bool]]:
    """(blocked until, locked) of the subjects that have failures."""
    found = await session.execute(
        select(Throttle.subject, Throttle.blocked_until, Throttle.locked).where(Throttle.subject.in_(subjects))
    )
    return {subject: (until, locked) for subject, until, locked in found}


async def failures_of(session: AsyncSession, subject: str) -> int:
    """Consecutive failures of a subject, without adding one."""
    return int(await session.scalar(select(Throttle.failures).where(Throttle.subject == subject)) or 0)


async def hold(session: AsyncSession, subject: str, until: datetime | None, *, locked: bool) -> None:
    """Let a counted subject wait, or lock it."""
    await session.execute(
        update(Throttle).where(Throttle.subject == subject).values(blocked_until=until, locked=locked)
    )


async def forgive(session: AsyncSession, subjects: Sequence[str]) -> None:
    """Forget the failures of subjects, with their waits and locks."""
    await session.execute(delete(Throttle).where(Throttle.subject.in_(subjects)))


async def open_count(session: AsyncSession, company_id: uuid.UUID) -> int:
    """How many employees of a company have a bound chat."""
    found = (
        select(func.count())
        .select_from(Binding)
        .join(Employee, Employee.id == Binding.employee_id)
        .where(Employee.company_id == company_id, Binding.ended_at.is_(None))
    )
    return int(await session.scalar(found) or 0)
