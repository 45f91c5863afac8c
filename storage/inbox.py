"""Updates as they came: stored before they are acknowledged, handled in lanes, blanked once handled.

The messenger's ids may start anew (a new token, a week of silence), so an id alone does not tell a repeat: ``mark``
says which message or press a row is about. A row whose id came again for another one gives it up (``update_id`` None).
"""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Sequence
from storage.sealed import sealed_bytes


class Update(Base):
    """One update of one bot. ``seq`` is our own order; the messenger's ids may restart."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("bot", "update_id"),
        Index("ix_inbox_open", "handled_at", "seq"),
    )

    seq: Mapped[int] = mapped_column(Sequence, primary_key=True, autoincrement=True, init=False)
    id: Mapped[uuid.UUID] = mapped_column(unique=True, default_factory=uuid.uuid4)
    bot: Mapped[int] = mapped_column(BigInteger)
    update_id: Mapped[int | None] = mapped_column(BigInteger)
    order_key: Mapped[str]
    kind: Mapped[str] = mapped_column(default="")
    """The messenger's type of it (message, callback_query): all that an administrator sees of one put aside."""
    mark: Mapped[bytes | None] = mapped_column(default=None, repr=False)
    """HMAC of what the update is about."""
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None] = mapped_column(default=None)
    tries: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str | None] = mapped_column(default=None)
    """The short number under which an unexpected error was logged."""
    raw_sealed: Mapped[bytes | None] = mapped_column(init=False, default=None, repr=False)

    raw = sealed_bytes("raw_sealed")


class Lane(Base):
    """Whose turn it is with the updates of one order key, where several processes share the work.

    A process leases the lane, not the update: ``fence`` grows with every lease, and what a turn writes is refused when
    it is not the newest any more. ``puts`` counts what was put in, so that no lane is closed over it.
    """

    __tablename__ = "lane"
    __table_args__ = (Index("ix_lane_claim", "due_at"),)

    bot: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    order_key: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    """From when on somebody has to look; None: nothing to do."""
    owner: Mapped[uuid.UUID | None] = mapped_column(default=None)
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    fence: Mapped[int] = mapped_column(BigInteger, default=0)
    puts: Mapped[int] = mapped_column(BigInteger, default=0)
