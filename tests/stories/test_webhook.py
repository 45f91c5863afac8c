"""Stories with updates that are brought, not asked for; the sandbox brings them as Telegram does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest

from bot.settings import Settings
from storage.requests import Verb
from tests.bot.running import until
from tests.stories.asking import all_handled, asked, steps
from tests.stories.conftest import DESK, Town
from tests.stories.crowd import hook
from tests.stories.process import LATE, Yard
from tests.stories.test_first_walk import walk
from tests.stories.test_kills import unconfirmed

OFFICER = 1003


@pytest.fixture
async def hooked(house: Town) -> AsyncIterator[Town]:
    """The demo company, its bot behind a webhook."""
    given = {name.lower(): value for name, value in hook().items()}
    house.settings = Settings(_env_file=None, **{**dict(house.settings), **given})
    async with house.bot():
        yield house


async def test_from_a_key_to_an_executed_leave_over_a_webhook(hooked: Town) -> None:
    await walk(hooked)
    calls = [call["method"] for call in await hooked.world.calls()]
    assert "setWebhook" in calls
    assert "getUpdates" not in calls


@pytest.mark.timeout(600)
async def test_killed_behind_a_webhook_it_gets_every_press_again(yard: Yard) -> None:
    officer, settings = yard.world.phone(OFFICER), hook()
    await yard.world.faults(webhook_pause=0.2)
    bot = await yard.bot(**settings)
    numbers = [await asked(yard, first=date(2027, month, 1)) for month in (2, 3, 4, 5)]
    cards = [(await officer.see(f"№ {number} ", DESK))["message_id"] for number in numbers]
    for card, moment in zip(cards, (None, 0.0, 0.02, 0.1), strict=True):
        if moment is None:  # it was dead before
            await bot.kill()
            await officer.press("Принять", DESK, card, wait=False)
        else:
            await officer.press("Принять", DESK, card, wait=False)
            await asyncio.sleep(moment)
            await bot.kill()
        bot = await yard.bot(**settings)
    await until(lambda: unconfirmed(yard) == 0, LATE)
    await until(lambda: all_handled(yard), LATE)
    for number in numbers:
        assert await steps(yard, number) == [Verb.SUBMIT, Verb.ACCEPT]
    assert await bot.stop() == 0
