"""A belt: takes what is due a few at a time, and sleeps until the next is or somebody wakes it.

Whatever waits (a closed gate, a slow gateway) holds only places of its own belt; letters, copies of broadcasts, SMS and
cards have one each.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias
from uuid import UUID

import structlog

from bot.slots import carrying
from cabinet.ports import Clock

log = structlog.get_logger(__name__)

Parcel: TypeAlias = tuple[UUID, Callable[[], Awaitable[None]]]
"""(row, what to do with it)."""


class Load(Protocol):
    """Where parcels come from. ``busy``: rows in hand, which are nobody else's even when their lease is over."""

    async def due(self, busy: Set[UUID]) -> datetime | None:
        """When the next row falls due; None when none will."""
        ...

    async def claim(self, places: int, busy: Set[UUID]) -> list[Parcel]:
        """Lease at most ``places`` due rows, committed when this returns."""
        ...


@dataclass(frozen=True)
class BeltRules:
    """``places``: so many rows in hand. While more wait, they are claimed ``group`` at once, or after ``gather``
    seconds as many as there are places. ``net``: seconds after which the rows are looked at even if nobody woke us.
    ``straight``: after a claim that filled all places the next one is made without asking what is due."""

    places: int = 20
    group: int = 8
    gather: float = 0.1
    net: float = 1.0
    straight: bool = False


class Belt:
    """Runs the parcels of one load. It may be run again."""

    def __init__(self, load: Load, clock: Clock, rules: BeltRules, free: asyncio.Semaphore | None = None) -> None:
        """``free``: the places for what has left, where belts share them (bot/slots)."""
        self._load, self._clock, self._rules = load, clock, rules
        self._free = free or asyncio.Semaphore(rules.places)
        self._hands: dict[UUID, asyncio.Task[None]] = {}
        self._stir = asyncio.Event()
        self._stopping = False
        self._next_claim = float("-inf")
        self._ask_at = float("-inf")
        """Until then more is waiting, as far as we know."""

    @property
    def busy(self) -> Set[UUID]:
        """The rows in hand."""
        return frozenset(self._hands)

    def wake(self) -> None:
        """Look at the rows now."""
        self._stir.set()

    def stop(self) -> None:
        """Take nothing new and let ``run`` return."""
        self._stopping = True
        self._stir.set()

    async def run(self, grace: float) -> None:
        """Work until ``stop``; then wait ``grace`` seconds for what is in hand, and let go of the rest."""
        try:
            while not self._stopping:
                self._stir.clear()
                seconds = await self._step()
                if seconds > 0 and not self._stopping:
                    await self._sleep(seconds)
            if self._hands:
                await asyncio.wait(set(self._hands.values()), timeout=grace)
        finally:
            self._stopping = False
            await self._let_go()

    async def _let_go(self) -> None:
        hands = set(self._hands.values())
        for hand in hands:
            hand.cancel()
        await asyncio.gather(*hands, return_exceptions=True)

    async def _step(self) -> float:
        """Take what is due; answers for how many seconds there is nothing to do."""
        rules, free, now = self._rules, self._rules.places - len(self._hands), asyncio.get_running_loop().time()
        if free <= 0:
            return rules.net
        if free < min(rules.group, rules.places) and now < self._next_claim:
            return self._next_claim - now
        asked = now >= self._ask_at
        try:
            if asked and (left := await self._left()) > 0:
                return min(left, rules.net)
            parcels = await self._load.claim(free, self.busy)
        except Exception as error:
            log.warning("the outbox does not answer", error=type(error).__name__)
            return rules.net
        for row, deed in parcels:
            self._take(row, deed)
        full = len(parcels) == free
        self._next_claim = now + rules.gather if full else now
        self._ask_at = now if not (full and rules.straight) else now + rules.net if asked else self._ask_at
        return 0 if parcels or not asked else rules.net

    async def _left(self) -> float:
        """Seconds until something is due."""
        moment = await self._load.due(self.busy)
        return self._rules.net if moment is None else (moment - self._clock.now()).total_seconds()

    def _take(self, row: UUID, deed: Callable[[], Awaitable[None]]) -> None:
        hand = asyncio.create_task(self._carry(row, deed))
        self._hands[row] = hand
        hand.add_done_callback(lambda done: self._done(row, done))

    def _done(self, row: UUID, hand: asyncio.Task[None]) -> None:
        if self._hands.get(row) is hand:  # written and due again at once, it may be in the next hand already
            del self._hands[row]
        self._stir.set()

    async def _carry(self, row: UUID, deed: Callable[[], Awaitable[None]]) -> None:
        try:
            async with carrying(self._free):
                await deed()
        except Exception as error:  # its result could not be written: the lease will run out, and it goes again
            log.error("a result was not written", row=str(row), exc_info=error)

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stir.wait()
        except TimeoutError:
            return
