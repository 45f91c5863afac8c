"""What is counted, where, and under which names: of code only, never of people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiogram import Dispatcher
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramServerError
from aiogram.types import Update
from aiogram_dialog.api.exceptions import UnregisteredDialogError
from prometheus_client.parser import text_string_to_metric_families as parsed

from bot import metrics
from bot.meters import Counting, Standing, text
from bot.metrics import Line, counted, outcome
from bot.steps import Steps, walked
from cabinet.figures import ProcessRole
from handlers.errors import router as errors
from storage.engine import Database
from storage.figures import Figures
from storage.outbox import LetterKind, LetterState
from storage.processes import Beat
from tests.bot.pad import dispatcher
from tests.bot.telegram import (
    Telegram,
    bad_request,
    conflict,
    forbidden,
    message,
    network,
    press,
    retry_after,
    unauthorized,
)
from tests.conftest import START, HandClock

SECOND = timedelta(seconds=1)


@dataclass(eq=False)
class Kept:
    """Meters that remember every reading."""

    readings: list[tuple[Any, ...]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return lambda *args: self.readings.append((name, *args))


@pytest.fixture
def kept() -> Iterator[Kept]:
    found = Kept()
    with counted(found):
        yield found


def samples(counting: Counting) -> dict[tuple[str, tuple[str, ...]], float]:
    """(name, values of its labels) → value."""
    body, _ = text(counting.registry, "")
    return {
        (one.name, tuple(sorted(one.labels.values()))): one.value
        for family in parsed(body.decode())
        for one in family.samples
    }


def decoded(method: Any) -> Exception:
    return ClientDecodeError("no JSON", ValueError(), "<html>")


def broken(method: Any) -> Exception:
    return TelegramServerError(method=method, message="Bad Gateway")


@pytest.mark.parametrize(
    ("fault", "label"),
    [
        (forbidden(), "403"),
        (bad_request("chat not found"), "400"),
        (retry_after(7), "429"),
        (unauthorized, "401"),
        (conflict(), "409"),
        (broken, "5xx"),
        (network, "network"),
        (decoded, "network"),
        (lambda method: ConnectionResetError(), "network"),
        (lambda method: ZeroDivisionError(), "other"),
    ],
)
async def test_every_call_of_the_api_is_counted_by_its_outcome(kept: Kept, fault: Any, label: str) -> None:
    telegram, line = Telegram(), Line()
    bot = telegram.bot()
    bot.session.middleware(line)
    telegram.faults["sendMessage"].append(fault)
    with pytest.raises((TelegramAPIError, ClientDecodeError, OSError, ZeroDivisionError)) as caught:
        await bot.send_message(1001, "x")
    await bot.send_message(1001, "x")
    assert outcome(caught.value) == label
    assert kept.readings == [("sent", "sendMessage", label), ("sent", "sendMessage", "ok")]
    assert (line.answered is not None, line.failing) == (True, None)


def test_nobody_counts_when_nobody_asks(kept: Kept) -> None:
    quiet = Kept()
    with counted(quiet):
        metrics.taken(2)
    metrics.aside()
    assert (quiet.readings, kept.readings) == ([("taken", 2)], [("taken", 2), ("aside",)])


async def feed(made: Dispatcher, telegram: Telegram, raw: dict[str, Any], clock: HandClock) -> None:
    with walked(START - 2 * SECOND, clock):
        await made.feed_update(telegram.bot(), Update.model_validate(raw), press="p")


async def test_a_step_is_the_state_of_its_conversation_or_the_handler(
    lite: Database, clock: HandClock, kept: Kept, log: list[Any]
) -> None:
    telegram, made = Telegram(), await dispatcher(lite, clock)
    Steps().over(made)
    await feed(made, telegram, message(1, "/start"), clock)
    shown = telegram.made("sendMessage")[-1].reply_markup.inline_keyboard
    data = {button.text: button.callback_data for row in shown for button in row}
    await feed(made, telegram, press(2, data["7"]), clock)
    await feed(made, telegram, press(3, data["Готово"]), clock)
    await feed(made, telegram, message(4, "просто так"), clock)
    steps = [reading[1] for reading in kept.readings if reading[0] == "step"]
    assert steps == ["pad.begin", "Pad:typing", "Pad:typing", "Pad:done"]
    assert [reading for reading in kept.readings if reading[0] == "handled"] == [("handled", 2.0)] * 4
    told = [line for line in log if line["event"] == "handled"]
    assert [line["step"] for line in told] == steps
    assert all(line["ms"] >= 0 for line in told)


async def test_what_an_error_handler_took_has_a_name_too(lite: Database, clock: HandClock, kept: Kept) -> None:
    telegram, made = Telegram(), await dispatcher(lite, clock)
    errors._parent_router = None
    made.include_router(errors)
    Steps().over(made)
    with pytest.raises(UnregisteredDialogError):  # there is no menu here to lead back to: it failed, and comes again
        await feed(made, telegram, press(1, "Abcdef\x1dd7"), clock)
    assert kept.readings == []
    stale = press(2, "Abcdef\x1dd7")
    stale["callback_query"]["message"]["chat"] = {"id": -7, "type": "group", "title": "Кадры"}
    await feed(made, telegram, stale, clock)
    assert kept.readings[0][:2] == ("step", "errors.gone")


def test_what_is_counted_is_read() -> None:
    counting = Counting()
    with counted(counting):
        metrics.taken(3)
        metrics.handled(0.2)
        metrics.handled(-5.0)  # another machine's clock
        metrics.aside()
        metrics.step("Leave:first", 0.04)
        metrics.waited("answers", 1.5)
        metrics.takeover("lane")
        metrics.group("updates", 7)
        counting.sent("sendMessage", "429")
    found = samples(counting)
    assert found["kabinet_updates_taken_total", ()] == 3
    assert found["kabinet_handling_lag_seconds_count", ()] == 2
    assert found["kabinet_updates_aside_total", ()] == 1
    assert found["kabinet_step_seconds_bucket", ("0.05", "Leave:first")] == 1
    assert found["kabinet_sends_total", ("429", "sendMessage")] == 1
    assert found["kabinet_pace_wait_seconds_sum", ("answers",)] == 1.5
    assert found["kabinet_takeovers_total", ("lane",)] == 1
    assert found["kabinet_group_size_bucket", ("8.0", "updates")] == 1
    assert found["process_resident_memory_bytes", ()] > 0


def test_what_stands_in_the_database_is_read() -> None:
    counting, standing = Counting(), Standing()
    counting.registry.register(standing)
    assert samples(counting)["kabinet_database_up", ()] == 0
    beats = [
        Beat(role=role, host="h", pid=1, started_at=START, seen_at=START, active=role != "courier")
        for role in ProcessRole
    ]
    standing.seen = Figures(
        at=START,
        bytes=4096,
        open=5,
        open_since=START - 9 * SECOND,
        aside=1,
        letters={(LetterKind.SMS, LetterState.DEAD): 2},
        letters_since=START + SECOND,
        cards=3,
        cards_since=START - SECOND,
        upkeep_at=START - 60 * SECOND,
        beats=beats,
    )
    found = samples(counting)
    assert (found["kabinet_database_up", ()], found["kabinet_database_bytes", ()]) == (1, 4096)
    assert (found["kabinet_inbox_open", ()], found["kabinet_inbox_oldest_seconds", ()]) == (5, 9)
    assert (found["kabinet_inbox_aside", ()], found["kabinet_upkeep_age_seconds", ()]) == (1, 60)
    assert (found["kabinet_letters", ("dead", "sms")], found["kabinet_letters", ("notice", "pending")]) == (2, 0)
    assert (found["kabinet_letters_oldest_due_seconds", ()], found["kabinet_cards_due", ()]) == (0, 3)
    assert found["kabinet_processes", ()] == 1
    assert [found["kabinet_active", (role,)] for role in ProcessRole] == [1, 0, 1]
