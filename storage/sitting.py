"""Who sits at an address of a messenger, and what he may do: every update asks it in one statement, built once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, String, and_, bindparam, exists, func, select, type_coerce

from storage.base import read_as
from storage.chats import Binding, Chat
from storage.company import Company
from storage.engine import Database
from storage.people import Department, Employee, Role, RoleName

_CHAT = list(Chat.__table__.columns)
_KEYS = [column.key for column in _CHAT]

_ROLES = (
    select(func.aggregate_strings(type_coerce(Role.name, String), ","))
    .where(Role.employee_id == Employee.id)
    .scalar_subquery()
)
_SITTING: Select[*tuple[Any, ...]] = (
    select(*_CHAT, Employee.id, Employee.company_id, Employee.dismissed_on, Company.zone)
    .add_columns(_ROLES, exists().where(Department.manager_id == Employee.id))
    .outerjoin(Binding, and_(Binding.chat_id == Chat.id, Binding.ended_at.is_(None)))
    .outerjoin(Employee, Employee.id == Binding.employee_id)
    .outerjoin(Company, Company.id == Employee.company_id)
    .where(Chat.channel == bindparam("at_channel"), Chat.address == bindparam("at_address"))
    .order_by(Binding.bound_at)
)


@dataclass(frozen=True)
class Seat:
    """One employment bound to a chat, and what it may do beside its own."""

    employee_id: uuid.UUID
    company_id: uuid.UUID
    dismissed_on: date | None
    zone: str
    roles: frozenset[RoleName]
    manages: bool
    """He heads a department."""


async def sitting(db: Database, channel: str, address: str) -> tuple[Chat, Sequence[Seat]] | None:
    """The chat at an address (a record of no session) and everybody bound to it now, the longest bound first."""
    rows = await db.glance(_SITTING, {"at_channel": channel, "at_address": address})
    if not rows:
        return None
    chat = read_as(Chat, zip(_KEYS, rows[0], strict=False))  # the seat comes behind
    return chat, [_seat(*row[len(_KEYS) :]) for row in rows if row[len(_KEYS)] is not None]


def _seat(
    employee_id: uuid.UUID, company_id: uuid.UUID, dismissed: date | None, zone: str, roles: str | None, manages: object
) -> Seat:
    named = frozenset(map(RoleName, roles.split(","))) if roles else frozenset[RoleName]()
    return Seat(employee_id, company_id, dismissed, zone, named, bool(manages))
