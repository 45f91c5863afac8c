"""From a PIN to a signature that OpenSSL would take, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from cabinet.access import Actor
from cabinet.certificates.rules import TRIES
from cabinet.errors import (
    Busy,
    CabinetError,
    CertificateOver,
    Invalid,
    NoCertificate,
    NotAllowed,
    NotFound,
    NotSigned,
    PinLocked,
    Stale,
    WrongPin,
)
from cabinet.people.refusals import AttemptOver
from signing import certificates
from signing.authority import Reason
from signing.cades import Checker
from signing.verdicts import Problem
from storage.certificates import Certificate, CertificateState, RevocationList, Root
from storage.joining import Joining
from storage.journal import Entry
from storage.outbox import LetterKind
from storage.people import Employee, RoleName
from tests.certificates.room import OTHER, PIN, SCHEDULE, WRONG, Near, Room

DOCUMENTS = (b"one", b"two", b"three")


async def team(room: Room) -> tuple[Actor, Actor]:
    """(an employee, HR)."""
    firm = await room.firm()
    return await room.hire(firm, "1"), await room.hire(firm, "2", RoleName.HR, last="Попова")


async def failures(room: Room) -> int:
    async with room.db.read() as session:
        return int(await session.scalar(select(Certificate.failures)) or 0)


async def test_the_whole_way(room: Room) -> None:
    anna, officer = await team(room)
    made = await room.wait(anna)
    row = await room.row(made)
    assert (row.state, row.act, row.active_at) == (CertificateState.WAITING, 1, None)
    with pytest.raises(NoCertificate):
        await room.certificates.unlock_and_sign(anna, PIN, DOCUMENTS, room.press())
    assert [one.certificate.id for one in await room.confirming.waiting(officer)] == [made]
    await room.confirming.confirm(officer, made, room.press())
    assert len(await room.letters(LetterKind.NOTICE, "certificates-active")) == 1
    assert await room.letters(LetterKind.SMS, "certificate") == [{"company": "ООО «Пример»"}]
    assert len(await room.letters(LetterKind.MAIL, "certificates-active")) == 1

    signed = await room.certificates.unlock_and_sign(anna, PIN, DOCUMENTS, room.press())
    assert signed.certificate_id == made
    async with room.db.read() as session:
        company = anna.company()
        trust = await room.certificates.trust(session, company)
        checker = Checker(trust, await room.certificates.register(session, company))
    verdicts = [checker.check(one, document) for one, document in zip(signed.signatures, DOCUMENTS, strict=True)]
    assert [verdict.problems for verdict in verdicts] == [(), (), ()]
    assert {verdict.claimed for verdict in verdicts} == {signed.at}
    assert verdicts[0].certificate is not None
    assert verdicts[0].certificate.subject.name == "Смирнова Анна Сергеевна"
    assert checker.check(signed.signatures[0], b"another").problems == (Problem.DOCUMENT,)


async def test_a_certificate_that_never_was_in_force_is_not_registered(room: Room) -> None:
    anna, _ = await team(room)
    row = await room.row(await room.wait(anna))
    async with room.db.read() as session:
        register = await room.certificates.register(session, anna.company())
    assert not register(certificates.read(row.der))


async def test_who_takes_no_part_makes_nothing(room: Room) -> None:
    anna, _ = await team(room)
    async with room.db.write() as session:
        await session.execute(update(Joining).values(ended_on=room.clock.now().date()))
    with pytest.raises(NotAllowed):
        await room.making.begin(anna, room.press())
    with pytest.raises(NotAllowed):
        await room.certificates.mine(anna)
    with pytest.raises(NotAllowed):
        await room.making.begin(Actor.system("console"), room.press())


async def test_without_the_code_from_the_phone_no_pin_is_chosen(room: Room) -> None:
    anna, officer = await team(room)
    begun = await room.making.begin(anna, room.press())
    with pytest.raises(AttemptOver):
        await room.making.choose(anna, begun, PIN, room.press())
    proven = await room.attempt(officer)
    with pytest.raises(AttemptOver):  # somebody else's attempt
        await room.making.choose(anna, proven, PIN, room.press())


async def test_an_entry_that_differs_begins_again(room: Room) -> None:
    anna, _ = await team(room)
    attempt = await room.attempt(anna)
    for weak in ("123456", "111111", "12345", "1234567890123"):
        with pytest.raises(Invalid):
            await room.making.choose(anna, attempt, weak, room.press())
    await room.making.choose(anna, attempt, PIN, room.press())
    with pytest.raises(Invalid) as refused:
        await room.making.repeat(anna, attempt, WRONG, room.press())
    assert refused.value.key == "error-invalid-pin-differs"
    with pytest.raises(AttemptOver):
        await room.making.repeat(anna, attempt, PIN, room.press())
    await room.making.choose(anna, attempt, PIN, "chosen")
    made = await room.making.repeat(anna, attempt, PIN, "repeated")
    assert await room.making.repeat(anna, attempt, PIN, "repeated") == made
    async with room.db.read() as session:
        assert len((await session.scalars(select(Certificate))).all()) == 1


async def test_ten_wrong_pins_switch_the_key_off_and_take_nothing_back(room: Room) -> None:
    anna, officer = await team(room)
    made = await room.active(anna, officer)
    for left in range(TRIES - 1, 0, -1):
        with pytest.raises(WrongPin) as wrong:
            await room.certificates.unlock_and_sign(anna, WRONG, DOCUMENTS, f"try-{left}")
        assert wrong.value.left == left
    with pytest.raises(WrongPin) as again:  # the same press: the same try
        await room.certificates.unlock_and_sign(anna, WRONG, DOCUMENTS, "try-3")
    assert again.value.left == 3
    for pin in (WRONG, PIN):
        with pytest.raises(PinLocked):
            await room.certificates.unlock_and_sign(anna, pin, DOCUMENTS, room.press())
    row = await room.row(made)
    assert row.disabled_at is not None
    assert row.state is CertificateState.ACTIVE
    told = await room.letters(LetterKind.NOTICE, "certificates-pin-wrong")
    assert sorted(one["left"] for one in told) == list(range(1, 10))
    assert len(await room.letters(LetterKind.NOTICE, "certificates-pin-locked")) == 1
    following = await room.active(anna, officer, OTHER)  # the way back: phone and HR
    assert (await room.row(made)).reason == "superseded"
    assert (await room.certificates.unlock_and_sign(anna, OTHER, (b"x",), room.press())).certificate_id == following


async def test_a_right_pin_forgives(room: Room) -> None:
    anna, officer = await team(room)
    await room.active(anna, officer)
    for _ in range(3):
        with pytest.raises(WrongPin):
            await room.certificates.unlock_and_sign(anna, WRONG, DOCUMENTS, room.press())
    assert await failures(room) == 3
    await room.certificates.unlock_and_sign(anna, PIN, DOCUMENTS, room.press())
    assert await failures(room) == 0


async def test_forty_guesses_at_once(room: Room) -> None:
    """At most ten are ever derived, one at a time."""
    anna, officer = await team(room)
    await room.active(anna, officer)
    near = room.derivation
    assert isinstance(near, Near)
    near.jobs = near.most = 0
    answers: list[object] = []
    for _ in range(3):
        guesses = (room.certificates.unlock_and_sign(anna, f"9182{n:02}", DOCUMENTS, room.press()) for n in range(40))
        answers += await asyncio.gather(*guesses, return_exceptions=True)
    assert {type(answer) for answer in answers} <= {WrongPin, PinLocked, Busy}
    assert near.jobs == sum(isinstance(answer, WrongPin) for answer in answers) + (await failures(room) == TRIES)
    assert 0 < near.jobs <= TRIES
    assert near.most == 1


async def test_with_the_old_pin_one_needs_nobody(room: Room) -> None:
    anna, officer = await team(room)
    old = await room.active(anna, officer)
    with pytest.raises(WrongPin):
        await room.making.reissue(anna, WRONG, room.press())
    before = await room.certificates.unlock_and_sign(anna, PIN, (b"x",), room.press())
    room.clock.forward(seconds=5)
    new = await room.making.reissue(anna, PIN, "again")
    assert await room.making.reissue(anna, PIN, "again") == new
    assert ((await room.row(new)).follows_id, (await room.row(old)).reason) == (old, "superseded")
    assert (await room.row(old)).key_record is None
    room.clock.forward(seconds=5)
    after = await room.certificates.unlock_and_sign(anna, PIN, (b"x",), room.press())
    assert after.certificate_id == new
    async with room.db.read() as session:
        checker = Checker(await room.certificates.trust(session, anna.company()))
    assert [checker.check(one.signatures[0], b"x").problems for one in (before, after)] == [(), ()]


async def test_another_pin(room: Room) -> None:
    anna, officer = await team(room)
    made = await room.active(anna, officer)
    with pytest.raises(WrongPin):
        await room.making.begin_change(anna, WRONG, room.press())
    change = await room.making.begin_change(anna, PIN, room.press())
    await room.making.choose(anna, change.attempt_id, OTHER, room.press())
    with pytest.raises(AttemptOver):  # this attempt makes no new key
        await room.making.repeat(anna, change.attempt_id, OTHER, room.press())
    with pytest.raises(Invalid):
        await room.making.change(anna, change, WRONG, room.press())
    await room.making.choose(anna, change.attempt_id, OTHER, room.press())
    await room.making.change(anna, change, OTHER, room.press())
    with pytest.raises(WrongPin):
        await room.certificates.unlock_and_sign(anna, PIN, (b"x",), room.press())
    assert (await room.certificates.unlock_and_sign(anna, OTHER, (b"x",), room.press())).certificate_id == made
    with pytest.raises(AttemptOver):  # it is used up
        await room.making.change(anna, change, OTHER, room.press())
    with pytest.raises(AttemptOver):
        await room.making.choose(anna, replace(change).attempt_id, OTHER, room.press())


async def test_nobody_confirms_himself(room: Room) -> None:
    firm = await room.firm()
    officer = await room.hire(firm, "1", RoleName.HR, RoleName.DIRECTOR)
    director = await room.hire(firm, "2", RoleName.DIRECTOR, last="Попов")
    anna = await room.hire(firm, "3", last="Яшина")
    hers, his = await room.wait(anna), await room.wait(officer)
    assert [one.certificate.id for one in await room.confirming.waiting(officer)] == [hers]
    assert [one.certificate.id for one in await room.confirming.waiting(director)] == [his]
    with pytest.raises(NotAllowed):
        await room.confirming.waiting(anna)
    for who, what in ((officer, his), (director, hers), (anna, hers), (Actor.system("console"), hers)):
        for verb in (room.confirming.confirm, room.confirming.refuse):
            with pytest.raises((NotAllowed, NotFound)):
                await verb(who, what, room.press())
    other = await room.hire(await room.firm("7700000002"), "1", RoleName.HR)
    with pytest.raises(NotFound):
        await room.confirming.confirm(other, hers, room.press())
    await room.confirming.confirm(director, his, room.press())
    assert (await room.row(his)).confirmed_by == director.me()
    assert (await room.confirming.act(officer, hers)).startswith(b"%PDF")
    await room.confirming.refuse(officer, hers, "no")
    await room.confirming.refuse(officer, hers, "no")
    with pytest.raises(Stale):
        await room.confirming.confirm(officer, hers, room.press())
    assert (await room.row(hers)).reason == "privilegeWithdrawn"


async def test_what_is_taken_back_stands_in_a_list_at_once(room: Room) -> None:
    anna, officer = await team(room)
    made = await room.active(anna, officer)
    signed = await room.certificates.unlock_and_sign(anna, PIN, (b"x",), room.press())
    with pytest.raises(NotAllowed):
        await room.keeping.revoke(anna, officer.me(), Reason.UNSPECIFIED, room.press())
    room.clock.forward(seconds=2)
    await room.keeping.revoke_mine(anna, "gone")
    await room.keeping.revoke_mine(anna, "gone")
    with pytest.raises(Stale):
        await room.keeping.revoke_mine(anna, room.press())
    with pytest.raises(NoCertificate):
        await room.certificates.unlock_and_sign(anna, PIN, (b"x",), room.press())
    row = await room.row(made)
    assert (row.state, row.key_record, row.revoked_by) == (CertificateState.REVOKED, None, anna.me())
    async with room.db.read() as session:
        numbers = (await session.scalars(select(RevocationList.number).order_by(RevocationList.number))).all()
        checker = Checker(await room.certificates.trust(session, anna.company()))
    assert list(numbers) == [1, 2]
    verdict = checker.check(signed.signatures[0], b"x")
    assert verdict.good
    assert verdict.revoked is not None
    assert verdict.revoked.serial == int(row.serial, 16)


async def test_the_clock_ends_reminds_and_renews(room: Room) -> None:
    firm = await room.firm()
    officer = await room.hire(firm, "9", RoleName.HR, last="Попова")
    leaver, stays, forgets = [await room.hire(firm, str(number)) for number in (1, 2, 3)]
    gone, kept = await room.active(leaver, officer), await room.active(stays, officer)
    forgotten = await room.wait(forgets)
    async with room.db.write() as session:
        left = update(Employee).where(Employee.id == leaver.me())
        await session.execute(left.values(dismissed_on=room.clock.now().date() + timedelta(days=1)))
    await room.keeping.keep(SCHEDULE)
    assert (await room.row(gone)).state is CertificateState.ACTIVE
    room.clock.forward(days=7)
    await room.keeping.keep(SCHEDULE)
    assert [(await room.row(one)).reason for one in (gone, kept, forgotten)] == [
        "cessationOfOperation", None, "privilegeWithdrawn",
    ]  # fmt: skip
    ends = (await room.row(kept)).ends
    for days, told in ((31, []), (30, [30]), (20, [30]), (7, [30, 7]), (1, [30, 7, 1])):
        room.clock.at = ends - timedelta(days=days)
        for _ in range(2):
            await room.keeping.keep(SCHEDULE)
        assert [one["days"] for one in await room.letters(LetterKind.NOTICE, "certificates-ends")] == told
    async with room.db.read() as session:
        newest = (await session.scalars(select(RevocationList).order_by(RevocationList.number.desc()))).first()
    assert newest is not None
    assert newest.due_at - room.clock.now() > timedelta(days=3)
    assert (await room.certificates.unlock_and_sign(stays, PIN, (b"x",), room.press())).certificate_id == kept
    room.clock.at = ends + timedelta(seconds=1)
    with pytest.raises(CertificateOver):
        await room.certificates.unlock_and_sign(stays, PIN, (b"x",), room.press())
    with pytest.raises(NotAllowed):
        await room.keeping.keep(officer)


async def test_the_root_is_made_once_and_its_list_is_handed_out(room: Room) -> None:
    anna, officer = await team(room)
    await room.wait(anna)
    await room.wait(officer)
    async with room.db.read() as session:
        roots = (await session.scalars(select(Root))).all()
        verbs = list(await session.scalars(select(Entry.verb)))
    assert [serial for serial, _ in await room.keeping.lists(Actor.system("console"))] == [roots[0].serial]
    assert (len(roots), verbs.count("make-root"), verbs.count("make-certificate")) == (1, 1, 2)
    with pytest.raises(NotAllowed):
        await room.keeping.lists(officer)


async def test_a_wrong_pin_leaves_no_digits(room: Room) -> None:
    """Refusals and journal rows name numbers of tries, never what was tapped."""
    anna, officer = await team(room)
    await room.active(anna, officer)
    with pytest.raises(CabinetError) as wrong:
        await room.certificates.unlock_and_sign(anna, WRONG, DOCUMENTS, room.press())
    async with room.db.read() as session:
        rows = [repr(row) for row in await session.scalars(select(Entry))]
        rows += [str(row.key_record) for row in await session.scalars(select(Certificate))]
    assert [digits for digits in (PIN, WRONG) if digits in repr(wrong.value) + "".join(rows)] == []


async def test_a_derivation_that_dies_leaves_its_try_counted(room: Room) -> None:
    anna, officer = await team(room)
    await room.active(anna, officer)
    near = room.derivation
    assert isinstance(near, Near)
    near.dies = True
    for _ in range(2):
        with pytest.raises(NotSigned):
            await room.certificates.unlock_and_sign(anna, PIN, (b"x",), room.press())
    assert await failures(room) == 2
    near.dies = False
    await room.certificates.unlock_and_sign(anna, PIN, (b"x",), room.press())
    assert await failures(room) == 0


async def test_a_press_whose_process_died_takes_its_place_again_and_nobody_else_does(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, officer = await team(room)
    await room.active(anna, officer)
    sign = Near.sign

    async def dies(*_: object) -> None:
        raise SystemExit

    monkeypatch.setattr(Near, "sign", dies)
    with pytest.raises(SystemExit):
        await room.certificates.unlock_and_sign(anna, PIN, DOCUMENTS, "the press")
    monkeypatch.setattr(Near, "sign", sign)
    with pytest.raises(Busy):
        await room.certificates.unlock_and_sign(anna, PIN, DOCUMENTS, room.press())
    assert await failures(room) == 1
    signed = await room.certificates.unlock_and_sign(anna, PIN, DOCUMENTS, "the press")
    assert len(signed.signatures) == len(DOCUMENTS)
    assert await failures(room) == 0


async def test_who_took_so_long_that_others_tried_since_forgives_his_own_try_alone(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, officer = await team(room)
    await room.active(anna, officer)
    sign, later = Near.sign, room.clock.now() + timedelta(minutes=5)

    async def meanwhile(self: Near, *rest: object) -> object:
        async with room.db.write() as session:
            await session.execute(update(Certificate).values(failures=5, busy_until=later))
        return await sign(self, *rest)  # type: ignore[arg-type] # as they came

    monkeypatch.setattr(Near, "sign", meanwhile)
    await room.certificates.unlock_and_sign(anna, PIN, DOCUMENTS, room.press())
    async with room.db.read() as session:
        row = (await session.scalars(select(Certificate))).one()
    assert (row.failures, row.busy_until) == (4, later)
