"""The bot as `kabinet demo` serves it, for stories that kill it: with a clock read from a file, and faults on order."""

from __future__ import annotations

import asyncio
import errno
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import uvloop
from dishka import Provider, Scope

from bot import house, log
from bot.app import serve
from bot.commands.start import until_stopped
from bot.limits import Limits
from bot.providers import Kinds
from bot.roles import EVERYTHING
from bot.settings import LogFormat, LogLevel, Settings, SmsGateway
from cabinet.access import Actor
from cabinet.figures import ProcessRole
from cabinet.leave.service import Leaves
from cabinet.ports import Clock, Files
from cabinet.requests.decisions import Decisions
from gateways.files import SealedFiles
from storage.engine import Database
from storage.people import Employee
from storage.requests import Request
from storage.sealed import seal, unseal

HURRY = Limits(all=(1000, 1.0), chat=(1000, 1.0), group=(1000, 1.0))
"""People of stories do not wait for the messenger's limits; tests/bot/test_pace.py is about them."""


class FileClock:
    """A clock that another process moves."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        """The moment in the file."""
        return datetime.fromisoformat(self._path.read_text(encoding="ascii"))


class FullDisk(SealedFiles):
    """A disk without room while ``full`` is there."""

    def __init__(self, folder: Path, full: Path) -> None:
        super().__init__(
            folder,
            lambda data, blob: seal(data, "file.data", blob),
            lambda data, blob: unseal(data, "file.data", blob),
        )
        self._full = full

    async def put(self, blob: UUID, data: bytes) -> None:
        """No space left."""
        if self._full.exists():
            raise OSError(errno.ENOSPC, "No space left on device")
        await super().put(blob, data)


class PoisonedLeaves(Leaves):
    """A service with a mistake in it."""

    async def colleagues(self, actor: Actor, part: str = "") -> Sequence[Employee]:
        """Nobody foresaw this."""
        raise ZeroDivisionError("the mistake")


class SlowDecisions(Decisions):
    """Whoever accepts while the file ``slow`` names him waits until it is gone."""

    def __init__(self, slow: Path, db: Database, clock: Clock, kinds: Kinds) -> None:
        super().__init__(db, clock, kinds)
        self._slow = slow

    async def accept(self, actor: Actor, request_id: UUID, step: int, key: str) -> Request:
        """Take a request into work, at leisure."""
        while self._slow.exists() and self._slow.read_text(encoding="ascii") == str(actor.employee_id):  # noqa: ASYNC110 # another process takes the file away
            await asyncio.sleep(0.02)
        return await super().accept(actor, request_id, step, key)


def wiring(home: Path, faults: Sequence[str]) -> list[Provider]:
    """The overrides of a story."""
    time = Provider(scope=Scope.APP)
    time.provide(lambda: FileClock(home / "clock"), provides=Clock, override=True)
    poison = Provider(scope=Scope.APP)
    poison.provide(PoisonedLeaves, provides=Leaves, override=True)
    disk = Provider(scope=Scope.APP)
    disk.provide(lambda: FullDisk(home / "store" / "files", home / "full"), provides=Files, override=True)
    slow = Provider(scope=Scope.APP)

    def decisions(db: Database, clock: Clock, kinds: Kinds) -> Decisions:
        return SlowDecisions(home / "slow", db, clock, kinds)

    slow.provide(decisions, override=True)
    known = {"poison": poison, "full-disk": disk, "slow": slow}
    return [time, *(known[fault] for fault in faults)]


def main(home: Path, api: str, url: str, faults: Sequence[str], roles: Sequence[str] = EVERYTHING) -> int:
    """Serve until stopped; the exit code. Says «ready» once it works or stands by."""
    card = json.loads((home / "sandbox" / "config.json").read_text(encoding="utf-8"))["bot"]
    tree = Settings(
        _env_file=None,
        bot_token=card["token"],
        bot_api_url=api,
        data_dir=home / "store",
        keys_file=home / "keys" / "kabinet.keys",
        sms_gateway=SmsGateway.SANDBOX,
        sandbox_url=url,
    )
    log.set_up(LogFormat.CONSOLE, LogLevel.INFO, tree.secrets())
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(until_stopped(_serve(tree, home, faults, roles)))


async def _serve(tree: Settings, home: Path, faults: Sequence[str], roles: Sequence[str]) -> int:
    async with house.opened(tree, FileClock(home / "clock"), build=False) as found:
        overrides = wiring(home, faults)
        played = [ProcessRole(name) for name in roles]
        return await serve(
            tree, found.database, *overrides, roles=played, limits=HURRY, ready=lambda: print("ready", flush=True)
        )
