"""A full disk: nothing can be stored, so nothing is confirmed, and the messenger brings it again until there is room.

Whoever waits for an answer is told so, once; the log says it plainly, once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import structlog
from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError

from bot.envelope import Raw, lane_of
from bot.retry import full

log = structlog.get_logger(__name__)

QUIET = 180.0
"""Seconds without a refusal after which the next one is another outage: longer than any pause between two tries."""
MOST = 1_000
"""So many people are told in one outage."""


NoRoom = Callable[[Update], Awaitable[None]]
"""Told of an update that has to wait because the disk is full."""


class Outage:
    """``tell`` says it to whoever sent an update."""

    def __init__(self, bot: Bot, tell: NoRoom | None, *, now: Callable[[], float] | None = None) -> None:
        self._bot, self._tell = bot, tell
        self._now = now or (lambda: asyncio.get_running_loop().time())
        self._last, self._lasts = float("-inf"), False
        self._told: set[str] = set()
        self._telling: set[asyncio.Task[None]] = set()

    def met(self, error: BaseException, raws: Iterable[Raw]) -> None:
        """What came could not be dealt with. Nothing happens unless it was for want of room."""
        if not full(error):
            return
        if self._now() - self._last > QUIET:
            self._told.clear()
        self._last = self._now()
        if not self._lasts:
            self._lasts = True
            log.error("the disk is full: nothing is lost, all waits until there is room", error=type(error).__name__)
        self._tell_each(raws)

    def _tell_each(self, raws: Iterable[Raw]) -> None:
        news = {lane_of(raw): raw for raw in raws if lane_of(raw) not in self._told}
        for lane, raw in list(news.items())[: MOST - len(self._told)]:
            self._told.add(lane)
            self._begin(raw)

    def over(self) -> None:
        """Something was stored."""
        if self._lasts:
            self._lasts = False
            log.warning("there is room on the disk again")

    def _begin(self, raw: Raw) -> None:
        telling = asyncio.create_task(self._say(raw))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def _say(self, raw: Raw) -> None:
        if self._tell is None:
            return
        try:
            await self._tell(Update.model_validate(raw, context={"bot": self._bot}))
        except ValidationError:
            return  # the intake will judge it
        except Exception as error:
            log.warning("nobody could be told of the full disk", error=type(error).__name__)
