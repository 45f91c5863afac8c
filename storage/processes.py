"""What several processes tell each other: who is alive, and how much has left for the messenger lately."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import JSON, Float
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class Beat(Base):
    """A process that says every few seconds that it lives. ``active``: it holds the lock of its role."""

    __tablename__ = "beat"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    role: Mapped[str]
    host: Mapped[str]
    pid: Mapped[int]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    active: Mapped[bool] = mapped_column(default=True)


class PaceWindow(Base):
    """A sliding window that all processes share; all moments are seconds since 1970 by the database's own clock."""

    __tablename__ = "pace_window"

    name: Mapped[str] = mapped_column(primary_key=True)
    """«all», or a group's address."""
    slots: Mapped[list[float]] = mapped_column(ARRAY(Float).with_variant(JSON, "sqlite"), default_factory=list)
    """When the last messages were let go, the oldest first."""
    closed_until: Mapped[float] = mapped_column(Float, default=0.0)
    """Until when nothing at all may leave."""
    looked_at: Mapped[float] = mapped_column(Float, default=0.0)
    """When somebody last asked: what he was given carries this very moment."""
