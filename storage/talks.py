"""Where each conversation stands: the messenger layer's state and data, sealed, one row a conversation."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.sealed import sealed_bytes

OWNER = 5
"""So many parts of a key say whose conversation it is: bot, business connection, chat, thread, user."""


class Talk(Base):
    """State and data of one conversation.

    ``key`` is what the messenger layer names it by, its parts between colons; ``id`` is made of it.
    """

    __tablename__ = "talk"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    key: Mapped[str]
    touched_at: Mapped[datetime]
    state: Mapped[str | None] = mapped_column(default=None)
    data_sealed: Mapped[bytes | None] = mapped_column(init=False, default=None, repr=False)

    data = sealed_bytes("data_sealed")


async def dormant(session: AsyncSession, before: datetime) -> list[uuid.UUID]:
    """The rows of everybody who has touched none of his conversations since ``before``.

    Whose a row is stands in its key before the last part. One row alone does not tell: the menu at the bottom of a
    conversation lies untouched while what was opened from it is used every day.
    """
    keys = await session.scalars(select(Talk.key).where(Talk.touched_at >= before))
    awake = {_owner(key) for key in keys}
    old = await session.execute(select(Talk.id, Talk.key).where(Talk.touched_at < before))
    return [row for row, key in old if _owner(key) not in awake]


def _owner(key: str) -> str:
    return ":".join(key.split(":")[:OWNER])
