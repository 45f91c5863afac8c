"""A conversation that was cleaned away says so to whoever comes back to it, and the menu opens."""

from __future__ import annotations

from pathlib import Path

from bot.schedule import ACTOR
from cabinet.upkeep import Keep, Upkeep
from locales import plain_key
from storage.engine import Database
from storage.talks import Talk
from tests.conftest import HandClock
from tests.leave.phone import HOME, Phone
from tests.people import company, employee
from tests.upkeep.test_upkeep import count


async def test_a_press_after_a_month_opens_the_menu(lite: Database, clock: HandClock, tmp_path: Path) -> None:
    phone = Phone(lite, clock, await employee(lite, await company(lite), "3", bound="13"), tmp_path)
    await phone.ask()
    old = phone.data("Ежегодный")
    keep = Keep()
    clock.at += keep.talks
    await Upkeep(lite, clock, keep).clean(ACTOR)
    assert await count(lite, Talk) > 0
    clock.forward(seconds=1)
    await Upkeep(lite, clock, keep).clean(ACTOR)
    assert await count(lite, Talk) == 0
    await phone.raw(old)
    assert phone.alerts[-1][0] == plain_key("error-stale", "ru", {})
    assert HOME in phone.telegram.texts()[-1]


async def test_a_text_after_a_month_begins_anew(lite: Database, clock: HandClock, tmp_path: Path) -> None:
    phone = Phone(lite, clock, await employee(lite, await company(lite), "3", bound="13"), tmp_path)
    await phone.ask()
    clock.forward(days=31)
    await Upkeep(lite, clock).clean(ACTOR)
    await phone.ask()
    assert "Ежегодный" in phone.labels
