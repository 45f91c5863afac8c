"""The queue of updates and its long poll.

As the real server: an update stays until a later ``offset`` confirms it (at most 24 hours), so a bot that dies gets it
again; a second poller ends the first with 409; kinds that were not asked for are never queued
(core.telegram.org/bots/api#getting-updates).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from sandbox.errors import ApiError
from sandbox.shapes import Json
from sandbox.store import Store

KEPT_SECONDS = 24 * 3600
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class Updates:
    """One bot's queue, on disk."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._turn = 0
        self._closed = False
        self._changed = asyncio.Event()

    def wanted(self, kind: str) -> bool:
        """Whether the bot asked for this kind in its last call that named kinds."""
        allowed = self._store.note("allowed_updates", [])
        return kind in allowed if allowed else kind not in NOT_BY_DEFAULT

    def add(self, kind: str, payload: Json) -> None:
        """Queue one update; wakes the poller."""
        if not self.wanted(kind):
            return
        # A world that was deleted must not begin again with numbers that the bot has already seen.
        update_id = self._store.next("update_id", start=int(time.time()))
        self._store.put_update(update_id, self._clock(), {"update_id": update_id, kind: payload})
        self.wake()

    def wake(self) -> None:
        """Let whoever waits look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    def close(self) -> None:
        """Let the poller go: the server stops."""
        self._closed = True
        self.wake()

    def pending(self) -> int:
        """How many are not confirmed."""
        return len(self._store.update_ids())

    def allow(self, kinds: list[Any]) -> None:
        """Remember the kinds asked for; an empty list means the default set."""
        self._store.put_note("allowed_updates", [str(kind) for kind in kinds])

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Confirm everything below ``offset``, then wait up to ``seconds`` for something.

        Raises:
            ApiError: 409, another call came meanwhile.
        """
        self._turn += 1
        turn = self._turn
        self.wake()
        first = self._confirm(offset)
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            if turn != self._turn:
                raise ApiError(409, CONFLICT)
            found = self._store.updates(first, limit)
            left = deadline - asyncio.get_running_loop().time()
            if found or left <= 0 or self._closed:
                return found
            await self._wait(left)

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return

    def _confirm(self, offset: int) -> int:
        """Forget what is confirmed or too old; a negative offset counts from the end of the queue."""
        self._store.drop_updates(older=self._clock() - KEPT_SECONDS)
        if offset < 0:
            ids = self._store.update_ids()[offset:]
            offset = ids[0] if ids else 0
        if offset > 0:
            self._store.drop_updates(below=offset)
        return offset
