"""The room over both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.engine import Database
from tests.conftest import HandClock
from tests.signatures.room import SigningRoom


@pytest.fixture
def room(db: Database, clock: HandClock, tmp_path: Path) -> SigningRoom:
    """The services, on each database."""
    return SigningRoom(db, clock, folder=tmp_path / "files")
