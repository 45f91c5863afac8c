"""How parts of the process live together: begun at once, ended softly, and none goes on alone when another one dies.

To cancel is to ask: a part takes nothing new and finishes what it has in hand. To cancel again is to insist.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Protocol

import structlog

log = structlog.get_logger(__name__)

Work = Callable[[], Awaitable[None]]
"""What a part does until it is cancelled."""


class Runs(Protocol):
    """Works in ``run`` until ``stop``, then finishes what is in hand. It may be run again."""

    async def run(self) -> None:
        """Work; returns some time after ``stop``."""
        ...

    def stop(self) -> None:
        """Take nothing new."""
        ...


class PartDied(Exception):
    """A part ended though nobody had stopped it; the text is its name, the cause is beside it."""


async def softly(part: Runs) -> None:
    """Run ``part``; cancelled, stop it and wait until it has finished; cancelled again, do not wait."""
    running = asyncio.ensure_future(part.run())
    try:
        await asyncio.wait({running})
    except asyncio.CancelledError:
        part.stop()
        with suppress(asyncio.CancelledError):
            await asyncio.wait({running})
        await let_go(running)
        raise
    running.result()


async def together(parts: Mapping[str, Work]) -> None:
    """Do all of it until we are cancelled, or until one ends: then the others end softly, and PartDied names it."""
    tasks = {asyncio.ensure_future(work()): name for name, work in parts.items()}
    others = list(tasks)
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        dead = next(task for task in tasks if task.done())
        others.remove(dead)  # of whose end PartDied tells
    finally:
        await let_go(*others)
    raise PartDied(tasks[dead]) from (None if dead.cancelled() else dead.exception())


async def let_go(*tasks: asyncio.Future[None], within: float | None = None) -> None:
    """Cancel, wait until all have ended, and insist after ``within`` seconds or when we are cancelled meanwhile."""
    if not tasks:
        return
    for task in tasks:
        task.cancel()
    try:
        await asyncio.wait(tasks, timeout=within)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    for task in tasks:
        if not task.cancelled() and (error := task.exception()):
            log.error("a part did not end well", exc_info=error)
