"""Where the database names a key of the server, so that rotation finds what still names an old one.

Every sealed value begins with the id of its key: what is left to do can be asked of the rows themselves, and a job that
was killed needs no memory of its own.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, LargeBinary, Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.base import Base
from storage.sealed import Sealed


class Found(NamedTuple):
    """A row that names another key: its value, and what the layer ``needs`` besides."""

    id: uuid.UUID
    value: bytes
    more: Sequence[Any]


@dataclass(frozen=True)
class Layer:
    """A column of sealed values. ``at``: where the length of the key's id stands in them, counted from 1; ``again``:
    a row's value under the key in force; ``needs``: the other columns that this takes."""

    table: Table
    column: str
    purpose: str
    at: int
    again: Callable[[Found], bytes]
    needs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """table.column"""
        return f"{self.table.name}.{self.column}"

    def old(self, key_id: str) -> ColumnElement[bool]:
        """Of values that name another key."""
        named = bytes([len(key_id.encode())]) + key_id.encode()
        value = self.table.c[self.column]
        return value.is_not(None) & (func.substr(value, self.at, len(named), type_=LargeBinary) != named)


def sealed_layers() -> Sequence[Layer]:
    """Every sealed column of every table, in the order of their names."""
    found = [
        _layer(mapper.local_table, face)
        for mapper in Base.registry.mappers
        for face in vars(mapper.class_).values()
        if isinstance(face, Sealed) and isinstance(mapper.local_table, Table)
    ]
    return sorted(found, key=lambda layer: layer.name)


def _layer(table: Table, face: Sealed[Any]) -> Layer:
    def again(row: Found) -> bytes:
        made = face.for_row(row.id, face.of_row(row.id, row.value))
        assert made is not None  # noqa: S101 # only rows that hold a value are asked for
        return made

    return Layer(table, face.column, "seal", 2, again)


async def old_rows(
    session: AsyncSession, layer: Layer, key_id: str, after: uuid.UUID | None, most: int
) -> Sequence[Found]:
    """Rows that name another key, by id; who is being written now is left out."""
    table = layer.table
    found = select(table.c.id, table.c[layer.column], *(table.c[name] for name in layer.needs)).where(layer.old(key_id))
    if after is not None:
        found = found.where(table.c.id > after)
    held = found.order_by(table.c.id).limit(most).with_for_update(key_share=True, skip_locked=True)
    return [Found(row[0], row[1], row[2:]) for row in await session.execute(held)]


async def count_old(session: AsyncSession, layer: Layer, key_id: str) -> int:
    """How many rows name another key."""
    return await session.scalar(select(func.count()).select_from(layer.table).where(layer.old(key_id))) or 0


async def put(session: AsyncSession, layer: Layer, row: Found, value: bytes) -> None:
    """Replace a row's value, unless it is another one by now."""
    column = layer.table.c[layer.column]
    unchanged = (layer.table.c.id == row.id, column == row.value)
    await session.execute(update(layer.table).where(*unchanged).values({layer.column: value}))
