"""What must be said: letters and cards, written in the transaction of the deed they tell of, sent after its commit."""

from __future__ import annotations

import enum
import uuid
from contextvars import ContextVar
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.engine import signal
from storage.sealed import sealed_text

trace: ContextVar[str | None] = ContextVar("trace", default=None)
"""The update that is being handled: what it leaves to say carries its id into the log of the courier."""


class LetterKind(enum.StrEnum):
    """How a letter is worded and sent."""

    NOTICE = "notice"  # words one history row, in the reader's language at sending
    ALERT = "alert"  # a security message (new chat, failed codes), worded from its topic
    SMS = "sms"  # a sealed text for the SMS gateway
    MAIL = "mail"  # a plain text to an address, worded from its topic
    BROADCAST = "broadcast"  # one person's copy of what an administrator tells many


class LetterState(enum.StrEnum):
    """Where a letter stands."""

    PENDING = "pending"
    SENDING = "sending"  # leased to the courier; what follows a crash is a rule of its kind (bot/doubt)
    SENT = "sent"
    DROPPED = "dropped"  # its deed was reversed before it fell due
    DEAD = "dead"  # undeliverable, with the reason
    UNSURE = "unsure"  # it may have arrived: a person decides whether it is sent again


class Why(enum.StrEnum):
    """Why a letter or a card did not arrive, or may have: the first word of its ``reason``."""

    BLOCKED = "blocked"  # by its reader
    DEACTIVATED = "deactivated"  # the account is gone
    NOT_STARTED = "not-started"  # the reader never pressed «Start», or deleted the conversation
    KICKED = "kicked"  # out of the group
    NO_CHAT = "no-chat"  # the messenger knows no such chat
    NO_RIGHTS = "no-rights"  # to write in this group
    REFUSED = "refused"  # with other words of the messenger, which follow
    SMS_REFUSED = "sms-refused"  # by the gateway, whose words follow
    MAIL_REFUSED = "mail-refused"  # by the mail server, whose codes follow
    BROKEN = "broken"  # by an error of ours, whose short number follows
    CUT = "cut"  # the line broke while it was on its way, or the messenger's answer was none
    DIED = "died"  # the process died while it was on its way

    @classmethod
    def of(cls, reason: str | None) -> Why | None:
        """The first word of a kept reason; None where it is none of these."""
        word = (reason or "").partition(":")[0]
        return cls(word) if word in list(cls) else None


class Priority(enum.IntEnum):
    """Lower goes first."""

    CODE = 0
    ANSWER = 10
    NOTICE = 20
    BROADCAST = 90


class Letter(Base):
    """A letter to a person; the courier picks the channel. ``payload`` is erased once sent, dead or dropped."""

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_claim", "kind", "state", "priority", "due_at"),
        Index("ix_letter_broadcast", "broadcast_id", "state", "due_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    dedupe: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[LetterKind]
    topic: Mapped[str]
    """What it says: a Fluent key, with the payload as its arguments."""
    employee_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("employee.id"), index=True, default=None)
    chat_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("chat.id"), default=None)
    """A chat that is told although it is bound no more (the old account after a change)."""
    event_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("request_event.id"), index=True, default=None)
    broadcast_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("broadcast.id"), default=None)
    trace: Mapped[str | None] = mapped_column(default_factory=trace.get)
    """The one id from the press to the last letter, as the log shows it."""
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    priority: Mapped[int] = mapped_column(default=Priority.NOTICE)
    state: Mapped[LetterState] = mapped_column(default=LetterState.PENDING)
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(default=None)
    """``Why``, with «: » and more behind some."""
    message_id: Mapped[int | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    put_away_at: Mapped[datetime | None] = mapped_column(default=None)
    """When HR took it off the list of what did not arrive."""
    payload_sealed: Mapped[bytes | None] = mapped_column(init=False, default=None, repr=False)

    payload = sealed_text("payload_sealed")
    """JSON."""


class Card(Base):
    """One shown message about one request: at a desk (group) or with a person. It always shows the latest state."""

    __tablename__ = "card"
    __table_args__ = (
        UniqueConstraint("request_id", "desk_id"),
        UniqueConstraint("request_id", "employee_id"),
        Index("ix_card_claim", "due_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    request_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("request.id"), index=True)
    desk_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("desk.id"), default=None)
    employee_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("employee.id"), default=None)
    wanted: Mapped[int] = mapped_column(default=1)
    shown: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it has to be shown anew; None: nothing to do."""
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    address: Mapped[str | None] = mapped_column(default=None)
    message_id: Mapped[int | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    trace: Mapped[str | None] = mapped_column(default_factory=trace.get)
    """Whose press wanted it shown last."""


class DeskState(enum.StrEnum):
    """Where the linking of a group stands."""

    ASKED = "asked"
    LINKED = "linked"
    CLOSED = "closed"


class Desk(Base):
    """The HR group of a company in a messenger; one group is the linked desk of one company."""

    __tablename__ = "desk"
    __table_args__ = (
        Index(
            "uq_desk_linked",
            "channel",
            "address",
            unique=True,
            sqlite_where=text("state = 'linked'"),
            postgresql_where=text("state = 'linked'"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    company_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("company.id"), index=True)
    channel: Mapped[str]
    address: Mapped[str]
    title: Mapped[str]
    state: Mapped[DeskState]
    asked_by: Mapped[uuid.UUID | None]
    asked_at: Mapped[datetime]
    confirmed_by: Mapped[uuid.UUID | None] = mapped_column(default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    shut_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its administrators were told that it takes nothing from the bot."""


def wake(session: AsyncSession) -> None:
    """Say that this transaction leaves something to send."""
    signal(session, "letters")
