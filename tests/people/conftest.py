"""The room over both databases; conversations over one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.engine import Database
from tests.conftest import HandClock
from tests.people.room import Room
from tests.people.stage import Stage


@pytest.fixture
def room(db: Database, clock: HandClock) -> Room:
    """The services, on each database."""
    return Room(db, clock)


@pytest.fixture
async def calm(sqlite_url: str) -> AsyncIterator[Database]:
    """One database: what differs between them is tested with the services."""
    database = Database(sqlite_url)
    yield database
    await database.close()


@pytest.fixture
def stage(calm: Database, clock: HandClock) -> Stage:
    """Conversations over the calm database."""
    return Stage(Room(calm, clock))
