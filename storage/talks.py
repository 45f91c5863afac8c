"""Where each conversation stands: the messenger layer's state and data, sealed, one row a conversation."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.sealed import sealed_bytes


class Talk(Base):
    """State and data of one conversation; ``key`` is what the messenger layer names it by."""

    __tablename__ = "talk"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    key: Mapped[str] = mapped_column(unique=True)
    touched_at: Mapped[datetime]
    state: Mapped[str | None] = mapped_column(default=None)
    data_sealed: Mapped[bytes | None] = mapped_column(init=False, default=None, repr=False)

    data = sealed_bytes("data_sealed")
