"""The claim goes by the index however much waits, several at a time, and two couriers never take the same letter."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from bot.mail import Copies, Letters, Post
from bot.outcome import Fate, Outcome
from bot.results import GROUP, Results
from bot.slots import Slots
from storage.engine import Database
from storage.outbox import Letter, LetterKind, LetterState
from storage.people import Employee
from tests.bot.outbox import Voice, address, broadcast, card_now, card_of, courier, letter, staff, write
from tests.bot.running import running, until
from tests.bot.telegram import Telegram
from tests.conftest import HandClock
from tests.people import employee

pytestmark = pytest.mark.usefixtures("log")
MANY = 100_000
COPY = """
INSERT INTO letter (id, dedupe, kind, topic, employee_id, broadcast_id, made_at, due_at, priority, state, attempts)
SELECT {id}, dedupe || n, kind, topic, employee_id, broadcast_id, made_at, due_at, priority, state, attempts
FROM letter, {numbers} WHERE kind = 'broadcast'
"""
NUMBERS = {
    True: "(WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < :many) SELECT n FROM r)",
    False: "generate_series(1, :many) AS r(n)",
}
IDS = {True: "lower(hex(randomblob(16)))", False: "gen_random_uuid()"}


@contextmanager
def statements(db: Database) -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database inside."""
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        seen.append((statement, parameters))

    engines = {db.engine.sync_engine} | ({db._nearest, db._pen._engine} if db._nearest and db._pen else set())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


async def plan(db: Database, statement: str, parameters: Any) -> str:
    async with db.engine.connect() as connection:
        asked = "EXPLAIN QUERY PLAN " if db.is_sqlite else "EXPLAIN "
        found = await connection.exec_driver_sql(asked + statement, parameters)
        return "\n".join(str(row[-1]) for row in found)


@pytest.fixture(params=["sqlite_url", "own_postgres_url"])
def own_url(request: pytest.FixtureRequest) -> str:
    """Databases that need not be emptied afterwards."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture
async def full(own_url: str) -> AsyncIterator[tuple[Database, Employee]]:
    """A database in which 100,000 copies wait, and their reader."""
    db = Database(own_url)
    firm, anna = await staff(db)
    await broadcast(db, firm, anna)
    many = COPY.format(id=IDS[db.is_sqlite], numbers=NUMBERS[db.is_sqlite])
    async with db.write() as session:
        await session.execute(text(many), {"many": MANY - 1})
    async with db.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        await connection.execute(text("ANALYZE"))
    yield db, anna
    await db.close()


async def carried(letter: Letter) -> Outcome:
    return Outcome(Fate.SENT)


async def test_with_100_000_copies_waiting_every_claim_goes_by_an_index(
    full: tuple[Database, Employee], clock: HandClock
) -> None:
    db, anna = full
    await write(db, letter(anna, "answer"))
    done = Results(db, clock)
    notices = Letters(db, clock, Post((LetterKind.NOTICE, LetterKind.ALERT), carried, done), 60.0)
    copies = Copies(db, clock, Post((LetterKind.BROADCAST,), carried, done), 60.0)
    with statements(db) as seen:
        for load, count in ((notices, 1), (copies, 20)):
            assert await load.due(frozenset()) is not None
            assert len(await load.claim(20, frozenset())) == count
    for statement, parameters in seen:
        if "letter" in statement:
            steps = await plan(db, statement, parameters)
            assert "ix_letter_" in steps, steps
            assert not any(scan in steps for scan in ("SCAN letter", "Seq Scan on letter")), steps


async def test_two_couriers_never_take_the_same_letter(db: Database, clock: HandClock) -> None:
    """There should be one only; two by accident are told apart by lease and fence."""
    telegram, voice = Telegram(), Voice()
    firm, anna = await staff(db)
    await broadcast(db, firm, anna, 150)
    await write(db, *(letter(anna, f"n{number}") for number in range(50)))
    card = await card_of(db, firm, anna)

    async def done() -> bool:
        async with db.read() as session:
            left = await session.scalar(select(func.count()).where(Letter.state != LetterState.SENT))
            return left == 0 and (await card_now(db, card)).shown == 1

    other = Database(db.url)
    first, second = courier(db, telegram.bot(), clock, voice), courier(other, telegram.bot(), clock, voice)
    async with running(first), running(second):
        await until(done)
    assert set(Counter(voice.asked).values()) == {1}
    assert len(voice.asked) == 201
    await other.close()


async def test_claims_and_results_are_written_by_the_group(lite: Database, clock: HandClock) -> None:
    telegram = Telegram()
    firm, anna = await staff(lite)
    await broadcast(lite, firm, anna, 400)
    commits = 0

    def count(_connection: Any) -> None:
        nonlocal commits
        commits += 1

    assert lite._pen is not None
    event.listen(lite._pen._engine, "commit", count)
    async with running(courier(lite, telegram.bot(), clock, Voice())):
        await until(lambda: len(telegram.calls) == 400)
    assert commits <= 2.5 * 400 / GROUP


async def test_no_more_are_in_hand_than_the_setting_and_one_group(db: Database, clock: HandClock) -> None:
    telegram, never = Telegram(), asyncio.Event()

    async def hold(method: Any) -> None:
        await never.wait()

    telegram.slow = hold
    firm, anna = await staff(db)
    await broadcast(db, firm, anna, 60)
    async with running(courier(db, telegram.bot(), clock, Voice(), in_hand=5, grace=0.0)):
        await until(lambda: telegram.calls)
        await asyncio.sleep(0.2)
        async with db.read() as session:
            found = select(func.count()).where(Letter.state == LetterState.SENDING)
            assert await session.scalar(found) == 5 + GROUP


async def test_no_more_of_all_kinds_together_have_left_than_the_setting_and_one_group(
    db: Database, clock: HandClock
) -> None:
    telegram, never = Telegram(), asyncio.Event()

    async def hold(method: Any) -> None:
        await never.wait()

    telegram.slow = hold
    bot = telegram.bot()
    bot.session.middleware(Slots())
    firm, anna = await staff(db)
    everybody = [await employee(db, firm, str(number)) for number in range(100, 140)]
    _, copies = await broadcast(db, firm, anna, 20)
    await address(db, copies, everybody[:20])
    await write(db, *(letter(one, str(one.id)) for one in everybody[20:]))
    async with running(courier(db, bot, clock, Voice(), in_hand=5, grace=0.0)):
        await until(lambda: len(telegram.calls) == 5 + GROUP)
        await asyncio.sleep(0.2)
        assert len(telegram.calls) == 5 + GROUP
