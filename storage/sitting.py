"""Who sits at an address of a messenger: every update asks it, so its two statements are built once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, Select, String, and_, bindparam, exists, literal, select, type_coerce

from storage.base import read_as
from storage.chats import Binding, Chat
from storage.company import Company
from storage.engine import Database
from storage.people import Department, Employee, Role, RoleName

_CHAT = list(Chat.__table__.columns)
_KEYS = [column.key for column in _CHAT]
_MANAGES = "manages"

_SITTING: Select[*tuple[Any, ...]] = (
    select(*_CHAT, Employee.id, Employee.company_id, Employee.dismissed_on, Company.zone)
    .outerjoin(Binding, and_(Binding.chat_id == Chat.id, Binding.ended_at.is_(None)))
    .outerjoin(Employee, Employee.id == Binding.employee_id)
    .outerjoin(Company, Company.id == Employee.company_id)
    .where(Chat.channel == bindparam("at_channel"), Chat.address == bindparam("at_address"))
    .order_by(Binding.bound_at)
)
_RANKS: CompoundSelect[*tuple[Any, ...]] = (
    select(type_coerce(Role.name, String))
    .where(Role.employee_id == bindparam("whose"))
    .union_all(select(literal(_MANAGES)).where(exists().where(Department.manager_id == bindparam("whose"))))
)


@dataclass(frozen=True)
class Seat:
    """One employment bound to a chat."""

    employee_id: uuid.UUID
    company_id: uuid.UUID
    dismissed_on: date | None
    zone: str


async def sitting(db: Database, channel: str, address: str) -> tuple[Chat, Sequence[Seat]] | None:
    """The chat at an address (a record of no session) and everybody bound to it now, the longest bound first."""
    rows = await db.glance(_SITTING, {"at_channel": channel, "at_address": address})
    if not rows:
        return None
    chat = read_as(Chat, zip(_KEYS, rows[0], strict=False))  # the seat comes behind
    seats = (row[len(_KEYS) :] for row in rows)
    return chat, [Seat(*seat) for seat in seats if seat[0] is not None]


async def ranks(db: Database, employee_id: uuid.UUID) -> tuple[frozenset[RoleName], bool]:
    """(the roles somebody has, whether he heads a department)."""
    found = {name for (name,) in await db.glance(_RANKS, {"whose": employee_id})}
    return frozenset(RoleName(name) for name in found - {_MANAGES}), _MANAGES in found
