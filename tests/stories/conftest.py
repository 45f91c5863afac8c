"""A whole house for a story: the real bot over HTTP, the sandbox's phones, a real database, a moved clock."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from dishka import Provider, Scope, provide
from pydantic import SecretStr

from bot import cast
from bot import keys as key_file
from bot.app import serve
from bot.settings import Settings, SmsGateway
from cabinet.ports import Clock
from dialogs import DIALOGS
from handlers import LAST, ROUTERS
from sandbox.app import Running, running
from storage.engine import Database
from storage.sealed import use_ring
from tests.conftest import START, HandClock, administer, made
from tests.stories import process
from tests.stories.crowd import Cluster
from tests.stories.process import Patience, Yard

DESK = "group:-1001"
CODE = cast.CODE


@dataclass(frozen=True)
class Demo:
    """A planted demo: its folder, and the URL of its database."""

    home: Path
    url: str

    @property
    def keys(self) -> Path:
        """The file of its key ring."""
        return self.home / "keys" / "kabinet.keys"


@dataclass
class Town:
    """Everything a story needs: phones in ``world``, the clock, and the database with what the seed planted.

    1001 Павел Новиков (not in yet) · 1002 Ольга Морозова, his manager · 1003 Мария Иванова, 1004 Елена Кузнецова: HR
    1005 the director · 1006 the administrator; 1011, 1012: the second company. DESK is the HR group.
    """

    world: Patience
    clock: HandClock
    db: Database
    settings: Settings
    folder: Path
    hints: list[dict[str, Any]]
    sandbox: Running
    running: asyncio.Future[int] | None = None
    """The bot; done only when it has fallen over."""

    @property
    def key(self) -> str:
        """The payload of Павел's activation link."""
        return next(
            hint["start"] for hint in self.hints if hint.get("person") == cast.NEWCOMER.chat and "start" in hint
        )

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[None]:
        """The bot, running while inside."""
        detach()
        serving = serve(self.settings, self.db, clock_of(self.clock), limits=process.HURRY)
        task = self.running = asyncio.ensure_future(serving)
        try:
            await asyncio.sleep(0)
            yield
        finally:
            task.cancel()
            try:
                with suppress(asyncio.CancelledError):
                    await task
            finally:
                detach()


def detach() -> None:
    """One dispatcher a run, the same routers; another test of this process may have left them at its own."""
    for router in (*ROUTERS, *DIALOGS, LAST):
        router._parent_router = None


def clock_of(clock: HandClock) -> Provider:
    """The wiring's clock, moved by the test."""

    class Time(Provider):
        scope = Scope.APP

        @provide(override=True)
        def clock(self) -> Clock:
            return clock

    return Time()


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest, tmp_path: Path) -> Demo:
    """A copy of the planted demo of its own: first on one database, then on the other."""
    if request.param == "sqlite":
        home = process.copied(request.getfixturevalue("planted"), tmp_path / "demo")
        return Demo(home, f"sqlite+aiosqlite:///{home / 'store' / 'kabinet.db'}")
    home = process.copied(request.getfixturevalue("planted_apart")[0], tmp_path / "demo")
    return Demo(home, request.getfixturevalue("apart_url"))


@pytest.fixture
async def house(demo: Demo, clock: HandClock, no_proxy: None) -> AsyncIterator[Town]:
    """The demo company and its sandbox, the bot not running yet."""
    ring = key_file.load(demo.keys)
    assert ring is not None
    use_ring(ring)
    db = Database(demo.url)
    async with running(demo.home / "sandbox") as sandbox, Patience(sandbox.url) as world:
        settings = Settings(
            _env_file=None,
            bot_token=sandbox.world.config.bot.token,
            bot_api_url=sandbox.api,
            data_dir=demo.home / "store",
            keys_file=demo.keys,
            sms_gateway=SmsGateway.SANDBOX,
            sandbox_url=sandbox.url,
        )
        yield Town(world, clock, db, settings, demo.home, (await world.state())["hints"], sandbox)
    await db.close()


@pytest.fixture
async def town(house: Town) -> AsyncIterator[Town]:
    """The demo company with the bot running."""
    async with house.bot():
        yield house


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo that was planted once, to copy from."""
    home = tmp_path_factory.mktemp("planted") / "demo"
    asyncio.run(process.plant(home, HandClock(), demo=True))
    return home


@pytest.fixture(scope="session")
def planted_apart(tmp_path_factory: pytest.TempPathFactory, postgres_server: str) -> tuple[Path, str]:
    """The same on PostgreSQL: the folder, and the name of the database to copy from."""
    home, name = tmp_path_factory.mktemp("planted-apart") / "demo", f"planted_{uuid.uuid4().hex[:8]}"
    asyncio.run(administer(postgres_server.format(name="postgres"), f"CREATE DATABASE {name}"))
    url = SecretStr(postgres_server.format(name=name))
    asyncio.run(process.plant(home, HandClock(), demo=True, database_url=url))
    return home, name


@pytest.fixture
def yard(request: pytest.FixtureRequest) -> Yard:
    """The demo, and its bot as one process, or as a cluster where a test is parametrised so."""
    found = request.getfixturevalue(getattr(request, "param", "alone"))
    assert isinstance(found, Yard)
    return found


@pytest.fixture
async def alone(planted: Path, tmp_path: Path, no_proxy: None) -> AsyncIterator[Yard]:
    """The demo with its sandbox, for a bot that is a process of its own; SQLite."""
    home = process.copied(planted, tmp_path / "demo")
    async with running(home / "sandbox") as sandbox, process.opened(home, sandbox.url, START) as opened:
        yield opened


@pytest.fixture
def apart_url(planted_apart: tuple[Path, str], postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database with the demo in it."""
    yield from made(postgres_server, f"TEMPLATE {planted_apart[1]}")


@pytest.fixture
async def cluster(
    planted_apart: tuple[Path, str], apart_url: str, tmp_path: Path, no_proxy: None
) -> AsyncIterator[Cluster]:
    """The same for a bot that is several processes over one PostgreSQL; one of the workers polls."""
    home = process.copied(planted_apart[0], tmp_path / "demo")
    url = SecretStr(apart_url)
    async with (
        running(home / "sandbox") as sandbox,
        process.opened(home, sandbox.url, START, partial(Cluster, url=apart_url), database_url=url) as opened,
    ):
        assert isinstance(opened, Cluster)
        yield opened
