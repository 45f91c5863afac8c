"""How the copies of a broadcast are worded: the same text for all, so it is opened once and not for each of 100,000.

The text is the administrator's, in the messenger's HTML; who reads it is looked up at the moment of sending.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Final

from handlers.readers import Readers
from handlers.spoken import Spoken
from storage.broadcasts import Broadcast, BroadcastState
from storage.engine import Database
from storage.outbox import Letter

KEPT: Final = 2.0
"""Seconds for which an opened text is kept."""


class Copies:
    """Words copies. ``steady``: seconds of a clock that nobody can move."""

    def __init__(self, db: Database, readers: Readers, steady: Callable[[], float] = time.monotonic) -> None:
        self._db, self._readers, self._steady = db, readers, steady
        self._texts: dict[uuid.UUID, tuple[str | None, float]] = {}

    async def word(self, letter: Letter) -> Spoken | None:
        """The copy of one reader; None where he works here no more, has no chat, or the broadcast was stopped."""
        reader = await self._readers.of(letter)
        text = await self._text(letter.broadcast_id) if reader and letter.broadcast_id else None
        return Spoken(reader.address, text) if reader and text else None

    async def _text(self, broadcast_id: uuid.UUID) -> str | None:
        now = self._steady()
        text, until = self._texts.get(broadcast_id, (None, now))
        if now < until:
            return text
        self._texts = {one: kept for one, kept in self._texts.items() if now < kept[1]}
        async with self._db.read() as session:
            broadcast = await session.get(Broadcast, broadcast_id)
        text = None if broadcast is None or broadcast.state is BroadcastState.STOPPED else broadcast.text
        self._texts[broadcast_id] = text, now + KEPT
        return text
