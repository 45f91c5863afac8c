"""Who acts in the stories of rights, and the requests that they reach for."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from bot.people_data import MAIN, SMALL
from bot.rows import row_id
from cabinet.leave.service import LeaveDraft, Leaves
from cabinet.people.chats import Chats
from dialogs.access import short
from locales import plain_key
from storage.chats import Binding, Chat
from storage.requests import Event, Request
from tests.stories.conftest import Town
from tests.stories.enemy import settled, until

STRANGER, COLLEAGUE, EMPLOYEE = 1001, 1010, 1007
MANAGER, OTHER_MANAGER = 1002, 1008
OFFICER, SECOND_OFFICER, DIRECTOR, ADMIN = 1003, 1004, 1005, 1006
THEIR_DIRECTOR, THEIR_OFFICER = 1011, 1012
EVERYBODY = (
    *(STRANGER, COLLEAGUE, EMPLOYEE, MANAGER, OTHER_MANAGER),
    *(OFFICER, SECOND_OFFICER, DIRECTOR, ADMIN, THEIR_DIRECTOR, THEIR_OFFICER),
)
NOT_ALLOWED, NOT_FOUND, STALE = (
    plain_key(key, "ru", {}) for key in ("error-not-allowed", "error-not-found", "error-stale")
)
BLIND = frozenset({NOT_ALLOWED, NOT_FOUND})
"""All that somebody hears of a request that he may not see."""
DECIDING = frozenset({"return", "decline", "return-why", "decline-why"})


@dataclass(frozen=True)
class Target:
    """A request: its step, who may see it, and what who may do with it by a button."""

    id: uuid.UUID
    step: int
    seen_by: frozenset[int]
    lawful: dict[int, frozenset[str]]

    def data(self, word: str, *, step: int | None = None, reason: int = 1) -> str:
        """What the button would carry."""
        return f"d:{word}:{short(self.id)}:{self.step if step is None else step}:{reason}"


async def ask(town: Town, person: int, first: date) -> uuid.UUID:
    """A week of leave, asked for without a phone."""
    who = await Chats(town.db, town.clock).who("telegram", str(person))
    assert who is not None
    assert who.actor is not None
    draft = LeaveDraft(first=first, last=first + timedelta(days=6))
    return (await Leaves(town.db, town.clock).submit(who.actor, draft, f"test:{draft.id}")).id


async def bind(town: Town, person: int, number: str) -> None:
    """One more employee who is in."""
    me, now = row_id(MAIN, number), town.clock.now()
    async with town.db.write() as session:
        chat = Chat(channel="telegram", address=str(person), made_at=now, employee_id=me)
        session.add(chat)
        await session.flush()
        session.add(Binding(chat_id=chat.id, employee_id=me, bound_at=now))


async def target(town: Town, request_id: uuid.UUID, seen_by: set[int], lawful: dict[int, set[str]]) -> Target:
    async with town.db.read() as session:
        step = (await session.get_one(Request, request_id)).step
    return Target(request_id, step, frozenset(seen_by), {who: frozenset(what) for who, what in lawful.items()})


async def targets(town: Town) -> dict[str, Target]:
    """Requests at every desk, one of a person who could decide himself, one of the second company."""
    await bind(town, COLLEAGUE, "0032")
    mine, hers = await ask(town, EMPLOYEE, date(2027, 2, 8)), await ask(town, OFFICER, date(2027, 3, 15))
    above = {OFFICER, SECOND_OFFICER, DIRECTOR}
    seed = {number: row_id(MAIN, "request", number) for number in ("0024", "0029", "0006")}
    office, manager = {"accept", *DECIDING}, {"approve", *DECIDING}
    return {
        "office": await target(
            town, seed["0024"], {*above, MANAGER}, {OFFICER: office, SECOND_OFFICER: office, DIRECTOR: set()}
        ),
        "manager": await target(town, seed["0029"], {*above, MANAGER}, {MANAGER: manager}),
        "returned": await target(town, seed["0006"], above, {}),
        "employees": await target(town, mine, {*above, EMPLOYEE, OTHER_MANAGER}, {OTHER_MANAGER: manager}),
        "officers": await target(town, hers, above, {SECOND_OFFICER: office}),
        "theirs": await target(
            town, row_id(SMALL, "request", "0003"), {THEIR_DIRECTOR, THEIR_OFFICER}, {THEIR_OFFICER: office}
        ),
        "nobodys": Target(uuid.uuid4(), 0, frozenset(), {}),
    }


async def _all_closed(town: Town) -> bool:
    async with town.db.read() as session:
        return await session.scalar(select(Event.id).where(Event.undo_until <= town.clock.now()).limit(1)) is None


async def screens(town: Town) -> dict[int, int]:
    """Everybody opens the bot; the id of the bot's newest message on each phone. The jobs of the start are done."""
    for person in EVERYBODY:
        await town.world.phone(person).start()
    await until(lambda: _all_closed(town), "decisions of the past stay open")
    await settled(town)
    return {person: (await town.world.phone(person).last())["message_id"] for person in EVERYBODY}
