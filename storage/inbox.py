"""Updates as they came: stored before they are acknowledged, handled in lanes, blanked once handled."""

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
    update_id: Mapped[int] = mapped_column(BigInteger)
    order_key: Mapped[str]
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None] = mapped_column(default=None)
    tries: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str | None] = mapped_column(default=None)
    """The short number under which an unexpected error was logged."""
    raw_sealed: Mapped[bytes | None] = mapped_column(init=False, default=None, repr=False)

    raw = sealed_bytes("raw_sealed")
