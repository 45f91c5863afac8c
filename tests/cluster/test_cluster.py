"""`make cluster` as somebody meets it: five processes, each of which may die; nothing is left running afterwards."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import ClientSession

from sandbox.client import World
from tests.bot.console import surroundings
from tests.cluster import SHAPE

LATE = 60
PAGE = re.compile(r"http://127\.0\.0\.1:\d+/[\w-]{20,}/")
ROW = re.compile(r"(\w+-\d) +pid (\d+) +(http://\S+/ready)")
EMPLOYEE = 1007


@dataclass
class Started:
    """The command, and what it has said so far."""

    process: Process
    home: Path
    lines: list[str] = field(default_factory=list)

    async def says(self, words: str) -> str:
        """Wait for a line with these words; the line."""
        assert self.process.stdout is not None
        async with asyncio.timeout(LATE):
            while line := (await self.process.stdout.readline()).decode():
                self.lines.append(line)
                if words in line:
                    return line
        raise AssertionError("".join(self.lines))

    async def stop(self) -> int:
        """SIGTERM; the exit code."""
        self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), LATE)


@asynccontextmanager
async def cluster(folder: Path) -> AsyncIterator[Started]:
    """`make cluster` with its data below ``folder``."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.cluster"), cwd=folder, env=surroundings(DEMO_PORT="0"), stdout=PIPE
    )
    started = Started(process, folder / "data" / "cluster")
    try:
        yield started
    finally:
        if process.returncode is None:
            await started.stop()
        shutil.rmtree((started.home / "postgresql").resolve(), ignore_errors=True)  # for root it lies elsewhere


async def status(home: Path) -> str:
    """`kabinet status`, as the command says that it is asked."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "status"), cwd=home, env=surroundings(), stdout=PIPE
    )
    return (await process.communicate())[0].decode()


@pytest.mark.timeout(180)
async def test_five_processes_serve_outlive_each_other_and_end_together(tmp_path: Path) -> None:
    async with cluster(tmp_path) as started:
        await started.says("Остановить: Ctrl-C")
        said = "".join(started.lines)
        rows = {name: (int(pid), address) for name, pid, address in ROW.findall(said)}
        assert set(rows) == set(SHAPE)
        async with ClientSession() as http:
            for _, address in rows.values():
                async with http.get(address) as answer:
                    assert (await answer.json())["ready"] is True
        assert "Работают 5 процессов: " in await status(started.home)
        page = PAGE.search(said)
        assert page is not None
        os.kill(rows["worker-1"][0], signal.SIGKILL)
        await started.says(f"worker-1 (pid {rows['worker-1'][0]}): остановлен сигналом 9.")
        async with World(page.group()) as world:
            anna = world.phone(EMPLOYEE)
            await anna.send("/requests")
            await anna.see("Мои заявки", timeout=LATE)
        again = await started.says("worker-1 снова работает")
        assert await started.stop() == 0
        assert (await started.says("Остановлено.")) == "Остановлено.\n"
        for pid in [*(pid for pid, _ in rows.values()), int(re.findall(r"pid (\d+)", again)[0])]:
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)
        assert not (started.home / "postgresql" / "postmaster.pid").exists()
