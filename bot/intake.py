"""The durable inbox: every update is stored before the messenger may forget it, and handled at least once.

Taking (``take``, fed by the poller or by a webhook) and working are apart: on PostgreSQL any process may do either.
What was not handled when a process died is handled first by the next one, in the same order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from aiogram import Bot, Dispatcher
from aiogram.enums import UpdateType

from bot.enduring import Enduring
from bot.envelope import Raw, wanted
from bot.handling import Aside, Handling, HandlingRules
from bot.lanes import Lanes
from bot.leases import Leases
from bot.leasing import Leasing
from bot.outage import NoRoom, Outage
from bot.poller import ApiFault, ApiTrouble, Poller, PollRules
from bot.shelf import Shelf
from cabinet.ports import Clock
from storage.engine import Database

__all__ = ["ApiFault", "ApiTrouble", "Intake", "IntakeRules"]

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class IntakeRules:
    """The numbers of the intake, in seconds."""

    poll: int = 25
    listen: int = 2
    """How long ``check`` listens for a rival."""
    at_once: int = 32
    """How many updates are handled beside each other."""
    grace: float = 15.0
    """How long ``run`` waits for what is in hand after ``stop``."""
    lease: float = 10.0
    """After how long the lanes of a killed process are taken over, where several share them."""
    handling: HandlingRules = field(default_factory=HandlingRules)

    def enduring(self, what: str) -> Enduring:
        """The patience of one part."""
        return Enduring(what, first=self.handling.first_pause, most=self.handling.most_pause)


class Intake:
    """Takes updates in, stores them, and has them handled.

    ``poller`` asks for updates (one process for each bot), ``worker`` handles what is stored; ``run`` does both.
    ``aside`` tells somebody that we failed, ``no_room`` that he has to wait.
    """

    def __init__(
        self,
        db: Database,
        bot: Bot,
        dispatcher: Dispatcher,
        clock: Clock,
        *,
        rules: IntakeRules | None = None,
        aside: Aside | None = None,
        no_room: NoRoom | None = None,
    ) -> None:
        rules = rules or IntakeRules()
        lasts = timedelta(seconds=rules.lease)
        shelf: Shelf = Shelf(db, bot.id, clock) if db.is_sqlite else Leasing(db, bot.id, clock, lasts)
        self._outage = Outage(bot, no_room)
        handling = Handling(shelf, bot, dispatcher, clock, rules.handling, aside, self._outage)
        self._shelf, self.worker = shelf, _worker(db, shelf, handling, rules)
        self.kinds = [kind for kind in dispatcher.resolve_used_update_types() if kind in set(UpdateType)]
        """The messenger's types of updates that somebody here handles."""
        pauses = {"first_pause": rules.handling.first_pause, "most_pause": rules.handling.most_pause}
        self.poller = Poller(self._polled, bot, self.kinds, PollRules(rules.poll, rules.listen, **pauses))
        self._for_others = rules.at_once * 3 // 4

    async def take(self, batch: Sequence[Raw]) -> None:
        """Store what has come and is meant for us; returns once it is committed, so that it may be confirmed.

        A repeat is recognised and dropped. Raises what the database raises: then nothing of the batch is stored.
        """
        await self._take(batch, self.worker.free)

    async def _polled(self, batch: Sequence[Raw]) -> None:
        """What one process polls for all: it keeps for itself what it handles with a few hands."""
        await self._take(batch, self.worker.free - self._for_others)

    async def _take(self, batch: Sequence[Raw], free: int) -> None:
        ours = [raw for raw in batch if wanted(raw)]
        if not ours:
            return
        try:
            fresh = await self._shelf.put(ours, free)
        except Exception as error:
            self._outage.met(error, ours)
            raise
        self._outage.over()
        self.worker.fresh(fresh)

    async def check(self) -> None:
        """Ask the API whether it knows us and lets us poll; ApiTrouble when it does not."""
        await self.poller.check()

    async def run(self) -> None:
        """Handle what was left over and poll until ``stop``; returns when nothing is in hand any more."""
        parts = [asyncio.ensure_future(self.worker.run()), asyncio.ensure_future(self.poller.run())]
        try:
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.stop()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*parts)

    def stop(self) -> None:
        """Take nothing new and let ``run`` return. May be called by a signal handler of the event loop."""
        self.poller.stop()
        self.worker.stop()


def _worker(db: Database, shelf: Shelf, handling: Handling, rules: IntakeRules) -> Lanes | Leases:
    """One process keeps its lanes in memory; several share them."""
    enduring = rules.enduring("the inbox")
    if isinstance(shelf, Leasing):
        return Leases(db, shelf, handling, at_once=rules.at_once, grace=rules.grace, enduring=enduring)
    return Lanes(db, shelf, handling, at_once=rules.at_once, grace=rules.grace, enduring=enduring)
