"""The moving parts against the sandbox over real HTTP: what a person sees, and what faults of the line do to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp.test_utils import unused_port

from bot.courier import Courier, CourierRules
from bot.handling import HandlingRules
from bot.intake import ApiFault, ApiTrouble, Intake, IntakeRules
from bot.limits import Limits
from bot.pace import Pace
from gateways.mail import NoMail
from gateways.sms import SandboxSms
from sandbox.app import running as sandbox_running
from sandbox.client import Phone, World
from storage.company import Company
from storage.engine import Database
from storage.outbox import LetterKind
from storage.people import Employee
from tests.bot.outbox import GROUP, Voice, card_of, letter, letter_now, staff, want, write
from tests.bot.pad import dispatcher
from tests.bot.running import running, until
from tests.conftest import HandClock

pytestmark = pytest.mark.usefixtures("log")
RULES = IntakeRules(poll=2, listen=1, handling=HandlingRules(first_pause=0.05, most_pause=0.1))
CONFIG: dict[str, Any] = {
    "bot": {"token": "1:AAA", "id": 1, "username": "kabinet_demo_bot", "first_name": "Кабинет"},
    "secret": "walk-secret_0123456789",
    "people": [{"id": 1001, "first_name": "Анна", "phone": "+79160000001"}],
    "groups": [{"id": int(GROUP), "title": "Кадры", "members": [1001]}],
    "hints": [],
    "phones": [1001],
}


def bot_at(api: str, token: str = "1:AAA") -> Bot:
    return Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))


@dataclass
class House:
    """A running intake and courier, a sandbox, and the hand of a test in both."""

    db: Database
    clock: HandClock
    api: str
    world: World
    anna: Phone
    voice: Voice
    firm: Company
    employee: Employee
    bot: Bot


@pytest.fixture
async def house(lite: Database, clock: HandClock, tmp_path: Path) -> AsyncIterator[House]:
    (tmp_path / "box").mkdir()
    (tmp_path / "box" / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    firm, employee = await staff(lite)
    voice = Voice()
    async with AsyncExitStack() as stack:
        box = await stack.enter_async_context(sandbox_running(tmp_path / "box"))
        world = await stack.enter_async_context(World(box.url))
        bot = bot_at(box.api)
        stack.push_async_callback(bot.session.close)
        bot.session.middleware(Pace(Limits(chat=(20, 3.0))))  # a test cannot wait as a person does
        intake = Intake(lite, bot, await dispatcher(lite, clock), clock, rules=RULES)
        await intake.check()
        await stack.enter_async_context(running(intake))
        courier = Courier(lite, bot, SandboxSms(box.url), NoMail(), clock, voice, rules=CourierRules(grace=2.0))
        await stack.enter_async_context(running(courier))
        yield House(lite, clock, box.api, world, world.phone(1001), voice, firm, employee, bot)


async def test_a_pad_a_letter_an_sms_and_a_card(house: House) -> None:
    await house.anna.start()
    await house.anna.see("[]")
    for digit in "407":
        await house.anna.press(digit)
    await house.anna.see("[407]")
    await house.anna.press("Готово")
    await house.anna.see("всего [407]")

    await write(house.db, letter(house.employee, "decided"), letter(house.employee, "code", LetterKind.SMS))
    await house.anna.see("decided")
    assert "123456" in await house.anna.sees_sms()

    group = f"group:{GROUP}"
    card = await card_of(house.db, house.firm, house.employee, at_desk=True)
    await house.anna.see("карточка", chat=group)
    house.voice.card_text = "решено"
    await want(house.db, card, house.clock.now())
    await house.anna.see("решено", chat=group)
    await want(house.db, card, house.clock.now())  # the same again: «message is not modified» counts as shown
    await until(lambda: len(house.voice.was_shown) == 3)
    assert len(await house.anna.messages(group)) == 1


async def test_the_line_fails_and_nothing_is_lost(house: House) -> None:
    await house.anna.start()
    await house.anna.see("[]")
    await house.world.faults(unreachable=4)
    await house.anna.press("4", wait=False)
    await house.anna.see("[4]")
    await house.world.faults(after_send_cut=1)  # stored by the messenger, but it cannot say so
    await house.anna.press("0", wait=False)
    await house.anna.see("[40]")

    await house.world.faults(retry_after={"seconds": 1, "count": 1, "method": "sendMessage"})
    await write(house.db, letter(house.employee, "first"))
    await house.anna.see("first")
    refused = [call["status"] for call in await house.world.calls(method="sendMessage")]
    assert refused.count(429) == 1

    await house.world.faults(after_send_cut=1)
    await write(house.db, letter(house.employee, "second"))
    await house.anna.see("second")
    while len([text for text in [m.get("text", "") for m in await house.anna.messages()] if "second" in text]) < 2:
        house.clock.forward(seconds=1)  # an unanswered letter is sent again: twice is better than not at all
        await asyncio.sleep(0.05)


async def test_the_messengers_limits_are_never_met(house: House) -> None:
    await house.anna.start()
    await house.anna.see("[]")
    house.bot.session.middleware(Pace())
    await house.world.faults(limits=True)
    await write(house.db, *(letter(house.employee, f"n{n}") for n in range(5)))
    await house.anna.see("n4")
    assert {call["status"] for call in await house.world.calls(method="sendMessage")} == {200}


async def test_blocked_is_the_end_of_a_letter(house: House) -> None:
    await house.anna.start()
    await house.anna.see("[]")
    await house.anna.block(True)
    known = letter(house.employee, "decided")
    await write(house.db, known)

    async def dead() -> bool:
        return (await letter_now(house.db, known)).reason == "blocked"

    await until(dead)


async def test_a_wrong_token_a_rival_and_a_dead_line_are_one_sentence_each(house: House) -> None:
    async def fault(api: str, token: str) -> ApiFault | None:
        bot = bot_at(api, token)
        try:
            await Intake(house.db, bot, await dispatcher(house.db, house.clock), house.clock, rules=RULES).check()
        except ApiTrouble as trouble:
            return trouble.fault
        finally:
            await bot.session.close()
        return None

    assert await fault(house.api, "1:AAA") is ApiFault.RIVAL  # the intake of this house polls
    assert await fault(house.api, "2:BBB") is ApiFault.TOKEN
    assert await fault(f"http://127.0.0.1:{unused_port()}", "1:AAA") is ApiFault.UNREACHABLE
