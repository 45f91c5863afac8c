"""Who of the demo company has a phone in the sandbox, who of them is in already, and the HR groups.

Ids are those of the invented messenger; two ordinary employees are not in yet, so that a newcomer can play the
activation from its beginning.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.people_data import DESKS, FIRMS, MAIN, SMALL, WORD, Person
from bot.rows import row_id
from cabinet.people.hashes import hashed, owner_of
from storage.chats import Binding, Chat
from storage.outbox import Desk, DeskState

CHANNEL = "telegram"
CODE = "7316"
"""The access code of everybody who is in already."""


@dataclass(frozen=True)
class Part:
    """A phone of the sandbox and whose it is. ``inside``: his chat is bound already."""

    chat: int
    inn: str
    number: str
    inside: bool = True

    @property
    def person(self) -> Person:
        """The person as the data tell him."""
        firm = next(firm for firm in FIRMS if firm.inn == self.inn)
        return next(person for person in firm.people if person.number == self.number)


@dataclass(frozen=True)
class Group:
    """An HR group; ``members`` are chats of parts, the first one owns it."""

    chat: int
    inn: str
    title: str
    members: tuple[int, ...]


PARTS = (
    Part(1001, MAIN, "0022", inside=False),
    Part(1002, MAIN, "0021"),
    Part(1003, MAIN, "0002"),
    Part(1004, MAIN, "0003"),
    Part(1005, MAIN, "0001"),
    Part(1006, MAIN, "0004"),
    Part(1007, MAIN, "0012"),
    Part(1008, MAIN, "0011"),
    Part(1009, MAIN, "0031"),
    Part(1010, MAIN, "0032", inside=False),
    Part(1011, SMALL, "0001"),
    Part(1012, SMALL, "0002"),
)
NEWCOMER = PARTS[0]
SHOWN = (1001, 1002, 1003)
"""Whose phones the page shows at first: a newcomer, his manager, an HR officer."""
GROUPS = (
    Group(-1001, MAIN, DESKS[MAIN], (1006, 1003, 1004)),
    Group(-1002, SMALL, DESKS[SMALL], (1011, 1012)),
)


async def access_hashes() -> dict[int, str]:
    """Chat → hash of the access code; slow, so before any transaction."""
    return {part.chat: await hashed(CODE, owner_of(CHANNEL, str(part.chat))) for part in PARTS if part.inside}


async def bind(session: AsyncSession, hashes: dict[int, str], at: datetime) -> None:
    """Bring those who are inside in, and link the groups. No commit."""
    session.add_all(_chats(hashes, at))
    await session.flush()
    for part in PARTS:
        if part.inside:
            employee = row_id(part.inn, part.number)
            session.add(Binding(chat_id=_chat_id(part), employee_id=employee, bound_at=at))
    session.add_all(_desks(at))


def _chat_id(part: Part) -> uuid.UUID:
    return row_id("chat", str(part.chat))


def _chats(hashes: dict[int, str], at: datetime) -> Iterator[Chat]:
    for part in PARTS:
        if part.inside:
            chat = Chat(
                id=_chat_id(part),
                channel=CHANNEL,
                address=str(part.chat),
                made_at=at,
                employee_id=row_id(part.inn, part.number),
                access_hash=hashes[part.chat],
            )
            chat.word = WORD
            yield chat


def _desks(at: datetime) -> Iterator[Desk]:
    for group in GROUPS:
        owner = next(part for part in PARTS if part.chat == group.members[0])
        yield Desk(
            id=row_id("desk", str(group.chat)),
            company_id=row_id(group.inn),
            channel=CHANNEL,
            address=str(group.chat),
            title=group.title,
            state=DeskState.LINKED,
            asked_by=row_id(owner.inn, owner.number),
            asked_at=at,
            confirmed_by=row_id(owner.inn, owner.number),
            confirmed_at=at,
        )
