"""The messenger changes its mind: a group becomes a supergroup, updates come twice, their numbers begin anew.

And the clock jumps by an hour. People notice nothing of it.
"""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from storage.inbox import Update
from storage.requests import Verb
from tests.bot.running import until
from tests.stories.asking import STRAIGHT, all_handled, all_said, all_shown, asked, steps
from tests.stories.chaos import Work, at_rest, books, by_way_of_the_manager, card_of, days, straight
from tests.stories.conftest import DESK
from tests.stories.process import LATE, Yard

pytestmark = pytest.mark.timeout(600)
OFFICER, SECOND = 1003, 1004
TOLD = "принято к исполнению"


async def test_the_group_becomes_a_supergroup_and_the_open_cards_come_along(yard: Yard) -> None:
    maria, artyom = yard.world.phone(OFFICER), yard.world.phone(STRAIGHT)
    await yard.bot()
    number = await asked(yard)
    await maria.see(f"№ {number}", DESK)
    await until(lambda: all_shown(yard), LATE)
    moved = f"group:{await yard.world.upgrade(-1001)}"
    card = await maria.see(f"№ {number}", moved)
    await maria.press("Принять", moved, card["message_id"])
    await maria.see("исполняет Иванова М. П.", moved)
    later = await asked(yard, first=date(2027, 2, 1))
    await maria.see(f"№ {later}", moved)
    yard.clock.forward(seconds=61)
    await artyom.see(TOLD)
    assert await steps(yard, number) == [Verb.SUBMIT, Verb.ACCEPT]


async def test_a_card_sent_to_the_old_group_finds_the_new_one(yard: Yard) -> None:
    """The group moves while nobody is there to hear of it, and a card is due."""
    maria, bot = yard.world.phone(OFFICER), await yard.bot()
    await until(lambda: all_shown(yard), LATE)
    await bot.kill()
    moved = f"group:{await yard.world.upgrade(-1001)}"
    number = await asked(yard)
    await yard.bot()
    card = await card_of(yard, maria, number, moved, "Принять")
    await maria.press("Принять", moved, card["message_id"])
    await until(lambda: accepted(yard, number), LATE)


async def accepted(yard: Yard, number: int) -> bool:
    return await steps(yard, number) == [Verb.SUBMIT, Verb.ACCEPT]


async def test_updates_that_come_twice_count_once(yard: Yard) -> None:
    await yard.bot()
    await yard.world.faults(repeat_updates=100_000)
    work, calendars = Work(), (days(), days())
    await straight(yard, work, next(calendars[0]))
    await by_way_of_the_manager(yard, work, next(calendars[1]))
    await yard.world.faults(repeat_updates=0)
    await at_rest(yard)
    assert not await books(yard, work, allowed=0)


async def test_numbers_that_begin_anew_lose_nothing(yard: Yard) -> None:
    """A new token, for which the bot is started anew: the messenger counts through numbers that were used already.

    After a quiet week it does so without a new start: tests/bot/test_intake.py.
    """
    artyom = yard.world.phone(STRAIGHT)
    bot = await yard.bot()
    work, calendar = Work(), days()
    await straight(yard, work, next(calendar))
    await until(lambda: all_handled(yard), LATE)
    async with yard.db.read() as session:
        first = await session.scalar(select(func.min(Update.update_id)))
    assert first is not None
    await bot.stop()
    await yard.world.faults(update_ids=first)
    await yard.bot()
    await straight(yard, work, next(calendar))
    await at_rest(yard)
    assert not await books(yard, work, allowed=0)
    assert await artyom.count(TOLD) == 2


@pytest.mark.parametrize("hours", [1, -1], ids=["forward", "back"])
async def test_the_clock_jumps_by_an_hour(yard: Yard, hours: int) -> None:
    maria, artyom = yard.world.phone(OFFICER), yard.world.phone(STRAIGHT)
    await yard.bot()
    number = await asked(yard)
    card = (await maria.see(f"№ {number}", DESK))["message_id"]
    await maria.press("Принять", DESK, card)
    await until(lambda: all_shown(yard), LATE)
    yard.clock.forward(hours=hours)
    later = await asked(yard, first=date(2027, 2, 1))
    second = (await maria.see(f"№ {later}", DESK))["message_id"]
    await maria.press("Принять", DESK, second)
    await until(lambda: accepted(yard, later), LATE)
    yard.clock.forward(seconds=61)
    await artyom.see(f"№ {later} {TOLD}")
    yard.clock.forward(seconds=61)
    await until(lambda: all_said(yard), LATE)
    await artyom.see(f"№ {number} {TOLD}")
    assert await artyom.count(TOLD) == 2
