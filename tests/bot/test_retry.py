"""What PostgreSQL says to the loser of two transactions is trouble that passes; what is wrong with a row is not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.retry import passing, steady
from storage.engine import Database
from tests.conftest import administer

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


async def failure(db: Database) -> Exception:
    """What comes out of a read, a write and a glance, which do not work now; the same of each."""
    found: list[Exception] = []
    for way in (read(db), write(db), db.glance(select(text("1")))):
        with pytest.raises((DBAPIError, OSError)) as caught:
            await way
        found.append(caught.value)
    assert len({type(error) for error in found}) == 1
    return found[0]


async def read(db: Database) -> None:
    async with db.read() as session:
        await session.execute(text("SELECT 1"))


async def write(db: Database) -> None:
    async with db.write() as session:
        await session.execute(ADD, {"id": 1})


async def test_a_database_that_goes_away_in_the_middle_passes(db: Database) -> None:
    with pytest.raises(DBAPIError) as cut:
        async with db.write() as session:
            await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert passing(cut.value)


async def test_a_database_that_takes_nobody_passes(db: Database, postgres_server: str) -> None:
    admin, name = postgres_server.format(name="postgres"), make_url(db.url).database
    await db.close()
    await administer(admin, f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
    error = await failure(db)
    await administer(admin, f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")
    assert passing(error)
    await read(db)


async def test_nobody_at_the_socket_passes_and_a_missing_file_does_not(tmp_path: Path) -> None:
    away = Database(f"postgresql+asyncpg://postgres@/x?host={tmp_path}")
    assert passing(await failure(away))
    await away.close()
    for missing in (FileNotFoundError("a document without its bytes"), read_of(tmp_path / "no such file")):
        assert not passing(missing)


def read_of(path: Path) -> Exception:
    """What reading raises."""
    with pytest.raises(FileNotFoundError) as caught:
        path.read_bytes()
    return caught.value


@pytest.mark.parametrize(
    "error", [asyncpg.CannotConnectNowError, asyncpg.AdminShutdownError, asyncpg.TooManyConnectionsError]
)
def test_a_server_that_is_not_ready_passes(error: type[asyncpg.PostgresError]) -> None:
    assert passing(DBAPIError("SELECT 1", None, error("not now")))


async def test_what_has_happened_is_written_however_long_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.retry.pause", lambda *_, **__: 0.0)
    left = 100

    async def deed() -> None:
        nonlocal left
        left -= 1
        if left:
            raise ConnectionError

    await steady(deed)
    assert left == 0
