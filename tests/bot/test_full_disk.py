"""A full disk: nothing is confirmed that is not stored, people are told once, and all goes on when there is room."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from aiogram import Dispatcher
from aiogram.types import CallbackQuery, Message
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.fsm import ChatIsolation, TalkStorage
from bot.handling import HandlingRules
from bot.intake import Intake, IntakeRules
from bot.outage import QUIET, Outage
from bot.retry import full, passing
from handlers.errors import no_room
from locales import plain_key
from storage.engine import Database
from tests.bot.running import rows, running, settled, until
from tests.bot.telegram import Telegram, message, press
from tests.conftest import HandClock

QUICK = IntakeRules(poll=1, listen=0, grace=2.0, handling=HandlingRules(first_pause=0.01, most_pause=0.05))
WAIT = plain_key("common-no-room", "ru", {})
LONG = "длинное " * 400


async def pages(db: Database, most: int | None = None) -> int:
    """How many pages the file has; ``most``: as many as it may have from now on, None: no limit."""
    assert db._pen is not None
    for engine in (db.engine.sync_engine, db._pen._engine):
        _limits[engine] = most or 2**30
        if not event.contains(engine, "begin", _limit):
            event.listen(engine, "begin", _limit)
    async with db.engine.connect() as line:
        return int((await line.exec_driver_sql("PRAGMA page_count")).scalar_one())


_limits: WeakKeyDictionary[Engine, int] = WeakKeyDictionary()


def _limit(line: Connection) -> None:
    """Each line has a limit of its own, and one that met it is not kept."""
    line.exec_driver_sql(f"PRAGMA max_page_count={_limits[line.engine]}")


class House:
    """A bot on a small disk."""

    def __init__(self, db: Database, clock: HandClock, handle: Callable[..., Awaitable[Any]] | None = None) -> None:
        self.telegram, self.heard = Telegram(), list[str | None]()
        dispatcher = Dispatcher(storage=TalkStorage(db, clock), events_isolation=ChatIsolation())
        dispatcher.message.register(handle or self.hear)
        dispatcher.callback_query.register(self.feel)
        bot = self.telegram.bot()
        self.intake = Intake(db, bot, dispatcher, clock, rules=QUICK, no_room=partial(no_room, bot))

    async def hear(self, event: Message) -> None:
        self.heard.append(event.text)

    async def feel(self, event: CallbackQuery) -> None:
        self.heard.append(event.data)

    def stumbles(self) -> int:
        return len(self.telegram.made("getUpdates"))


async def test_what_cannot_be_stored_waits_at_the_messenger(lite: Database, clock: HandClock, log: list[Any]) -> None:
    house = House(lite, clock)
    await pages(lite, most=await pages(lite))
    async with running(house.intake):
        house.telegram.come(*(message(n, f"{n} {LONG}") for n in range(1, 10)), press(10, "нажато", of=2002))
        await until(lambda: house.telegram.made("answerCallbackQuery"))
        asked = house.stumbles()
        await until(lambda: house.stumbles() > asked + 2)
        assert (house.heard, house.telegram.confirmed, await rows(lite)) == ([], 0, [])
        await pages(lite)
        await until(lambda: settled(lite, 10))
        await until(lambda: house.telegram.confirmed == 10)
    heard = [text.split()[0] for text in house.heard if text]
    assert heard.count("нажато") == 1
    assert [text for text in heard if text != "нажато"] == [str(n) for n in range(1, 10)]
    assert house.telegram.texts() == [WAIT], "once, however often it came"
    (alert,) = house.telegram.made("answerCallbackQuery")
    assert (alert.text, alert.show_alert) == (WAIT, True)
    said = [line["event"] for line in log]
    assert said.count("the disk is full: nothing is lost, all waits until there is room") == 1
    assert said.count("there is room on the disk again") == 1


async def test_what_was_stored_and_cannot_be_handled_waits_in_its_lane(
    lite: Database, clock: HandClock, log: list[Any]
) -> None:
    """The inbox has its place already; what the handler wants to write has not."""
    heard: list[str | None] = []
    small, refused = asyncio.Event(), asyncio.Event()

    async def handle(event: Message, state: Any) -> None:
        await small.wait()
        heard.append(event.text)
        await state.set_data({"long": LONG * 40})
        if len(heard) > 1:
            refused.set()

    house = House(lite, clock, handle)
    async with running(house.intake):
        await house.intake.take([message(1, "раз")])
        await pages(lite, most=await pages(lite))
        small.set()
        await asyncio.wait_for(refused.wait(), 20)
        await until(lambda: house.telegram.texts() == [WAIT])
        await pages(lite)
        await until(lambda: settled(lite, 1))
    (row,) = await rows(lite)
    assert (row.tries, row.trouble) == (0, None), "it was none of the three tries"
    assert house.telegram.texts() == [WAIT]


def refused(code: str) -> DBAPIError:
    """As PostgreSQL's driver says it."""
    orig = Exception("no")
    orig.sqlstate = code  # type: ignore[attr-defined]
    return DBAPIError("insert", {}, orig)


@pytest.mark.parametrize(
    ("error", "is_full"),
    [
        (OSError(errno.ENOSPC, "no space"), True),
        (OSError(errno.ECONNRESET, "reset"), False),
        (refused("53100"), True),  # disk_full
        (refused("53300"), False),  # too_many_connections
        (refused("57P01").orig, False),  # admin_shutdown, as it comes while a line is made
        (refused("58030"), False),  # io_error
        (OperationalError("insert", {}, Exception("database is locked")), False),
    ],
)
def test_trouble_of_the_machine_passes_and_a_full_disk_is_known(error: BaseException, is_full: bool) -> None:
    assert passing(error)
    assert full(error) is is_full


async def test_another_outage_is_told_anew_and_a_failure_to_tell_harms_nobody(log: list[Any]) -> None:
    told: list[int] = []
    now = 0.0

    async def tell(update: Any) -> None:
        told.append(update.update_id)
        if update.update_id == 2:
            raise OSError

    outage = Outage(Telegram().bot(), tell, now=lambda: now)
    error = OSError(errno.ENOSPC, "no space")
    outage.met(error, [message(1, "x"), message(2, "x", of=2002), {"update_id": 3, "message": {"no": "sense"}}])
    outage.met(OSError(), [message(4, "x", of=4004)])
    await until(lambda: told == [1, 2])
    outage.over()
    now = QUIET - 1
    outage.met(error, [message(5, "x")])
    now += QUIET + 1
    outage.met(error, [message(6, "x")])
    await until(lambda: told == [1, 2, 6])
    assert [line["event"] for line in log].count("nobody could be told of the full disk") == 1
