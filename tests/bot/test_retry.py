"""What PostgreSQL says to the loser of two transactions is trouble that passes; what is wrong with a row is not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.retry import passing, steady
from storage.engine import Database

ADD = text("UPDATE account SET sum = sum + 1 WHERE id = :id")


@pytest.fixture
async def db(own_postgres_url: str) -> AsyncIterator[Database]:
    database = Database(own_postgres_url)
    async with database.write() as session:
        await session.execute(text("CREATE TABLE account (id int PRIMARY KEY, sum int NOT NULL)"))
        await session.execute(text("INSERT INTO account VALUES (1, 0), (2, 0)"))
    yield database
    await database.close()


async def both(db: Database, first: int, mine: asyncio.Event, theirs: asyncio.Event) -> None:
    """Change both accounts, ``first`` first, and the second when the other one has changed his first."""
    async with db.write() as session:
        await session.execute(ADD, {"id": first})
        mine.set()
        await theirs.wait()
        await session.execute(ADD, {"id": 3 - first})


async def test_a_deadlock_passes(db: Database) -> None:
    one, two = asyncio.Event(), asyncio.Event()
    results = await asyncio.gather(both(db, 1, one, two), both(db, 2, two, one), return_exceptions=True)
    [error] = [result for result in results if result is not None]
    assert isinstance(error, DBAPIError)
    assert getattr(error.orig, "sqlstate", None) == "40P01"
    assert passing(error)


async def test_whoever_lost_a_deadlock_goes_again(db: Database) -> None:
    one, two = asyncio.Event(), asyncio.Event()
    await asyncio.gather(
        steady(lambda: both(db, 1, one, two), first=0.01), steady(lambda: both(db, 2, two, one), first=0.01)
    )
    async with db.read() as session:
        assert list(await session.scalars(text("SELECT sum FROM account"))) == [2, 2]


async def overtaken(db: Database) -> None:
    """Change what another transaction has changed since this one looked."""
    async with db.write() as session:
        await session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        await session.scalars(text("SELECT sum FROM account"))
        async with db.write() as other:
            await other.execute(ADD, {"id": 1})
        await session.execute(ADD, {"id": 1})


async def test_a_failed_serialization_passes(db: Database) -> None:
    with pytest.raises(DBAPIError) as lost:
        await overtaken(db)
    assert getattr(lost.value.orig, "sqlstate", None) == "40001"
    assert passing(lost.value)


async def twice(db: Database) -> None:
    async with db.write() as session:
        await session.execute(text("INSERT INTO account VALUES (1, 0)"))


async def test_a_row_that_breaks_a_rule_stays_wrong(db: Database) -> None:
    with pytest.raises(DBAPIError) as wrong:
        await twice(db)
    assert not passing(wrong.value)
