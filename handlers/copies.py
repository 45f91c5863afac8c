"""How the copies of a broadcast are worded: the same text for all, so it is opened once and not for each of 100,000.

The text is the administrator's, in the messenger's HTML; who reads it is looked up at the moment of sending.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Final

from sqlalchemy import and_, select

from cabinet.ports import Clock, today
from handlers.spoken import Spoken
from storage.broadcasts import Broadcast, BroadcastState
from storage.chats import Binding, Chat
from storage.company import Company
from storage.engine import Database
from storage.outbox import Letter
from storage.people import Employee

KEPT: Final = 2.0
"""Seconds for which an opened text is kept."""


class Copies:
    """Words copies. ``steady``: seconds of a clock that nobody can move."""

    def __init__(self, db: Database, clock: Clock, steady: Callable[[], float] = time.monotonic) -> None:
        self._db, self._clock, self._steady = db, clock, steady
        self._texts: dict[uuid.UUID, tuple[str | None, float]] = {}

    async def word(self, letter: Letter) -> Spoken | None:
        """The copy of one reader; None where he works here no more, has no chat, or the broadcast was stopped."""
        address = await self._address(letter)
        text = await self._text(letter.broadcast_id) if address and letter.broadcast_id else None
        return Spoken(address, text) if address and text else None

    async def _address(self, letter: Letter) -> str | None:
        found = (
            select(Chat.address, Employee.dismissed_on, Company.zone)
            .join(Binding, Binding.chat_id == Chat.id)
            .join(Employee, Employee.id == Binding.employee_id)
            .join(Company, Company.id == Employee.company_id)
            .where(and_(Binding.employee_id == letter.employee_id, Binding.ended_at.is_(None)))
        )
        for address, dismissed_on, zone in await self._db.glance(found):
            if dismissed_on is None or today(self._clock, zone) < dismissed_on:
                return str(address)
        return None

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
