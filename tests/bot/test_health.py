"""What the process says of itself over HTTP: alive; ready, or what is missing; its figures to whoever may read them."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiohttp import ClientSession
from sqlalchemy import text

from bot import checks
from bot.checks import Finding, Found
from bot.health import Health, HealthRules
from bot.settings import Settings
from bot.trouble import Trouble
from locales import keys
from storage import migrate
from storage.engine import Database
from storage.inbox import Update
from tests.bot.running import running, until
from tests.bot.telegram import Telegram, bad_request, forbidden, network, retry_after, unauthorized
from tests.conftest import START, HandClock

pytestmark = pytest.mark.usefixtures("log")
HASTY = HealthRules(patience=1.0, failing=0.05, silence=60.0, fresh=0.0)
TOKEN = "hush-hush-hush-hush"


def tree(folder: Path, **values: Any) -> Settings:
    known = {"health_listen": "127.0.0.1:0", "data_dir": folder / "data", "keys_file": folder / "keys"}
    return Settings(_env_file=None, **known | values)


@pytest.fixture
async def stepped(tmp_path: Path) -> AsyncIterator[Database]:
    """A database that was built by its steps."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'stepped.db'}")
    await migrate.upgrade(database)
    yield database
    await database.close()


@asynccontextmanager
async def served(
    settings: Settings, db: Database, telegram: Telegram | None = None, rules: HealthRules = HASTY
) -> AsyncIterator[tuple[Health, Bot, ClientSession]]:
    """A running health server, the bot whose calls it sees, and a client of the server."""
    bot = (telegram or Telegram()).bot()
    health = Health(settings, db, bot, HandClock(), rules=rules)
    async with running(health):
        port = await asyncio.wait_for(asyncio.shield(health.port), 10)
        async with ClientSession(f"http://127.0.0.1:{port}") as http:
            yield health, bot, http


async def ready(http: ClientSession) -> tuple[int, list[str]]:
    """(status, what is missing)."""
    async with http.get("/ready") as answer:
        body = await answer.json()
        assert body["ready"] is (answer.status == 200)
        return answer.status, body["missing"]


async def figures(http: ClientSession, **headers: str) -> tuple[int, str]:
    async with http.get("/metrics", headers=headers) as answer:
        return answer.status, await answer.text()


async def test_a_whole_house_is_live_and_ready(stepped: Database, tmp_path: Path) -> None:
    telegram = Telegram()
    async with served(tree(tmp_path), stepped, telegram) as (_, _, http):
        async with http.get("/live") as answer:
            assert (answer.status, await answer.json()) == (200, {"live": True})
        assert await ready(http) == (200, [])
        assert await ready(http) == (200, [])
        assert len(telegram.made("getMe")) == 1  # it had heard nothing; then it had
        for path, status in (("/", 404), ("/ready/", 404), ("/../etc/passwd", 404)):
            async with http.get(path) as answer:
                assert answer.status == status
        async with http.post("/ready") as answer:
            assert answer.status == 405


async def test_a_schema_that_lags_or_leads_is_not_ready(stepped: Database, tmp_path: Path) -> None:
    async with served(tree(tmp_path), stepped) as (_, _, http):
        for version in ("0001", "9999"):
            async with stepped.write() as session:
                await session.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
            assert await ready(http) == (503, ["schema"])


async def test_a_database_that_does_not_answer_is_not_ready(stepped: Database, tmp_path: Path) -> None:
    async with served(tree(tmp_path), stepped) as (_, _, http):
        async with stepped.write() as session:
            await session.execute(text("ALTER TABLE alembic_version RENAME TO gone"))
            await session.execute(text("ALTER TABLE inbox RENAME TO away"))
        assert await ready(http) == (503, ["database"])
        status, said = await figures(http)
        assert (status, "kabinet_database_up 0.0" in said, "kabinet_inbox_open" in said) == (200, True, False)


async def test_a_messenger_that_is_silent_is_not_ready_until_it_answers(stepped: Database, tmp_path: Path) -> None:
    telegram = Telegram()
    async with served(tree(tmp_path), stepped, telegram) as (_, _, http):
        telegram.faults["getMe"].extend([network] * 50)
        await ready(http)

        async def lost() -> bool:
            return await ready(http) == (503, ["messenger"])

        await until(lost)
        telegram.faults["getMe"].clear()
        await ready(http)
        assert await ready(http) == (200, [])


async def test_a_token_taken_back_is_not_ready_and_a_refusal_is_an_answer(stepped: Database, tmp_path: Path) -> None:
    telegram = Telegram()
    async with served(tree(tmp_path), stepped, telegram, HealthRules(failing=0.0)) as (health, bot, http):
        for fault in (forbidden(), bad_request("no"), retry_after(3)):
            telegram.faults["sendMessage"].append(fault)
            with pytest.raises(Exception, match=r"no|blocked|Too Many"):
                await bot.send_message(1, "x")
            assert await health.missing() == []
        telegram.faults["getMe"].append(unauthorized)
        with pytest.raises(Exception, match="Unauthorized"):
            await bot.get_me()
        telegram.faults["getMe"].append(unauthorized)  # it asks once more itself
        assert await ready(http) == (503, ["messenger"])


async def test_a_full_or_closed_disk_is_not_ready(stepped: Database, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    async with served(tree(tmp_path, data_dir=tmp_path / "file" / "data"), stepped) as (_, _, http):
        assert await ready(http) == (503, ["disk"])


async def test_figures_are_for_whoever_knows_the_token(stepped: Database, tmp_path: Path) -> None:
    async with served(tree(tmp_path, metrics_token=TOKEN), stepped) as (_, _, http):
        for given in ({}, {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": TOKEN}, {"Authorization": "ж"}):
            async with http.get("/metrics", headers=given) as answer:
                assert (answer.status, await answer.text()) == (401, "")
                assert answer.headers["WWW-Authenticate"] == "Bearer"
        status, said = await figures(http, Authorization=f"Bearer {TOKEN}")
        assert (status, "kabinet_inbox_open 0.0" in said) == (200, True)
        assert await ready(http) == (200, [])


async def test_figures_of_the_database_are_read_once_in_a_while(stepped: Database, tmp_path: Path) -> None:
    async with served(tree(tmp_path), stepped, rules=HealthRules(fresh=3600.0)) as (health, _, http):
        assert "kabinet_inbox_open 0.0" in (await figures(http))[1]
        async with stepped.write() as session:
            session.add(Update(bot=1, update_id=1, order_key="1", received_at=START))
        assert "kabinet_inbox_open 0.0" in (await figures(http))[1]
        health._looked = float("-inf")
        found = await asyncio.gather(*(figures(http) for _ in range(5)))
        assert all("kabinet_inbox_open 1.0" in said for _, said in found)


async def test_who_asks_often_whether_we_are_ready_costs_nothing(
    stepped: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, threads = list[str](), set[int]()

    async def database(_: Database) -> bool:
        asked.append("database")
        return True

    def disk(_: Found) -> Finding:
        asked.append("disk")
        threads.add(threading.get_ident())
        return Finding("disk", True, keys.console_doctor_fine())

    monkeypatch.setattr(migrate, "at_head", database)
    monkeypatch.setattr(checks, "_disk", disk)
    async with served(tree(tmp_path), stepped, rules=HealthRules(fresh=3600.0)) as (_, _, http):
        await asyncio.gather(*(ready(http) for _ in range(9)))
        assert sorted(asked) == ["database", "disk"]
    assert threading.get_ident() not in threads, "a slow disk stops nobody"


async def test_what_is_no_http_leaves_nothing_in_the_log(
    stepped: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with served(tree(tmp_path), stepped) as (health, _, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", health.port.result())
        writer.write(b"GET /live HTTP/1.1\r\nHost: x\r\nBad Header Smirnova: 1\r\n\r\n")
        assert (await asyncio.wait_for(reader.read(), 10)).startswith(b"HTTP/1.0 400")
        writer.close()
    assert "Smirnova" not in caplog.text
    assert [line for line in caplog.records if line.exc_info] == []


async def test_a_taken_address_is_one_sentence(stepped: Database, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        health = Health(tree(tmp_path, health_listen=place), stepped, Telegram().bot(), HandClock())
        with pytest.raises(Trouble) as caught:
            await health.run()
    assert caught.value.texts[0].key == "console-health-taken"
    assert caught.value.texts[0].args["address"] == place
