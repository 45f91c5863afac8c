"""What must succeed before anything else can go on is done again, with growing pauses, until it does or we stop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiogram.exceptions import TelegramAPIError

from bot.retry import passing, patience

log = structlog.get_logger(__name__)


class Enduring:
    """``what`` names it in the log; ``first`` and ``most`` are pauses in seconds."""

    def __init__(self, what: str, *, first: float, most: float) -> None:
        self._what, self._first, self._most = what, first, most
        self.stopping = asyncio.Event()

    async def __call__(self, step: Callable[[], Awaitable[None]]) -> None:
        """Do ``step``; returns once it succeeded, or when we have to stop."""
        stumble = 0
        while not self.stopping.is_set():
            try:
                await step()
            except Exception as error:
                stumble += 1
                await self._stumbled(error, stumble)
            else:
                return

    async def _stumbled(self, error: Exception, stumble: int) -> None:
        seconds = patience(error, stumble, first=self._first, most=self._most)
        known = isinstance(error, TelegramAPIError) or passing(error)
        name = type(error).__name__
        log.warning(f"{self._what} stumbled", error=name, pause=round(seconds, 1), exc_info=None if known else error)
        await self.rest(seconds)

    async def rest(self, seconds: float) -> None:
        """Wait so long, or until we have to stop."""
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return
