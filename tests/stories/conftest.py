"""A whole house for a story: the real bot over HTTP, the sandbox's Telegram and phones, a real database, a moved clock."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from dishka import Provider, Scope, provide

from bot.app import serve
from bot.commands.demo import sandbox_config
from bot.seed import Report, plant
from bot.settings import Settings, SmsGateway
from cabinet.ports import Clock
from sandbox.app import running
from sandbox.client import World
from storage.engine import Database
from tests.conftest import HandClock


@dataclass
class Town:
    """Everything a story needs: phones in ``world``, the clock, the database, and what the seed planted."""

    world: World
    clock: HandClock
    db: Database
    report: Report
    settings: Settings
    folder: Path

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[None]:
        """The bot, running while inside."""
        task = asyncio.ensure_future(serve(self.settings, self.db, clock_of(self.clock)))
        try:
            await asyncio.sleep(0)
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def clock_of(clock: HandClock) -> Provider:
    """The wiring's clock, moved by the test."""

    class Time(Provider):
        scope = Scope.APP

        @provide(override=True)
        def clock(self) -> Clock:
            return clock

    return Time()


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    yield


@pytest.fixture
async def house(db: Database, clock: HandClock, tmp_path: Path, no_proxy: None) -> AsyncIterator[Town]:
    """The demo company and its sandbox, the bot not running yet."""
    report = await plant(db, clock, demo=True)
    folder = tmp_path / "sandbox"
    folder.mkdir()
    config = sandbox_config(report)
    (folder / "config.json").write_text(json.dumps(config))
    async with running(folder) as sandbox, World(sandbox.url) as world:
        settings = Settings(
            _env_file=None,
            bot_token=config["bot"]["token"],
            bot_api_url=sandbox.api,
            data_dir=tmp_path / "store",
            keys_file=tmp_path / "keys" / "kabinet.keys",
            sms_gateway=SmsGateway.SANDBOX,
            sandbox_url=sandbox.url,
        )
        yield Town(world, clock, db, report, settings, tmp_path)


@pytest.fixture
async def town(house: Town) -> AsyncIterator[Town]:
    """The demo company with the bot running."""
    async with house.bot():
        yield house
