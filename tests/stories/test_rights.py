"""Every button, link and command in every hand: forged, stale, foreign, and from the second company.

Whoever may not gets one of three sentences that tell nothing, no row changes, and no press is left without an answer.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping

import pytest
from sqlalchemy import delete, update

from bot.people_data import MAIN
from bot.rows import row_id
from locales import plain_key
from sandbox.screen import Answer
from storage.people import Employee, Role
from storage.requests import Request, State, Verb
from tests.stories.conftest import DESK, Town
from tests.stories.enemy import Hit, changes, dump, fire, settled
from tests.stories.hands import (
    ADMIN,
    BLIND,
    DECIDING,
    EMPLOYEE,
    EVERYBODY,
    MANAGER,
    NOT_ALLOWED,
    OFFICER,
    OTHER_MANAGER,
    SECOND_OFFICER,
    STALE,
    STRANGER,
    THEIR_DIRECTOR,
    THEIR_OFFICER,
    Target,
    screens,
    targets,
)  # fmt: skip

pytestmark = pytest.mark.timeout(600)

LATE_WORDS = plain_key("error-decided", "ru", {"what": "|", "who": "", "at": ""}).split("|")[0]
WORDS = ("approve", "accept", "return", "decline", "undo", "return-why", "back")
HANDS = (STRANGER, EMPLOYEE, OFFICER, THEIR_OFFICER)
ODD_WORDS = (*(str(verb) for verb in Verb if verb not in WORDS), "decline-why", "hack")
"""Verbs that no button of a card bears, or only after another one."""


def attacks(known: dict[str, Target], names: list[str], words: tuple[str, ...]) -> Iterator[tuple[int, str, str, str]]:
    """(person, name of the request, word, data) of everything that must not work."""
    for name in names:
        for word in words:
            for person in EVERYBODY:
                if word not in known[name].lawful.get(person, ()):
                    yield person, name, word, known[name].data(word)
        for person, lawful in known[name].lawful.items():  # whoever may, may not with an old or a future button
            for word in sorted(lawful & {"approve", "accept", "return", "decline"}):
                yield person, name, word, known[name].data(word, step=known[name].step - 1)
                yield person, name, word, known[name].data(word, step=known[name].step + 1)
                if word in DECIDING:
                    yield person, name, word, known[name].data(word, reason=9)


MADE_UP = (
    "d:accept:zzz:0:0",
    f"d:accept:{'A' * 22}:99999999999:0",
    "d:accept:AAAA:x:0",
    "d:accept",
    "d:",
    "o:",
    "o:zzz",
    "o:" + "я" * 31,
    "k:zzz",
    "k:" + uuid.uuid4().hex,
    "garbage",
    "",
    "\x1d",
    "zzz\x1dpick:1",
    "\x1d\x1d\x1d",
    "я" * 32,
)


async def test_the_cards_of_requests(town: Town) -> None:
    """Whoever may not, in private and at the desk; then whoever may."""
    everything = town.db.is_sqlite
    known, last = await targets(town), await screens(town)
    for person in (STRANGER, EMPLOYEE, THEIR_OFFICER, THEIR_DIRECTOR):  # none of them should be there
        await town.world.member(-1001, person)
    await settled(town)
    before = await dump(town.db)

    names = ["office", "officers", "theirs", "nobodys"] if everything else ["office", "employees"]
    sweep = [*attacks(known, names, WORDS)]
    if everything:
        sweep += attacks(known, ["manager", "employees", "returned"], ("approve", "accept", "return"))
        sweep += [one for one in attacks(known, ["office"], ODD_WORDS) if one[0] in HANDS]
    tries = {Hit(person, data, None, last[person]): (person, name, word) for person, name, word, data in sweep}
    desk = [message["message_id"] for message in await town.world.phone(OFFICER).messages(DESK)]
    at_desk = (STRANGER, EMPLOYEE, THEIR_OFFICER, THEIR_DIRECTOR, ADMIN, OFFICER)
    tries |= {
        Hit(person, data, DESK, desk[0]): (person, name, word)
        for person, name, word, data in attacks(known, ["office", "officers"], ("accept", "return", "back", "undo"))
        if person in at_desk
    }
    answers = await fire(town, tries)
    assert list(unlawful(answers, tries, known)) == []
    made_up = [Hit(who, data, None, last[who]) for who in HANDS for data in MADE_UP if everything]
    made_up += [Hit(OFFICER, data, DESK, desk[0]) for data in MADE_UP]
    heard = {(str(hit), answer.text) for hit, answer in (await fire(town, made_up)).items()}
    assert {one for one in heard if one[1] not in {*BLIND, STALE, ""}} == set()
    await settled(town)
    assert changes(before, await dump(town.db)) == []

    await lawful_presses(town, known, last, desk[0])
    await former_officers(town, known, last, desk[0])


def unlawful(
    answers: Mapping[Hit, Answer], tries: dict[Hit, tuple[int, str, str]], known: dict[str, Target]
) -> Iterator[str]:
    """Answers that tell somebody more than he may know."""
    for hit, (person, name, word) in tries.items():
        text = answers[hit].text
        sees = person in known[name].seen_by
        if text not in ({*BLIND, STALE, ""} if sees else BLIND) and not (sees and text.startswith(LATE_WORDS)):
            yield f"{hit} ({name}, {word}): {text}"


async def state_of(town: Town, one: Target) -> State:
    async with town.db.read() as session:
        return (await session.get_one(Request, one.id)).state


async def lawful_presses(town: Town, known: dict[str, Target], last: dict[int, int], card: int) -> None:
    """The very same buttons in the right hands."""
    steps = [
        (MANAGER, "manager", "approve", 0, None, State.OFFICE),
        (MANAGER, "manager", "undo", 1, None, State.MANAGER),
        (OTHER_MANAGER, "employees", "return", 0, None, State.RETURNED),
        (SECOND_OFFICER, "officers", "accept", 0, DESK, State.ACCEPTED),
        (SECOND_OFFICER, "officers", "undo", 1, DESK, State.OFFICE),
        (OFFICER, "office", "decline", 0, DESK, State.DECLINED),
        (THEIR_OFFICER, "theirs", "accept", 0, None, State.ACCEPTED),
    ]
    for person, name, word, later, chat, state in steps:
        one = known[name]
        hit = Hit(person, one.data(word, step=one.step + later), chat, card if chat else last[person])
        answer = (await fire(town, [hit]))[hit]
        assert answer.text == plain_key(f"desk-toast-{word}", "ru", {}), hit
        assert await state_of(town, one) is state, hit
        if word == "accept":  # the other officer cannot take it back
            rival = OFFICER if person == SECOND_OFFICER else THEIR_DIRECTOR
            theft = Hit(rival, one.data("undo", step=one.step + 1), None, last[rival])
            assert (await fire(town, [theft]))[theft].text == NOT_ALLOWED


async def former_officers(town: Town, known: dict[str, Target], last: dict[int, int], card: int) -> None:
    """A role that was taken away and a dismissal end every right at once, still sitting in the group or not."""
    one = known["officers"]
    hits = [
        Hit(SECOND_OFFICER, one.data(word, step=one.step + 2), chat, card if chat else last[SECOND_OFFICER])
        for word in ("accept", "return", "undo", "back", "decline-why")
        for chat in (DESK, None)
    ]
    async with town.db.write() as session:
        await session.execute(delete(Role).where(Role.employee_id == row_id(MAIN, "0003")))
    await settled(town)
    before = await dump(town.db)
    without_role = await fire(town, hits)
    async with town.db.write() as session:
        gone = update(Employee).where(Employee.id == row_id(MAIN, "0003"))
        await session.execute(gone.values(dismissed_on=town.clock.now().date()))
    dismissed = await fire(town, hits)
    assert {answer.text for answer in without_role.values()} <= {*BLIND, ""}
    assert {answer.text for answer in dismissed.values()} == {NOT_ALLOWED}
    found = changes(before, await dump(town.db))  # by now the clock may have taken from her what she held
    assert [change for change in found if str(one.id) in change] == []
