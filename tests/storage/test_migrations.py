"""The steps of the schema: up and down on both databases, and equal to the tables that the code has."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from storage import migrate
from storage.engine import Database
from storage.tables import metadata


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Both databases, one after the other, without tables."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/bare.db"
    return str(request.getfixturevalue("bare_postgres_url"))


@pytest.fixture
async def bare(bare_url: str) -> AsyncIterator[Database]:
    """A database without tables."""
    database = Database(bare_url)
    yield database
    await database.close()


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return compare_metadata(context, metadata)


async def tables(database: Database) -> set[str]:
    async with database.engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def test_the_steps_lead_to_the_tables_of_the_code(bare: Database) -> None:
    await migrate.upgrade(bare)
    async with bare.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    assert await migrate.current(bare) == migrate.head()


async def test_down_takes_everything_away_and_up_comes_back(bare: Database) -> None:
    await migrate.upgrade(bare)
    await migrate.downgrade(bare)
    assert await tables(bare) == {"alembic_version"}
    assert await migrate.current(bare) is None
    await migrate.upgrade(bare)
    assert await tables(bare) == {*metadata.tables, "alembic_version"}


async def test_a_failed_step_leaves_nothing(bare: Database) -> None:
    def fall(_config: object) -> None:
        raise ZeroDivisionError

    async with bare.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE house (id INTEGER)"))
    with pytest.raises(Exception, match="house"):
        await migrate.upgrade(bare)
    assert await tables(bare) == {"house"}
    with pytest.raises(ZeroDivisionError):
        await migrate.walk(bare, fall)


async def test_two_at_once_take_each_step_once(bare: Database) -> None:
    other = Database(bare.url)
    await asyncio.gather(migrate.upgrade(bare), migrate.upgrade(other))
    assert await migrate.current(other) == migrate.head()
    await other.close()


async def test_an_unknown_step_is_told(bare: Database) -> None:
    await migrate.upgrade(bare)
    async with bare.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.TooNew, match="9999"):
        await migrate.current(bare)
