"""The processes of the cluster: started, started again when they die, asked to end together.

Each is `kabinet run --role …`, forked from a server that has the libraries loaded: to load them anew takes longer than
all the rest of a start, five times.
"""

from __future__ import annotations

import asyncio
import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path

from aiohttp.test_utils import unused_port

from bot.command_line import say, tell
from bot.playhouse import PATIENCE
from bot.stage import USERNAME
from bot.trouble import Exit, Trouble
from locales import keys
from locales.translator import plain
from tests.bot.console import surroundings
from tests.cluster import SHAPE, role

WORKS = plain(keys.console_running(bot=USERNAME))
"""What a process says once it works or stands by."""
PAUSE = 1.0
"""Seconds until a process that died is started again."""
LATE = 90.0
"""Seconds after which a start has failed."""
LOOK = 0.1
"""Seconds between two looks at a process."""
_PR_SET_NAME = 15


class Member:
    """A process in ``home``, whose `.env` holds the settings that all share."""

    def __init__(self, name: str, home: Path) -> None:
        self.name, self._home = name, home
        self._place = f"127.0.0.1:{unused_port()}"
        self._journal = journals(home) / f"{name}.log"
        self._journal.write_bytes(b"")
        self._process: BaseProcess | None = None

    @property
    def pid(self) -> int:
        """Of the process that runs now, or ran last."""
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    @property
    def address(self) -> str:
        """Where it says how it is."""
        return f"http://{self._place}/ready"

    async def start(self) -> None:
        """Start it; returns when it works or stands by. Raises Trouble with its last words when it ends before."""
        said = self._journal.stat().st_size
        given = (self.name, self._home, self._journal, surroundings(HEALTH_LISTEN=self._place))
        self._process = multiprocessing.get_context("forkserver").Process(target=_run, args=given)
        await asyncio.to_thread(self._process.start)
        try:
            async with asyncio.timeout(LATE):
                while not self._works(said):  # noqa: ASYNC110 # a file tells nobody that it grows
                    await asyncio.sleep(LOOK)
        except TimeoutError:
            await self.stop()
            raise self._failure() from None

    def _works(self, said: int) -> bool:
        """Whether it has said so after its first ``said`` bytes of earlier lives. Raises Trouble: it has ended."""
        if WORKS.encode() in self._journal.read_bytes()[said:]:
            return True
        if not self._lives():
            raise self._failure()
        return False

    def _failure(self) -> Trouble:
        words = self._journal.read_text(encoding="utf-8", errors="replace").splitlines() or ["—"]
        return Trouble(keys.console_cluster_no_start(name=self.name, why=words[-1]), code=Exit.FAILED)

    def _lives(self) -> bool:
        return self._process is not None and self._process.pid is not None and self._process.exitcode is None

    async def keep(self) -> None:
        """Start it again whenever it ends, until cancelled."""
        while True:
            await self._end()
            assert self._process is not None
            code = self._process.exitcode or 0
            how = {"how": "signal" if code < 0 else "code", "number": abs(code)}
            say(keys.console_cluster_ended(name=self.name, pid=self.pid, **how))
            await asyncio.sleep(PAUSE)
            try:
                await self.start()
            except Trouble as trouble:
                tell(*trouble.texts)
            else:
                say(keys.console_cluster_again(name=self.name, pid=self.pid, address=self.address))

    async def _end(self) -> None:
        while self._lives():  # noqa: ASYNC110 # nothing else tells it without a thread
            await asyncio.sleep(LOOK)

    async def stop(self) -> None:
        """SIGTERM, and SIGKILL when it does not end by that."""
        if self._process is None or not self._lives():
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._end(), PATIENCE)
        except TimeoutError:
            self._process.kill()
            await self._end()


def _run(name: str, home: Path, journal: Path, environment: dict[str, str]) -> None:
    """The process itself. It bears its name where processes are listed, and hears no Ctrl-C that is meant for us."""
    os.setsid()
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode())
    file = os.open(journal, os.O_WRONLY | os.O_APPEND)
    for descriptor in (1, 2):
        os.dup2(file, descriptor)
    os.chdir(home)
    os.environ.clear()
    os.environ.update(environment)
    from bot.__main__ import main

    sys.exit(main(["run", "--role", role(name)]))


def _end_with(parent: BaseProcess) -> None:
    """Even a parent that was killed leaves nobody behind."""
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


def journals(home: Path) -> Path:
    """The folder of what the processes say."""
    return home / "logs"


def prepare() -> None:
    """Have the libraries loaded by the time when the processes are started."""
    multiprocessing.set_forkserver_preload(["bot.__main__", "bot.app", "bot.health", __name__])
    forkserver.ensure_running()


@asynccontextmanager
async def members(home: Path) -> AsyncIterator[list[Member]]:
    """All of them, working; none runs afterwards."""
    journals(home).mkdir(exist_ok=True)
    found = [Member(name, home) for name in SHAPE]
    try:
        await _start(found)
        yield found
    finally:
        await asyncio.gather(*(member.stop() for member in found))


async def _start(found: list[Member]) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            for member in found:
                group.create_task(member.start())
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
