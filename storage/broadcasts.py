"""What an administrator tells many: the text once, and how far it has been handed out. The copies are letters."""

from __future__ import annotations

import enum
import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.sealed import sealed_text


class BroadcastState(enum.StrEnum):
    """Where a broadcast stands."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"  # for good: what had not left is dropped
    DONE = "done"  # every copy has left, or never will


OPEN = frozenset({BroadcastState.RUNNING, BroadcastState.PAUSED})


class Doubt(enum.StrEnum):
    """What becomes of a copy of which nobody knows whether it arrived."""

    REPEAT = "repeat"
    ASK = "ask"  # put aside: a person decides


class Broadcast(Base):
    """One text to everybody of a company who has a chat; copies are made page by page up to ``cursor``, an employee."""

    __tablename__ = "broadcast"
    __table_args__ = (Index("ix_broadcast_state", "state"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    company_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("company.id"), index=True)
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employee.id"))
    made_at: Mapped[datetime]
    state: Mapped[BroadcastState] = mapped_column(default=BroadcastState.RUNNING)
    in_doubt: Mapped[Doubt] = mapped_column(default=Doubt.REPEAT)
    total: Mapped[int] = mapped_column(default=0)
    """How many readers there were when it was made."""
    cursor: Mapped[uuid.UUID | None] = mapped_column(default=None)
    paged: Mapped[bool] = mapped_column(default=False)
    """Every copy has been made."""
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    text_sealed: Mapped[bytes | None] = mapped_column(init=False, default=None, repr=False)

    text = sealed_text("text_sealed")
