"""Lets broadcasts be handed out, beside the courier and in its process: whoever carries the copies makes them, too."""

from __future__ import annotations

import asyncio

import structlog

from cabinet.access import Actor
from cabinet.broadcasts.filling import FILLER, Filling
from storage.engine import Database

log = structlog.get_logger(__name__)

ACTOR = Actor.system(FILLER)


class Broadcasting:
    """Looks for copies to make when somebody signals «letters». ``net``: seconds until it looks all the same."""

    def __init__(self, db: Database, filling: Filling, *, net: float = 1.0) -> None:
        self._filling, self._net = filling, net
        self._stir = asyncio.Event()
        self._stopping = False
        db.on("letters", self._stir.set)

    def stop(self) -> None:
        """Begin no further page and let ``run`` return."""
        self._stopping = True
        self._stir.set()

    async def run(self) -> None:
        """Fill until ``stop``; the page in hand is finished. May be run again."""
        self._stopping = False
        while not self._stopping:
            self._stir.clear()
            if not await self._fill() and not self._stopping:
                await self._sleep()

    async def _fill(self) -> bool:
        """Whether there may be more to do at once."""
        try:
            return await self._filling.fill(ACTOR)
        except Exception as error:
            log.warning("a broadcast has to wait", error=type(error).__name__)
            return False

    async def _sleep(self) -> None:
        try:
            await asyncio.wait_for(self._stir.wait(), self._net)
        except TimeoutError:
            return
