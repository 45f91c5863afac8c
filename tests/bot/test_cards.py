"""Cards: one message each, always the latest state, and the word that they are shown comes after it is true."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from storage.engine import Database
from storage.outbox import Card
from tests.bot.outbox import GROUP, Voice, card_now, card_of, courier, staff, until_later, want
from tests.bot.running import running, until
from tests.bot.telegram import Fault, Telegram, bad_request, forbidden, network
from tests.conftest import HandClock

pytestmark = pytest.mark.usefixtures("log")


def shows(db: Database, known: Card, version: int) -> Callable[[], Any]:
    async def look() -> bool:
        return (await card_now(db, known)).shown == version

    return look


async def test_a_card_is_sent_once_and_then_edited(db: Database, clock: HandClock) -> None:
    telegram, voice = Telegram(), Voice()
    firm, anna = await staff(db)
    card = await card_of(db, firm, anna, at_desk=True)
    async with running(courier(db, telegram.bot(), clock, voice)):
        await until(shows(db, card, 1))
        voice.card_text = "решено"
        await want(db, card, clock.now())
        await until(lambda: len(voice.was_shown) == 2)
    assert [call.chat_id for call in telegram.made("sendMessage")] == [int(GROUP)]
    (edit,) = telegram.made("editMessageText")
    assert (edit.message_id, edit.text) == (100, "решено")
    now = await card_now(db, card)
    assert (now.shown, now.due_at, now.lease_until, now.attempts) == (2, None, None, 0)
    assert (now.address, now.message_id) == (GROUP, 100)
    assert voice.was_shown == [(1, 100), (2, 100)]


async def test_many_changes_are_one_edit_and_one_during_the_edit_is_shown_after_it(
    db: Database, clock: HandClock
) -> None:
    telegram, voice = Telegram(), Voice()
    firm, anna = await staff(db)
    card = await card_of(db, firm, anna)
    async with running(courier(db, telegram.bot(), clock, voice)):
        await until(lambda: len(voice.was_shown) == 1)
    for _ in range(5):
        await want(db, card, clock.now())

    async def change(method: Any) -> None:
        telegram.slow = None
        await want(db, card, clock.now())
        voice.card_text = "последнее"

    telegram.slow = change
    async with running(courier(db, telegram.bot(), clock, voice)):
        await until(lambda: len(voice.was_shown) == 3)
    assert [call.text for call in telegram.made("editMessageText")] == ["карточка", "последнее"]
    assert (await card_now(db, card)).shown == 7


async def test_not_modified_counts_as_shown(lite: Database, clock: HandClock) -> None:
    telegram, voice = Telegram(), Voice()
    firm, anna = await staff(lite)
    card = await card_of(lite, firm, anna)
    same = "message is not modified: specified new message content and reply markup are exactly the same"
    telegram.faults["editMessageText"].append(bad_request(same))
    async with running(courier(lite, telegram.bot(), clock, voice)):
        await until(shows(lite, card, 1))
        await want(lite, card, clock.now())
        await until(lambda: len(voice.was_shown) == 2)
    assert (await card_now(lite, card)).reason is None
    assert len(telegram.made("sendMessage")) == 1


async def test_a_deleted_message_or_a_new_address_means_a_new_message(lite: Database, clock: HandClock) -> None:
    telegram, voice = Telegram(), Voice()
    firm, anna = await staff(lite)
    card = await card_of(lite, firm, anna)
    telegram.faults["editMessageText"].append(bad_request("message to edit not found"))
    async with running(courier(lite, telegram.bot(), clock, voice)):
        await until(shows(lite, card, 1))
        await want(lite, card, clock.now())
        await until(shows(lite, card, 2))
        assert (await card_now(lite, card)).message_id == 101
        voice.chat = "2002"
        await want(lite, card, clock.now())
        await until(shows(lite, card, 3))
    now = await card_now(lite, card)
    assert (now.address, now.message_id) == ("2002", 102)
    assert len(telegram.made("editMessageText")) == 1


@pytest.mark.parametrize("fault", [forbidden(), bad_request("chat not found")])
async def test_the_unshowable_rests_until_something_changes(lite: Database, clock: HandClock, fault: Fault) -> None:
    telegram, voice = Telegram(), Voice()
    firm, anna = await staff(lite)
    telegram.faults["sendMessage"].append(fault)
    card = await card_of(lite, firm, anna)

    async def resting() -> bool:
        return (await card_now(lite, card)).due_at is None

    async with running(courier(lite, telegram.bot(), clock, voice)):
        await until(resting)
        assert (await card_now(lite, card)).reason is not None
        await want(lite, card, clock.now())
        await until(shows(lite, card, 2))
    assert (await card_now(lite, card)).reason is None
    assert voice.was_shown == [(2, 100)]


async def test_nobody_to_show_it_to_and_trouble_that_passes(lite: Database, clock: HandClock) -> None:
    telegram, voice = Telegram(), Voice(chat=None)
    firm, anna = await staff(lite)
    card = await card_of(lite, firm, anna)
    async with running(courier(lite, telegram.bot(), clock, voice)) as carrier:
        await until(lambda: voice.asked)
        voice.chat = "1001"
        telegram.faults["sendMessage"].extend([network, network])
        await want(lite, card, clock.now())
        await until_later(carrier, clock, shows(lite, card, 2), 1)


async def test_a_later_wish_waits_and_a_lost_lease_is_taken_up(db: Database, clock: HandClock) -> None:
    telegram, voice = Telegram(), Voice()
    firm, anna = await staff(db)
    card = await card_of(db, firm, anna)
    async with db.write() as session:
        (await session.get_one(Card, card.id)).lease_until = clock.now() + timedelta(seconds=60)
    async with running(courier(db, telegram.bot(), clock, voice)) as carrier:
        await asyncio.sleep(0.1)
        assert telegram.calls == []
        clock.forward(seconds=61)
        carrier.wake()
        await until(shows(db, card, 1))
        await want(db, card, clock.now() + timedelta(seconds=10))
        await asyncio.sleep(0.1)
        assert voice.was_shown == [(1, 100)]
        clock.forward(seconds=10)
        carrier.wake()
        await until(shows(db, card, 2))


async def test_a_wish_for_later_raised_during_the_edit_keeps_its_moment(db: Database, clock: HandClock) -> None:
    telegram, voice = Telegram(), Voice()
    firm, anna = await staff(db)
    card = await card_of(db, firm, anna)
    later = clock.now() + timedelta(seconds=10)

    async def change(method: Any) -> None:
        telegram.slow = None
        await want(db, card, later)

    telegram.slow = change
    async with running(courier(db, telegram.bot(), clock, voice)):
        await until(shows(db, card, 1))
        now = await card_now(db, card)
    assert (now.wanted, now.due_at) == (2, later)
