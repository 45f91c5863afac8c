"""Plants the trial companies into an empty database: people in one transaction, all or nothing, then their requests.

A demo has, beyond them, people who are in already (bot/cast).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import cast, demo_joining
from bot.people_data import FIRMS, Firm, Person
from bot.rows import row_id
from bot.seed_requests import plant_requests
from bot.trouble import Trouble
from cabinet.access import Actor
from cabinet.journal import record
from cabinet.ports import Clock, today
from locales import keys
from storage.company import Company, House, Stamp
from storage.engine import Database
from storage.leave import BalanceEntry, EntryKind
from storage.people import Department, Employee, Role, folded

IMPORTED_DAYS_AGO = 10
"""How old the payroll system's figure of the balance is."""


@dataclass(frozen=True)
class Report:
    """What was planted."""

    firms: tuple[Firm, ...]

    @property
    def people(self) -> int:
        """How many employees."""
        return sum(len(firm.people) for firm in self.firms)


async def plant(database: Database, clock: Clock, *, demo: bool) -> Report:
    """Fill an empty database and stamp it. ``demo`` stamps it for the sandbox, else for trial.

    Raises Trouble when it holds people already or is stamped demo and should not be.
    """
    hashes = await cast.access_hashes() if demo else {}
    async with database.write() as session:
        await _claim(session, Stamp.DEMO if demo else Stamp.TRIAL)
        for firm in FIRMS:
            await _add_firm(session, firm, clock)
            record(session, Actor.system("console"), "seed", "company", row_id(firm.inn), clock.now())
        if demo:
            await cast.bind(session, hashes, clock.now())
            session.add_all(demo_joining.rows(clock))
    await plant_requests(database, clock)
    return Report(FIRMS)


async def _claim(session: AsyncSession, stamp: Stamp) -> None:
    house = await session.get(House, 1, with_for_update=True)
    if house is None or (house.stamp is Stamp.DEMO and stamp is not Stamp.DEMO):
        raise Trouble(keys.console_seed_demo() if house else keys.console_empty_database())
    if await session.scalar(select(func.count()).select_from(Employee)):
        raise Trouble(keys.console_has_people())
    house.stamp = stamp


async def _add_firm(session: AsyncSession, firm: Firm, clock: Clock) -> None:
    company = Company(id=row_id(firm.inn), inn=firm.inn, name=firm.name)
    session.add(company)
    await session.flush()
    session.add_all(_departments(firm))
    await session.flush()
    day = today(clock, company.zone)
    employees = [_employee(firm, person, day) for person in firm.people]
    session.add_all(employees)
    await session.flush()
    for number, names in firm.roles.items():
        session.add_all(Role(employee_id=row_id(firm.inn, number), name=name) for name in names)
    session.add_all(_balance(firm, person, day, clock) for person in firm.people)


def _departments(firm: Firm) -> Iterator[Department]:
    for name in dict.fromkeys(person.department for person in firm.people):
        yield Department(
            id=row_id(firm.inn, "department", name),
            company_id=row_id(firm.inn),
            name=name,
            manager_step=name not in firm.without_manager_step,
            manager_id=row_id(firm.inn, firm.managers[name]) if name in firm.managers else None,
        )


def _employee(firm: Firm, person: Person, day: date) -> Employee:
    made = Employee(
        id=row_id(firm.inn, person.number),
        company_id=row_id(firm.inn),
        number=person.number,
        last_name=person.last,
        first_name=person.first,
        patronymic=person.patronymic,
        gender=person.gender,
        position=person.position,
        department_id=row_id(firm.inn, "department", person.department),
        hired_on=person.hired_on(day),
        search_key=folded(f"{person.last} {person.first} {person.patronymic}"),
    )
    made.phone = person.phone
    return made


def _balance(firm: Firm, person: Person, day: date, clock: Clock) -> BalanceEntry:
    return BalanceEntry(
        id=row_id(firm.inn, "balance", person.number),
        company_id=row_id(firm.inn),
        employee_id=row_id(firm.inn, person.number),
        kind=EntryKind.IMPORTED,
        on=max(day - timedelta(days=IMPORTED_DAYS_AGO), person.hired_on(day)),
        days=person.balance,
        made_at=clock.now(),
    )
