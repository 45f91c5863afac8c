"""The sandbox as a process of its own: kill -9, stop, a busy port, a configuration that cannot be used."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from sandbox.__main__ import main
from sandbox.app import running
from sandbox.client import World
from sandbox.config import ConfigError, read
from tests.sandbox.conftest import CONFIG, SECRET, TOKEN
from tests.sandbox.strict import bot_at

ROOT = Path(__file__).parents[2]
KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Да", callback_data="yes")]])


@dataclass
class Child:
    """A sandbox process and where it listens."""

    process: asyncio.subprocess.Process
    url: str

    @property
    def api(self) -> str:
        return self.url.removesuffix(f"/{SECRET}/")

    async def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return await self.process.wait()


async def launch(home: Path, port: int = 0) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox", "--dir", str(home), "--port", str(port)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@asynccontextmanager
async def child(home: Path, port: int = 0) -> AsyncIterator[Child]:
    process = await launch(home, port)
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    match = re.fullmatch(r"sandbox ready (http://127\.0\.0\.1:\d+/\S+/)\n", line)
    assert match, line + (await process.communicate())[1].decode()
    try:
        yield Child(process, match.group(1))
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_kill_9_loses_nothing(home: Path) -> None:
    async with child(home) as first:
        port = int(first.api.rpartition(":")[2])
        async with World(first.url) as world:
            anna, bot = world.phone(1001), bot_at(first.api, TOKEN)
            await anna.start("key-1")
            sent = await bot.send_message(anna.id, "<b>да?</b>", parse_mode="HTML", reply_markup=KEYBOARD)
            await anna.press("Да", wait=False)
            await anna.upload("a.txt", b"bytes", "text/plain")
            await world.post("sms", {"to": anna.number, "text": "код 123456", "id": "1"})
            before, updates = await world.state(), await bot.get_updates()
            await bot.session.close()
            await first.end(signal.SIGKILL)
            home.joinpath("config.json").write_text(json.dumps(CONFIG | {"people": [*CONFIG["people"], NEW]}))
            async with child(home, port) as second:
                bot = bot_at(second.api, TOKEN)
                assert await bot.get_updates() == updates, "what was not confirmed comes again"
                query = updates[1].callback_query
                assert query is not None
                assert await bot.answer_callback_query(query.id)
                after = await world.state()
                assert [row["messages"] for row in after["chats"] if row["key"] == "private:1001"] == [
                    row["messages"] for row in before["chats"] if row["key"] == "private:1001"
                ]
                assert after["sms"] == before["sms"]
                assert after["seq"] > before["seq"]
                assert any(person["id"] == 1005 for person in after["people"]), "new people appear"
                assert (await bot.edit_message_text("нет", chat_id=anna.id, message_id=sent.message_id)).text == "нет"
                await anna.see("нет")  # the client has found the new process by itself
                assert await anna.download((await anna.messages())[-1]) == b"bytes"
                assert (await bot.send_message(anna.id, "дальше")).message_id == 4, "numbers go on"
                await bot.session.close()


NEW = {"id": 1005, "first_name": "Глеб", "phone": "+79160000005"}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_stops_cleanly_with_a_poll_and_a_page_open(home: Path, how: signal.Signals) -> None:
    async with child(home) as sandbox, World(sandbox.url):
        bot = bot_at(sandbox.api, TOKEN)
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        await asyncio.sleep(0.1)
        async with asyncio.timeout(3):
            assert await sandbox.end(how) == 0
            assert await poll == []
        await bot.session.close()
        assert (await sandbox.process.communicate())[1] == b""


async def test_busy_port(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = await launch(home, port)
        output, errors = await process.communicate()
    assert process.returncode == 2
    assert (output, errors.decode()) == (b"", f"sandbox: port {port} is busy: choose another one with --port\n")


async def test_one_folder_one_sandbox(home: Path) -> None:
    async with running(home):
        process = await launch(home)
        errors = (await process.communicate())[1].decode()
    assert (process.returncode, errors) == (2, f"sandbox: another sandbox already runs in {home}\n")
    async with running(home) as again:
        assert again.api


BROKEN = [
    ("", "is not JSON"),
    ("{}", "lacks something: 'people'"),
    (json.dumps(CONFIG | {"secret": "short"}), "the secret must be at least 16 characters"),
    (json.dumps(CONFIG | {"secret": "a/../b" * 5}), "the secret must be at least 16 characters"),
    (json.dumps(CONFIG | {"people": [{"id": 5}]}), "lacks something"),
    (json.dumps(CONFIG | {"bot": []}), "lacks something"),
]


@pytest.mark.parametrize(("text", "words"), BROKEN)
def test_broken_configuration(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "config.json").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(words)):
        read(tmp_path / "config.json")


def test_absent_configuration(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--dir", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"sandbox: cannot read {tmp_path}/config.json: No such file or directory\n"
