"""Long polling of our own, because aiogram's acknowledges an update when it hands it out.

Here a batch is stored first; only the next getUpdates confirms it.
"""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from aiogram import Bot
from aiogram.exceptions import (
    TelegramConflictError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates

from bot.enduring import Enduring


class ApiFault(enum.StrEnum):
    """Why the bot cannot work with the API; the value is the sentence."""

    TOKEN = "The messenger's API does not know this bot: check BOT_TOKEN."  # noqa: S105 # a sentence, no secret
    RIVAL = "Another process already takes this bot's updates: stop it first."
    WEBHOOK = "A webhook is set for this bot: delete it before polling."
    UNREACHABLE = "The messenger's API cannot be reached: check the network and BOT_API_URL."


class ApiTrouble(Exception):
    """The bot cannot start. The text is one sentence for whoever starts it, ``fault`` says the same to code."""

    def __init__(self, fault: ApiFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class PollRules:
    """The numbers of polling, in seconds."""

    poll: int = 25
    listen: int = 2
    """How long ``check`` listens for a rival: the newer of two polls goes on until the other one's owner asks again."""
    first_pause: float = 0.5
    most_pause: float = 60.0


class RawUpdates(GetUpdates):
    """getUpdates that leaves each update as it came: one that fits no model must not hold up the others."""

    __returning__: ClassVar[Any] = list[dict[str, Any]]
    __api_method__: ClassVar[str] = "getUpdates"


class Poller:
    """Asks for updates and hands them to ``take``, which returns once they are stored. One for each bot at a time.

    ``kinds``: the messenger's types of updates that somebody here handles.
    """

    def __init__(
        self, take: Callable[[list[dict[str, Any]]], Awaitable[None]], bot: Bot, kinds: Sequence[str], rules: PollRules
    ) -> None:
        self._take, self._bot, self._kinds, self._rules = take, bot, list(kinds), rules
        self._offset: int | None = None
        self._enduring = Enduring("polling", first=rules.first_pause, most=rules.most_pause)

    async def check(self) -> None:
        """Ask the API whether it knows us and lets us poll; ApiTrouble when it does not."""
        try:
            await self._bot.get_me()
            await self._sole()
        except (TelegramUnauthorizedError, TelegramNotFound) as error:
            raise ApiTrouble(ApiFault.TOKEN) from error
        except TelegramConflictError as error:
            raise ApiTrouble(ApiFault.WEBHOOK if "webhook" in error.message else ApiFault.RIVAL) from error
        except (TelegramNetworkError, TelegramServerError, OSError) as error:
            raise ApiTrouble(ApiFault.UNREACHABLE) from error

    async def _sole(self) -> None:
        """Ended once may be a poll that a killed process left behind; a living rival ends us again."""
        try:
            await self._bot.get_updates(limit=1, timeout=self._rules.listen)
        except TelegramConflictError as error:
            if "webhook" in error.message:
                raise
            await asyncio.sleep(self._rules.first_pause)
            await self._bot.get_updates(limit=1, timeout=self._rules.listen)

    async def run(self) -> None:
        """Poll until ``stop``. May be run again; another process may have polled meanwhile."""
        self._offset = None
        self._enduring.stopping.clear()
        while not self._enduring.stopping.is_set():
            await self._enduring(self._poll)

    def stop(self) -> None:
        """Take nothing new and let ``run`` return. May be called by a signal handler of the event loop."""
        self._enduring.stopping.set()

    async def _poll(self) -> None:
        batch = await self._next()
        if batch:
            await self._take(batch)
            self._offset = batch[-1]["update_id"] + 1
        else:
            self._offset = None  # all is confirmed; from here on the messenger may count as it likes

    async def _next(self) -> list[dict[str, Any]]:
        """The next batch; [] when none came or we have to stop."""
        call = RawUpdates(offset=self._offset, timeout=self._rules.poll, allowed_updates=self._kinds)
        limit = int(self._rules.poll + self._bot.session.timeout)
        asking = asyncio.ensure_future(self._ask(call, limit))
        stopping = asyncio.ensure_future(self._enduring.stopping.wait())
        try:
            await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return asking.result() if asking.done() else []
        finally:
            asking.cancel()
            stopping.cancel()
            await asyncio.gather(asking, stopping, return_exceptions=True)

    async def _ask(self, call: RawUpdates, limit: int) -> list[dict[str, Any]]:
        answer: Any = await self._bot(call, request_timeout=limit)
        return list(answer)
