"""What was logged, and SQLite alone where the database does not matter."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from storage.engine import Database


@pytest.fixture
def log() -> Iterator[list[MutableMapping[str, Any]]]:
    """What was logged, instead of printing it."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
async def lite(sqlite_url: str) -> AsyncIterator[Database]:
    """SQLite alone, for what has nothing to do with the database."""
    database = Database(sqlite_url)
    yield database
    await database.close()
