"""One update through the dispatcher: in its turn, again after trouble of ours, aside after its own third error."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import TelegramMethod
from aiogram.types import Update
from pydantic import ValidationError

from bot.outage import Outage
from bot.outcome import unreachable
from bot.retry import full, passing, patience, pause, short_number
from bot.shelf import Job, Shelf
from bot.steps import traced, walked
from cabinet.ports import Clock
from storage.lanes import Fenced

log = structlog.get_logger(__name__)

_MANY = 1_000
"""So many updates may wait out trouble at once before the oldest are counted anew."""

Aside = Callable[[Update, str], Awaitable[None]]
"""Told of an update that was put aside, and of its short number."""


@dataclass(frozen=True)
class HandlingRules:
    """The numbers of handling; pauses in seconds."""

    tries: int = 3
    """Unexpected errors of one update before it is put aside."""
    first_pause: float = 0.5
    most_pause: float = 60.0
    endurance: timedelta = timedelta(hours=24)
    """How long trouble of ours may hold up one lane."""


class Unreadable(ValueError):
    """An update that fits no model; the text names the places, never what stands there: it goes to the log."""

    def __init__(self, error: ValidationError) -> None:
        found = error.errors(include_input=False, include_context=False, include_url=False)
        super().__init__("; ".join(f"{'.'.join(map(str, one['loc']))}: {one['type']}" for one in found))


class Handling:
    """Feeds stored updates to the dispatcher; what a handler needs to tell a repeat from a first time is ``press``."""

    def __init__(
        self,
        shelf: Shelf,
        bot: Bot,
        dispatcher: Dispatcher,
        clock: Clock,
        rules: HandlingRules,
        aside: Aside | None,
        outage: Outage,
    ) -> None:
        self._shelf, self._bot, self._dispatcher, self._clock = shelf, bot, dispatcher, clock
        self._rules, self._aside, self._outage = rules, aside, outage
        self._stumbles: dict[UUID, tuple[int, datetime]] = {}

    async def __call__(self, job: Job) -> float | None:
        """Handle one row of the inbox. None: done with it; a number: try again after so many seconds."""
        with traced(job.id):
            try:
                again = await self._tried(job)
            except Fenced:
                _lose(job)
                again = None
        if again is None:
            self._stumbles.pop(job.id, None)
        return again

    async def _tried(self, job: Job) -> float | None:
        try:
            await self._attend(job)
        except Fenced:
            raise
        except Exception as error:
            try:
                return await self._judge(job, error)
            except Fenced:
                raise
            except Exception as worse:
                log.warning("the inbox does not answer", error=type(worse).__name__)
                return pause(2, first=self._rules.first_pause)
        return None

    async def _attend(self, job: Job) -> None:
        update = await self._update(job)
        if update is None:
            return
        with walked(job.at, self._clock):
            async with self._shelf.turn(job):
                await self._feed(job, update)
        self._outage.over()

    async def _feed(self, job: Job, update: Update) -> None:
        """What was done is done; who cannot be answered because he wants nothing of us any more is no trouble."""
        try:
            answer = await self._dispatcher.feed_update(self._bot, update, press=str(job.id))
            if isinstance(answer, TelegramMethod):  # a handler may return its answer instead of sending it
                await self._bot(answer)
        except (TelegramForbiddenError, TelegramBadRequest) as error:
            why = unreachable(error)
            if why is None:
                raise
            log.info("nobody can be answered there", why=why)

    async def _update(self, job: Job) -> Update | None:
        raw = await self._shelf.raw(job)
        if raw is None:
            return None
        try:
            return Update.model_validate(raw, context={"bot": self._bot})
        except ValidationError as error:
            raise Unreadable(error) from None

    async def _judge(self, job: Job, error: Exception) -> float | None:
        """Seconds until the next try, None when the update was put aside."""
        now = self._clock.now()
        count, since = self._stumbles.get(job.id, (0, now))
        self._stumbles[job.id] = (count + 1, since)
        if len(self._stumbles) > _MANY:  # the oldest ended in another process
            del self._stumbles[next(iter(self._stumbles))]
        seconds = patience(error, count + 1, first=self._rules.first_pause, most=self._rules.most_pause)
        if passing(error):
            raw = await self._shelf.raw(job) if full(error) else None
            self._outage.met(error, [raw] if raw else [])
            log.warning("an update has to wait", error=type(error).__name__, pause=round(seconds, 1))
            if now - since < self._rules.endurance:
                return seconds
        elif (tries := await self._shelf.count_try(job)) < self._rules.tries:
            log.error("an update failed", tries=tries, exc_info=error)
            return seconds
        await self._give_up(job, error)
        return None

    async def _give_up(self, job: Job, error: Exception) -> None:
        trouble = short_number()
        await self._shelf.put_aside(job, trouble)
        log.error("an update was put aside", trouble=trouble, exc_info=error)
        if self._aside is None:
            return
        try:
            update = await self._update(job)
            if update is not None:
                await self._aside(update, trouble)
        except Exception as silent:
            log.warning("nobody could be told of it", trouble=trouble, error=type(silent).__name__)


def _lose(job: Job) -> None:
    """What it did is done once all the same; what it would have written of its conversation the new owner writes."""
    log.warning("another process has the lane")
    if job.hold is not None:
        job.hold.gone = True
