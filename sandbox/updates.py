"""The queue of updates, and the long poll that empties it; ``delivery`` is the other way out.

As the real server: an update stays until a later ``offset`` confirms it or a webhook takes it, so a bot that dies gets
it again; it is forgotten after 24 hours, a press after 150 seconds; a second poller ends the first with 409; kinds that
were not asked for are never queued (core.telegram.org/bots/api#getting-updates).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from sandbox.errors import ApiError
from sandbox.faults import Faults
from sandbox.shapes import Json
from sandbox.store import Store

KEPT_SECONDS = 24 * 3600
PRESS_SECONDS = 150
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
OTHER_POLL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = "Conflict: terminated by setWebhook request"


class Updates:
    """One bot's queue, on disk."""

    def __init__(self, store: Store, clock: Callable[[], float], faults: Faults) -> None:
        self._store, self._clock, self._faults = store, clock, faults
        self._poll: object = None
        self._conflict = OTHER_POLL
        self._closed = False
        self._twice: set[int] = set()
        self._again: list[Json] = []
        self.changed = asyncio.Event()
        """Set at the next change; take it before you look."""

    # --- what comes in

    def wanted(self, kind: str) -> bool:
        """Whether the bot asked for this kind in its last call that named kinds."""
        allowed = self.allowed()
        return kind in allowed if allowed else kind not in NOT_BY_DEFAULT

    def allowed(self) -> list[str]:
        """The kinds that were asked for; empty: the default set."""
        return list(self._store.note("allowed_updates", []))

    def allow(self, kinds: list[str] | None) -> None:
        """Remember the kinds asked for; an empty list means the default set, None changes nothing."""
        if kinds is not None:
            self._store.put_note("allowed_updates", kinds)

    def add(self, kind: str, payload: Json) -> None:
        """Queue one update; wakes whoever waits for it."""
        if not self.wanted(kind):
            return
        self._count_anew()
        # A world that was deleted must not begin again with numbers that the bot has already seen.
        update_id = self._store.next("update_id", start=int(time.time()))
        age = KEPT_SECONDS - PRESS_SECONDS if kind == "callback_query" else 0  # as if it lay here for so long
        self._store.put_update(update_id, self._clock() - age, {"update_id": update_id, kind: payload})
        if self._faults.repeat_updates.fires(kind):
            self._twice.add(update_id)
        self.wake()

    def _count_anew(self) -> None:
        """Once nothing waits, ids may go on from a lower number, as a real bot's after a quiet week."""
        first = self._faults.update_ids
        if first is not None and not self.pending():
            self._store.put_note("update_id", first - 1)
            self._faults.update_ids = None

    # --- who waits

    def wake(self) -> None:
        """Let whoever waits look again."""
        self.changed.set()
        self.changed = asyncio.Event()

    def close(self) -> None:
        """Let the poller go: the server stops."""
        self._closed = True
        self.wake()

    def end_poll(self) -> None:
        """A webhook is set: whoever polls gets 409."""
        self._poll, self._conflict = None, WEBHOOK_SET
        self.wake()

    # --- what goes out

    def pending(self) -> int:
        """How many are not confirmed."""
        return len(self._store.update_ids())

    def first(self, count: int) -> list[int]:
        """The ids at the head of the queue."""
        self._forget_old()
        return self._store.update_ids(count)

    def get(self, update_id: int) -> Json | None:
        """One that waits; None if it was confirmed, dropped or is too old."""
        self._forget_old()
        found = self._store.updates(update_id, 1)
        return found[0] if found and found[0]["update_id"] == update_id else None

    def taken(self, update_id: int) -> None:
        """The webhook has taken it; what is to come twice stays."""
        if update_id in self._twice:
            self._twice.discard(update_id)
        else:
            self._store.drop_update(update_id)
        self.wake()

    def drop(self) -> None:
        """Forget all that waits."""
        self._twice.clear()
        self._again.clear()
        self._store.drop_updates()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Confirm everything below ``offset``, then wait up to ``seconds`` for something.

        Raises:
            ApiError: 409, another call came meanwhile, or a webhook was set.
        """
        mine = self._poll = object()
        self._conflict = OTHER_POLL
        self.wake()
        first = self._confirm(offset)
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            if mine is not self._poll:
                raise ApiError(409, self._conflict)
            found = self._found(first, limit)
            left = deadline - asyncio.get_running_loop().time()
            if found or left <= 0 or self._closed:
                return found
            await self._wait(left)

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.changed.wait(), seconds)
        except TimeoutError:
            return

    def _found(self, first: int, limit: int) -> list[Json]:
        again, self._again = self._again[:limit], self._again[limit:]
        return again + self._store.updates(first, limit - len(again))

    def _confirm(self, offset: int) -> int:
        """Forget what is confirmed or too old; where to read on.

        A negative offset counts from the end of the queue; one from the future says nothing, as to the real server.
        """
        self._forget_old()
        if offset < 0:
            ids = self._store.update_ids()[offset:]
            offset = ids[0] if ids else 0
        if offset > int(self._store.note("update_id", 0)) + 1:
            return 0
        if offset > 0:
            repeats = sorted(update_id for update_id in self._twice if update_id < offset)
            self._again += [update for update in map(self.get, repeats) if update is not None]
            self._twice -= set(repeats)
            self._store.drop_updates(below=offset)
        return offset

    def _forget_old(self) -> None:
        self._store.drop_updates(older=self._clock() - KEPT_SECONDS)
