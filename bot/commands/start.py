"""What every command does first: read the settings once, route the log, open the house, say what was made."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress

from bot import house, log, settings
from bot.command_line import tell
from bot.house import Opened
from bot.settings import Settings
from cabinet.ports import SystemClock
from locales import keys


def configured(**overrides: object) -> Settings:
    """The settings, with the log routed by them and every new file closed to other users."""
    tree = settings.read(**overrides)
    os.umask(0o077)  # database, blobs and world are read by nobody else on this machine
    log.set_up(tree.log_format, tree.log_level, tree.secrets())
    return tree


@asynccontextmanager
async def opened(tree: Settings, *, build: bool) -> AsyncIterator[Opened]:
    """The opened house; a key file that was made or grown is told on stderr."""
    async with house.opened(tree, SystemClock(), build=build) as found:
        if found.keys_made:
            tell(keys.console_keys_made(path=str(tree.keys_file)))
        if found.keys_grown:
            tell(keys.console_keys_grown(path=str(tree.keys_file)))
        yield found


def settle() -> None:
    """What the start has made stays: looking through it for garbage again and again took a tenth of a press."""
    gc.collect()
    gc.freeze()


async def until_stopped(work: Coroutine[object, object, int]) -> int:
    """Run ``work`` until it ends or SIGINT or SIGTERM comes: then it is cancelled, cleans up, and the code is 0."""
    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(work)
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, task.cancel)
    try:
        with suppress(asyncio.CancelledError):
            return await task
        return 0
    finally:
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(name)
