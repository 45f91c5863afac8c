"""Somebody with a phone who asks for leave; on SQLite: what differs between databases is tested with the service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from storage.engine import Database
from storage.leave import BalanceEntry, EntryKind
from storage.people import Employee, RoleName
from tests.conftest import START, HandClock
from tests.leave.phone import Phone
from tests.people import company, department, employee


@pytest.fixture
async def calm(sqlite_url: str) -> AsyncIterator[Database]:
    """One database."""
    database = Database(sqlite_url)
    yield database
    await database.close()


@pytest.fixture
async def people(calm: Database) -> dict[str, Employee]:
    """Anna, her manager, an officer, two colleagues, and somebody of another company."""
    first, second = await company(calm), await company(calm, "7700000002")
    manager = await employee(calm, first, "1", last="Петров", first="Олег", patronymic="Иванович", bound="11")
    store = await department(calm, first, manager=manager)
    found = {
        "manager": manager,
        "officer": await employee(calm, first, "2", last="Иванова", roles=[RoleName.HR], bound="12"),
        "anna": await employee(calm, first, "3", department=store, bound="13"),
        "friend": await employee(calm, first, "4", last="Алёшина", first="Ёлка", department=store),
        "far": await employee(calm, first, "5", last="Дальняя"),
        "stranger": await employee(calm, second, "3", last="Чужая", bound="21"),
    }
    async with calm.write() as session:
        session.add(
            BalanceEntry(
                company_id=first.id, employee_id=found["anna"].id, kind=EntryKind.IMPORTED,
                on=date(2026, 11, 1), days=Decimal(14), made_at=START,
            )
        )  # fmt: skip
    return found


@pytest.fixture
async def phone(calm: Database, clock: HandClock, people: dict[str, Employee], tmp_path: Path) -> Phone:
    """Anna's phone."""
    return Phone(calm, clock, people["anna"], tmp_path)
