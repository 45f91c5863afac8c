"""Real processes for stories: the bot, the sandbox and the commands, so that a kill -9 is a real one.

They are forked from a server that has the libraries loaded (see tests/bot/console.py); each is killed by its own id.
The demo company is planted once for all stories and copied for each. Phones wait long: nothing here is measured.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from bot import cast, house, seed, stage
from bot import keys as key_file
from bot.settings import Settings, SmsGateway
from cabinet.ports import Clock
from sandbox import app, screen
from sandbox.client import Phone, World
from sandbox.screen import Answer, Json
from storage.engine import Database
from storage.sealed import use_ring
from tests.bot.console import PRELOADED, surroundings
from tests.conftest import HandClock
from tests.stories import launcher
from tests.stories.launcher import HURRY

LATE = 90
"""Seconds after which something will not come any more, however busy the machine is."""


class PatientPhone(Phone):
    """A phone whose owner waits long."""

    async def press(
        self,
        label: str,
        chat: str | None = None,
        message_id: int | None = None,
        wait: bool = True,
        timeout: float = LATE,  # noqa: ASYNC109 # the parent's word
    ) -> Answer | None:
        return await super().press(label, chat, message_id, wait, timeout)

    async def see(self, substring: str, chat: str | None = None, timeout: float = LATE, after: int = 0) -> Json:  # noqa: ASYNC109 # as its parent
        return await super().see(substring, chat, timeout, after)

    async def sees_sms(self, timeout: float = LATE, count: int = 1) -> str:  # noqa: ASYNC109 # as its parent
        return await super().sees_sms(timeout, count)

    async def sees_button(self, label: str, chat: str | None = None, message_id: int | None = None) -> Json:
        """Wait until a message has such an inline button; the newest that does (or the given one)."""

        def look() -> Json | None:
            found = screen.find_button(self._now(chat), label, message_id)
            return found and found[0]

        found = await self.world.wait(look, LATE)
        if found is None:
            raise await self._unexpected(f"no button {label!r} in {LATE} s", chat)
        return found

    async def count(self, substring: str, chat: str | None = None) -> int:
        """How many messages say so."""
        return sum(substring in (one.get("text") or "") for one in await self.messages(chat))


class Patience(World):
    """A world whose people wait long."""

    def phone(self, person_id: int) -> PatientPhone:
        return PatientPhone(self, person_id)


class SharedClock(HandClock):
    """A clock that the test moves and the bot's process reads from a file."""

    def __init__(self, path: Path, at: datetime) -> None:
        super().__init__(at)
        self._path = path
        self._write()

    def forward(self, **delta: float) -> None:
        super().forward(**delta)
        self._write()

    def _write(self) -> None:
        fresh = self._path.with_suffix(".new")
        fresh.write_text(self.at.isoformat(), encoding="ascii")
        fresh.replace(self._path)


@dataclass
class Running:
    """A process of ours and what it says."""

    process: BaseProcess
    papers: Path

    @property
    def out(self) -> str:
        """Its stdout so far."""
        return self.papers.with_suffix(".out").read_text(encoding="utf-8")

    @property
    def err(self) -> str:
        """Its stderr so far."""
        return self.papers.with_suffix(".err").read_text(encoding="utf-8")

    async def says(self, words: str) -> str:
        """Wait until its stdout holds the words; all of it."""
        async with asyncio.timeout(LATE):
            while words not in self.out:
                assert self.process.exitcode is None, self.err
                await asyncio.sleep(0.05)
        return self.out

    @property
    def alive(self) -> bool:
        """It has not ended."""
        return self.process.exitcode is None

    async def kill(self) -> None:
        """kill -9."""
        assert self.process.exitcode is None, f"it had ended before: {self.err}"
        self.process.kill()
        await self.end()

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> int | None:
        """Ask it to end; the exit code."""
        assert self.process.pid is not None
        os.kill(self.process.pid, how)
        return await self.end()

    async def end(self) -> int | None:
        """Wait for its end; the exit code, or the negative number of the signal."""
        await asyncio.to_thread(self.process.join, LATE)
        assert self.process.exitcode is not None, f"it does not end: {self.err}"
        return self.process.exitcode


def spawn(folder: Path, target: Callable[..., int], *arguments: Any, **settings: str) -> Running:
    """Run ``target(*arguments)`` in a process of its own, in ``folder``, with these settings and no others."""
    folder.mkdir(parents=True, exist_ok=True)
    papers = folder / f"process-{len(list(folder.glob('process-*.out')))}"
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    given = (folder, papers, surroundings(**settings), target, arguments)
    process = context.Process(target=_child, args=given, daemon=True)
    for end in (".out", ".err"):
        papers.with_suffix(end).touch()
    process.start()
    return Running(process, papers)


def _child(
    folder: Path, papers: Path, environment: dict[str, str], target: Callable[..., int], arguments: tuple[Any, ...]
) -> None:
    for end, descriptor in ((".out", 1), (".err", 2)):
        file = os.open(papers.with_suffix(end), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(file, descriptor)
    multiprocessing.current_process()._config["daemon"] = False  # a daemon could make none
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.exit(target(*arguments))


def kabinet(folder: Path, *arguments: str, **settings: str) -> Running:
    """`kabinet …` as an administrator starts it."""
    return spawn(folder, _kabinet, arguments, **settings)


def _kabinet(arguments: tuple[str, ...]) -> int:
    from bot.__main__ import main

    return main(arguments)


def sandbox(home: Path, port: int) -> Running:
    """`python -m sandbox` on the demo's folder."""
    return spawn(home, _sandbox, ("--dir", str(home / "sandbox"), "--port", str(port)))


def _sandbox(arguments: tuple[str, ...]) -> int:
    from sandbox.__main__ import main

    return main(list(arguments))


@dataclass
class Yard:
    """The demo's folder as `kabinet demo` would have it, phones, a moved clock, and the bot as a process."""

    home: Path
    world: Patience
    clock: SharedClock
    db: Database
    api: str
    bots: list[Running] = field(default_factory=list)

    async def bot(self, *wiring: str, **settings: str) -> Running:
        """Start the bot (tests/stories/launcher.py); returns when it is about to poll."""
        known = await self._introduced()
        bot = spawn(self.home, launcher.main, self.home, self.api, self.world.base, wiring, **settings)
        self.bots.append(bot)
        async with asyncio.timeout(LATE):
            while await self._introduced() < known + 2:
                assert bot.process.exitcode is None, bot.err
                await asyncio.sleep(0.05)
        return bot

    async def _introduced(self) -> int:
        """How many lists of commands were told to all; somebody's own is told when his menu opens."""
        calls = await self.world.calls(method="setMyCommands")
        return sum("chat_id" not in str(call["params"]) for call in calls)

    async def command(self, *arguments: str) -> Running:
        """A command beside the bot, run to its end."""
        store, ring = str(self.home / "store"), str(self.home / "keys" / "kabinet.keys")
        run = kabinet(self.home, *arguments, DATA_DIR=store, KEYS_FILE=ring)
        await run.end()
        return run

    @contextmanager
    def locked(self) -> Any:
        """Somebody else writes into the database, and does not come to an end."""
        rival = sqlite3.connect(self.home / "store" / "kabinet.db", isolation_level=None)
        rival.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            rival.execute("ROLLBACK")
            rival.close()


def settings_of(home: Path, **more: Any) -> Settings:
    """The demo's settings below ``home``."""
    return Settings(
        _env_file=None,
        data_dir=home / "store",
        keys_file=home / "keys" / "kabinet.keys",
        sms_gateway=SmsGateway.SANDBOX,
        **more,
    )


async def plant(home: Path, clock: Clock, *, demo: bool, **more: Any) -> None:
    """What the first start of `demo` (or `migrate` and `seed`) makes below ``home``, phones started."""
    async with house.opened(settings_of(home, **more), clock, build=True) as found:
        await seed.plant(found.database, clock, demo=demo)
        await stage.prepare(home / "sandbox", found.database, clock)
    async with app.running(home / "sandbox") as running, World(running.url) as world:
        for part in cast.PARTS:
            if part.inside:
                await world.phone(part.chat).start()
        await _confirm(running)


async def _confirm(running: app.Running) -> None:
    """Nobody has to answer to the starts."""
    address = f"{running.api}/bot{running.world.config.bot.token}/getUpdates"
    async with ClientSession() as http:
        async with http.post(address) as answer:
            newest = (await answer.json())["result"][-1]["update_id"]
        await http.post(address, data={"offset": newest + 1})


@asynccontextmanager
async def opened(
    home: Path, url: str, at: datetime, made: Callable[..., Yard] = Yard, **more: Any
) -> AsyncIterator[Yard]:
    """A yard around a sandbox that listens at ``url``; its bots are ended with it. ``more``: settings."""
    ring = key_file.load(home / "keys" / "kabinet.keys")
    assert ring is not None
    use_ring(ring)
    database = Database(settings_of(home, **more).database)
    clock = SharedClock(home / "clock", at)
    async with Patience(url) as world:
        yard = made(home, world, clock, database, url.rsplit("/", 2)[0])
        try:
            yield yard
        finally:
            for bot in yard.bots:
                if bot.alive:
                    await bot.kill()
            await database.close()


def copied(model: Path, home: Path) -> Path:
    """A copy of a planted folder."""
    shutil.copytree(model, home)
    return home


__all__ = ["HURRY", "LATE", "Patience", "PatientPhone", "Running", "Yard", "copied", "kabinet", "opened", "plant"]
