"""Guessing in parallel, answers that tell nothing, and a database that holds no secret in clear."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from cabinet.errors import CabinetError
from cabinet.people import rules
from cabinet.people.refusals import KeyExpired, KeyRefused, SmsNeeded, TryLater, WrongCode
from storage.chats import Activation, Throttle
from storage.company import Company
from storage.engine import Database
from storage.people import Employee
from storage.tables import metadata
from tests.conftest import HandClock
from tests.people import CHANNEL, company, employee
from tests.people.room import ACCESS, WRONG, Room

PHONE = "+79031112233"
WORD = "перламутр"


@contextmanager
def statements(db: Database) -> Iterator[list[str]]:
    """Every statement that runs meanwhile."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine.sync_engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine.sync_engine, "before_cursor_execute", note)


async def _attempt(room: Room) -> uuid.UUID:
    anna = await employee(room.db, await company(room.db), "1", phone=PHONE)
    return await room.present("11", await room.key(anna))


async def _outcome(verb: Any) -> str:
    try:
        await verb
    except CabinetError as refusal:
        return type(refusal).__name__
    return "right"


async def test_of_a_hundred_sms_guesses_at_once_five_are_compared(room: Room) -> None:
    attempt = await _attempt(room)
    code = await room.code(attempt)
    guesses = [f"{number:06}" for number in range(100) if f"{number:06}" != code]
    outcomes = await asyncio.gather(
        *(_outcome(room.attempts.verify(attempt, guess, room.press())) for guess in guesses)
    )
    assert outcomes.count("WrongCode") == rules.TRIES - 1
    assert outcomes.count("TryLater") == len(guesses) - rules.TRIES + 1
    async with room.db.read() as session:
        counts = dict((await session.execute(select(Throttle.subject, Throttle.failures))).all())
        verified = await session.get_one(Activation, attempt)
    assert {subject.split(":")[0]: count for subject, count in counts.items()} == {
        "person": rules.TRIES,
        "chat": rules.TRIES,
        "phone": rules.TRIES,
    }
    assert verified.verified_at is None
    with pytest.raises(TryLater):
        await room.attempts.verify(attempt, code, room.press())


async def test_the_right_sms_code_pressed_by_many_at_once_is_used_once(room: Room) -> None:
    attempt = await _attempt(room)
    code = await room.code(attempt)
    outcomes = await asyncio.gather(*(_outcome(room.attempts.verify(attempt, code, room.press())) for _ in range(20)))
    assert outcomes.count("right") == 1
    assert set(outcomes) == {"right", "CodeOver"}


async def test_of_fifty_access_guesses_at_once_five_are_compared(room: Room) -> None:
    anna = await room.activate(await employee(room.db, await company(room.db), "1"), "11")
    await room.doors.close(anna, room.press())
    guesses = (_outcome(room.doors.open(anna, f"90{number}75", room.press())) for number in range(10, 60))
    outcomes = await asyncio.gather(*guesses)
    assert outcomes.count("WrongCode") == rules.TRIES - 1
    assert outcomes.count("SmsNeeded") == 50 - rules.TRIES + 1
    with pytest.raises(SmsNeeded):
        await room.doors.open(anna, ACCESS, room.press())


async def test_guesses_of_one_person_from_many_chats_add_up(room: Room) -> None:
    anna = await employee(room.db, await company(room.db), "1", phone=PHONE)
    key = await room.key(anna)
    for number in range(5):
        attempt = await room.present(f"{100 + number}", key)
        room.clock.forward(minutes=1)
        await room.code(attempt)
        with pytest.raises((WrongCode, TryLater)) as refusal:
            await room.attempts.verify(attempt, "wrong", room.press())
    assert refusal.type is TryLater


async def test_guesses_at_one_phone_of_two_companies_add_up(room: Room) -> None:
    for number in range(5):
        firm = await company(room.db, f"770000000{number}")
        attempt = await room.present(f"{100 + number}", await room.key(await employee(room.db, firm, "1", phone=PHONE)))
        await room.code(attempt)
        with pytest.raises((WrongCode, TryLater)) as refusal:
            await room.attempts.verify(attempt, "wrong", room.press())
    assert refusal.type is TryLater


async def test_two_who_finish_with_one_key_at_once_bind_one_chat(room: Room) -> None:
    anna = await employee(room.db, await company(room.db), "1", phone=PHONE)
    key = await room.key(anna)
    attempts = []
    for address in ("11", "12"):
        attempt = await room.present(address, key)
        room.clock.forward(minutes=1)
        await room.prove(attempt)
        await room.choose(attempt)
        attempts.append(attempt)
    outcomes = await asyncio.gather(
        *(_outcome(room.activations.finish(attempt, WORD, room.press())) for attempt in attempts)
    )
    assert sorted(outcomes) == ["AttemptOver", "right"]


async def _refused(room: Room, key: str, address: str) -> tuple[list[str], str, dict[str, object]]:
    with statements(room.db) as seen, pytest.raises(KeyRefused) as refusal:
        await room.present(address, key)
    return seen, refusal.value.key, refusal.value.args_


async def test_unknown_used_replaced_and_foreign_keys_get_one_answer_after_the_same_statements(room: Room) -> None:
    firm = await company(room.db)
    anna, boris = await employee(room.db, firm, "1", phone=PHONE), await employee(room.db, firm, "2")
    used = await room.key(anna)
    attempt = await room.present("11", used)
    await room.prove(attempt)
    await room.choose(attempt)
    await room.activations.finish(attempt, WORD, room.press())
    replaced, foreign = await room.key(boris), await room.key(boris)
    async with room.db.write() as session:
        (await session.merge(boris)).dismissed_on = room.clock.now().date()
    answers = [
        await _refused(room, key, address)
        for address, key in enumerate_addresses([used, replaced, foreign, "ACEH-KMPT-XY83-852", "нет", "9" * 4000])
    ]
    assert all(answer == answers[0] for answer in answers)
    assert len(answers[0][0]) > 3


def enumerate_addresses(keys: list[str]) -> Iterator[tuple[str, str]]:
    """A chat of its own for each key."""
    return ((str(100 + number), key) for number, key in enumerate(keys))


async def test_an_expired_key_is_told_only_to_whoever_holds_a_genuine_one(room: Room) -> None:
    anna = await employee(room.db, await company(room.db), "1", phone=PHONE)
    old, key = await room.key(anna), await room.key(anna)
    room.clock.forward(days=8)
    with pytest.raises(KeyExpired):
        await room.present("1", key)
    for other in (old, "ACEH-KMPT-XY83-852"):
        with pytest.raises(KeyRefused):
            await room.present("2", other)


async def test_a_thousand_keys_from_one_chat_meet_ever_longer_waits(calm: Database, clock: HandClock) -> None:
    room = Room(calm, clock)
    anna = await employee(room.db, await company(room.db), "1", phone=PHONE)
    key = await room.key(anna)
    began = time.monotonic()
    outcomes = [
        await _outcome(room.activations.present(CHANNEL, "66", f"ACEH-KMPT-XY83-{number:03}", room.press()))
        for number in range(1_000)
    ]
    assert outcomes[:5] == ["KeyRefused"] * 5
    assert set(outcomes[5:]) == {"TryLater"}
    assert await _outcome(room.present("66", key)) == "TryLater"  # the genuine one waits as well
    assert await _outcome(room.present("11", key)) == "right"  # its owner, elsewhere, does not
    room.clock.forward(seconds=31)
    assert await _outcome(room.present("66", "ACEH-KMPT-XY83-852")) == "KeyRefused"
    assert await _outcome(room.present("66", key)) == "TryLater"
    room.clock.forward(hours=2)
    assert await _outcome(room.present("66", key)) == "right"  # waits, never a lock: HR cannot know this chat
    assert time.monotonic() - began < 60


async def _everything(db: Database) -> bytes:
    """All that stands in the tables, as a thief would see it; for SQLite the files themselves as well."""
    found = bytearray()
    async with db.read() as session:
        for table in metadata.sorted_tables:
            for row in await session.execute(select(table)):
                for value in row:
                    found += value if isinstance(value, bytes) else repr(value).encode()
    if db.is_sqlite:
        from pathlib import Path

        from sqlalchemy.engine import make_url

        path = Path(str(make_url(db.url).database))
        for file in path.parent.glob(f"{path.name}*"):
            found += file.read_bytes()
    return bytes(found)


async def test_no_phone_code_key_or_word_stands_in_the_database_in_clear(room: Room) -> None:
    anna = await employee(room.db, await company(room.db), "1", phone=PHONE)
    key = await room.key(anna)
    attempt = await room.present("11", key)
    code = await room.code(attempt)
    await room.attempts.verify(attempt, code, room.press())
    await room.choose(attempt)
    await room.activations.finish(attempt, WORD, room.press())
    who = await room.who("11")
    with pytest.raises(WrongCode):
        await room.doors.open(who, WRONG, room.press())
    await room.chats.change_word(who, WORD * 2, room.press())
    found = await _everything(room.db)
    secrets = [PHONE, PHONE[2:], f'"{code}"', f"'{code}'", key, key.replace("-", ""), WORD, ACCESS, WRONG]
    assert [secret for secret in secrets if secret.encode() in found] == []
    assert anna.id.hex.encode() in found or str(anna.id).encode() in found  # the search does find what is there


async def test_nothing_crosses_to_a_second_company(room: Room) -> None:
    first, second = await company(room.db), await company(room.db, "7700000002", name="ООО «Чужое»")
    anna, alien = await employee(room.db, first, "1"), await employee(room.db, second, "1")
    mine, his = await room.activate(anna, "11"), await room.activate(alien, "12")
    assert (mine.company_id, his.company_id) == (first.id, second.id)
    assert [job.company.id for job in await room.chats.employments(mine)] == [first.id]
    assert (await room.chats.owner(mine)).company.id == first.id
    async with room.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Company)) == 2
        assert await session.scalar(select(func.count()).select_from(Employee)) == 2
        assert await session.scalar(text("SELECT COUNT(*) FROM binding")) == 2
