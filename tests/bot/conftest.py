"""A SQLite file copied from one that has all tables: making them anew for every test costs more than the tests."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from structlog.testing import capture_logs

from storage import tables
from storage.engine import Database


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "kabinet.db"
    engine = create_engine(f"sqlite:///{path}")
    tables.metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def log() -> Iterator[list[MutableMapping[str, Any]]]:
    """What was logged, instead of printing it."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "kabinet.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'kabinet.db'}"


@pytest.fixture
async def lite(sqlite_url: str) -> AsyncIterator[Database]:
    """SQLite alone, for what has nothing to do with the database."""
    database = Database(sqlite_url)
    yield database
    await database.close()
