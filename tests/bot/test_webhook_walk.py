"""Updates brought by the sandbox as the real server brings them: each press counts once, whatever stands in its way."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.types import WebhookInfo
from aiohttp import ClientSession
from aiohttp.test_utils import unused_port

from bot.envelope import Raw
from bot.handling import HandlingRules
from bot.intake import ApiFault, ApiTrouble, Intake, IntakeRules
from bot.pace import Limits, Pace
from bot.settings import Settings
from bot.webhook import HEADER, Webhook
from sandbox.app import Running
from sandbox.app import running as sandbox_running
from sandbox.client import Phone, World
from storage.engine import Database
from tests.bot.pad import dispatcher
from tests.bot.running import rows, running, settled, until
from tests.bot.test_walk import CONFIG, bot_at
from tests.conftest import HandClock

pytestmark = pytest.mark.usefixtures("log")
OLD, NEW = "old-secret_0123456789", "new-secret_0123456789"
RULES = IntakeRules(handling=HandlingRules(first_pause=0.05, most_pause=0.1))


@dataclass
class House:
    """A bot that works off its inbox, a sandbox, and a person; a webhook is opened by each test."""

    intake: Intake
    bot: Bot
    box: Running
    world: World
    anna: Phone
    db: Database
    port: int
    taken: int = 0
    fails: int = 0

    async def take(self, batch: Sequence[Raw]) -> None:
        """The intake's, which fails as often as it was told."""
        self.taken += 1
        if self.fails > 0:
            self.fails -= 1
            raise OSError(28, "No space left on device")
        await self.intake.take(batch)

    @asynccontextmanager
    async def webhook(self, secret: str = OLD) -> AsyncIterator[Webhook]:
        """Listens, and the messenger knows it."""
        self.box.world.webhook.free_at = 0  # a second has passed since the last one
        known = len(await self.world.calls(method="setWebhook"))
        settings = Settings(
            _env_file=None,
            bot_token="1:AAA",
            webhook_url=f"http://127.0.0.1:{self.port}/telegram",
            webhook_secret=secret,
            webhook_listen=f"127.0.0.1:{self.port}",
        )
        async with running(Webhook(settings, self.bot, self.take, self.intake.kinds)) as webhook:

            async def told() -> bool:
                return len(await self.world.calls(method="setWebhook")) > known

            await until(told)
            yield webhook

    async def info(self) -> WebhookInfo:
        return await self.bot.get_webhook_info()

    async def nothing_waits(self) -> bool:
        return (await self.info()).pending_update_count == 0


@pytest.fixture
async def house(lite: Database, clock: HandClock, tmp_path: Path) -> AsyncIterator[House]:
    (tmp_path / "box").mkdir()
    (tmp_path / "box" / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    async with AsyncExitStack() as stack:
        box = await stack.enter_async_context(sandbox_running(tmp_path / "box"))
        world = await stack.enter_async_context(World(box.url))
        await world.faults(webhook_pause=0.05)
        bot = bot_at(box.api)
        stack.push_async_callback(bot.session.close)
        bot.session.middleware(Pace(Limits(chat=(20, 3.0))))  # a test cannot wait as a person does
        intake = Intake(lite, bot, await dispatcher(lite, clock), clock, rules=RULES)
        await stack.enter_async_context(running(intake.worker))
        yield House(intake, bot, box, world, world.phone(1001), lite, unused_port())


async def press(house: House, digits: str) -> None:
    for digit in digits:
        await house.anna.press(digit, wait=False)


async def test_a_pad_over_the_webhook(house: House) -> None:
    async with house.webhook():
        await house.anna.start()
        await house.anna.see("[]")
        await press(house, "4071")
        await house.anna.see("[4071]")
        info = await house.info()
        assert (info.max_connections, info.last_error_message) == (100, None)
        assert set(info.allowed_updates or []) == set(house.intake.kinds)


async def test_what_could_not_be_stored_is_brought_again_and_counts_once(house: House) -> None:
    async with house.webhook():
        await house.anna.start()
        await house.anna.see("[]")
        house.fails = 2
        await press(house, "407")
        await until(lambda: house.fails == 0)
        assert (await house.info()).last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
        await house.anna.see("[407]")
        await until(house.nothing_waits)
        assert len(await rows(house.db)) == 4


async def test_what_comes_twice_counts_once(house: House) -> None:
    async with house.webhook():
        await house.anna.start()
        await house.anna.see("[]")
        await house.world.faults(repeat_updates=3)
        await press(house, "407")
        await house.anna.see("[407]")
        await until(house.nothing_waits)
        await until(lambda: settled(house.db, 4))
        await house.anna.not_see("[4407", during=0.1)
        assert house.taken >= 5


async def test_nobody_listens_for_a_while(house: House) -> None:
    async with house.webhook():
        await house.anna.start()
        await house.anna.see("[]")
    await press(house, "40")
    await asyncio.sleep(0.2)
    assert (await house.info()).pending_update_count == 2
    async with house.webhook():
        await press(house, "7")
        await house.anna.see("[407]")


async def test_the_secret_is_changed_one_worker_after_the_other(house: House) -> None:
    async with AsyncExitStack() as workers:
        async with house.webhook(OLD):
            await house.anna.start()
            await house.anna.see("[]")
            await workers.enter_async_context(house.webhook(f"{NEW},{OLD}"))
            await press(house, "407")  # some meet the worker that knows the old one only: they are brought again
        await press(house, "1")
        await house.anna.see("[4071]")
    async with house.webhook(NEW):
        await press(house, "2")
        await house.anna.see("[40712]")
    assert await refused(house, OLD) == 403


async def refused(house: House, secret: str) -> int:
    """What somebody gets who says a secret of yesterday."""
    async with house.webhook(NEW) as webhook, ClientSession(headers={HEADER: secret}) as http:
        address = f"http://127.0.0.1:{await webhook.port}/telegram"
        async with http.post(address, json={"update_id": 1}) as answer:
            return answer.status


async def test_a_poller_is_told_that_a_webhook_is_set(house: House) -> None:
    async with house.webhook():
        with pytest.raises(ApiTrouble) as caught:
            await house.intake.check()
        assert caught.value.fault is ApiFault.WEBHOOK
