"""Where each conversation stands: the messenger layer's state and data, sealed, one row a conversation."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Executable, Select, Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.sealed import sealed_bytes

_ROWS = uuid.UUID("5c7c1a52-6f0f-4f0e-9c0b-3a5d6b1e0d10")
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


_TALKS = cast(Table, Talk.__table__)
_PARTS = ("state", "data_sealed")


def row_of(key: str) -> uuid.UUID:
    """The row of a conversation: two first writers meet in it, and the seal knows it before it is there."""
    return uuid.uuid5(_ROWS, key)


STANDING: Select[*tuple[Any, ...]] = select(Talk.state, Talk.data_sealed, Talk.touched_at).where(
    Talk.id == bindparam("row")
)
"""(state, data_sealed, touched_at) of a ``row``; built once, because every update asks it."""


def keep(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make the rows or change them; one that is left without state and data is deleted.

    ``rows``: column → value, always with id, key and touched_at; what a row does not name stays as it is.
    """
    shapes: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: str(row["key"])):  # two on PostgreSQL never wait for each other in a ring
        shapes[tuple(row)].append(row)
    for columns, alike in shapes.items():
        connection.execute(_upsert(connection.dialect.name, columns), alike)
    if emptied := [row["id"] for row in rows if not any(row.get(part) for part in _PARTS if part in row)]:
        empty = (_TALKS.c.id.in_(emptied), _TALKS.c.state.is_(None), _TALKS.c.data_sealed.is_(None))
        connection.execute(delete(_TALKS).where(*empty))


@cache
def _upsert(dialect: str, columns: tuple[str, ...]) -> Executable:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    made = insert(_TALKS)
    changed = {name: made.excluded[name] for name in columns if name not in ("id", "key")}
    return made.on_conflict_do_update(index_elements=[_TALKS.c.id], set_=changed)


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
