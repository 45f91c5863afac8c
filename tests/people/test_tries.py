"""One try at the access code, handled twice on both databases: after an answer, and after a kill before any."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest

from cabinet.access import Actor
from cabinet.errors import CabinetError
from cabinet.people.access_codes import AccessCodes
from cabinet.people.doors import Doors
from cabinet.people.refusals import Locked, SmsNeeded, WrongCode
from cabinet.ports import Clock
from storage.chats import failures_of
from storage.engine import Database
from tests.people import company, employee
from tests.people.room import ACCESS, WRONG, Room

Verb = Callable[[Database, Clock, Actor, str, str], Awaitable[Any]]
VERBS: dict[str, Verb] = {
    "open": lambda db, clock, *try_: Doors(db, clock).open(*try_),
    "change": lambda db, clock, *try_: AccessCodes(db, clock).begin_change(*try_),
    "spoil": lambda db, clock, *try_: AccessCodes(db, clock).spoil(*try_),
}


class Killed(Exception):
    """The process died."""


class DyingClock:
    """Tells the time once; whoever asks again is killed: after the count, before anything else is kept."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._asked = clock, False

    def now(self) -> datetime:
        """The time, once."""
        if self._asked:
            raise Killed
        self._asked = True
        return self._clock.now()


@pytest.fixture(params=list(VERBS))
def verb(request: pytest.FixtureRequest) -> Verb:
    """Each verb that compares an access code."""
    return VERBS[request.param]


async def _anna(room: Room) -> Actor:
    anna = await room.activate(await employee(room.db, await company(room.db), "1"), "11")
    await room.doors.close(anna, room.press())
    return anna


async def _counted(room: Room, anna: Actor) -> int:
    async with room.db.read() as session:
        return await failures_of(session, f"access:{anna.chat_id}")


async def _answer(deed: Awaitable[Any]) -> Any:
    """What a verb says, or how it refuses."""
    try:
        return await deed
    except CabinetError as refusal:
        return type(refusal), refusal.args_


async def test_a_wrong_try_that_comes_again_counts_once_and_is_answered_alike(room: Room, verb: Verb) -> None:
    anna = await _anna(room)
    for count in range(1, 6):
        key = room.press()
        first, second = [await _answer(verb(room.db, room.clock, anna, WRONG, key)) for _ in range(2)]
        assert first == second
        assert await _counted(room, anna) == count


async def test_the_first_answer_stands_whatever_came_later(room: Room) -> None:
    anna = await _anna(room)
    answers: dict[str, Any] = {}
    for _ in range(3):
        for _ in range(5):
            key = room.press()
            answers[key] = await _answer(room.doors.open(anna, WRONG, key))
        room.clock.forward(minutes=2)
        if answers[key][0] is SmsNeeded:
            attempt = await room.access.begin_reset(anna, room.press())
            await room.attempts.verify(attempt, await room.code(attempt), room.press())
    wrong = [(WrongCode, {"left": left}) for left in (4, 3, 2, 1)]
    assert list(answers.values()) == [*wrong, (SmsNeeded, {}), *wrong, (SmsNeeded, {}), *wrong, (Locked, {})]
    for key, answer in answers.items():
        assert await _answer(room.doors.open(anna, WRONG, key)) == answer
    assert await _counted(room, anna) == 15


async def test_a_right_code_forgets_what_an_old_wrong_try_does_not_bring_back(room: Room, verb: Verb) -> None:
    anna = await _anna(room)
    await _answer(verb(room.db, room.clock, anna, WRONG, "wrong"))
    await room.doors.open(anna, ACCESS, room.press())
    await _answer(verb(room.db, room.clock, anna, WRONG, "wrong"))
    assert await _counted(room, anna) == 0


@pytest.mark.parametrize(("code", "earlier", "after"), [(ACCESS, 4, 0), (WRONG, 2, 3), (WRONG, 4, 5)])
async def test_a_try_that_was_killed_after_it_was_counted_counts_once(
    room: Room, verb: Verb, code: str, earlier: int, after: int
) -> None:
    anna = await _anna(room)
    for _ in range(earlier):
        await _answer(room.doors.open(anna, WRONG, room.press()))
    with pytest.raises(Killed):
        await verb(room.db, DyingClock(room.clock), anna, code, "killed")
    assert await _counted(room, anna) == earlier + 1
    answers = [await _answer(verb(room.db, room.clock, anna, code, "killed")) for _ in range(2)]
    assert answers[0] == answers[1]
    assert await _counted(room, anna) == after
