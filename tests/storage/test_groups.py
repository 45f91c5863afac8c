"""Small writes of many in one transaction: none takes others with it, and each hears what became of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from storage.company import Company
from storage.engine import Database
from storage.groups import Batching, Deed, Gathering, Group


class Book:
    """Writes companies by their numbers, and remembers the groups."""

    def __init__(self) -> None:
        self.groups: list[Sequence[str]] = []

    async def write(self, session: AsyncSession, items: Sequence[str]) -> Sequence[int | Exception]:
        self.groups.append(list(items))
        session.add_all(Company(inn=inn, name="x") for inn in items if inn != "refused")
        await session.flush()
        return [KeyError(inn) if inn == "refused" else len(inn) for inn in items]


async def inns(db: Database) -> list[str]:
    async with db.read() as session:
        return sorted(await session.scalars(select(Company.inn)))


async def test_what_comes_while_a_group_is_written_is_written_together(db: Database) -> None:
    book = Book()
    group = Gathering(db, book.write, most=8)
    results = await asyncio.gather(*(group.add(f"{n:02}") for n in range(20)))
    assert results == [2] * 20
    assert [len(each) for each in book.groups] == [8, 8, 4]
    assert await inns(db) == [f"{n:02}" for n in range(20)]


async def test_one_that_fails_alone_takes_nobody_with_it(db: Database) -> None:
    book = Book()
    group = Gathering(db, book.write)
    await group.add("7")
    ended = await asyncio.gather(*(group.add(inn) for inn in ("1", "7", "refused", "2")), return_exceptions=True)
    assert [type(one) for one in ended] == [int, IntegrityError, KeyError, int]
    assert await inns(db) == ["1", "2", "7"]
    assert book.groups == [["7"], ["1", "7", "refused", "2"], ["1"], ["7"], ["refused"], ["2"]]


async def test_trouble_of_the_database_is_met_once_and_not_by_each(db: Database) -> None:
    asked = 0

    async def write(session: AsyncSession, items: Sequence[str]) -> Sequence[None]:
        nonlocal asked
        asked += 1
        raise OperationalError("insert", {}, Exception("the disk is full"))

    group = Gathering(db, write)
    ended = await asyncio.gather(*(group.add(str(n)) for n in range(10)), return_exceptions=True)
    assert {type(one) for one in ended} == {OperationalError}
    assert asked == 2, "together, and the first one alone"


async def test_who_was_cancelled_leaves_the_others_in_peace(db: Database) -> None:
    book = Book()
    group = Gathering(db, book.write, wait=0.02)
    first, second = asyncio.create_task(group.add("1")), asyncio.create_task(group.add("2"))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == 1
    assert await inns(db) == ["1", "2"]


async def test_deeds_that_have_nothing_in_common(db: Database) -> None:
    group, done = Group(db), list[int]()

    def deed(number: int) -> Deed:
        async def do(session: AsyncSession) -> None:
            if number == 2:
                raise ZeroDivisionError
            session.add(Company(inn=str(number), name="x"))
            done.append(number)

        return do

    ended = await asyncio.gather(*(group.do(deed(number)) for number in range(4)), return_exceptions=True)
    assert [type(one) for one in ended] == [type(None), type(None), ZeroDivisionError, type(None)]
    assert await inns(db) == ["0", "1", "3"]


async def test_who_has_much_to_do_writes_larger_groups(sqlite_url: str) -> None:
    """As long as the last group took, the next one is gathered."""
    groups = list[Sequence[str]]()

    def write(_connection: Connection, items: Sequence[str]) -> Sequence[None]:
        groups.append(list(items))
        time.sleep(0.05)  # in the pen's thread
        return [None] * len(items)

    db = Database(sqlite_url)
    group = Batching(db, write, busy=1.0)
    await group.add("1")
    second = asyncio.create_task(group.add("2"))
    await asyncio.sleep(0.01)
    await asyncio.gather(second, group.add("3"))
    assert groups == [["1"], ["2", "3"]]
    await db.close()
