"""The access code on both databases: what opens, what shuts, what a wrong one costs."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from cabinet.access import Actor
from cabinet.errors import Closed, Invalid, NotAllowed
from cabinet.people.refusals import AttemptOver, Locked, SmsNeeded, WrongCode
from storage.chats import Chat
from storage.people import RoleName
from tests.people import actor as acting
from tests.people import company, employee
from tests.people.room import ACCESS, WRONG, Room


async def _anna(room: Room) -> Actor:
    """Anna, activated, before a shut door."""
    anna = await room.activate(await employee(room.db, await company(room.db), "1"), "11")
    await room.doors.close(anna, room.press())
    return anna


async def _wrong(room: Room, anna: Actor, times: int = 1) -> list[type[Exception]]:
    """What wrong codes are answered with."""
    answers: list[type[Exception]] = []
    for _ in range(times):
        with pytest.raises((WrongCode, SmsNeeded, Locked)) as refusal:
            await room.doors.open(anna, WRONG, room.press())
        answers.append(refusal.type)
    return answers


async def _buy(room: Room, anna: Actor) -> None:
    """Five more tries, by an SMS code."""
    room.clock.forward(minutes=2)
    attempt = await room.access.begin_reset(anna, room.press())
    await room.attempts.verify(attempt, await room.code(attempt), room.press())


async def test_a_door_opens_stays_open_while_touched_and_shuts(room: Room) -> None:
    anna = await _anna(room)
    with pytest.raises(Closed):
        await room.doors.need_open(anna)
    await room.doors.touch(anna)  # a shut door is not opened by being touched
    assert not await room.doors.is_open(anna)
    assert await room.doors.open(anna, ACCESS, "a") is None
    assert await room.doors.open(anna, ACCESS, "a") is None
    room.clock.forward(minutes=9)
    await room.doors.touch(anna)
    room.clock.forward(minutes=9)
    await room.doors.need_open(anna)
    room.clock.forward(minutes=1)
    assert not await room.doors.is_open(anna)
    await room.doors.open(anna, ACCESS, room.press())
    await room.doors.close(anna, "b")
    await room.doors.close(anna, "b")
    assert not await room.doors.is_open(anna)


async def test_a_door_has_one_owner(room: Room) -> None:
    anna = await _anna(room)
    for nobody in (replace(anna, chat_id=None), replace(anna, chat_id=uuid.uuid4()), Actor.system("courier")):
        for verb in (room.doors.open(nobody, ACCESS, room.press()), room.doors.is_open(nobody)):
            with pytest.raises(NotAllowed):
                await verb


async def test_a_chat_without_an_access_code_does_not_open(room: Room) -> None:
    boris = await employee(room.db, await company(room.db), "1", bound="12")
    with pytest.raises(WrongCode):
        await room.doors.open(await room.who("12"), "", room.press())
    assert boris.id


async def test_a_right_code_forgets_the_wrong_ones(room: Room) -> None:
    anna = await _anna(room)
    assert await _wrong(room, anna, 4) == [WrongCode] * 4
    await room.doors.open(anna, ACCESS, room.press())
    with pytest.raises(WrongCode) as wrong:
        await room.doors.open(anna, WRONG, room.press())
    assert wrong.value.args_ == {"left": 4}


async def test_an_sms_code_buys_five_tries_twice_and_opens_nothing(room: Room) -> None:
    anna = await _anna(room)
    for _ in range(2):
        assert await _wrong(room, anna, 6) == [WrongCode] * 4 + [SmsNeeded] * 2
        with pytest.raises(SmsNeeded):
            await room.doors.open(anna, ACCESS, room.press())
        await _buy(room, anna)
        assert not await room.doors.is_open(anna)
    assert await _wrong(room, anna, 6) == [WrongCode] * 4 + [Locked] * 2
    with pytest.raises(Locked):
        await room.access.begin_reset(anna, room.press())
    with pytest.raises(Locked):
        await room.doors.open(anna, ACCESS, room.press())
    hr = await employee(room.db, await company(room.db, "7700000009"), "5", roles=[RoleName.HR])
    async with room.db.write() as session:
        (await session.merge(hr)).company_id = anna.company()
    hr_actor = replace(await acting(room.db, hr), company_id=anna.company())
    await room.invitations.unlock(hr_actor, anna.me(), room.press())
    assert await room.doors.open(anna, ACCESS, room.press()) is None


async def test_a_fresh_key_renews_a_forgotten_code(room: Room) -> None:
    anna = await _anna(room)
    await _wrong(room, anna, 5)
    await _buy(room, anna)
    room.clock.forward(minutes=2)
    async with room.db.read() as session:
        chat = await session.get_one(Chat, anna.chat_id)
    assert chat.access_hash
    from storage.people import Employee

    async with room.db.read() as session:
        me = await session.get_one(Employee, anna.me())
    again = await room.activate(me, "11", WRONG)
    await room.doors.close(again, room.press())
    assert await room.doors.open(again, WRONG, room.press()) is None


async def test_a_code_is_changed_by_whoever_knows_it(room: Room) -> None:
    anna = await _anna(room)
    with pytest.raises(WrongCode):
        await room.access.begin_change(anna, WRONG, room.press())
    attempt = await room.access.begin_change(anna, ACCESS, "a")
    assert await room.access.begin_change(anna, ACCESS, "a") == attempt
    with pytest.raises(Invalid):
        await room.access.choose(attempt, "2222", room.press())
    await room.access.choose(attempt, WRONG, "b")
    for _ in range(2):
        await room.access.repeat(attempt, WRONG, "c")
    assert await room.doors.is_open(anna)
    with pytest.raises(AttemptOver):
        await room.access.choose(attempt, ACCESS, room.press())
    await room.doors.close(anna, room.press())
    with pytest.raises(WrongCode):
        await room.doors.open(anna, ACCESS, room.press())
    assert await room.doors.open(anna, WRONG, room.press()) is None


async def test_a_code_that_was_written_opens_nothing_until_it_is_changed(room: Room) -> None:
    anna = await _anna(room)
    await room.doors.open(anna, ACCESS, room.press())
    assert await room.access.spoil(anna, "не код", room.press()) is None
    assert await room.access.spoil(anna, WRONG, room.press()) is None
    assert await room.doors.is_open(anna)
    assert await room.access.spoil(anna, ACCESS, room.press())
    assert not await room.doors.is_open(anna)
    attempt = await room.doors.open(anna, ACCESS, "again")
    assert attempt is not None
    assert await room.doors.open(anna, ACCESS, "again") == attempt
    assert not await room.doors.is_open(anna)
    await room.choose(attempt, "5803")
    assert await room.doors.open(anna, "5803", room.press()) is None


async def test_typed_guesses_are_counted_like_tapped_ones(room: Room) -> None:
    anna = await _anna(room)
    for number in range(10):
        assert await room.access.spoil(anna, f"9027{number}", room.press()) is None
    assert await room.access.spoil(anna, ACCESS, room.press()) is None  # no tries left: nobody learns
    with pytest.raises(SmsNeeded):
        await room.doors.open(anna, ACCESS, room.press())


async def test_a_hash_copied_to_another_chat_opens_nothing_there(room: Room) -> None:
    anna = await _anna(room)
    boris = await room.activate(await employee(room.db, await company(room.db, "7700000002"), "1"), "12", WRONG)
    await room.doors.close(boris, room.press())
    async with room.db.write() as session:
        mine, his = await session.get_one(Chat, anna.chat_id), await session.get_one(Chat, boris.chat_id)
        his.access_hash = mine.access_hash
    with pytest.raises(WrongCode):
        await room.doors.open(boris, ACCESS, room.press())
