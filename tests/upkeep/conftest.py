"""SQLite alone, where the database does not matter or is the matter."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.engine import Database


@pytest.fixture
async def lite(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    yield database
    await database.close()
