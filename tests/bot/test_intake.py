"""Every update is stored before it is confirmed, handled in its lane, and holds up nobody for ever."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramConflictError, TelegramUnauthorizedError
from aiogram.types import CallbackQuery, Message, Update
from sqlalchemy.exc import OperationalError

from bot.fsm import ChatIsolation, TalkStorage
from bot.handling import HandlingRules
from bot.intake import ApiFault, ApiTrouble, Intake, IntakeRules
from bot.shelf import Shelf, lane_of
from storage.engine import Database
from tests.bot.running import rows, running, settled, until
from tests.bot.telegram import Fault, Telegram, message, network, person, press, private, retry_after
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


async def test_nothing_is_confirmed_that_is_not_stored(
    lite: Database, clock: HandClock, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    handled = asyncio.Event()

    async def handle(event: Message) -> None:
        handled.set()

    refused = 0
    put = Shelf.put

    async def full_disk(self: Shelf, batch: list[dict[str, Any]]) -> Any:
        nonlocal refused
        if refused < 2:
            refused += 1
            assert telegram.confirmed == 0
            raise OperationalError("insert", {}, Exception("database is locked"))
        return await put(self, batch)

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

    telegram.faults["getUpdates"].extend([network, conflict("terminated by other getUpdates request"), network])
    telegram.come(message(1, "раз"))
    async with running(Intake(lite, telegram.bot(), dispatcher(lite, clock, handle), clock, rules=QUICK)):
        await until(lambda: settled(lite, 1))
    assert len(telegram.made("getUpdates")) >= 4


async def test_an_id_is_remembered_for_a_week(db: Database, clock: HandClock, telegram: Telegram) -> None:
    bot = telegram.bot()
    shelf = Shelf(db, bot.id, clock, timedelta(days=7))
    ((_, job),) = await shelf.put([message(5, "раз")])
    async with shelf.turn(job):
        pass
    assert await shelf.put([message(5, "раз")]) == []
    clock.forward(days=8)
    assert len(await shelf.put([message(5, "другое")])) == 1
    clock.forward(days=8)  # what nobody handled is never forgotten
    await shelf.put([message(6, "раз")])
    assert [row.update_id for row in await rows(db)] == [5, 6]


def conflict(text: str) -> Fault:
    return lambda method: TelegramConflictError(method=method, message=f"Conflict: {text}")


def unauthorized(method: Any) -> Exception:
    return TelegramUnauthorizedError(method=method, message="Unauthorized")


@pytest.mark.parametrize(
    ("name", "fault", "times", "expected"),
    [
        ("getMe", unauthorized, 1, ApiFault.TOKEN),
        ("getMe", network, 1, ApiFault.UNREACHABLE),
        ("getUpdates", conflict("terminated by other getUpdates request"), 2, ApiFault.RIVAL),
        ("getUpdates", conflict("can't use getUpdates method while webhook is active"), 1, ApiFault.WEBHOOK),
        ("getUpdates", conflict("terminated by other getUpdates request"), 1, None),
    ],
)
async def test_the_check_says_in_one_sentence_what_is_wrong(
    sqlite_url: str, clock: HandClock, name: str, fault: Fault, times: int, expected: ApiFault | None
) -> None:
    telegram = Telegram()
    telegram.faults[name].extend([fault] * times)
    intake = Intake(Database(sqlite_url), telegram.bot(), Dispatcher(), clock, rules=QUICK)
    if expected is None:
        await intake.check()
        return
    with pytest.raises(ApiTrouble) as caught:
        await intake.check()
    assert caught.value.fault is expected
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "lane"),
    [
        (message(1, "x"), "1001"),
        (press(1, "x"), "1001"),
        (message(1, "x", chat=GROUP), "-1001/1001"),
        ({"update_id": 1, "callback_query": {"from": person(5), "message": {"chat": GROUP}}}, "-1001/5"),
        ({"update_id": 1, "inline_query": {"from": person(1001)}}, "1001"),
        ({"update_id": 1, "my_chat_member": {"chat": private(7), "from": person(7)}}, "7"),
        ({"update_id": 1, "chat_member": {"chat": GROUP, "from": person(7)}}, "-1001/7"),
        ({"update_id": 1, "channel_post": {"chat": GROUP}}, "-1001/"),
        ({"update_id": 1, "poll_answer": {"user": person(9)}}, "9"),
        ({"update_id": 1}, ""),
        ({"update_id": 1, "callback_query": {"from": person(5), "message": None}}, "5"),
    ],
)
def test_the_lane_of_an_update(raw: dict[str, Any], lane: str) -> None:
    assert lane_of(raw) == lane


async def test_a_returned_answer_is_sent(lite: Database, clock: HandClock, telegram: Telegram) -> None:
    async def handle(event: Message) -> Any:
        return event.answer("эхо")

    telegram.come(message(1, "раз"))
    async with running(Intake(lite, telegram.bot(), dispatcher(lite, clock, handle), clock, rules=QUICK)):
        await until(lambda: settled(lite, 1))
    assert telegram.texts() == ["эхо"]


async def test_a_press_is_fed_whole(lite: Database, clock: HandClock, telegram: Telegram) -> None:
    seen: list[Any] = []

    async def handle(event: CallbackQuery, bot: Bot) -> None:
        seen.append((event.data, event.message and event.message.chat.id, event.from_user.first_name, event.bot is bot))

    made = Dispatcher(storage=TalkStorage(lite, clock), events_isolation=ChatIsolation())
    made.callback_query.register(handle)
    telegram.come(press(1, "data"))
    async with running(Intake(lite, telegram.bot(), made, clock, rules=QUICK)):
        await until(lambda: settled(lite, 1))
    assert seen == [("data", 1001, "Анна", True)]
