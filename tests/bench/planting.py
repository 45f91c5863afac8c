"""A house for a benchmark: keys, tables and so many people of one company, each with his chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import select

from bot import house
from bot.settings import Settings, SmsGateway
from cabinet.access import Actor
from cabinet.broadcasts.service import Broadcasts
from cabinet.ports import SystemClock
from storage.broadcasts import Doubt
from storage.chats import Binding, Chat
from storage.company import Company, House, Stamp
from storage.engine import Database
from storage.outbox import Letter, LetterKind, wake
from storage.people import Employee, Gender, Role, RoleName, folded
from tests.bench.shown import FIRST

PAGE = 1000
BROADCAST = "<b>Завтра офис закрыт</b>: отключат воду. Работаем из дома, вопросы — в кадры."


def settings(folder: Path, url: str, token: str, database: str | None = None) -> Settings:
    """The house below ``folder``, at the instant API."""
    return Settings(
        _env_file=None,
        bot_token=token,
        bot_api_url=url,
        data_dir=folder / "store",
        database_url=database,
        keys_file=folder / "keys" / "kabinet.keys",
        sms_gateway=SmsGateway.LOG,
    )


async def plant(tree: Settings, people: int) -> None:
    """Make the house of ``tree`` and fill it."""
    clock = SystemClock()
    async with house.opened(tree, clock, build=True) as found:
        company = Company(inn="7700000001", name="ООО «Пример»")
        async with found.database.write() as session:
            row = await session.get(House, 1)
            assert row is not None
            row.stamp = Stamp.TRIAL
            session.add(company)
        for first in range(0, people, PAGE):
            await _page(found.database, company, range(first, min(first + PAGE, people)), clock)


async def _page(database: Database, company: Company, numbers: range, clock: SystemClock) -> None:
    employees = [_employee(company, number) for number in numbers]
    chats = [
        Chat(channel="telegram", address=str(FIRST + number), made_at=clock.now(), employee_id=one.id)
        for number, one in zip(numbers, employees, strict=True)
    ]
    async with database.write() as session:
        session.add_all(employees)
        await session.flush()
        session.add_all(chats)
        await session.flush()
        if not numbers.start:
            session.add(Role(employee_id=employees[0].id, name=RoleName.ADMIN))
        session.add_all(
            Binding(chat_id=chat.id, employee_id=one.id, bound_at=clock.now())
            for chat, one in zip(chats, employees, strict=True)
        )


def _employee(company: Company, number: int) -> Employee:
    made = Employee(
        company_id=company.id,
        number=f"{number:06}",
        last_name="Смирнова",
        first_name="Анна",
        patronymic="Сергеевна",
        gender=Gender.FEMALE,
        position="кладовщик",
        hired_on=date(2020, 2, 3),
        search_key=folded("Смирнова Анна Сергеевна"),
    )
    made.phone = f"+7916{number:07}"
    return made


@asynccontextmanager
async def opened(tree: Settings) -> AsyncIterator[Database]:
    """The database of a planted house, beside the process that serves it."""
    async with house.opened(tree, SystemClock(), build=False) as found:
        yield found.database


async def letters(database: Database, many: int) -> None:
    """A letter of the topic ``desk-linked`` to each of the first ``many`` people, due now."""
    now = SystemClock().now()
    async with database.write() as session:
        people = (await session.scalars(select(Employee.id).order_by(Employee.number).limit(many))).all()
        session.add_all(
            Letter(
                dedupe=str(uuid4()),
                kind=LetterKind.NOTICE,
                topic="desk-linked",
                employee_id=employee,
                made_at=now,
                due_at=now,
            )
            for employee in people
        )
        wake(session)


@dataclass(frozen=True)
class Announced:
    """A broadcast to everybody, begun by the administrator."""

    service: Broadcasts
    actor: Actor
    id: UUID

    async def pause(self) -> None:
        """Hold it up."""
        await self.service.pause(self.actor, self.id, str(uuid4()))

    async def go_on(self) -> None:
        """Let it go on."""
        await self.service.resume(self.actor, self.id, str(uuid4()))


@asynccontextmanager
async def announced(tree: Settings) -> AsyncIterator[Announced]:
    """The administrator tells everybody something."""
    async with opened(tree) as database:
        service = Broadcasts(database, SystemClock(), 22.0)
        async with database.read() as session:
            found = select(Employee).join(Role, Role.employee_id == Employee.id)
            admin = (await session.scalars(found)).one()
        actor = Actor(admin.id, admin.company_id, frozenset({RoleName.ADMIN}), None)
        yield Announced(service, actor, await service.start(actor, BROADCAST, Doubt.REPEAT, str(uuid4())))
