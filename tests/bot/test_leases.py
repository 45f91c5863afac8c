"""Several processes over one PostgreSQL: a lane keeps its order, an update is handled once, the dead are followed."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

import asyncpg
import pytest
from aiogram import Dispatcher
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from sqlalchemy import ColumnElement, delete, select, text, update
from sqlalchemy.exc import DBAPIError

from bot.fsm import ChatIsolation, TalkStorage
from bot.handling import HandlingRules
from bot.intake import Intake, IntakeRules
from bot.metrics import counted
from storage import lanes
from storage.engine import Database
from storage.inbox import Lane
from storage.inbox import Update as Row
from storage.troubles import free
from tests.bot.running import rows, settled, until
from tests.bot.telegram import Telegram, message
from tests.bot.test_metrics import Kept
from tests.conftest import ALONE, HandClock

pytestmark = pytest.mark.usefixtures("log")
RULES = IntakeRules(at_once=6, grace=2.0, lease=30.0, handling=HandlingRules(first_pause=0.01, most_pause=0.05))
Handle = Callable[["Worker", Message, FSMContext], Awaitable[None]]


async def at_once(worker: Worker, event: Message, state: FSMContext) -> None:
    """Nothing to do."""


class Worker:
    """One of several processes; ``done`` is common to all: (worker, chat, text) in the order of handling."""

    def __init__(
        self, url: str, name: str, done: list[tuple[str, int, str]], handle: Handle, hands: int = RULES.at_once
    ) -> None:
        self.name, self.done, self.handle, self.db = name, done, handle, Database(url)
        clock = HandClock()
        dispatcher = Dispatcher(storage=TalkStorage(self.db, clock), events_isolation=ChatIsolation())
        dispatcher.message.register(self.hear)
        self.intake = Intake(self.db, Telegram().bot(), dispatcher, clock, rules=replace(RULES, at_once=hands))

    async def hear(self, event: Message, state: FSMContext) -> None:
        await self.handle(self, event, state)
        self.done.append((self.name, event.chat.id, event.text or ""))

    @asynccontextmanager
    async def working(self) -> AsyncIterator[Worker]:
        listening = asyncio.create_task(self.db.listen())
        working = asyncio.create_task(self.intake.worker.run())
        try:
            yield self
        finally:
            self.intake.worker.stop()
            await working
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            await self.db.close()


class Crew:
    """Makes the workers of a test and ends them with it."""

    def __init__(self, url: str, stack: AsyncExitStack) -> None:
        self._url, self._stack = url, stack
        self.done: list[tuple[str, int, str]] = []
        self.db = Database(url)

    async def worker(self, name: str, handle: Handle = at_once, hands: int = RULES.at_once) -> Worker:
        return await self._stack.enter_async_context(Worker(self._url, name, self.done, handle, hands).working())

    def heard(self, chat: int) -> list[str]:
        return [said for _, of, said in self.done if of == chat]

    async def lane(self, chat: int) -> Lane:
        async with self.db.read() as session:
            return (await session.scalars(select(Lane).where(Lane.order_key == str(chat)))).one()

    async def change(self, chat: int, *which: ColumnElement[bool], **values: Any) -> None:
        async with self.db.write() as session:
            await session.execute(update(Lane).where(Lane.order_key == str(chat), *which).values(**values))

    async def lose(self, chat: int) -> None:
        """Whoever has the lane now loses it to another one, however often he renews his lease meanwhile.

        Only he: who took it between our look and our change keeps it.
        """
        fence = (await self.lane(chat)).fence
        while (await self.lane(chat)).fence == fence:
            await self.change(chat, Lane.fence == fence, lease_until=text("now() - interval '1 second'"))
            await asyncio.sleep(0.2)

    async def idle(self) -> bool:
        async with self.db.read() as session:
            return all(lane.owner is None and lane.due_at is None for lane in await session.scalars(select(Lane)))


@pytest.fixture
async def crew(postgres_url: str) -> AsyncIterator[Crew]:
    async with AsyncExitStack() as stack:
        made = Crew(postgres_url, stack)
        yield made
    await made.db.close()


@pytest.mark.parametrize("count", [2, 3])
async def test_each_update_is_handled_once_and_a_lane_in_its_order(crew: Crew, count: int) -> None:
    chance = random.Random(count)

    async def handle(worker: Worker, event: Message, state: FSMContext) -> None:
        await asyncio.sleep(chance.random() * 0.01)
        await state.update_data({str(event.message_id): worker.name})

    workers = [await crew.worker(f"w{n}", handle) for n in range(count)]
    sent = [message(1 + n, str(n), of=1000 + n % 20) for n in range(400)]
    for start in range(0, 400, 40):
        await chance.choice(workers).intake.take(sent[start : start + 40])
    await until(lambda: settled(crew.db, 400))
    for chat in range(1000, 1020):
        assert crew.heard(chat) == [str(n) for n in range(400) if 1000 + n % 20 == chat]
    assert len(Counter(name for name, _, _ in crew.done)) == count, "the work is shared"
    await until(crew.idle)


async def test_what_comes_while_a_lane_is_given_back_is_not_overlooked(crew: Crew) -> None:
    """Whoever gives a lane back and whoever puts something in meet in its row: a look that came too early shows."""
    chance = random.Random(5)
    workers = [await crew.worker(f"w{n}") for n in range(3)]

    async def pairs(chat: int) -> None:
        for n in range(0, 50, 2):
            for each in (n, n + 1):
                await chance.choice(workers).intake.take([message(chat * 1000 + each, str(each), of=chat)])
                await asyncio.sleep(chance.random() * 0.01)
            await until(lambda n=n: len(crew.heard(chat)) == n + 2)

    await asyncio.gather(*(pairs(chat) for chat in range(1, 6)))
    for chat in range(1, 6):
        assert crew.heard(chat) == [str(n) for n in range(50)]


async def test_who_lost_the_lane_writes_nothing_of_the_conversation(crew: Crew, log: list[Any]) -> None:
    begun, go_on, states = asyncio.Event(), asyncio.Event(), list[tuple[str, str | None]]()

    async def slow(worker: Worker, event: Message, state: FSMContext) -> None:
        begun.set()
        await go_on.wait()
        await state.set_state("of the slow one")

    async def quick(worker: Worker, event: Message, state: FSMContext) -> None:
        states.append((event.text or "", await state.get_state()))
        await state.set_state(event.text)

    first = await crew.worker("slow", slow, hands=1)  # with a free hand he might take his own lane again
    await first.intake.take([message(1, "раз"), message(2, "два")])
    await asyncio.wait_for(begun.wait(), 10)
    with counted(kept := Kept()):
        await crew.worker("quick", quick)
        await crew.lose(1001)
        await until(lambda: settled(crew.db, 2))
    assert kept.readings.count(("takeover", "lane")) == 1
    go_on.set()
    await until(lambda: ("slow", 1001, "раз") in crew.done)
    await until(lambda: any(line["event"] == "another process has the lane" for line in log))
    await first.intake.take([message(3, "три", of=2002)])
    await until(lambda: settled(crew.db, 3))
    assert states[:2] == [("раз", None), ("два", "раз")], "from the conversation as it was"
    state = await FSMContext(TalkStorage(crew.db, HandClock()), _key()).get_state()
    assert state == "два"
    assert [row.tries for row in await rows(crew.db)] == [0, 0, 0]
    assert (await crew.lane(1001)).fence == 2


def _key() -> Any:
    from aiogram.fsm.storage.base import StorageKey

    return StorageKey(bot_id=1, chat_id=1001, user_id=1001)


async def test_who_stops_finishes_what_is_in_hand_and_leaves_the_rest_at_once(crew: Crew) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(worker: Worker, event: Message, state: FSMContext) -> None:
        begun.set()
        await go_on.wait()

    first = await crew.worker("first", slow)
    await first.intake.take([message(1, "раз"), message(2, "два")])
    await asyncio.wait_for(begun.wait(), 10)
    first.intake.worker.stop()
    await crew.worker("second")
    await asyncio.sleep(0.1)
    assert crew.done == []
    go_on.set()
    await until(lambda: settled(crew.db, 2))
    assert crew.done == [("first", 1001, "раз"), ("second", 1001, "два")]


async def test_an_update_that_has_to_wait_is_waited_for_by_nobody(crew: Crew) -> None:
    """Trouble of ours moves the lane's time; whoever is free then goes on with it, in order."""
    faults = 3

    async def shaky(worker: Worker, event: Message, state: FSMContext) -> None:
        nonlocal faults
        if event.chat.id == 1001 and faults:
            faults -= 1
            raise OSError

    workers = [await crew.worker(name, shaky) for name in ("a", "b")]
    await workers[0].intake.take([message(1, "раз"), message(2, "два"), message(3, "три", of=2002)])
    await until(lambda: settled(crew.db, 3))
    assert crew.heard(1001) == ["раз", "два"]
    assert [row.tries for row in await rows(crew.db)] == [0, 0, 0]


async def test_an_inbox_without_lanes_is_adopted_at_the_start(crew: Crew) -> None:
    """The inbox of an older make, or of a house that moved here from a file."""
    idle = Worker(crew.db.url, "idle", crew.done, at_once)
    await idle.intake.take([message(1, "раз"), message(2, "два", of=2002), message(3, "три")])
    await idle.db.close()
    async with crew.db.write() as session:
        await session.execute(delete(Lane))
    await crew.worker("a")
    await until(lambda: settled(crew.db, 3))
    assert crew.heard(1001) == ["раз", "три"]


async def test_lanes_are_adopted_in_the_order_of_their_bytes(own_postgres_url: str) -> None:
    """So that no two processes that start wait for each other. A table without gaps keeps rows as they came."""
    keys = [f"{sign}{number}" for number in (7, 70, 700, 8, 80, 5000000000) for sign in ("", "-", "-100")]
    idle = Worker(own_postgres_url, "idle", [], at_once)
    await idle.intake.take([message(n, "раз", of=int(key)) for n, key in enumerate(keys)])
    async with idle.db.write() as session:
        await session.execute(delete(Lane))
        await (await session.connection()).run_sync(lanes.adopt, 1)
        stored = (await session.scalars(text("SELECT order_key FROM lane ORDER BY ctid"))).all()
    await idle.db.close()
    assert stored == sorted(keys)


AHEAD = text("now() + interval '1 hour'")


@pytest.mark.parametrize("wrong", [{"due_at": AHEAD}, {"lease_until": AHEAD, "owner": text("gen_random_uuid()")}])
async def test_a_clock_that_was_put_back_holds_up_nothing(crew: Crew, wrong: dict[str, Any]) -> None:
    """A moment an hour ahead can only be one of before."""
    idle = Worker(crew.db.url, "idle", crew.done, at_once)
    await idle.intake.take([message(1, "раз")])
    await idle.db.close()
    await crew.change(1001, **wrong)
    await crew.worker("a")
    await until(lambda: settled(crew.db, 1))


async def test_what_was_put_aside_is_tried_again_by_whoever_is_free(crew: Crew) -> None:
    poisonous = True

    async def handle(worker: Worker, event: Message, state: FSMContext) -> None:
        if event.text == "яд" and poisonous:
            raise ZeroDivisionError

    first = await crew.worker("a", handle)
    await crew.worker("b", handle)
    await first.intake.take([message(1, "яд"), message(2, "после")])
    await until(lambda: settled(crew.db, 2))
    assert crew.heard(1001) == ["после"]
    poisonous = False
    async with crew.db.write() as session:
        row = (await session.scalars(select(Row).where(Row.trouble.is_not(None)))).one()
        assert row.tries == 3
        assert await free(session, row)
    await until(lambda: crew.heard(1001) == ["после", "яд"])
    await until(crew.idle)


async def test_a_server_that_goes_down_in_the_middle_is_waited_for(crew: Crew) -> None:
    """Every line is cut under a handler's hands: none of the three tries, and the lane goes on."""
    cuts = 3

    async def handle(worker: Worker, event: Message, state: FSMContext) -> None:
        nonlocal cuts
        async with worker.db.write() as session:
            await session.execute(text("SELECT 1"))
            if cuts:
                cuts -= 1
                await cut(crew.db.url)
            await session.execute(text("SELECT 2"))

    first = await crew.worker("a", handle)
    await first.intake.take([message(1, "раз"), message(2, "два")])
    await until(lambda: quietly(lambda: settled(crew.db, 2)))
    assert crew.heard(1001) == ["раз", "два"]
    assert [(row.tries, row.trouble) for row in await rows(crew.db)] == [(0, None)] * 2


async def cut(url: str) -> None:
    line = await asyncpg.connect(url.replace("postgresql+asyncpg", "postgresql"))
    await line.execute(ALONE)
    await line.close()


async def quietly(look: Callable[[], Awaitable[bool]]) -> bool:
    """A look over a line that may have been cut."""
    try:
        return await look()
    except DBAPIError:
        return False


async def test_who_stores_an_update_handles_it_where_nobody_has_the_lane(crew: Crew) -> None:
    workers = [await crew.worker(name) for name in ("a", "b", "c")]
    await until(lambda: all(worker.intake.worker.free for worker in workers))
    order = ["a", "b", "c", "c", "a", "b"]
    for n, name in enumerate(order):
        await workers["abc".index(name)].intake.take([message(n, str(n))])
        await until(lambda n=n: len(crew.done) == n + 1)
        await until(crew.idle)
    assert [name for name, _, _ in crew.done] == order
    assert (await crew.lane(1001)).fence == len(order)


async def test_who_has_no_hand_free_leaves_it_to_others(crew: Crew) -> None:
    go_on = asyncio.Event()

    async def slow(worker: Worker, event: Message, state: FSMContext) -> None:
        if worker.name == "busy":
            await go_on.wait()

    busy = await crew.worker("busy", slow)
    await until(lambda: busy.intake.worker.free)
    await busy.intake.take([message(n, str(n), of=2000 + n) for n in range(RULES.at_once)])
    await crew.worker("free", slow)
    await busy.intake.take([message(90, "ещё", of=3000)])
    await until(lambda: crew.done)
    assert crew.done == [("free", 3000, "ещё")]
    go_on.set()
    await until(lambda: settled(crew.db, RULES.at_once + 1))
    assert {name for name, chat, _ in crew.done if chat != 3000} == {"busy"}


async def test_what_others_put_into_a_lane_in_hand_follows_at_once(crew: Crew) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(worker: Worker, event: Message, state: FSMContext) -> None:
        begun.set()
        await go_on.wait()
        await state.update_data({event.text or "": worker.name})

    first, other = await crew.worker("first", slow), await crew.worker("other", slow)
    await until(lambda: first.intake.worker.free and other.intake.worker.free)
    await first.intake.take([message(1, "0")])
    await asyncio.wait_for(begun.wait(), 10)
    for n in range(1, 25):
        await other.intake.take([message(1 + n, str(n))])
    go_on.set()
    await until(lambda: settled(crew.db, 25))
    assert crew.done == [("first", 1001, str(n)) for n in range(25)]
    assert (await crew.lane(1001)).fence == 1, "leased once"


async def test_those_who_write_without_a_pause_hold_up_nobody_else(crew: Crew) -> None:
    idle = Worker(crew.db.url, "idle", crew.done, at_once)
    for n in range(40):
        await idle.intake.take([message(100 * chat + n, str(n), of=chat) for chat in range(1, RULES.at_once + 1)])
    await idle.intake.take([message(99_999, "тихо", of=5000)])
    await idle.db.close()
    await crew.worker("a")
    await until(lambda: settled(crew.db, 40 * RULES.at_once + 1))
    assert [text for _, _, text in crew.done].index("тихо") < 20 * RULES.at_once
    for chat in range(1, RULES.at_once + 1):
        assert crew.heard(chat) == [str(n) for n in range(40)]


async def test_a_turn_that_lost_its_lane_takes_no_other_with_it(crew: Crew) -> None:
    begun, go_on = set[int](), asyncio.Event()

    async def slow(worker: Worker, event: Message, state: FSMContext) -> None:
        begun.add(event.chat.id)
        if worker.name == "slow":
            await go_on.wait()
        await state.set_state(worker.name)

    slow_one = await crew.worker("slow", slow)
    await until(lambda: slow_one.intake.worker.free)
    await slow_one.intake.take([message(1, "раз"), message(2, "два", of=2002)])
    await until(lambda: begun == {1001, 2002})
    await crew.change(1001, lease_until=text("now() - interval '1 second'"))
    await crew.worker("quick", slow)
    await until(lambda: ("quick", 1001, "раз") in crew.done)
    go_on.set()
    await until(lambda: settled(crew.db, 2))
    await until(crew.idle)
    talks = TalkStorage(crew.db, HandClock())
    states = [await FSMContext(talks, replace(_key(), chat_id=one, user_id=one)).get_state() for one in (1001, 2002)]
    assert states == ["quick", "slow"]
