"""Every update is stored before it is confirmed, handled in its lane, and holds up nobody for ever."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiogram import Dispatcher
from aiogram.fsm.context import FSMContext
from aiogram.types import Message, Update
from sqlalchemy.exc import OperationalError

from bot.fsm import ChatIsolation, TalkStorage
from bot.handling import HandlingRules
from bot.intake import Intake, IntakeRules
from bot.shelf import Shelf
from storage.engine import Database
from tests.bot.running import rows, running, settled, until
from tests.bot.telegram import Fault, Telegram, bad_request, conflict, forbidden, message, network, retry_after
from tests.conftest import HandClock

pytestmark = pytest.mark.usefixtures("log")
QUICK = IntakeRules(poll=1, listen=0, grace=2.0, handling=HandlingRules(first_pause=0.01, most_pause=0.02))
GROUP = {"id": -1001, "type": "supergroup", "title": "Кадры"}
Handler = Callable[..., Awaitable[Any]]


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


def dispatcher(db: Database, clock: HandClock, handler: Handler) -> Dispatcher:
    made = Dispatcher(storage=TalkStorage(db, clock), events_isolation=ChatIsolation())
    made.message.register(handler)
    return made


async def test_stored_then_handled_then_blanked_then_confirmed(
    db: Database, clock: HandClock, telegram: Telegram
) -> None:
    seen: list[tuple[str | None, str, bytes | None]] = []

    async def handle(event: Message, press: str) -> None:
        row = (await rows(db))[0]
        seen.append((event.text, press, row.raw))
        assert str(row.id) == press
        assert "болен".encode() not in (row.raw_sealed or b"")

    telegram.come(message(7, "болен"))
    async with running(Intake(db, telegram.bot(), dispatcher(db, clock, handle), clock, rules=QUICK)):
        await until(lambda: settled(db, 1))
        await until(lambda: telegram.confirmed == 7)
    (row,) = await rows(db)
    assert seen[0][0] == "болен"
    assert "болен" in (seen[0][2] or b"").decode()
    assert (row.raw_sealed, row.handled_at, row.order_key) == (None, clock.now(), "1001")
    assert telegram.made("getUpdates")[0].allowed_updates == ["message"]


async def test_a_redelivered_update_is_handled_once(db: Database, clock: HandClock, telegram: Telegram) -> None:
    count = 0

    async def handle(event: Message) -> None:
        nonlocal count
        count += 1

    twin = message(5, "раз")
    telegram.come(twin)
    for again in range(2):  # the second process gets the same update again: its confirmation was lost
        async with running(Intake(db, telegram.bot(), dispatcher(db, clock, handle), clock, rules=QUICK)):
            telegram.come(twin, message(6 + again, "ещё"))
            await until(lambda count=2 + again: settled(db, count))
    assert count == 3


async def test_after_a_quiet_poll_the_messenger_may_count_from_below(
    db: Database, clock: HandClock, telegram: Telegram
) -> None:
    async def handle(event: Message) -> None:
        pass

    async with running(Intake(db, telegram.bot(), dispatcher(db, clock, handle), clock, rules=QUICK)):
        telegram.come(message(7, "до тихой недели"))
        await until(lambda: telegram.confirmed == 7 and telegram.made("getUpdates")[-1].offset is None)
        telegram.come(message(3, "после неё"))
        await until(lambda: settled(db, 2))


async def test_nothing_is_confirmed_that_is_not_stored(
    lite: Database, clock: HandClock, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    handled = asyncio.Event()

    async def handle(event: Message) -> None:
        handled.set()

    refused = 0
    put = Shelf.put

    async def full_disk(self: Shelf, batch: list[dict[str, Any]], free: int) -> Any:
        nonlocal refused
        if refused < 2:
            refused += 1
            assert telegram.confirmed == 0
            raise OperationalError("insert", {}, Exception("database is locked"))
        return await put(self, batch, free)

    monkeypatch.setattr(Shelf, "put", full_disk)
    telegram.come(message(5, "раз"))
    async with running(Intake(lite, telegram.bot(), dispatcher(lite, clock, handle), clock, rules=QUICK)):
        await asyncio.wait_for(handled.wait(), 10)
    assert refused == 2


async def test_a_lane_keeps_its_order_and_waits_for_nobody_else(
    db: Database, clock: HandClock, telegram: Telegram
) -> None:
    order: list[tuple[int, str | None]] = []
    gate = asyncio.Event()

    async def handle(event: Message) -> None:
        if event.text == "медленно":
            await gate.wait()
        await asyncio.sleep(0.001)
        order.append((event.chat.id, event.text))
        if event.chat.id == 2002 and event.text == "9":
            gate.set()

    telegram.come(message(1, "медленно"), *(message(2 + n, str(n)) for n in range(10)))
    telegram.come(*(message(20 + n, str(n), of=2002) for n in range(10)))
    async with running(Intake(db, telegram.bot(), dispatcher(db, clock, handle), clock, rules=QUICK)):
        await until(lambda: settled(db, 21))
    assert [text for chat, text in order if chat == 1001] == ["медленно", *map(str, range(10))]
    assert [text for chat, text in order if chat == 2002] == list(map(str, range(10)))
    assert order.index((2002, "9")) < order.index((1001, "медленно"))


async def test_a_poisonous_update_is_put_aside_after_three_tries(
    db: Database, clock: HandClock, telegram: Telegram
) -> None:
    tries: list[str] = []
    told: list[tuple[int, str]] = []

    async def handle(event: Message, press: str) -> None:
        if event.text == "яд":
            tries.append(press)
            raise ZeroDivisionError

    async def aside(update: Update, number: str) -> None:
        told.append((update.update_id, number))

    telegram.come(message(1, "яд"), {"update_id": 2, "message": {"no": "sense"}}, message(3, "после"))
    intake = Intake(db, telegram.bot(), dispatcher(db, clock, handle), clock, rules=QUICK, aside=aside)
    async with running(intake):
        await until(lambda: settled(db, 3))
    poison, nonsense, after = await rows(db)
    assert len(tries) == 3
    assert len(set(tries)) == 1
    assert (poison.tries, poison.handled_at, nonsense.tries) == (3, None, 3)
    assert re.fullmatch("К-[0-9A-F]{4}", poison.trouble or "")
    assert poison.raw is not None
    assert after.handled_at is not None
    assert told == [(1, poison.trouble)]


AWAY = [forbidden(), forbidden("bot was kicked from the supergroup chat"), bad_request("chat not found")]
MUTE = bad_request("not enough rights to send text messages to the chat")


@pytest.mark.parametrize("fault", [*AWAY, MUTE])
async def test_who_cannot_be_answered_is_no_trouble(
    lite: Database, clock: HandClock, telegram: Telegram, log: list[Any], fault: Fault
) -> None:
    told: list[str] = []

    async def handle(event: Message, state: FSMContext) -> None:
        await state.set_state("done")
        await event.answer("Готово.")

    async def aside(update: Update, number: str) -> None:
        told.append(number)

    telegram.faults["sendMessage"].append(fault)
    telegram.come(message(1, "раз"))
    made = dispatcher(lite, clock, handle)
    async with running(Intake(lite, telegram.bot(), made, clock, rules=QUICK, aside=aside)):
        await until(lambda: settled(lite, 1))
    (row,) = await rows(lite)
    assert (row.tries, row.trouble, row.handled_at, told) == (0, None, clock.now(), [])
    assert len(telegram.made("sendMessage")) == 1
    assert [line["log_level"] for line in log if line["event"] == "nobody can be answered there"] == ["info"]


async def test_a_refusal_that_nobody_foresaw_is_our_mistake(
    lite: Database, clock: HandClock, telegram: Telegram
) -> None:
    async def handle(event: Message) -> None:
        await event.answer("<b>Готово.")

    telegram.faults["sendMessage"].extend([bad_request("can't parse entities")] * 3)
    telegram.come(message(1, "раз"))
    async with running(Intake(lite, telegram.bot(), dispatcher(lite, clock, handle), clock, rules=QUICK)):
        await until(lambda: settled(lite, 1))
    assert [row.tries for row in await rows(lite)] == [3]


def locked(method: Any) -> Exception:
    return OperationalError("insert", {}, Exception("database is locked"))


def full(method: Any) -> Exception:
    return OSError("no space left on device")


async def test_trouble_of_ours_is_waited_out(lite: Database, clock: HandClock, telegram: Telegram) -> None:
    tries = 0
    faults: list[Fault] = [network, retry_after(0), locked, full, network]

    async def handle(event: Message) -> None:
        nonlocal tries
        tries += 1
        if faults:
            raise faults.pop()(telegram.calls[0])

    telegram.come(message(1, "раз"))
    async with running(Intake(lite, telegram.bot(), dispatcher(lite, clock, handle), clock, rules=QUICK)):
        await until(lambda: settled(lite, 1))
    (row,) = await rows(lite)
    assert (tries, row.tries, row.trouble) == (6, 0, None)


async def test_even_trouble_of_ours_ends_after_a_day(lite: Database, clock: HandClock, telegram: Telegram) -> None:
    async def handle(event: Message) -> None:
        if event.text == "раз":
            clock.forward(hours=9)
            raise OSError

    telegram.come(message(1, "раз"), message(2, "два"))
    async with running(Intake(lite, telegram.bot(), dispatcher(lite, clock, handle), clock, rules=QUICK)):
        await until(lambda: settled(lite, 2))
    first, second = await rows(lite)
    assert first.trouble is not None
    assert second.handled_at is not None


async def test_what_was_written_and_the_mark_are_one(db: Database, clock: HandClock, telegram: Telegram) -> None:
    """A handler that fails after it moved its conversation finds it unmoved at the next try."""
    states: list[str | None] = []

    async def handle(event: Message, state: Any) -> None:
        states.append(await state.get_state())
        await state.set_state("moved")
        if len(states) < 3:
            raise ZeroDivisionError

    telegram.come(message(1, "раз"))
    async with running(Intake(db, telegram.bot(), dispatcher(db, clock, handle), clock, rules=QUICK)):
        await until(lambda: settled(db, 1))
        telegram.come(message(2, "два"))
        await until(lambda: settled(db, 2))
    assert states == [None, None, None, "moved"]


async def test_stop_finishes_what_is_in_hand_and_the_next_process_the_rest(
    db: Database, clock: HandClock, telegram: Telegram
) -> None:
    begun, finish, done = asyncio.Event(), asyncio.Event(), list[str | None]()

    async def handle(event: Message) -> None:
        begun.set()
        await finish.wait()
        done.append(event.text)

    telegram.come(message(1, "a"), message(2, "b"), message(3, "c"))
    first = Intake(db, telegram.bot(), dispatcher(db, clock, handle), clock, rules=QUICK)
    task = asyncio.create_task(first.run())
    await asyncio.wait_for(begun.wait(), 5)
    first.stop()
    await asyncio.sleep(0.05)
    assert not task.done()
    finish.set()
    await asyncio.wait_for(task, 5)
    assert done == ["a"]
    async with running(Intake(db, telegram.bot(), dispatcher(db, clock, handle), clock, rules=QUICK)):
        await until(lambda: settled(db, 3))
    assert done == ["a", "b", "c"]


async def test_polling_outlives_network_trouble_and_rivals(
    lite: Database, clock: HandClock, telegram: Telegram
) -> None:
    async def handle(event: Message) -> None:
        """Nothing."""

    telegram.faults["getUpdates"].extend([network, conflict(), network])
    telegram.come(message(1, "раз"))
    async with running(Intake(lite, telegram.bot(), dispatcher(lite, clock, handle), clock, rules=QUICK)):
        await until(lambda: settled(lite, 1))
    assert len(telegram.made("getUpdates")) >= 4
