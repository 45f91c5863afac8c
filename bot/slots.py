"""How much of the courier's may be on its way at once: what has left, and of which the database does not say so yet.

So many messages, and no more, may come again after a death. A hand takes its slot when its message leaves, not while
it waits for its turn in the pace: a group's tight limit would hold all of them. It keeps it until its result stands.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType


class Withheld(Exception):
    """What was about to leave is not to leave now; it certainly has not."""


class Slot:
    """One hand's claim to one of the ``free`` places. ``may``: asked last whether it is still to leave."""

    def __init__(self, free: asyncio.Semaphore) -> None:
        self._free, self._taken = free, False
        self.may: Callable[[], Awaitable[bool]] | None = None

    async def take(self) -> None:
        """Wait for a place; a hand that has one keeps it. Raises Withheld."""
        if not self._taken:
            await self._free.acquire()
            self._taken = True
        if self.may is not None and not await self.may():
            raise Withheld

    def give(self) -> None:
        """Leave the place to others."""
        if self._taken:
            self._taken = False
            self._free.release()


slot: ContextVar[Slot | None] = ContextVar("slot", default=None)
"""Of the hand that calls; None: whoever answers a press waits for nobody."""


@asynccontextmanager
async def carrying(free: asyncio.Semaphore) -> AsyncIterator[Slot]:
    """What is sent inside counts as one of the places, from its leaving to the end."""
    mine = Slot(free)
    before = slot.set(mine)
    try:
        yield mine
    finally:
        slot.reset(before)
        mine.give()


class Slots(BaseRequestMiddleware):
    """The innermost middleware of the client: a hand's call leaves once there is a place for it."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Call. Raises what the call raises, and Withheld."""
        mine = slot.get()
        if mine is not None:
            await mine.take()
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter:  # it was not taken: behind the closed gate nobody holds a place
            if mine is not None:
                mine.give()
            raise
