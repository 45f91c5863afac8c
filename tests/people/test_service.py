"""From a key to a bound chat, on both databases."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from sqlalchemy import func, select

from cabinet.access import Actor
from cabinet.errors import CabinetError, Closed, Invalid, NotAllowed, NotFound
from cabinet.people.refusals import (
    AttemptOver,
    CodeOver,
    KeyExpired,
    KeyRefused,
    Locked,
    NoPhone,
    TooSoon,
    TryLater,
    WrongCode,
)
from storage.chats import Activation, Chat
from storage.journal import Entry
from storage.outbox import Letter, LetterKind
from storage.people import RoleName
from tests.people import CHANNEL, actor, company, employee
from tests.people.room import ACCESS, CONSOLE_ACTOR, WRONG, Room


async def test_the_whole_way(room: Room) -> None:
    anna = await employee(room.db, await company(room.db), "1", phone="+79161234567")
    shown = await room.activations.present(CHANNEL, "11", await room.key(anna), "a")
    assert (shown.company, shown.phone) == ("ООО «Пример»", "+7 ••• •••-45-67")
    code = await room.code(shown.attempt_id)
    view = await room.attempts.view(shown.attempt_id)
    assert view.sent
    assert view.pause.total_seconds() == 60
    assert not view.verified
    await room.attempts.verify(shown.attempt_id, code, "b")
    await room.choose(shown.attempt_id)
    bound = await room.activations.finish(shown.attempt_id, " рябина ", "c")
    assert bound.employee_id == anna.id
    assert not bound.moved
    who = await room.chats.who(CHANNEL, "11")
    assert who is not None
    assert who.chat.word == "рябина"
    assert who.actor == Actor(anna.id, anna.company_id, chat_id=who.chat.id)
    assert await room.doors.is_open(who.actor)


async def test_every_deed_done_twice_is_done_once(room: Room) -> None:
    anna = await employee(room.db, await company(room.db), "1")
    key = await room.key(anna)
    one = await room.activations.present(CHANNEL, "11", key, "a")
    assert await room.activations.present(CHANNEL, "11", key, "a") == one
    for _ in range(2):
        await room.attempts.send_code(one.attempt_id, "b")
    code = (await room.sms())["code"]
    for _ in range(2):
        await room.attempts.verify(one.attempt_id, code, "c")
    for _ in range(2):
        await room.access.choose(one.attempt_id, ACCESS, "d")
    for _ in range(2):
        await room.access.repeat(one.attempt_id, ACCESS, "e")
    first = await room.activations.finish(one.attempt_id, "рябина", "f")
    assert await room.activations.finish(one.attempt_id, "рябина", "f") == first
    async with room.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Letter)) == 1
        assert await session.scalar(select(func.count()).select_from(Activation)) == 1
        verbs = list(await session.scalars(select(Entry.verb).order_by(Entry.seq)))
    assert verbs == ["invite", "present", "send-code", "verify", "choose-access", "repeat-access", "activate"]


async def test_the_same_key_in_the_same_chat_goes_on(room: Room) -> None:
    anna = await employee(room.db, await company(room.db), "1")
    key = await room.key(anna)
    one = await room.present("11", key)
    code = await room.code(one)
    assert await room.present("11", key) == one
    await room.attempts.verify(one, code, "x")
    other = await room.present("12", key)
    assert other != one
    with pytest.raises(TooSoon):
        await room.attempts.send_code(other, "y")


async def _refusal(room: Room, key: str, address: str = "99") -> type[CabinetError]:
    with pytest.raises(CabinetError) as refusal:
        await room.present(address, key)
    return refusal.type


async def test_unknown_used_replaced_and_foreign_keys_are_refused(room: Room) -> None:
    first = await company(room.db)
    anna, gone = await employee(room.db, first, "1"), await employee(room.db, first, "2", dismissed=date(2026, 11, 1))
    assert await _refusal(room, "ACEH-KMPT-XY83-852", "1") is KeyRefused
    assert await _refusal(room, "чушь", "2") is KeyRefused
    replaced = await room.key(anna)
    await room.activate(anna, "11")
    assert await _refusal(room, replaced, "3") is KeyRefused
    used = await room.key(anna)
    attempt = await room.present("11", used)
    room.clock.forward(minutes=2)
    await room.prove(attempt)
    await room.choose(attempt)
    await room.activations.finish(attempt, "рябина", "f")
    assert await _refusal(room, used, "4") is KeyRefused
    with pytest.raises(NotFound):
        await room.key(gone)


async def test_a_dismissed_employees_key_is_refused_and_his_attempt_ends(room: Room) -> None:
    anna = await employee(room.db, await company(room.db), "1")
    key = await room.key(anna)
    attempt = await room.present("11", key)
    async with room.db.write() as session:
        (await session.merge(anna)).dismissed_on = date(2026, 11, 24)
    assert await _refusal(room, key) is KeyRefused
    with pytest.raises(AttemptOver):
        await room.attempts.send_code(attempt, "s")


async def test_a_genuine_key_that_expired_says_so(room: Room) -> None:
    anna = await employee(room.db, await company(room.db), "1")
    key = await room.key(anna)
    room.clock.forward(days=7)
    assert await _refusal(room, key) is KeyExpired
    fresh = await room.key(anna)
    assert await _refusal(room, key) is KeyRefused  # replaced: no more than any other
    assert await room.present("11", fresh)


async def test_an_employee_without_a_phone_cannot_begin(room: Room) -> None:
    anna = await employee(room.db, await company(room.db), "1")
    key = await room.key(anna)
    async with room.db.write() as session:
        (await session.merge(anna)).phone = None
    assert await _refusal(room, key) is NoPhone
    with pytest.raises(NoPhone):
        await room.key(anna)


async def test_a_code_lives_five_minutes_and_is_used_once(room: Room) -> None:
    anna = await employee(room.db, await company(room.db), "1")
    attempt = await room.present("11", await room.key(anna))
    with pytest.raises(CodeOver):
        await room.attempts.verify(attempt, "000000", "a")
    code = await room.code(attempt)
    room.clock.forward(minutes=5)
    with pytest.raises(CodeOver):
        await room.attempts.verify(attempt, code, "b")
    second = await room.code(attempt)
    with pytest.raises(WrongCode):
        await room.attempts.verify(attempt, code if code != second else "x", "c")
    await room.attempts.verify(attempt, second, "d")
    with pytest.raises(CodeOver):
        await room.attempts.verify(attempt, second, "e")


async def test_a_code_of_another_attempt_does_not_fit(room: Room) -> None:
    first = await company(room.db)
    anna, boris = await employee(room.db, first, "1"), await employee(room.db, first, "2")
    one, two = await room.present("11", await room.key(anna)), await room.present("12", await room.key(boris))
    code = await room.code(one)
    other = await room.code(two)
    if code != other:
        with pytest.raises(WrongCode):
            await room.attempts.verify(two, code, "a")
    await room.attempts.verify(two, other, "b")


async def test_a_new_code_waits_a_minute_and_never_resets_the_count(room: Room) -> None:
    anna = await employee(room.db, await company(room.db), "1")
    attempt = await room.present("11", await room.key(anna))
    for left in (4, 3, 2, 1):
        await room.code(attempt)
        with pytest.raises(TooSoon) as pause:
            await room.attempts.send_code(attempt, room.press())
        assert pause.value.args_ == {"wait": "1:00"}
        with pytest.raises(WrongCode) as wrong:
            await room.attempts.verify(attempt, "wrong", room.press())
        assert wrong.value.args_ == {"left": left}
        room.clock.forward(seconds=60)
    code = await room.code(attempt)
    with pytest.raises(TryLater) as wait:
        await room.attempts.verify(attempt, "wrong", room.press())
    assert wait.value.args_ == {"wait": "0:30"}
    with pytest.raises(TryLater):
        await room.attempts.verify(attempt, code, room.press())
    room.clock.forward(seconds=30)
    await room.attempts.verify(attempt, code, room.press())


async def test_a_right_code_forgets_the_wrong_ones(room: Room) -> None:
    anna = await employee(room.db, await company(room.db), "1")
    attempt = await room.present("11", await room.key(anna))
    code = await room.code(attempt)
    for _ in range(4):
        with pytest.raises(WrongCode):
            await room.attempts.verify(attempt, "wrong", room.press())
    await room.attempts.verify(attempt, code, room.press())
    again = await room.present("12", await room.key(anna))
    room.clock.forward(minutes=1)
    await room.code(again)
    with pytest.raises(WrongCode) as wrong:
        await room.attempts.verify(again, "wrong", room.press())
    assert wrong.value.args_ == {"left": 4}


async def _lock(room: Room, attempt: uuid.UUID) -> None:
    for _ in range(100):
        room.clock.forward(hours=1, minutes=1)
        async with room.db.write() as session:
            (await session.get_one(Activation, attempt)).made_at = room.clock.now()
        try:
            await room.code(attempt)
            await room.attempts.verify(attempt, "wrong", room.press())
        except Locked:
            return
        except (WrongCode, TryLater):
            continue
    raise AssertionError("never locked")


async def test_after_the_waits_only_hr_unlocks_and_never_himself(room: Room) -> None:
    first, second = await company(room.db), await company(room.db, "7700000002")
    anna = await employee(room.db, first, "1", phone="+79160000001")
    hr = await employee(room.db, first, "2", roles=[RoleName.HR])
    foreign = await employee(room.db, second, "3", roles=[RoleName.HR])
    attempt = await room.present("11", await room.key(anna))
    await _lock(room, attempt)
    with pytest.raises(Locked):
        await room.attempts.send_code(attempt, room.press())
    again = await room.present("12", await room.key(anna))  # another chat, the same person: locked all the same
    with pytest.raises(Locked):
        await room.attempts.send_code(again, room.press())
    for nobody, refusal in ((anna, NotAllowed), (foreign, NotFound)):
        with pytest.raises(refusal):
            await room.invitations.unlock(await actor(room.db, nobody), anna.id, room.press())
    with pytest.raises(NotAllowed):
        await room.invitations.unlock(await actor(room.db, hr), hr.id, room.press())
    with pytest.raises(NotAllowed):
        await room.invitations.unlock(Actor.system("courier"), anna.id, room.press())
    await room.invitations.unlock(await actor(room.db, hr), anna.id, room.press())
    room.clock.forward(minutes=1)
    await room.prove(again)


async def test_only_hr_of_the_company_and_the_console_invite_and_nobody_himself(room: Room) -> None:
    first, second = await company(room.db), await company(room.db, "7700000002")
    anna, hr = await employee(room.db, first, "1"), await employee(room.db, first, "2", roles=[RoleName.HR])
    admin = await employee(room.db, first, "4", roles=[RoleName.ADMIN, RoleName.DIRECTOR])
    foreign = await employee(room.db, second, "3", roles=[RoleName.HR])
    assert await room.invitations.invite(await actor(room.db, hr), anna.id, "a")
    refused = [(hr, hr, NotAllowed), (anna, anna, NotAllowed), (admin, anna, NotAllowed), (foreign, anna, NotFound)]
    for who, whom, refusal in refused:
        with pytest.raises(refusal):
            await room.invitations.invite(await actor(room.db, who), whom.id, room.press())
    with pytest.raises(NotFound):
        await room.invitations.invite(CONSOLE_ACTOR, uuid.uuid4(), "b")


async def test_an_invitation_done_twice_leaves_one_good_key(room: Room) -> None:
    anna = await employee(room.db, await company(room.db), "1")
    one = await room.invitations.invite(CONSOLE_ACTOR, anna.id, "a")
    two = await room.invitations.invite(CONSOLE_ACTOR, anna.id, "a")
    assert await _refusal(room, one) is KeyRefused
    assert await room.present("11", two)


async def test_an_access_code_is_chosen_twice_and_not_a_weak_one(room: Room) -> None:
    anna = await employee(room.db, await company(room.db), "1")
    attempt = await room.present("11", await room.key(anna))
    with pytest.raises(AttemptOver):  # the phone is not proven yet
        await room.access.choose(attempt, ACCESS, room.press())
    await room.prove(attempt)
    with pytest.raises(AttemptOver):  # nothing chosen yet
        await room.access.repeat(attempt, ACCESS, room.press())
    with pytest.raises(Invalid):
        await room.access.choose(attempt, "1234", room.press())
    await room.access.choose(attempt, ACCESS, room.press())
    with pytest.raises(AttemptOver):  # not repeated yet
        await room.activations.finish(attempt, "рябина", room.press())
    with pytest.raises(Invalid):
        await room.access.repeat(attempt, WRONG, "twice")
    with pytest.raises(Invalid):  # an update handled again
        await room.access.repeat(attempt, WRONG, "twice")
    with pytest.raises(AttemptOver):  # the first choice is gone with it
        await room.access.repeat(attempt, ACCESS, room.press())
    await room.choose(attempt)
    with pytest.raises(Invalid):
        await room.activations.finish(attempt, "<i>", room.press())
    await room.activations.finish(attempt, "рябина", room.press())
    with pytest.raises(AttemptOver):
        await room.activations.finish(attempt, "рябина", room.press())


async def test_an_attempt_ends_after_half_an_hour(room: Room) -> None:
    anna = await employee(room.db, await company(room.db), "1")
    attempt = await room.present("11", await room.key(anna))
    await room.prove(attempt)
    room.clock.forward(minutes=30)
    with pytest.raises(AttemptOver):
        await room.access.choose(attempt, ACCESS, "a")
    with pytest.raises(AttemptOver):
        await room.attempts.view(uuid.uuid4())


async def test_a_new_chat_needs_a_new_key_ends_the_old_one_and_tells_it(room: Room) -> None:
    anna = await employee(room.db, await company(room.db), "1")
    old = await room.activate(anna, "11")
    room.clock.forward(minutes=5)
    new = await room.activate(anna, "12", WRONG)
    assert new.chat_id != old.chat_id
    who = await room.chats.who(CHANNEL, "11")
    assert who is not None
    assert who.actor is None
    assert who.chat.access_hash is None
    assert who.chat.word is None
    async with room.db.read() as session:
        alerts = list(await session.scalars(select(Letter).where(Letter.kind == LetterKind.ALERT)))
    assert [(letter.chat_id, letter.topic) for letter in alerts] == [(old.chat_id, "people-moved")]
    assert await room.sms("moved") == {"company": "ООО «Пример»"}


async def test_the_same_chat_with_a_new_key_gets_a_new_access_code(room: Room) -> None:
    anna = await employee(room.db, await company(room.db), "1")
    await room.activate(anna, "11")
    room.clock.forward(hours=1)
    again = await room.activate(anna, "11", WRONG)
    await room.doors.close(again, room.press())
    with pytest.raises(WrongCode):
        await room.doors.open(again, ACCESS, room.press())
    assert await room.doors.open(again, WRONG, room.press()) is None
    async with room.db.read() as session:
        assert not list(await session.scalars(select(Letter).where(Letter.kind == LetterKind.ALERT)))


async def test_a_second_employment_joins_the_chat_by_its_access_code(room: Room) -> None:
    first, second = await company(room.db), await company(room.db, "7700000002", name="ООО «Второе»")
    anna = await employee(room.db, first, "1", phone="+79161234567", roles=[RoleName.HR])
    also = await employee(room.db, second, "77", phone="+79161234567")
    one = await room.activate(anna, "11")
    room.clock.forward(hours=1)
    attempt = await room.present("11", await room.key(also))
    assert (await room.attempts.view(attempt)).known
    with pytest.raises(AttemptOver):
        await room.activations.finish(attempt, None, room.press())
    await room.prove(attempt)
    with pytest.raises(Closed):
        await room.activations.finish(attempt, None, room.press())
    await room.doors.open(one, ACCESS, room.press())
    await room.activations.finish(attempt, None, room.press())
    two = await room.who("11")
    assert (two.employee_id, two.company_id, two.roles) == (also.id, second.id, frozenset())
    assert [(job.company.name, job.current) for job in await room.chats.employments(two)] == [
        ("ООО «Пример»", False),
        ("ООО «Второе»", True),
    ]
    await room.chats.switch(two, anna.id, room.press())
    back = await room.who("11")
    assert (back.employee_id, back.roles) == (anna.id, frozenset({RoleName.HR}))
    owner = await room.chats.owner(back)
    assert (owner.word, owner.phone, owner.several) == ("рябина", "+7 ••• •••-45-67", True)


@pytest.mark.parametrize("inn", ["7700000001", "7700000002"])
async def test_whose_only_employment_is_over_chooses_anew_in_the_same_chat(room: Room, inn: str) -> None:
    first = await company(room.db)
    anna = await employee(room.db, first, "1", phone="+79161234567")
    old = await room.activate(anna, "11")
    async with room.db.write() as session:
        (await session.merge(anna)).dismissed_on = date(2026, 11, 24)
    place = first if inn == first.inn else await company(room.db, inn)
    also = await employee(room.db, place, "2", phone="+79161234567")
    attempt = await room.present("11", await room.key(also))
    assert not (await room.attempts.view(attempt)).known
    await room.prove(attempt)
    with pytest.raises(AttemptOver):  # the code of the employment that is over is not kept
        await room.activations.finish(attempt, None, room.press())
    await room.choose(attempt, WRONG)
    await room.activations.finish(attempt, "маяк", room.press())
    new = await room.who("11")
    assert (new.employee_id, new.chat_id) == (also.id, old.chat_id)
    assert await room.chats.word(new) == "маяк"
    await room.doors.close(new, room.press())
    with pytest.raises(WrongCode):
        await room.doors.open(new, ACCESS, room.press())
    assert await room.doors.open(new, WRONG, room.press()) is None


async def test_a_chat_stays_known_while_one_of_its_employments_lasts(room: Room) -> None:
    first, second = await company(room.db), await company(room.db, "7700000002")
    anna, gone = await employee(room.db, first, "1"), await employee(room.db, second, "2", bound="11")
    await room.activate(anna, "11")
    async with room.db.write() as session:
        (await session.merge(gone)).dismissed_on = date(2026, 11, 24)
    again = await employee(room.db, second, "3")
    assert (await room.attempts.view(await room.present("11", await room.key(again)))).known


async def test_nobody_switches_to_somebody_elses_employment(room: Room) -> None:
    first = await company(room.db)
    anna, boris = await employee(room.db, first, "1"), await employee(room.db, first, "2")
    mine = await room.activate(anna, "11")
    await room.activate(boris, "12")
    with pytest.raises(NotFound):
        await room.chats.switch(mine, boris.id, room.press())
    with pytest.raises(NotAllowed):
        await room.chats.switch(Actor(anna.id, first.id), anna.id, room.press())


async def test_a_dismissed_employee_has_no_access_and_the_other_employment_takes_over(room: Room) -> None:
    first, second = await company(room.db), await company(room.db, "7700000002")
    anna, also = await employee(room.db, first, "1"), await employee(room.db, second, "2")
    one = await room.activate(anna, "11")
    attempt = await room.present("11", await room.key(also))
    await room.prove(attempt)
    await room.doors.open(one, ACCESS, room.press())
    await room.activations.finish(attempt, None, room.press())
    async with room.db.write() as session:
        (await session.merge(also)).dismissed_on = date(2026, 11, 24)
    assert (await room.who("11")).employee_id == anna.id
    async with room.db.write() as session:
        (await session.merge(anna)).dismissed_on = date(2026, 11, 1)
    who = await room.chats.who(CHANNEL, "11")
    assert who is not None
    assert who.actor is None


async def test_nobody_sits_at_an_unknown_chat(room: Room) -> None:
    assert await room.chats.who(CHANNEL, "404") is None


async def test_the_code_word_can_be_changed(room: Room) -> None:
    mine = await room.activate(await employee(room.db, await company(room.db), "1"), "11")
    await room.chats.change_word(mine, "маяк", "a")
    await room.chats.change_word(mine, "маяк", "a")
    assert await room.chats.word(mine) == "маяк"
    with pytest.raises(Invalid):
        await room.chats.change_word(mine, "1", "b")


async def test_a_code_tried_elsewhere_is_told_to_the_chat_that_is_bound(room: Room) -> None:
    anna = await employee(room.db, await company(room.db), "1")
    mine = await room.activate(anna, "11")
    room.clock.forward(minutes=2)
    attempt = await room.present("66", await room.key(anna))
    await room.code(attempt)
    for _ in range(5):
        with pytest.raises((WrongCode, TryLater)):
            await room.attempts.verify(attempt, "wrong", room.press())
    async with room.db.read() as session:
        alerts = list(await session.scalars(select(Letter).where(Letter.topic == "people-tried")))
        assert await session.get(Chat, mine.chat_id)
    assert [letter.chat_id for letter in alerts] == [mine.chat_id]
