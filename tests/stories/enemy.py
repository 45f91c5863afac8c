"""What a hostile hand needs: made-up presses and updates, many at once, and a look at every row before and after."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, or_, select

from sandbox.files import Upload, content
from sandbox.screen import Answer, Json, Unexpected
from sandbox.shapes import MEMBER, Chat
from storage import tables
from storage.engine import Database
from storage.inbox import Update
from storage.outbox import Card, Letter, LetterState
from tests.stories.conftest import Town

LATE = 90
"""Seconds after which something will not come any more, however busy the machine is."""
PASSING = frozenset({"inbox", "talk", "pad", "beat", "lane", "pace_window"})
"""Tables that every update touches, whoever sends it and whatever becomes of it."""
SEP = "\x1d"
"""Stands between a conversation's id and the rest in the data of its buttons."""

Dump = dict[str, list[str]]


async def dump(db: Database, without: frozenset[str] = PASSING) -> Dump:
    """Every row of every table but some, as text."""
    found: Dump = {}
    async with db.read() as session:
        for table in tables.metadata.sorted_tables:
            if table.name not in without:
                found[table.name] = sorted(repr(tuple(row)) for row in await session.execute(select(table)))
    return found


def changes(before: Dump, after: Dump) -> list[str]:
    """Rows that are new or gone, each with its table."""
    return [f"{name}: {row}" for name in before for row in set(before[name]) ^ set(after[name])]


async def until(look: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait for something that no message tells of."""
    for _ in range(LATE * 25):
        if await look():
            return
        await asyncio.sleep(0.04)
    raise Unexpected(f"in {LATE} s: {what}")


async def settled(town: Town) -> None:
    """Wait until every update is handled and everything that is due is said; nothing of it may have gone wrong."""
    await until(lambda: _idle(town), "the bot does not come to rest")
    async with town.db.read() as session:
        ours = Update.bot == int(town.settings.token().partition(":")[0])
        aside = (await session.scalars(select(Update.trouble).where(ours, Update.trouble.is_not(None)))).all()
    assert aside == [], "updates were put aside"


async def _idle(town: Town) -> bool:
    if town.running is not None and town.running.done():
        raise Unexpected(f"the bot has fallen over: {town.running.exception()!r}")
    if town.sandbox.world.updates.pending():
        return False
    now = town.clock.now()
    letters = Letter.state.in_([LetterState.PENDING, LetterState.SENDING])
    waits = (
        exists().where(Update.handled_at.is_(None), Update.trouble.is_(None)),
        exists().where(letters, Letter.due_at <= now),
        exists().where(Card.wanted > Card.shown, Card.due_at <= now),
    )
    async with town.db.read() as session:
        return not await session.scalar(select(or_(*waits)))


# --- presses


@dataclass(frozen=True)
class Hit:
    """A press that somebody makes up; ``chat`` None is his private chat with the bot."""

    person: int
    data: str
    chat: str | None = None
    message_id: int = 1

    def __str__(self) -> str:
        return f"{self.person} in {self.chat or 'private'}: {self.data!r}"


async def fire(town: Town, hits: Iterable[Hit]) -> dict[Hit, Answer]:
    """Make all presses at once, each person's in order; every one has to be answered."""
    by_person: dict[int, list[Hit]] = {}
    for hit in hits:
        by_person.setdefault(hit.person, []).append(hit)
    answers: dict[Hit, Answer] = {}

    async def hammer(row: list[Hit]) -> None:
        for hit in row:
            phone = town.world.phone(hit.person)
            answer = await phone.press_data(hit.data, hit.chat, hit.message_id, timeout=LATE)
            assert answer is not None
            answers[hit] = answer

    await asyncio.gather(*(hammer(row) for row in by_person.values()))
    return answers


def live(town: Town, person: int) -> tuple[str, int]:
    """(id of the conversation, id of its message) of the newest buttons in somebody's private chat."""
    for message in reversed(town.world.screens.messages(f"private:{person}")):
        for data in datas(message):
            if SEP in data:
                return data.split(SEP)[0], int(message["message_id"])
    raise Unexpected(f"no conversation on the screen of {person}")


def datas(message: Json) -> list[str]:
    """The data of every callback button of a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


# --- what no phone of the sandbox can do


def arrives(town: Town, person: int, chat: str, **what: Any) -> Json:
    """A message of any content, as the messenger would tell the bot of it."""
    world = town.sandbox.world
    with world.store.transaction():
        message = world.post(world.chat(chat), person, what)
        world.updates.add("message", message)
    return message


def arrives_raw(town: Town, kind: str, **payload: Any) -> None:
    """Any update at all."""
    world = town.sandbox.world
    with world.store.transaction():
        world.updates.add(kind, payload)


def file_of(town: Town, name: str, data: bytes, *, keep: bytes | None = None, lost: bool = False) -> Json:
    """The content of a message with a file; ``keep``: what is really there, ``lost``: nothing is, by then."""
    world = town.sandbox.world
    row = world.files.add("document", Upload(name, "application/pdf", data))
    if keep is not None:
        world.files.place(row).write_bytes(keep)
    if lost:
        world.faults.dropped.add(row["file_id"])
    return content(row)


def new_group(town: Town, number: int, title: str, *people: int) -> str:
    """Another group with the bot in it; its key."""
    world = town.sandbox.world
    members = {str(person): MEMBER for person in (*people, world.config.bot.id)}
    chat = Chat(number, title, members=members)
    with world.store.transaction():
        world.save(chat)
    world.live.publish("people", groups=[world.group_view(chat)])
    return chat.key
