"""The two habits that everything stands on: writers do not lose each other's work, secrets do not open elsewhere."""

from __future__ import annotations

import asyncio
from datetime import UTC, date

import pytest
from sqlalchemy import select

from storage import sealed
from storage.company import Company, Counter, next_number
from storage.engine import Database
from storage.people import Employee
from tests.conftest import START


async def _company(db: Database) -> Company:
    company = Company(inn="7700000000", name="ООО «Пример»")
    async with db.write() as session:
        session.add(company)
    return company


async def test_two_hundred_writers_at_once_count_without_gaps(db: Database) -> None:
    company = await _company(db)
    async with db.write() as session:
        session.add(Counter(company_id=company.id, name="request"))

    async def take() -> int:
        async with db.write() as session:
            return await next_number(session, company.id, "request")

    assert sorted(await asyncio.gather(*(take() for _ in range(200)))) == list(range(1, 201))


async def test_an_error_leaves_nothing(db: Database) -> None:
    async def stumble() -> None:
        async with db.write() as session:
            session.add(Company(inn="1", name="x"))
            await session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await stumble()
    async with db.read() as session:
        assert (await session.scalars(select(Company))).all() == []


async def test_a_moment_comes_back_in_utc(db: Database) -> None:
    from storage.company import House, Stamp

    async with db.write() as session:
        session.add(House(stamp=Stamp.TRIAL, made_at=START))
    async with db.read() as session:
        house = await session.get(House, 1)
        assert house is not None
        assert house.made_at == START
        assert house.made_at.tzinfo is UTC


def _employee(company: Company, phone: str) -> Employee:
    employee = Employee(
        company_id=company.id, number="7", last_name="Смирнова", first_name="Анна", hired_on=date(2020, 1, 1)
    )
    employee.phone = phone
    return employee


async def test_a_sealed_value_opens_in_its_own_row_only(db: Database) -> None:
    company = await _company(db)
    one, two = _employee(company, "+79160000001"), _employee(company, "+79160000002")
    two.number = "8"
    async with db.write() as session:
        session.add_all([one, two])
    async with db.read() as session:
        again = await session.get(Employee, one.id)
        assert again is not None
        assert again.phone == "+79160000001"
        assert again.phone_blind == sealed.blind("+79160000001")
        assert b"9160000001" not in (again.phone_sealed or b"")
        again.phone_sealed = two.phone_sealed
        with pytest.raises(sealed.SealBroken):
            _ = again.phone
        again.email_sealed = one.phone_sealed
        with pytest.raises(sealed.SealBroken):
            _ = again.email


async def test_a_naive_moment_is_refused(db: Database) -> None:
    from storage.company import House, Stamp

    with pytest.raises(Exception, match="a moment needs its zone"):
        async with db.write() as session:
            session.add(House(stamp=Stamp.TRIAL, made_at=START.replace(tzinfo=None)))


async def test_letters_wake_the_listener_after_the_commit_only(db: Database) -> None:
    from storage.outbox import wake

    heard: list[int] = []
    db.on("letters", lambda: heard.append(1))
    async with db.write() as session:
        wake(session)
        assert heard == []
    assert heard == [1]
    async with db.write() as session:
        session.add(Company(inn="2", name="y"))
    assert heard == [1]
