"""The database does not grow with chatter."""

from __future__ import annotations

import pytest

from storage.engine import Database
from tests.upkeep.chatter import EACH_DAY, SHORT, talking

pytestmark = [pytest.mark.usefixtures("log"), pytest.mark.timeout(300)]


async def test_six_weeks_of_chatter_leave_what_three_weeks_left(db: Database) -> None:
    async with talking(db, SHORT) as chatter:
        await chatter.weeks(3)
        rows, size = await chatter.rows(), await chatter.bytes()
        await chatter.weeks(3)
        assert await chatter.rows() == rows
        assert rows["inbox"] == 7 * EACH_DAY
        assert rows["letter"] == 14
        assert await chatter.bytes() <= size * 1.02
