"""Where the readers of letters are reached, at the moment of sending: looked up at once for all that go together.

Whoever was dismissed is told nothing more. A letter to a chat goes there, bound or not (the old account of a change).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, select

from cabinet.ports import Clock, today
from storage.chats import Binding, Chat
from storage.company import Company
from storage.engine import Database
from storage.outbox import Letter
from storage.people import Employee

_MANY: Final = 1000
"""So many letters that were looked up and never worded are kept."""
_SEATS: Final = (
    select(Binding.employee_id, Chat.address, Chat.locale, Employee.dismissed_on, Company.zone)
    .join(Chat, Chat.id == Binding.chat_id)
    .join(Employee, Employee.id == Binding.employee_id)
    .join(Company, Company.id == Employee.company_id)
    .where(Binding.employee_id.in_(bindparam("people", expanding=True)), Binding.ended_at.is_(None))
)
_CHATS: Final = select(Chat.id, Chat.address, Chat.locale).where(Chat.id.in_(bindparam("chats", expanding=True)))


@dataclass(frozen=True)
class Reader:
    """A chat of the messenger, and the language that is spoken in it."""

    address: str
    locale: str


class Readers:
    """Looks readers up. What was looked up for a letter serves that letter, once."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock
        self._ready: dict[uuid.UUID, Reader | None] = {}

    async def prepare(self, letters: Sequence[Letter]) -> None:
        """Look up the readers of letters that are worded next."""
        if len(self._ready) > _MANY:
            self._ready.clear()
        self._ready |= await self._of(letters)

    async def of(self, letter: Letter) -> Reader | None:
        """The reader of one letter; None where there is nobody to be told."""
        if letter.id in self._ready:
            return self._ready.pop(letter.id)
        return (await self._of([letter]))[letter.id]

    async def _of(self, letters: Sequence[Letter]) -> dict[uuid.UUID, Reader | None]:
        seats = await self._seats({letter.employee_id for letter in letters if letter.chat_id is None})
        chats = await self._chats({letter.chat_id for letter in letters})
        return {
            letter.id: chats.get(letter.chat_id) if letter.chat_id else seats.get(letter.employee_id)
            for letter in letters
        }

    async def _seats(self, people: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, Reader]:
        wanted = [one for one in people if one is not None]
        rows = await self._db.glance(_SEATS, {"people": wanted}) if wanted else []
        return {
            row.employee_id: Reader(row.address, row.locale)
            for row in rows
            if row.dismissed_on is None or today(self._clock, row.zone) < row.dismissed_on
        }

    async def _chats(self, chats: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, Reader]:
        wanted = [one for one in chats if one is not None]
        rows = await self._db.glance(_CHATS, {"chats": wanted}) if wanted else []
        return {row.id: Reader(row.address, row.locale) for row in rows}
