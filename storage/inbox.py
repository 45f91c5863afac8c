"""Updates as they came: stored before they are acknowledged, handled in lanes, blanked once handled.

The messenger's ids may start anew (a new token, a week of silence), so an id alone does not tell a repeat: ``mark``
says which message or press a row is about. A row whose id came again for another one gives it up (``update_id`` None).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Executable,
    Index,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.base import Sequence as Counting
from storage.sealed import sealed_bytes

_OPEN = text("handled_at IS NULL")


class Update(Base):
    """One update of one bot. ``seq`` is our own order; the messenger's ids may restart."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("bot", "update_id"),
        Index("ix_inbox_open", "bot", "order_key", "seq", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    seq: Mapped[int] = mapped_column(Counting, primary_key=True, autoincrement=True, init=False)
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


_ROWS = cast(Table, Update.__table__)


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


def put(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> set[uuid.UUID]:
    """Add the rows (column → value, with ``id`` and ``mark``) that are no repeats; answers which those are.

    The same ``update_id`` with the same mark, or without one, is a repeat. With another mark the messenger counts
    anew: the old row gives its number up, and is handled all the same if it was not yet.
    """
    added = _add(connection, rows)
    met = [row for row in rows if row["id"] not in added]
    if met:
        marks = _marks(connection, met)
        others = [row for row in met if marks[row["update_id"]] not in (None, row["mark"])]
        if others:
            connection.execute(update(_ROWS).where(_same_numbers(others)).values(update_id=None))
            added |= put(connection, others)
    return added


def _add(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> set[uuid.UUID]:
    if connection.dialect.name == "sqlite":
        return set(connection.execute(_ON_SQLITE, list(rows)).scalars())
    columns = {name: [row[name] for row in rows] for name in _COLUMNS}
    return set(connection.execute(_ON_POSTGRES, columns).scalars())


_COLUMNS = ("id", "bot", "update_id", "order_key", "kind", "mark", "received_at", "tries", "raw_sealed")


def _fresh(made: Any) -> Executable:
    fresh: Executable = made.on_conflict_do_nothing(index_elements=["bot", "update_id"]).returning(_ROWS.c.id)
    return fresh


def _of_arrays() -> Any:
    """One array for each column: the statement stays the same for any number of rows. They keep their order."""
    given = [bindparam(name, type_=ARRAY(_ROWS.c[name].type)) for name in _COLUMNS]
    each = func.unnest(*given).table_valued(*_COLUMNS, with_ordinality="place", name="each").render_derived()
    chosen = select(*(each.c[name] for name in _COLUMNS)).order_by(each.c.place)
    return postgresql.insert(_ROWS).from_select(list(_COLUMNS), chosen)


_ON_SQLITE = _fresh(sqlite.insert(_ROWS))
_ON_POSTGRES = _fresh(_of_arrays())


def _marks(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> dict[int | None, bytes | None]:
    """update_id → mark of the rows that hold these numbers now."""
    known = select(Update.update_id, Update.mark).where(_same_numbers(rows))
    return {row.update_id: row.mark for row in connection.execute(known)}


def _same_numbers(rows: Sequence[Mapping[str, Any]]) -> ColumnElement[bool]:
    return and_(Update.bot == rows[0]["bot"], Update.update_id.in_([row["update_id"] for row in rows]))
