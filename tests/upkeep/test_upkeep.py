"""What nobody needs any more goes when its time is over, not a moment earlier, and nothing else goes with it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from bot.schedule import ACTOR
from cabinet.access import Actor
from cabinet.errors import NotAllowed
from cabinet.upkeep import Keep, Upkeep
from storage import tables, upkeep
from storage.base import Base
from storage.broadcasts import Broadcast, BroadcastState
from storage.chats import Activation, ActivationKey, Throttle
from storage.company import House, Stamp
from storage.engine import Database
from storage.inbox import Lane, Update
from storage.outbox import Letter, LetterKind, LetterState
from storage.processes import Beat, PaceWindow
from storage.talks import Talk
from tests.bot.outbox import letter
from tests.conftest import START, HandClock
from tests.people import company, employee

KEEP = Keep()
SECOND = timedelta(seconds=1)


async def count(db: Database, table: type[Base]) -> int:
    async with db.read() as session:
        return int(await session.scalar(select(func.count()).select_from(table)) or 0)


async def add(db: Database, *rows: Base) -> None:
    async with db.write() as session:
        session.add_all(rows)


def update(number: int, **values: Any) -> Update:
    known = {"bot": 1, "update_id": number, "order_key": "1", "kind": "message", "received_at": START}
    return Update(**known | values)


def talk(chat: int, part: str, touched: timedelta = timedelta()) -> Talk:
    return Talk(key=f"1::{chat}::{chat}:{part}", touched_at=START + touched)


async def clean(db: Database, clock: HandClock, after: timedelta) -> Mapping[str, int]:
    clock.at = START + after
    return {name: rows for name, rows in (await Upkeep(db, clock).clean(ACTOR)).items() if rows}


async def test_updates_go_after_a_week_unless_nobody_handled_them(db: Database, clock: HandClock) -> None:
    await add(db, update(1, handled_at=START), update(2, trouble="К-0001"), update(3))
    await add(db, update(4, handled_at=START, received_at=START + timedelta(days=1)))
    assert await clean(db, clock, KEEP.updates) == {}
    assert await clean(db, clock, KEEP.updates + SECOND) == {"updates": 2}
    async with db.read() as session:
        assert (await session.scalars(select(Update.update_id).order_by(Update.seq))).all() == [3, 4]
    assert await clean(db, clock, KEEP.updates + timedelta(days=2)) == {"updates": 1}


async def test_letters_go_when_they_are_over_and_lost_ones_later(db: Database, clock: HandClock) -> None:
    anna = await employee(db, await company(db), "1")
    over = {"done_at": START}
    await add(db, letter(anna, "sent", state=LetterState.SENT, **over), letter(anna, "void", state=LetterState.DROPPED))
    await add(db, letter(anna, "late", state=LetterState.SENT, done_at=START + timedelta(days=1)))
    await add(
        db, letter(anna, "dead", state=LetterState.DEAD, **over), letter(anna, "unsure", state=LetterState.UNSURE)
    )
    await add(db, letter(anna, "waits"), letter(anna, "leaves", state=LetterState.SENDING))
    assert await clean(db, clock, KEEP.letters) == {}
    assert await clean(db, clock, KEEP.letters + SECOND) == {"letters": 2}
    assert await clean(db, clock, KEEP.undelivered) == {"letters": 1}
    assert await clean(db, clock, KEEP.undelivered + SECOND) == {"undelivered": 2}
    assert await clean(db, clock, 9 * KEEP.undelivered) == {}


async def test_a_broadcast_keeps_that_it_was(db: Database, clock: HandClock) -> None:
    firm = await company(db)
    author = await employee(db, firm, "1")
    ended, held = (
        Broadcast(company_id=firm.id, author_id=author.id, made_at=START, state=state, ended_at=at, sent=7)
        for state, at in ((BroadcastState.DONE, START), (BroadcastState.PAUSED, None))
    )
    ended.text = held.text = "Привет"
    await add(db, ended, held)
    over = {"kind": LetterKind.BROADCAST, "state": LetterState.SENT, "done_at": START}
    await add(db, *(letter(author, one.id.hex, broadcast_id=one.id, **over) for one in (ended, held)))
    assert await clean(db, clock, KEEP.letters + SECOND) == {"letters": 1, "broadcasts": 1}
    async with db.read() as session:
        now = (await session.scalars(select(Broadcast).order_by(Broadcast.state))).all()
    assert [(one.text, one.sent) for one in now] == [(None, 7), ("Привет", 7)]
    assert await clean(db, clock, KEEP.letters + 2 * SECOND) == {}


async def test_a_broadcast_keeps_its_words_while_a_copy_goes_once_more(db: Database, clock: HandClock) -> None:
    firm = await company(db)
    author = await employee(db, firm, "1")
    ended = Broadcast(
        company_id=firm.id, author_id=author.id, made_at=START, state=BroadcastState.DONE, ended_at=START
    )  # fmt: skip
    ended.text = "Привет"
    await add(db, ended)
    await add(db, letter(author, "again", broadcast_id=ended.id, kind=LetterKind.BROADCAST))
    assert await clean(db, clock, KEEP.letters + SECOND) == {}
    async with db.write() as session:
        copy = (await session.scalars(select(Letter))).one()
        copy.state, copy.done_at = LetterState.SENT, clock.now()
    assert await clean(db, clock, KEEP.letters + SECOND) == {"broadcasts": 1}


async def test_conversations_go_with_their_owner_not_one_by_one(db: Database, clock: HandClock) -> None:
    await add(db, talk(1, "aiogd:stack:", timedelta(days=9)), talk(1, "aiogd:context:menu"))
    await add(db, talk(2, "aiogd:stack:"), talk(2, "aiogd:context:menu"), talk(12, "default", timedelta(days=9)))
    assert await clean(db, clock, KEEP.talks) == {}
    assert await clean(db, clock, KEEP.talks + SECOND) == {"talks": 2}
    assert await clean(db, clock, KEEP.talks + timedelta(days=10)) == {"talks": 3}


async def test_lanes_processes_and_windows_go_after_an_idle_day(db: Database, clock: HandClock) -> None:
    seen = {"host": "h", "pid": 1, "role": "all", "started_at": START}
    await add(db, Beat(**seen, seen_at=START), Beat(**seen, seen_at=START + SECOND))
    at = START.timestamp()
    await add(db, PaceWindow(name="-1001", looked_at=at), PaceWindow(name="-1002", looked_at=at + 1))
    await add(db, PaceWindow(name="all", looked_at=at, closed_until=at + 1))
    await add(db, Lane(bot=1, order_key="idle", lease_until=START), Lane(bot=2, order_key="idle"))
    await add(db, Lane(bot=1, order_key="due", due_at=START), Lane(bot=1, order_key="had", lease_until=START + SECOND))
    assert await clean(db, clock, KEEP.idle + SECOND) == {"lanes": 2, "beats": 1, "paces": 1}
    async with db.read() as session:
        assert set((await session.scalars(select(Lane.order_key))).all()) == {"due", "had"}


async def test_attempts_go_but_nobody_is_let_off(db: Database, clock: HandClock) -> None:
    anna = await employee(db, await company(db), "1")
    key = ActivationKey(employee_id=anna.id, digest=b"1", made_at=START, expires_at=START)
    unused = ActivationKey(employee_id=anna.id, digest=b"2", made_at=START, expires_at=START)
    await add(
        db, key, unused, ActivationKey(employee_id=anna.id, digest=b"3", made_at=START, expires_at=START + SECOND)
    )
    tried = {"employee_id": anna.id, "channel": "telegram", "made_at": START}
    await add(db, Activation(**tried, address="7", key_id=key.id), Activation(**tried, address="8"))
    await add(
        db, Throttle(subject="chat:telegram:7", failures=9, locked=True), Throttle(subject="access:1", failures=3)
    )
    await add(db, Throttle(subject="keys:telegram:9", failures=6, blocked_until=START))
    await add(db, Throttle(subject="phone:1", failures=6, blocked_until=START + SECOND))
    assert await clean(db, clock, KEEP.attempts + SECOND) == {"attempts": 1, "keys": 1, "waits": 1}
    async with db.read() as session:
        assert set((await session.scalars(select(Throttle.subject))).all()) == {
            "chat:telegram:7",
            "access:1",
            "phone:1",
        }
        assert (await session.scalars(select(Activation.address))).all() == ["7"]
        assert set((await session.scalars(select(ActivationKey.digest))).all()) == {b"1", b"3"}


async def test_it_is_noted_when_the_last_upkeep_was(db: Database, clock: HandClock) -> None:
    await add(db, House(stamp=Stamp.REAL, made_at=START))
    await clean(db, clock, SECOND)
    async with db.read() as session:
        assert await session.scalar(select(House.upkeep_at)) == START + SECOND


async def test_only_the_schedule_cleans(db: Database, clock: HandClock) -> None:
    for who in (Actor.system("console"), Actor(uuid.uuid4(), uuid.uuid4())):
        with pytest.raises(NotAllowed):
            await Upkeep(db, clock).clean(who)


async def test_a_great_many_rows_go_a_few_at_a_time(
    db: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "BATCH", 4)
    monkeypatch.setattr(upkeep, "ROUND", 8)
    await add(db, *(update(number, handled_at=START) for number in range(30)))
    clock.at = START + KEEP.updates + SECOND
    cleaning = asyncio.ensure_future(Upkeep(db, clock).clean(ACTOR))
    sizes = {await count(db, Update)}
    while not cleaning.done():  # others write in between: nobody waits for the end of it
        await add(db, update(0, update_id=None, received_at=clock.at))
        sizes.add(await count(db, Update))
        await asyncio.sleep(0)
    assert (await cleaning)["updates"] == 30
    assert len(sizes) > 4


async def test_the_log_of_sqlite_is_emptied(lite: Database, clock: HandClock) -> None:
    path = make_url(lite.url).database
    await add(lite, *(update(number, handled_at=START) for number in range(300)))
    assert size_of(f"{path}-wal") > 0
    await clean(lite, clock, SECOND)
    assert size_of(f"{path}-wal") == 0
    async with lite.read() as session:
        await session.scalar(select(func.count()).select_from(Update))  # a reader who is at it is not waited for
        await clean(lite, clock, 2 * SECOND)


def size_of(path: str) -> int:
    with open(path, "rb") as file:
        return file.seek(0, 2)


def test_every_table_is_either_kept_for_good_or_has_its_chore() -> None:
    moment = START
    chores: list[Callable[..., upkeep.Chore]] = [
        *(upkeep.updates, upkeep.letters, upkeep.undelivered, upkeep.broadcasts, upkeep.lanes, upkeep.beats),
        upkeep.paces,
        *(upkeep.attempts, upkeep.keys, upkeep.waits),
    ]
    done = {chore(moment).table.__tablename__ for chore in chores} | {"talk"}
    elsewhere = {"pad": "the sweep of pads", "document": "the sweep of files"}
    kept = {
        *("binding", "card", "chat", "company", "counter", "department", "desk", "employee", "house", "role"),
        *("balance_entry", "journal", "leave", "request", "request_event", "time_off"),
        *("introduction", "joining", "root", "certificate", "revocation_list", "signature", "sheet", "sheet_line"),
        *("journal_leaf", "journal_tip", "journal_head"),
    }
    assert done | set(elsewhere) | kept == set(tables.metadata.tables)


async def test_what_somebody_has_in_hand_is_left_to_the_next_time(postgres_url: str, clock: HandClock) -> None:
    database = Database(postgres_url)
    try:
        await add(database, *(Lane(bot=1, order_key=str(number), lease_until=START) for number in range(3)))
        async with database.write() as session:
            await session.execute(select(Lane.order_key).where(Lane.order_key == "1").with_for_update())
            assert await clean(database, clock, KEEP.idle + SECOND) == {"lanes": 2}
        assert await clean(database, clock, KEEP.idle + SECOND) == {"lanes": 1}
    finally:
        await database.close()
