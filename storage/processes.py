"""What several processes tell each other: who is alive, and how much has left for the messenger lately."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import JSON, Float, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
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


TAKE = text("""
WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO pace_window AS w (name, slots, closed_until, looked_at)
SELECT :name, array_fill(now.at, ARRAY[LEAST(CAST(:want AS int), CAST(:count AS int))]), 0, now.at
FROM quick, (SELECT CAST(extract(epoch FROM clock_timestamp()) AS float8) AS at) AS now
ON CONFLICT (name) DO UPDATE SET (slots, looked_at) = (
  SELECT kept.slots || array_fill(kept.at, ARRAY[CASE WHEN w.closed_until > kept.at THEN 0 ELSE
           GREATEST(0, LEAST(CAST(:want AS int), CAST(:count AS int) - cardinality(kept.slots))) END]), kept.at
  FROM (SELECT now.at, ARRAY(SELECT slot FROM unnest(w.slots) AS slot
                             WHERE slot > now.at - CAST(:seconds AS float8) AND slot <= now.at ORDER BY slot) AS slots
        FROM (SELECT CAST(extract(epoch FROM clock_timestamp()) AS float8) AS at) AS now) AS kept
)
RETURNING (SELECT count(*) FROM unnest(w.slots) AS slot WHERE slot = w.looked_at) AS granted,
  GREATEST(0, COALESCE(w.slots[1] + CAST(:seconds AS float8) - w.looked_at, 0)) AS wait,
  GREATEST(0, w.closed_until - w.looked_at) AS closed
""")
"""PostgreSQL. Takes up to ``want`` places, at most ``count`` in any ``seconds``: how many were granted, after how many
seconds the next one falls free, for how many the gate is closed. One statement, so that whoever comes second waits for
the row and then sees what the first one took; by one clock; not synced, because after a crash of the server nothing of
it is needed. A clock that was put back leaves moments in the future: they do not count."""

SHUT = text("""
INSERT INTO pace_window AS w (name, slots, closed_until, looked_at)
SELECT :name, '{}', at + CAST(:seconds AS float8), at
FROM (SELECT CAST(extract(epoch FROM clock_timestamp()) AS float8) AS at) AS now
ON CONFLICT (name) DO UPDATE SET closed_until = GREATEST(w.closed_until, excluded.closed_until)
""")
"""PostgreSQL. Closes the gate for ``seconds`` from now."""


async def hosts_since(session: AsyncSession, since: datetime) -> Sequence[str]:
    """Machines of which a process was heard since then."""
    return (await session.scalars(select(Beat.host).where(Beat.seen_at >= since).distinct())).all()
