"""Pads on both databases: every digit counts, none lasts, nothing in the database tells one."""

from __future__ import annotations

import asyncio
import uuid

import pytest
from sqlalchemy import select

from cabinet.errors import Stale
from signing import pad as disguise
from storage.chats import Pad, PadPurpose
from storage.sealed import KeyRing, use_ring
from tests.people.room import Room

CHAT = "telegram:11"


async def _tap(room: Room, digits: str) -> uuid.UUID:
    shown = await room.pads.show(CHAT, PadPurpose.OPEN, room.press())
    for digit in digits:
        await room.pads.press(CHAT, shown.pad_id, shown.tokens[int(digit)], room.press())
    return shown.pad_id


async def test_digits_are_taken_once_in_their_order(room: Room) -> None:
    pad = await _tap(room, "90275")
    assert await room.pads.take(CHAT, pad, room.press()) == "90275"
    with pytest.raises(Stale):
        await room.pads.take(CHAT, pad, room.press())
    with pytest.raises(Stale):
        await room.pads.erase(CHAT, pad, room.press())


async def test_a_press_that_comes_again_shows_the_same_pad_and_takes_the_same_digits(room: Room) -> None:
    """The process died after the press had done it, before the update was known as handled."""
    for _ in range(2):
        shown = await room.pads.show(CHAT, PadPurpose.SMS, "began")
    for number in range(3):
        last = f"p{number}"
        await room.pads.press(CHAT, shown.pad_id, shown.tokens[4 + number], last, 3)
    assert await room.pads.take(CHAT, shown.pad_id, last) == "456"
    following = await room.pads.show(CHAT, PadPurpose.SMS, last)
    assert await room.pads.press(CHAT, shown.pad_id, shown.tokens[6], last, 3) == 3
    assert await room.pads.take(CHAT, shown.pad_id, last) == "456"
    assert await room.pads.show(CHAT, PadPurpose.SMS, last) == following
    assert await room.pads.shown(CHAT, shown.pad_id) is None
    for late in (
        room.pads.press(CHAT, shown.pad_id, shown.tokens[6], "other", 3),
        room.pads.erase(CHAT, shown.pad_id, last),
    ):
        with pytest.raises(Stale):
            await late
    room.clock.forward(minutes=2)
    with pytest.raises(Stale):
        await room.pads.take(CHAT, shown.pad_id, last)
    await room.pads.sweep()
    async with room.db.read() as session:
        assert [row.id for row in await session.scalars(select(Pad))] == [following.pad_id]


async def test_ten_presses_in_a_second_keep_every_digit(room: Room) -> None:
    shown = await room.pads.show(CHAT, PadPurpose.SMS, room.press())
    counts = await asyncio.gather(
        *(room.pads.press(CHAT, shown.pad_id, shown.tokens[digit], f"p{digit}", 10) for digit in range(10))
    )
    assert sorted(counts) == list(range(1, 11))
    assert sorted(await room.pads.take(CHAT, shown.pad_id, room.press())) == list("0123456789")


async def test_a_press_that_comes_again_counts_once_and_no_more_than_most_are_kept(room: Room) -> None:
    shown = await room.pads.show(CHAT, PadPurpose.OPEN, room.press())
    for _ in range(3):
        assert await room.pads.press(CHAT, shown.pad_id, shown.tokens[4], "same") == 1
    for number in range(10):
        count = await room.pads.press(CHAT, shown.pad_id, shown.tokens[7], f"p{number}", 4)
    assert count == 4
    assert await room.pads.erase(CHAT, shown.pad_id, room.press()) == 3
    assert await room.pads.take(CHAT, shown.pad_id, room.press()) == "477"


async def test_an_erasure_that_comes_again_erases_one_digit(room: Room) -> None:
    shown = await room.pads.show(CHAT, PadPurpose.OPEN, room.press())
    for digit in range(4):
        await room.pads.press(CHAT, shown.pad_id, shown.tokens[digit], f"p{digit}", 4)
    for _ in range(2):
        assert await room.pads.erase(CHAT, shown.pad_id, "back") == 3
    assert await room.pads.press(CHAT, shown.pad_id, shown.tokens[9], "p9", 4) == 4  # the erasure takes no place
    assert await room.pads.erase(CHAT, shown.pad_id, "back") == 4
    assert await room.pads.erase(CHAT, shown.pad_id, "back again") == 3
    for _ in range(2):
        assert await room.pads.take(CHAT, shown.pad_id, "done") == "012"


async def test_an_empty_pad_gives_nothing(room: Room) -> None:
    shown = await room.pads.show(CHAT, PadPurpose.OPEN, room.press())
    assert await room.pads.erase(CHAT, shown.pad_id, room.press()) == 0
    assert await room.pads.take(CHAT, shown.pad_id, room.press()) == ""


async def test_digits_last_two_minutes(room: Room) -> None:
    pad = await _tap(room, "902")
    room.clock.forward(minutes=2)
    await room.pads.sweep()
    async with room.db.read() as session:
        row = await session.get_one(Pad, pad)
        assert row.tokens_sealed is None
        assert row.pressed == 0
    assert await room.pads.take(CHAT, pad, room.press()) == ""
    unswept = await _tap(room, "902")
    room.clock.forward(minutes=3)
    assert await room.pads.take(CHAT, unswept, room.press()) == ""
    forgotten = await _tap(room, "1")
    room.clock.forward(hours=25)
    await room.pads.sweep()
    assert await room.pads.shown(CHAT, forgotten) is None


async def test_a_new_showing_ends_the_old_one_and_looks_different(room: Room) -> None:
    one = await room.pads.show(CHAT, PadPurpose.OPEN, room.press())
    two = await room.pads.show(CHAT, PadPurpose.OPEN, room.press())
    assert not set(one.tokens) & set(two.tokens)
    with pytest.raises(Stale):
        await room.pads.press(CHAT, one.pad_id, one.tokens[1], "a")
    with pytest.raises(Stale):
        await room.pads.press(CHAT, two.pad_id, one.tokens[1], "b")
    for forged in ("1", "", "erase", "я", "x" * 64):
        with pytest.raises(Stale):
            await room.pads.press(CHAT, two.pad_id, forged, "c")
    assert (await room.pads.shown(CHAT, two.pad_id)) == two


async def test_a_pad_belongs_to_its_chat(room: Room) -> None:
    shown = await room.pads.show(CHAT, PadPurpose.OPEN, room.press())
    assert await room.pads.shown("telegram:12", shown.pad_id) is None
    for deed in (
        room.pads.press("telegram:12", shown.pad_id, shown.tokens[1], "a"),
        room.pads.erase("telegram:12", shown.pad_id, "a"),
        room.pads.take("telegram:12", shown.pad_id, room.press()),
    ):
        with pytest.raises(Stale):
            await deed


async def test_the_whole_database_with_the_sealing_key_does_not_tell_the_digits(room: Room, ring: KeyRing) -> None:
    """Searching the file for digits proves nothing; so an attacker gets more: the database and the key that seals."""
    await _tap(room, "90275")
    thief = KeyRing({**KeyRing.fresh().keys, "seal": ring.keys["seal"]})
    use_ring(thief)
    async with room.db.read() as session:
        row = (await session.scalars(select(Pad))).one()
        tokens = [token for _, token in __import__("json").loads(row.tokens or "[]")]
    assert len(tokens) == 5
    assert all(disguise.digit_of(token, row.nonce, thief.secret("pad")) is None for token in tokens)
    assert not any(token in disguise.tokens(row.nonce, thief.secret("seal")) for token in tokens)
