"""`kabinet demo` as a newcomer meets it: one command, an address, people on their phones; it goes on where it was."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import aiohttp
import pytest

from bot import cast
from sandbox.client import World
from tests.bot.console import surroundings

LATE = 60
ADDRESS = re.compile(rb"http://127\.0\.0\.1:\d+/[\w-]+/")


async def start(folder: Path) -> tuple[Process, str]:
    """A running demo and the address it printed."""
    real = {"BOT_TOKEN": "1:the-real-one", "SMS_GATEWAY": "log", "WEBHOOK_URL": "https://kabinet.example.ru/telegram"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo"),
        cwd=folder,
        env=surroundings(DEMO_PORT="0", WEBHOOK_SECRET="0123456789abcdef", **real),
        stdout=PIPE,
        stderr=PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(LATE):
        while line := await process.stdout.readline():
            if found := ADDRESS.search(line):
                return process, found.group().decode()
    raise AssertionError((await process.communicate())[1].decode())


async def stop(process: Process, how: signal.Signals) -> tuple[int | None, str, str]:
    """(exit code, rest of stdout, stderr) after a signal."""
    process.send_signal(how)
    async with asyncio.timeout(LATE):
        out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def gone(address: str) -> bool:
    """The sandbox listens no more."""
    async with aiohttp.ClientSession() as http:
        for _ in range(100):
            try:
                async with http.get(address):
                    await asyncio.sleep(0.05)
            except aiohttp.ClientConnectionError:
                return True
    return False


@pytest.mark.timeout(180)
async def test_it_runs_stops_and_goes_on(tmp_path: Path) -> None:
    process, address = await start(tmp_path)
    async with World(address) as world:
        officer = world.phone(cast.SHOWN[2])
        await officer.see("Мария Петровна", timeout=LATE)
        await officer.see("Степанов", chat=f"group:{cast.GROUPS[0].chat}", timeout=LATE)
    code, out, err = await stop(process, signal.SIGINT)
    assert (code, out.strip().splitlines()[-1]) == (0, "Остановлено.")
    assert "Traceback" not in err
    assert "Создан файл ключей" in err
    assert await gone(address)

    process, again = await start(tmp_path)
    assert again.rsplit("/", 2)[1] == address.rsplit("/", 2)[1]
    async with World(again) as world:
        assert (await world.phone(cast.SHOWN[2]).see("Мария Петровна", timeout=LATE))["text"]
    code, _, err = await stop(process, signal.SIGKILL)
    assert code == -signal.SIGKILL
    assert "Создан файл ключей" not in err
    assert await gone(again)
