"""The pace of what leaves: the messenger's limits kept on our side, so that it hardly ever has to refuse.

Limits (core.telegram.org/bots/faq, «My bot is hitting limits»; edits share them, tdlib/td#2592): about 30 messages a
second in all, one a second in a chat with short bursts, 20 a minute in a group. Answers to button presses are free.
After a 429 nothing counted leaves until the time it named is over; then the refused call is made once more.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

log = structlog.get_logger(__name__)

_COUNTED = re.compile(r"(?!sendChatAction)(send|edit|copy|forward)[A-Z]")
_MANY = 1000
"""So many chats may be remembered before the idle ones are forgotten."""


@dataclass(frozen=True)
class Limits:
    """So many messages in so many seconds."""

    all: tuple[int, float] = (28, 1.0)
    chat: tuple[int, float] = (3, 3.0)
    """One a second on the average, three in a burst."""
    group: tuple[int, float] = (20, 60.0)
    patience: float = 30.0
    """Who would have to wait longer at the gate is refused at once, so that nobody's press hangs for minutes."""


@dataclass
class Ticket:
    """One booked message; ``at``: when it may leave, and once it has arrived, by when it had."""

    at: float
    before: Ticket | None
    """The one that it keeps its distance to, until it has arrived."""
    distance: float

    def left(self, now: float) -> float:
        """Seconds to wait; it grows when the one before arrived late."""
        return max(self.at, self.before.at + self.distance if self.before else self.at) - now

    def arrived(self, now: float) -> None:
        """The messenger has it."""
        self.at, self.before = max(self.at, now), None


class Window:
    """A sliding window over the last ``count`` tickets: each comes ``seconds`` after the one ``count`` before it."""

    def __init__(self, count: int, seconds: float) -> None:
        self._seconds = seconds
        self._tickets: deque[Ticket] = deque(maxlen=count)

    def take(self, now: float) -> Ticket:
        """Book the next message, for ``now`` or later."""
        full = len(self._tickets) == self._tickets.maxlen
        before = self._tickets[0] if full else None
        ticket = Ticket(max(now, before.at + self._seconds) if before else now, before, self._seconds)
        self._tickets.append(ticket)
        return ticket

    def idle(self, now: float) -> bool:
        """Nothing that still counts stands in it."""
        return not self._tickets or self._tickets[-1].at + self._seconds < now


class Pace(BaseRequestMiddleware):
    """Lets counted calls through at the allowed pace, first come, first served."""

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        now: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._limits = limits or Limits()
        self._now = now or (lambda: asyncio.get_running_loop().time())
        self._sleep = sleep
        self._all = Window(*self._limits.all)
        self._chats: dict[str, list[Window]] = {}
        self._gate = float("-inf")

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Wait for a turn, call; after a 429 close the gate, wait, and call once more. Raises TelegramRetryAfter."""
        if not _COUNTED.match(method.__api_method__):
            return await make_request(bot, method)
        refused = False
        while True:
            tickets = await self._turn(method)
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                log.warning("the gate is closed", seconds=error.retry_after)
                self._gate = max(self._gate, self._now() + error.retry_after)
                if refused:
                    raise
                refused = True
            finally:  # a chat's messages are counted from their arrival: a slow line must not push them together
                for ticket in tickets:
                    ticket.arrived(self._now())

    async def _turn(self, method: TelegramMethod[Any]) -> list[Ticket]:
        """Wait for the gate, the chat's windows and the window of all; what waited while the gate fell waits anew."""
        while True:
            await self._at_gate(method)
            weight, tickets = range(_weight(method)), list[Ticket]()
            for window in self._windows(method):
                tickets += [window.take(self._now()) for _ in weight]
                await self._until(tickets[-1])
            every = [self._all.take(self._now()) for _ in weight]
            await self._until(every[-1])
            gone = every if self._gate <= self._now() else every + tickets
            for ticket in gone:
                ticket.arrived(self._now())
            if gone is every:
                return tickets

    async def _at_gate(self, method: TelegramMethod[Any]) -> None:
        while (left := self._gate - self._now()) > 0:
            if left > self._limits.patience:
                raise TelegramRetryAfter(method, "the gate is closed", retry_after=int(left) + 1)
            await self._sleep(left)

    async def _until(self, ticket: Ticket) -> None:
        while (left := ticket.left(self._now())) > 0:
            await self._sleep(left)

    def _windows(self, method: TelegramMethod[Any]) -> list[Window]:
        chat = getattr(method, "chat_id", None)
        if chat is None:
            return []
        if len(self._chats) > _MANY:
            now = self._now()
            self._chats = {name: kept for name, kept in self._chats.items() if not all(each.idle(now) for each in kept)}
        name = str(chat)
        if name not in self._chats:
            shared = name.startswith(("-", "@"))
            self._chats[name] = [Window(*self._limits.chat), *([Window(*self._limits.group)] if shared else [])]
        return self._chats[name]


def _weight(method: TelegramMethod[Any]) -> int:
    """How many messages a call makes."""
    several = getattr(method, "message_ids", None) or getattr(method, "media", None)
    return max(1, len(several)) if isinstance(several, list) else 1
