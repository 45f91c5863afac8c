"""PostgreSQL's lines: quick questions give what a session gives; a line that was cut is noticed without a question."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import date

import asyncpg
import pytest
from sqlalchemy import bindparam, literal, select, text, union_all

from storage import postgres
from storage.company import Company
from storage.engine import Database
from storage.outbox import Letter, LetterKind
from storage.people import Employee
from tests.conftest import ALONE, START
from tests.people import company, employee

WHO = select(Employee.id, Employee.last_name, Employee.hired_on, Employee.gender, Employee.dismissed_on).where(
    Employee.number == bindparam("number")
)
SENT = select(Letter.id, Letter.kind, Letter.due_at, Letter.payload_sealed).where(Letter.due_at <= bindparam("now"))
BOTH = union_all(select(literal("a")).where(literal(True)), select(literal("b")))
PID = text("SELECT pg_backend_pid()")
SUM = text("SELECT CAST(:one AS int) + CAST(:two AS int) AS sum")


@pytest.fixture
async def db(postgres_url: str) -> AsyncIterator[Database]:
    database = Database(postgres_url)
    yield database
    await database.close()


async def staff(db: Database) -> Employee:
    return await employee(db, await company(db), "7")


async def test_a_quick_question_gives_what_a_session_gives(db: Database) -> None:
    anna = await staff(db)
    letter = Letter(dedupe="x", kind=LetterKind.NOTICE, topic="t", employee_id=anna.id, made_at=START, due_at=START)
    letter.payload = "тайна"
    async with db.write() as session:
        session.add(letter)
    for statement, values in ((WHO, {"number": "7"}), (SENT, {"now": START}), (BOTH, {}), (WHO, {"number": "none"})):
        async with db.read() as session:
            usual = (await session.execute(statement, values)).all()
        for _ in range(2):
            quick = await db.glance(statement, values)
            assert [tuple(row) for row in quick] == [tuple(row) for row in usual]
    (row,) = await db.glance(WHO, {"number": "7"})
    assert (row.id, row.last_name, row.hired_on) == (anna.id, anna.last_name, anna.hired_on)
    (added,) = await db.once(SUM, {"one": 2, "two": 3})
    assert added.sum == 5


async def test_a_list_is_asked_for_as_usual(db: Database) -> None:
    anna = await staff(db)
    found = select(Employee.id).where(Employee.id.in_(bindparam("people", expanding=True)))
    assert [row.id for row in await db.glance(found, {"people": [anna.id, uuid.uuid4()]})] == [anna.id]


async def test_many_questions_at_once_share_a_few_lines(db: Database) -> None:
    found = await asyncio.gather(*(db.once(SUM, {"one": n, "two": 1}) for n in range(40)))
    assert [row.sum for (row,) in found] == [n + 1 for n in range(40)]
    async with db.read() as session:
        lines = await session.scalar(
            text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        )
    assert lines <= 5


async def test_lines_that_were_cut_are_replaced(db: Database) -> None:
    await staff(db)
    await asyncio.gather(*(db.once(SUM, {"one": n, "two": 1}) for n in range(4)))
    line = await asyncpg.connect(db.url.replace("postgresql+asyncpg", "postgresql"))
    await line.execute(ALONE)
    await line.close()
    await asyncio.sleep(0.05)  # it is heard of by itself
    (row,) = await db.glance(WHO, {"number": "7"})
    assert row.hired_on == date(2020, 2, 3)
    async with db.write() as session:
        assert len((await session.scalars(select(Company))).all()) == 1


async def test_who_was_cancelled_leaves_no_line_in_the_middle_of_an_answer(db: Database) -> None:
    slow = text("SELECT pg_sleep(CAST(:seconds AS float8)) IS NULL AS over")
    asking = [asyncio.create_task(db.once(slow, {"seconds": 5.0})) for _ in range(4)]
    await asyncio.sleep(0.1)
    for task in asking:
        task.cancel()
    await asyncio.gather(*asking, return_exceptions=True)
    found = await asyncio.gather(*(db.once(SUM, {"one": n, "two": 1}) for n in range(8)))
    assert [row.sum for (row,) in found] == [n + 1 for n in range(8)]


async def test_a_statement_that_is_never_answered_ends(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its line is not used again; what may take long has lines of its own."""
    monkeypatch.setattr(postgres, "LIMIT", 0.3)
    db = Database(postgres_url)
    async with db.read() as session:
        before = await session.scalar(PID)
        with pytest.raises(TimeoutError):
            await session.execute(text("SELECT pg_sleep(20)"))
    async with db.read() as session:
        assert await session.scalar(PID) != before
    async with db.patiently() as connection:
        await connection.execute(text("SELECT pg_sleep(0.6)"))
    await db.close()
