"""The two sides of a ratio, each a process with a crowd of its own, brought up once and then measured in turns."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.settings import Settings
from tests.bench import planting
from tests.bench.api import Account, Api, serving
from tests.bench.crowd import Crowd
from tests.bench.subject import Subject, running

PEOPLE = 100
LIFTED = "BENCH_LIFTED"
"""In the environment of a house that keeps no limits to speak of."""
WORKER = "BENCH_WORKER"
"""In the environment of one that only takes and handles updates."""
SETTLE = 0.1
"""Seconds after the last answer in which a process finishes what nobody waits for: it counts as its cost."""


class Measured(Protocol):
    """Processes under test."""

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far."""

    def check(self) -> None:
        """They have not fallen over."""


@dataclass
class Side:
    """A process, its bot's account and its people."""

    name: str
    subject: Subject
    account: Account
    crowd: Crowd
    tree: Settings | None = None
    """Of the house; None for the bare side."""


@asynccontextmanager
async def place() -> AsyncIterator[tuple[Api, Path]]:
    """An API and an empty folder."""
    with tempfile.TemporaryDirectory(prefix="kabinet-bench-") as folder:
        async with serving() as api:
            yield api, Path(folder)


@asynccontextmanager
async def bare(
    api: Api, folder: Path, kind: str, people: int = PEOPLE, profiled: Path | None = None
) -> AsyncIterator[Side]:
    """The bare libraries; ``kind``: dialogs or answer."""
    account = api.account()
    command = ("-m", "tests.bench.bare", kind, api.url, account.token)
    async with running(folder, "bare", *command, profiled=profiled) as subject:
        yield Side("bare", subject, account, Crowd(account, people, check=subject.check))


@asynccontextmanager
async def ours(
    api: Api,
    folder: Path,
    people: int = PEOPLE,
    *,
    employees: int = PEOPLE,
    profiled: Path | None = None,
    database: str | None = None,
    **paced: str,
) -> AsyncIterator[Side]:
    """The house; the crowd are the first of its employees. ``paced``: settings of the pace, else it is lifted."""
    account = api.account()
    tree = planting.settings(folder / "house", api.url, account.token, database)
    await planting.plant(tree, max(employees, people))
    command = ("-m", "tests.bench.ours", str(folder / "house"), api.url, account.token)
    command = (*command, database) if database else command
    paced = paced or {LIFTED: "1"}
    async with running(folder, "ours", *command, profiled=profiled, **paced) as subject:
        yield Side("ours", subject, account, Crowd(account, people, check=subject.check), tree)


@asynccontextmanager
async def both(kind: str, people: int = PEOPLE) -> AsyncIterator[tuple[Side, Side]]:
    """(bare, ours), both running; ``kind`` of the bare one."""
    async with AsyncExitStack() as stack:
        api, folder = await stack.enter_async_context(place())
        yield (
            await stack.enter_async_context(bare(api, folder, kind, people)),
            await stack.enter_async_context(ours(api, folder, people)),
        )


async def arrived(side: Side, many: int) -> None:
    """Wait until so many messages have come at the API."""
    while side.account.calls["sendMessage"] < many:
        side.subject.check()
        await asyncio.sleep(0.02)


async def cost(subject: Measured, deed: Callable[[], Awaitable[object]], settle: float = SETTLE) -> float:
    """Seconds of processor time that ``deed`` takes."""
    before = subject.cpu
    await deed()
    await asyncio.sleep(settle)
    subject.check()
    return subject.cpu - before
