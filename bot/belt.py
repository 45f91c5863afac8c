"""A belt: takes what is due a few at a time, and sleeps until the next is or somebody wakes it.

Whatever waits (a closed gate, a slow gateway) holds only places of its own belt; letters, SMS and cards have one each.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Set
from datetime import datetime
from typing import Protocol, TypeAlias
from uuid import UUID

import structlog

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


class Belt:
    """Runs the parcels of one load. ``net``: seconds after which the rows are looked at even if nobody woke us."""

    def __init__(self, load: Load, clock: Clock, *, places: int = 8, net: float = 1.0) -> None:
        self._load, self._clock, self._places, self._net = load, clock, places, net
        self._hands: dict[UUID, asyncio.Task[None]] = {}
        self._stir = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Look at the rows now."""
        self._stir.set()

    def stop(self) -> None:
        """Take nothing new and let ``run`` return."""
        self._stopping = True
        self._stir.set()

    async def run(self, grace: float) -> None:
        """Work until ``stop``; then wait ``grace`` seconds for what is in hand, and let go of the rest."""
        while not self._stopping:
            self._stir.clear()
            seconds = await self._step()
            if seconds > 0 and not self._stopping:
                await self._sleep(seconds)
        if self._hands:
            _, late = await asyncio.wait(set(self._hands.values()), timeout=grace)
            for hand in late:
                hand.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _step(self) -> float:
        """Take what is due; answers for how many seconds there is nothing to do."""
        free, busy = self._places - len(self._hands), frozenset(self._hands)
        if free <= 0:
            return self._net
        try:
            moment = await self._load.due(busy)
            left = self._net if moment is None else (moment - self._clock.now()).total_seconds()
            if left > 0:
                return min(left, self._net)
            parcels = await self._load.claim(free, busy)
        except Exception as error:
            log.warning("the outbox does not answer", error=type(error).__name__)
            return self._net
        for row, deed in parcels:
            self._take(row, deed)
        return 0 if parcels else self._net

    def _take(self, row: UUID, deed: Callable[[], Awaitable[None]]) -> None:
        hand = asyncio.create_task(self._carry(row, deed))
        self._hands[row] = hand
        hand.add_done_callback(lambda _: self._done(row))

    def _done(self, row: UUID) -> None:
        del self._hands[row]
        self._stir.set()

    async def _carry(self, row: UUID, deed: Callable[[], Awaitable[None]]) -> None:
        try:
            await deed()
        except Exception as error:  # its result could not be written: the lease will run out, and it goes again
            log.error("a result was not written", row=str(row), exc_info=error)

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stir.wait(), seconds)
        except TimeoutError:
            return
