"""Companies and people for tests of every noun: one call each, everything beyond the name a default."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from cabinet.access import Actor
from storage.chats import Binding, Chat, chat_at, chat_of
from storage.company import Company
from storage.engine import Database
from storage.people import Department, Employee, Gender, Role, RoleName, folded, headed_by, roles_of
from tests.conftest import START

CHANNEL = "telegram"
PHONE = "+7916{number:0>7}"
"""Phone of a test employee: his personnel number, filled up."""


async def company(db: Database, inn: str = "7700000001", *, name: str = "ООО «Пример»") -> Company:
    """A company in the database."""
    made = Company(inn=inn, name=name)
    async with db.write() as session:
        session.add(made)
    return made


async def department(
    db: Database, company: Company, name: str = "Склад", *, manager: Employee | None = None, manager_step: bool = True
) -> Department:
    """A department, headed by ``manager``."""
    made = Department(
        company_id=company.id, name=name, manager_step=manager_step, manager_id=manager.id if manager else None
    )
    async with db.write() as session:
        session.add(made)
    return made


async def employee(
    db: Database,
    company: Company,
    number: str,
    *,
    last: str = "Смирнова",
    first: str = "Анна",
    patronymic: str = "Сергеевна",
    gender: Gender = Gender.FEMALE,
    phone: str | None = None,
    department: Department | uuid.UUID | None = None,
    roles: Iterable[RoleName] = (),
    hired: date = date(2020, 2, 3),
    dismissed: date | None = None,
    position: str = "кладовщик",
    bound: str | None = None,
) -> Employee:
    """An employee; ``bound`` is the address of the Telegram chat that he has (made, or shared if it is there)."""
    made = Employee(
        company_id=company.id,
        number=number,
        last_name=last,
        first_name=first,
        patronymic=patronymic,
        gender=gender,
        position=position,
        department_id=department.id if isinstance(department, Department) else department,
        hired_on=hired,
        dismissed_on=dismissed,
        search_key=folded(f"{last} {first} {patronymic}"),
    )
    made.phone = phone or PHONE.format(number="".join(sign for sign in number if sign.isdigit()))
    async with db.write() as session:
        session.add(made)
        await session.flush()
        session.add_all([Role(employee_id=made.id, name=role) for role in roles])
    if bound is not None:
        await bind(db, made, bound)
    return made


async def bind(db: Database, employee: Employee, address: str) -> Chat:
    """Bind an employee to the Telegram chat with this address; no access code stands there."""
    async with db.write() as session:
        chat = await chat_at(session, CHANNEL, address)
        if chat is None:
            chat = Chat(channel=CHANNEL, address=address, made_at=START, employee_id=employee.id)
            session.add(chat)
            await session.flush()
        session.add(Binding(chat_id=chat.id, employee_id=employee.id, bound_at=START))
    return chat


async def actor(db: Database, employee: Employee) -> Actor:
    """The employee as one who acts, with his roles and departments as they stand now."""
    async with db.read() as session:
        roles = await roles_of(session, employee.id)
        manages = bool(await headed_by(session, employee.id))
        chat = await chat_of(session, employee.id)
    return Actor(employee.id, employee.company_id, roles, chat.id if chat else None, manages=manages)


async def open_door(db: Database, person: Employee, at: datetime) -> None:
    """The person's chat, as if he had just entered his access code."""
    async with db.write() as session:
        chat = await chat_of(session, person.id)
        assert chat is not None
        chat.open_until = at + timedelta(minutes=10)
