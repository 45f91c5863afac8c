"""Conversations in our own database: aiogram's rules for a storage, and the turn in which an update writes."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from typing import Any, TypedDict

import pytest
from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import StorageKey
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.fsm import Changes, ChatIsolation, TalkStorage, name_of, turn
from storage.engine import Database
from storage.talks import Talk, keep
from tests.conftest import HandClock

KEY = StorageKey(bot_id=1, chat_id=2, user_id=3)


class Walk(StatesGroup):
    start = State()


class Typed(TypedDict, total=False):
    foo: str
    bar: int


@pytest.fixture
def talks(db: Database, clock: HandClock) -> TalkStorage:
    return TalkStorage(db, clock)


async def rows(db: Database) -> int:
    async with db.read() as session:
        return await session.scalar(select(func.count()).select_from(Talk)) or 0


def kept(db: Database, and_then: Callable[[AsyncSession], Awaitable[None]] | None = None) -> Any:
    """A turn's end: what was written is stored, and ``and_then`` done in the same transaction."""

    async def settle(changes: Changes) -> None:
        async with db.write() as session:
            await (await session.connection()).run_sync(keep, changes)
            if and_then is not None:
                await and_then(session)

    return settle


async def test_state_comes_back_as_text(talks: TalkStorage) -> None:
    assert await talks.get_state(KEY) is None
    await talks.set_state(KEY, Walk.start)
    assert await talks.get_state(KEY) == "Walk:start"
    await talks.set_state(KEY, "other")
    assert await talks.get_state(KEY) == "other"
    await talks.set_state(KEY)
    assert await talks.get_state(KEY) is None


async def test_data_is_replaced_and_never_shared(talks: TalkStorage) -> None:
    assert await talks.get_data(KEY) == {}
    assert await talks.get_value(KEY, "foo") is None
    assert await talks.get_value(KEY, "foo", "baz") == "baz"
    await talks.set_data(KEY, {"foo": ["bar"]})
    got = await talks.get_data(KEY)
    got["foo"].append("changed")
    assert await talks.get_data(KEY) == {"foo": ["bar"]}
    assert await talks.get_value(KEY, "foo") == ["bar"]
    await talks.set_data(KEY, {"ключ": "Ёж"})
    assert await talks.get_data(KEY) == {"ключ": "Ёж"}
    await talks.set_data(KEY, {})
    assert await talks.get_data(KEY) == {}


async def test_update_data_adds(talks: TalkStorage) -> None:
    assert await talks.update_data(KEY, {"foo": "bar"}) == {"foo": "bar"}
    assert await talks.update_data(KEY, {}) == {"foo": "bar"}
    assert await talks.update_data(KEY, {"baz": "spam"}) == {"foo": "bar", "baz": "spam"}
    assert await talks.get_data(KEY) == {"foo": "bar", "baz": "spam"}


async def test_a_typed_dict_is_taken_and_anything_else_refused(talks: TalkStorage) -> None:
    await talks.set_data(KEY, Typed(foo="bar", bar=1))
    assert await talks.get_data(KEY) == {"foo": "bar", "bar": 1}
    with pytest.raises(DataNotDictLikeError):
        await talks.set_data(KEY, ())  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        await talks.set_data(KEY, {"not": object()})
    assert await talks.get_data(KEY) == {"foo": "bar", "bar": 1}


async def test_an_empty_row_is_deleted_and_a_half_empty_one_stays(db: Database, talks: TalkStorage) -> None:
    await talks.set_state(KEY, "a")
    await talks.set_data(KEY, {"b": 1})
    assert await rows(db) == 1
    await talks.set_data(KEY, {})
    assert await rows(db) == 1
    await talks.set_state(KEY, None)
    assert await rows(db) == 0


async def test_data_lies_sealed(db: Database, talks: TalkStorage) -> None:
    await talks.set_data(KEY, {"reason": "болен"})
    async with db.read() as session:
        talk = (await session.scalars(select(Talk))).one()
    assert "болен".encode() not in (talk.data_sealed or b"")
    assert b"reason" not in (talk.data_sealed or b"")


def test_no_two_conversations_share_a_name() -> None:
    keys = [
        KEY,
        StorageKey(bot_id=1, chat_id=2, user_id=3, thread_id=4),
        StorageKey(bot_id=1, chat_id=4, user_id=3, thread_id=2),
        StorageKey(bot_id=1, chat_id=2, user_id=3, business_connection_id="4"),
        StorageKey(bot_id=1, chat_id=2, user_id=3, destiny="aiogd:stack:"),
        StorageKey(bot_id=2, chat_id=2, user_id=3),
        StorageKey(bot_id=1, chat_id=23, user_id=3),
    ]
    assert len({name_of(key) for key in keys}) == len(keys)


async def test_first_writers_of_one_talk_meet_in_one_row(db: Database, talks: TalkStorage) -> None:
    await asyncio.gather(*(talks.set_data(KEY, {"n": n}) for n in range(20)), talks.set_state(KEY, "s"))
    assert await rows(db) == 1
    assert await talks.get_state(KEY) == "s"


async def test_a_turn_writes_once_at_its_end(db: Database, talks: TalkStorage, clock: HandClock) -> None:
    await talks.set_state(KEY, "before")
    seen: list[str | None] = []

    async def finish(session: AsyncSession) -> None:
        seen.append((await session.scalars(select(Talk.state))).one())

    async with turn(clock, kept(db, finish)):
        await talks.set_state(KEY, "between")
        await talks.set_data(KEY, {"n": 1})
        assert await talks.get_state(KEY) == "between"
        assert await talks.get_data(KEY) == {"n": 1}
        async with db.read() as session:
            assert (await session.scalars(select(Talk.state))).one() == "before"
    assert seen == ["between"]
    assert await talks.get_data(KEY) == {"n": 1}


async def test_a_turn_that_fails_leaves_everything_as_it_was(
    db: Database, talks: TalkStorage, clock: HandClock
) -> None:
    await talks.set_data(KEY, {"n": 1})

    async def stumble() -> None:
        async with turn(clock, kept(db)):
            await talks.set_data(KEY, {"n": 2})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await stumble()
    assert await talks.get_data(KEY) == {"n": 1}

    async def fail(session: AsyncSession) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        async with turn(clock, kept(db, fail)):
            await talks.set_data(KEY, {"n": 3})
    assert await talks.get_data(KEY) == {"n": 1}


async def test_a_turn_deletes_what_it_empties_even_unread(db: Database, talks: TalkStorage, clock: HandClock) -> None:
    await talks.set_data(KEY, {"n": 1})
    async with turn(clock, kept(db)):
        await talks.set_data(KEY, {})
    assert await rows(db) == 0


async def test_a_task_that_outlives_its_turn_sees_and_keeps_its_work(
    db: Database, talks: TalkStorage, clock: HandClock
) -> None:
    ended = asyncio.Event()

    async def later() -> None:
        await ended.wait()
        await talks.set_data(KEY, {"n": (await talks.get_data(KEY))["n"] + 1})

    async def slowly(session: AsyncSession) -> None:
        ended.set()
        await asyncio.sleep(0.05)

    async with turn(clock, kept(db, slowly)):
        await talks.set_data(KEY, {"n": 1})
        task = asyncio.create_task(later())
    await task
    assert await talks.get_data(KEY) == {"n": 2}


async def test_isolation_lets_one_in_at_a_time_and_keeps_no_lock() -> None:
    isolation, inside, order = ChatIsolation(), 0, []

    async def visit(n: int) -> None:
        nonlocal inside
        async with isolation.lock(KEY):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0)
            inside -= 1
            order.append(n)

    await asyncio.gather(*(visit(n) for n in range(50)))
    assert order == list(range(50))
    async with isolation.lock(KEY), isolation.lock(StorageKey(bot_id=1, chat_id=2, user_id=4)):
        assert len(isolation._locks) == 2
    gc.collect()
    assert len(isolation._locks) == 0
    await isolation.close()
