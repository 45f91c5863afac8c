"""The pace of what leaves: the messenger's limits kept on our side, so that it hardly ever has to refuse.

Limits (core.telegram.org/bots/faq, «My bot is hitting limits»; edits share them, tdlib/td#2592): about 30 messages a
second in all, one a second in a chat with short bursts, 20 a minute in a group. Answers to button presses are free.
Broadcasts have a share of their own and let answers go first, so that an answer never waits behind them. After a 429
nothing counted leaves until the time it named is over; then the refused call is made once more.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot import metrics
from bot.limits import Limits
from bot.share import Share
from bot.windows import Booked, Grant, Sliding, Ticket, Turnstile
from bot.wire import leaving

log = structlog.get_logger(__name__)

broadcasting: ContextVar[bool] = ContextVar("broadcasting", default=False)
"""Set around the sending of a broadcast's copy: it takes the broadcasts' share of the pace."""


@dataclass
class Way:
    """How far a message has come: ``left``, once the messenger may have it."""

    left: bool = False


way: ContextVar[Way | None] = ContextVar("way", default=None)
"""Set by who wants to know it."""
ANSWER, BROADCAST = 0, 1
"""Who goes first where both wait."""

_COUNTED = re.compile(r"(?!sendChatAction)(send|edit|copy|forward)[A-Z]")
_FORGET = 10.0
"""Seconds between two looks for chats that are idle and may be forgotten."""


@dataclass
class _Chat:
    windows: list[Booked] = field(default_factory=list)
    door: Turnstile | None = None
    """Of a group whose window is shared."""

    def idle(self, now: float) -> bool:
        return all(each.idle(now) for each in self.windows) and (self.door is None or self.door.idle)


@dataclass
class _Turn:
    """What a call has booked: ``chat`` is counted from its arrival, ``all`` from its leaving."""

    chat: list[Ticket] = field(default_factory=list)
    all: list[Ticket] = field(default_factory=list)


class Pace(BaseRequestMiddleware):
    """Lets counted calls through at the allowed pace. ``share``: where several processes keep it together."""

    def __init__(
        self,
        limits: Limits | None = None,
        share: Share | None = None,
        *,
        now: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._limits = limits = limits or Limits()
        self._share, self._sleep = share, sleep
        self._now = now or (lambda: asyncio.get_running_loop().time())
        self._all = Turnstile(
            self._grants(Sliding(*limits.all, rush=16)) if share is None else partial(self._ask, share), sleep
        )
        self._copies = Turnstile(self._grants(Sliding(*limits.copies(), rush=2)), sleep)
        self._chats: dict[str, _Chat] = {}
        self._forgot = float("-inf")
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
        if self._pays():
            method = method.model_copy(update={"allow_paid_broadcast": True})
        refused = False
        while True:
            turn = await self._turn(method)
            if (mark := way.get()) is not None:
                mark.left = True
            before = leaving.set(partial(self._pass, turn.all))
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                log.warning("the gate is closed", seconds=error.retry_after)
                await self._close(error.retry_after)
                if refused:
                    raise
                refused = True
            finally:  # a chat's messages are counted from their arrival: a slow line must not push them together
                leaving.reset(before)
                self._pass(turn.chat)

    async def _turn(self, method: TelegramMethod[Any]) -> _Turn:
        """Wait for the gate, the chat's windows, then for those of all."""
        began = self._now()
        while True:
            await self._at_gate(method)
            chat, turn, weight = self._chat(method), _Turn(), _weight(method)
            if await self._in_chat(chat, turn, weight) and await self._in_all(chat, turn, weight):
                self._pass(turn.all)
                metrics.waited("copies" if broadcasting.get() else "answers", self._now() - began)
                return turn
            self._pass(turn.chat)  # what waited while the gate fell waits anew, as if it had left now

    async def _at_gate(self, method: TelegramMethod[Any]) -> None:
        while (left := self._gate - self._now()) > 0:
            if left > self._limits.patience:
                raise TelegramRetryAfter(method, "the gate is closed", retry_after=int(left) + 1)
            await self._sleep(left)

    async def _in_chat(self, chat: _Chat, turn: _Turn, weight: int) -> bool:
        """False when the gate fell meanwhile."""
        for window in chat.windows:
            turn.chat += [window.take(self._now()) for _ in range(weight)]
            while (left := turn.chat[-1].left(self._now())) > 0:
                await self._sleep(left)
        return self._open()

    async def _in_all(self, chat: _Chat, turn: _Turn, weight: int) -> bool:
        """False when the gate fell meanwhile."""
        for door in self._doors(chat):
            turn.all += await door.enter(weight, BROADCAST if broadcasting.get() else ANSWER) or []
            if not self._open():
                return False
        return True

    def _doors(self, chat: _Chat) -> list[Turnstile]:
        doors = [chat.door] if chat.door else []
        if self._pays():
            return [*doors, self._copies]
        return [*doors, self._copies, self._all] if broadcasting.get() else [*doors, self._all]

    def _pays(self) -> bool:
        return self._limits.paid is not None and broadcasting.get()

    def _open(self) -> bool:
        return self._gate <= self._now()

    def _pass(self, tickets: list[Ticket]) -> None:
        for ticket in tickets:
            ticket.passed(self._now())

    async def _close(self, seconds: float) -> None:
        self._shut(seconds)
        if self._share is not None:
            await self._share.close(seconds)

    def _shut(self, seconds: float) -> None:
        """Close the gate, and send everybody to it who waits behind it."""
        self._gate = max(self._gate, self._now() + seconds)
        for door in (self._all, self._copies, *(chat.door for chat in self._chats.values() if chat.door)):
            door.clear()

    def _grants(self, window: Sliding) -> Callable[[int], Awaitable[Grant]]:
        async def take(want: int) -> Grant:
            return window.take(want, self._now())

        return take

    async def _ask(self, share: Share, want: int) -> Grant:
        grant, closed = await share.all(want, *self._limits.all)
        if closed > 0:
            self._shut(closed)
        return grant

    def _chat(self, method: TelegramMethod[Any]) -> _Chat:
        chat = getattr(method, "chat_id", None)
        if chat is None:
            return _Chat()
        if (now := self._now()) > self._forgot + _FORGET:
            self._chats = {name: kept for name, kept in self._chats.items() if not kept.idle(now)}
            self._forgot = now
        name = str(chat)
        if name not in self._chats:
            self._chats[name] = self._new(name)
        return self._chats[name]

    def _new(self, name: str) -> _Chat:
        windows = [Booked(*self._limits.chat)]
        if not name.startswith(("-", "@")):
            return _Chat(windows)
        if self._share is None:
            return _Chat([*windows, Booked(*self._limits.group)])
        count, seconds = self._limits.group
        ask = partial(self._share.group, name, count=count, seconds=seconds)
        return _Chat(windows, Turnstile(ask, self._sleep))


def _weight(method: TelegramMethod[Any]) -> int:
    """How many messages a call makes."""
    several = getattr(method, "message_ids", None) or getattr(method, "media", None)
    return max(1, len(several)) if isinstance(several, list) else 1
