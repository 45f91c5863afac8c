"""The room over both databases."""

from __future__ import annotations

import pytest

from storage.engine import Database
from tests.certificates.room import Room
from tests.conftest import HandClock


@pytest.fixture
def room(db: Database, clock: HandClock) -> Room:
    """The services, on each database."""
    return Room(db, clock)
