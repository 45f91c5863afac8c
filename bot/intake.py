"""The durable inbox: every update is stored before the messenger may forget it, and handled at least once.

Long polling of our own, because aiogram's acknowledges an update when it hands it out. Here a batch is committed first;
only the next getUpdates confirms it. What was not handled when the process died is handled first at the next start, in
the same order.
"""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

import structlog
from aiogram import Bot, Dispatcher
from aiogram.enums import UpdateType
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates

from bot.handling import Aside, Handling, HandlingRules
from bot.lanes import Lanes
from bot.retry import passing, patience
from bot.shelf import Job, Shelf
from cabinet.ports import Clock
from storage.engine import Database

log = structlog.get_logger(__name__)


class ApiFault(enum.StrEnum):
    """Why the bot cannot work with the API; the value is the sentence."""

    TOKEN = "The messenger's API does not know this bot: check BOT_TOKEN."  # noqa: S105 # a sentence, no secret
    RIVAL = "Another process already takes this bot's updates: stop it first."
    WEBHOOK = "A webhook is set for this bot: delete it before polling."
    REFUSED = "The messenger does not accept our webhook: check WEBHOOK_URL."
    UNREACHABLE = "The messenger's API cannot be reached: check the network and BOT_API_URL."


class ApiTrouble(Exception):
    """The bot cannot start. The text is one sentence for whoever starts it, ``fault`` says the same to code."""

    def __init__(self, fault: ApiFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class IntakeRules:
    """The numbers of the intake, in seconds."""

    poll: int = 25
    listen: int = 2
    """How long ``check`` listens for a rival: the newer of two polls goes on until the other one's owner asks again."""
    at_once: int = 32
    """How many updates are handled beside each other."""
    grace: float = 15.0
    """How long ``stop`` waits for what is in hand."""
    memory: timedelta = timedelta(days=7)
    """How long an update's id is remembered: the messenger's ids may start anew after a week of silence."""
    handling: HandlingRules = field(default_factory=HandlingRules)


class RawUpdates(GetUpdates):
    """getUpdates that leaves each update as it came: one that fits no model must not hold up the others."""

    __returning__: ClassVar[Any] = list[dict[str, Any]]
    __api_method__: ClassVar[str] = "getUpdates"


class Intake:
    """Takes updates in, stores them, and feeds them to the dispatcher in lanes."""

    def __init__(
        self,
        db: Database,
        bot: Bot,
        dispatcher: Dispatcher,
        clock: Clock,
        *,
        rules: IntakeRules | None = None,
        aside: Aside | None = None,
    ) -> None:
        self._bot, self._dispatcher, self._rules = bot, dispatcher, rules or IntakeRules()
        self._shelf = Shelf(db, bot.id, clock, self._rules.memory)
        handling = Handling(self._shelf, bot, dispatcher, clock, self._rules.handling, aside)
        self._lanes = Lanes(handling, self._rules.at_once)
        self._offset: int | None = None
        self._stopping = asyncio.Event()

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
            await asyncio.sleep(self._rules.handling.first_pause)
            await self._bot.get_updates(limit=1, timeout=self._rules.listen)

    async def run(self) -> None:
        """Handle what was left over, then poll until ``stop``; returns when nothing is in hand any more."""
        try:
            await self._enduring(self._resume)
            while not self._stopping.is_set():
                await self._enduring(self._poll)
        finally:
            await self._lanes.close(self._rules.grace)

    def stop(self) -> None:
        """Take nothing new and let ``run`` return. May be called by a signal handler of the event loop."""
        self._stopping.set()

    async def _enduring(self, step: Callable[[], Awaitable[None]]) -> None:
        """Do ``step`` until it succeeds or we have to stop, with growing pauses."""
        stumble = 0
        while not self._stopping.is_set():
            try:
                await step()
            except Exception as error:
                stumble += 1
                await self._rest(error, stumble)
            else:
                return

    async def _resume(self) -> None:
        self._spread(await self._shelf.left_over())

    async def _poll(self) -> None:
        batch = await self._next()
        if batch:
            self._spread(await self._shelf.put(batch))
            self._offset = batch[-1]["update_id"] + 1
        else:
            self._offset = None  # all is confirmed; from here on the messenger may count as it likes

    async def _next(self) -> list[dict[str, Any]]:
        """The next batch; [] when none came or we have to stop."""
        kinds = [kind for kind in self._dispatcher.resolve_used_update_types() if kind in set(UpdateType)]
        call = RawUpdates(offset=self._offset, timeout=self._rules.poll, allowed_updates=kinds)
        limit = int(self._rules.poll + self._bot.session.timeout)
        asking = asyncio.ensure_future(self._ask(call, limit))
        stopping = asyncio.ensure_future(self._stopping.wait())
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

    def _spread(self, jobs: list[Job]) -> None:
        for lane, job in jobs:
            self._lanes.add(lane, job)

    async def _rest(self, error: Exception, stumble: int) -> None:
        rules = self._rules.handling
        seconds = patience(error, stumble, first=rules.first_pause, most=rules.most_pause)
        known = isinstance(error, TelegramAPIError) or passing(error)
        log.warning(
            "polling stumbled", error=type(error).__name__, pause=round(seconds, 1), exc_info=None if known else error
        )
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return
