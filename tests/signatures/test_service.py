"""From a set that was laid out to signatures and requests that go on; and everything that may come between."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from cabinet.access import Actor
from cabinet.certificates.rules import TRIES
from cabinet.errors import (
    Busy,
    CertificateOver,
    Closed,
    Invalid,
    NotAllowed,
    NotFound,
    NotSigned,
    PinLocked,
    Stale,
    WrongPin,
)
from cabinet.leave.picture import draft_of_row
from cabinet.signatures.rules import FRESH, LIVES, Outcome
from cabinet.signatures.service import Signatures
from signing.authority import Reason
from signing.cades import Checker
from storage.certificates import Certificate, RevocationList
from storage.chats import Chat
from storage.joining import Introduction
from storage.journal import Entry
from storage.leave import Leave, TimeOff, together
from storage.people import Employee
from storage.requests import Request, State, Verb
from storage.signatures import Sheet
from tests.certificates.room import PIN, WRONG, Near
from tests.signatures.room import SigningRoom


async def test_what_is_signed_goes_on_and_is_evidence(room: SigningRoom) -> None:
    anna, officer = await room.team()
    request = await room.asked(anna)
    assert (request.state, request.due_at, request.holder_id) == (State.SIGNATURE, None, anna.employee_id)
    assert await room.requests.tasks(officer) == []
    with pytest.raises(NotFound):
        await room.requests.view(officer, request.id)
    sheet = await room.laid(anna, request)
    assert await room.sign(anna, sheet) == await room.signatures.sheet(anna, sheet)
    [signature], [line] = await room.kept(), await room.signatures.sheet(anna, sheet)
    assert (line.outcome, line.digest, line.request_id) == (Outcome.SIGNED, signature.digest, request.id)
    async with room.db.read() as session:
        trust, ours = await room.certificates.trust(session, anna.company()), await room.certificates.register(
            session, anna.company()
        )  # fmt: skip
        entry = (await session.scalars(select(Entry).where(Entry.verb == "sign"))).one()
        newest = (await session.scalars(select(RevocationList).order_by(RevocationList.number.desc()))).first()
        closed = (await session.get_one(Sheet, sheet)).closed_at
    verdict = Checker(trust, ours).check(signature.der, await room.files.get(signature.document_id))
    assert verdict.good
    assert verdict.registered
    assert newest is not None
    assert (signature.list_id, signature.place, closed) == (newest.id, 1, room.clock.now())
    told = json.loads(entry.result or "")
    assert (told["sha256"], told["certificate"]) == (signature.digest, signature.certificate_id.hex)
    assert (entry.actor_id, entry.subject_id) == (anna.employee_id, signature.id)
    now = await room.fresh(request)
    assert (now.state, now.due_at is not None) == (State.OFFICE, True)
    assert [view.request.id for view in await room.requests.tasks(officer)] == [request.id]
    assert await room.steps(request) == [Verb.SUBMIT, Verb.SIGN]


async def test_several_with_one_pin_and_a_result_for_each(room: SigningRoom) -> None:
    anna, _ = await room.team()
    kept, changed, gone, late = [await room.asked(anna, week) for week in range(4)]
    sheet = await room.laid(anna, kept, changed, gone)
    lines = await room.signatures.sheet(anna, sheet)
    await room.files.put(lines[1].document_id, b"something else")
    await room.requests.withdraw(anna, gone.id, gone.step, room.press())
    await room.documents.ensure_application(late.id)
    told = await room.sign(anna, sheet)
    assert not isinstance(told, Exception)
    assert [line.outcome for line in told] == [Outcome.SIGNED, Outcome.CHANGED, Outcome.GONE]
    assert [signature.document_id for signature in await room.kept()] == [lines[0].document_id]
    states = [(await room.fresh(one)).state for one in (kept, changed, gone, late)]
    assert states == [State.OFFICE, State.SIGNATURE, State.WITHDRAWN, State.SIGNATURE]
    derivation = room.derivation
    assert isinstance(derivation, Near)
    jobs = derivation.jobs
    assert await room.sign(anna, sheet) == told
    assert derivation.jobs == jobs, "a set that is done asks for no PIN"


async def test_a_wrong_pin_signs_nothing_and_the_set_stays(room: SigningRoom) -> None:
    anna, _ = await room.team()
    request = await room.asked(anna)
    sheet = await room.laid(anna, request)
    for left in range(TRIES - 1, 0, -1):
        assert (await _refused(room, anna, sheet)).args_ == {"left": left}
    assert isinstance(await room.sign(anna, sheet, WRONG), PinLocked)
    assert isinstance(await room.sign(anna, sheet), PinLocked)
    assert await room.kept() == []
    assert (await room.fresh(request)).state is State.SIGNATURE
    assert await room.steps(await room.signatures.to_paper(anna, request.id, 0, room.press())) == [
        Verb.SUBMIT, Verb.PAPER,
    ]  # fmt: skip


async def _refused(room: SigningRoom, anna: Actor, sheet: UUID) -> WrongPin:
    refusal = await room.sign(anna, sheet, WRONG)
    assert isinstance(refusal, WrongPin)
    return refusal


async def test_forty_presses_at_once_sign_once(room: SigningRoom) -> None:
    anna, _ = await room.team()
    request = await room.asked(anna)
    sheet = await room.laid(anna, request)
    told = await asyncio.gather(*(room.sign(anna, sheet) for _ in range(40)))
    assert {type(one) for one in told if isinstance(one, Exception)} <= {Busy}
    assert len(await room.kept()) == 1
    assert await room.steps(request) == [Verb.SUBMIT, Verb.SIGN]


async def test_a_process_that_dies_between_two_goes_on_with_the_rest(
    room: SigningRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, _ = await room.team()
    requests = [await room.asked(anna, week) for week in range(3)]
    sheet, kept = await room.laid(anna, *requests), Signatures._keep

    async def dies(self, actor, line, *rest):  # type: ignore[no-untyped-def]
        if line.place == 2:
            raise ConnectionError
        await kept(self, actor, line, *rest)

    monkeypatch.setattr(Signatures, "_keep", dies)
    with pytest.raises(ConnectionError):
        await room.signatures.sign(anna, sheet, PIN, "the press")
    assert [line.outcome for line in await room.signatures.sheet(anna, sheet)] == [Outcome.SIGNED, None, None]
    monkeypatch.setattr(Signatures, "_keep", kept)
    told = await room.signatures.sign(anna, sheet, PIN, "the press")
    assert [line.outcome for line in told] == [Outcome.SIGNED] * 3
    assert sorted(one.document_id for one in await room.kept()) == sorted(line.document_id for line in told)


async def test_a_derivation_that_dies_signs_nothing(room: SigningRoom) -> None:
    anna, _ = await room.team()
    sheet = await room.laid(anna, await room.asked(anna))
    assert isinstance(room.derivation, Near)
    room.derivation.dies = True
    assert isinstance(await room.sign(anna, sheet), NotSigned)
    room.derivation.dies = False
    told = await room.sign(anna, sheet)
    assert not isinstance(told, Exception)
    assert [line.outcome for line in told] == [Outcome.SIGNED]


@pytest.mark.parametrize("moved", [timedelta(days=-2), timedelta(minutes=1)], ids=["back", "expired"])
async def test_at_a_moment_outside_its_term_nothing_is_signed(room: SigningRoom, moved: timedelta) -> None:
    """The clock was put back, or the term ended between the preview and the PIN."""
    anna, _ = await room.team()
    request = await room.asked(anna)
    sheet = await room.laid(anna, request)
    room.clock.at += moved
    async with room.db.write() as session:
        (await session.get_one(Sheet, sheet)).made_at = room.clock.now()
        certificate = (await session.scalars(select(Certificate))).one()
        certificate.ends = room.clock.now() - timedelta(seconds=1) if moved > timedelta() else certificate.ends
    assert isinstance(await room.sign(anna, sheet), CertificateOver)
    assert (await room.kept(), (await room.fresh(request)).state) == ([], State.SIGNATURE)


async def test_a_set_that_was_looked_at_long_ago_is_looked_at_anew(room: SigningRoom) -> None:
    anna, _ = await room.team()
    sheet = await room.laid(anna, await room.asked(anna))
    room.clock.at += LIVES
    assert isinstance(await room.sign(anna, sheet), Stale)


async def test_nobody_signs_for_another(room: SigningRoom) -> None:
    anna, officer = await room.team()
    request = await room.asked(anna)
    paper = await room.documents.ensure_application(request.id)
    sheet = await room.laid(anna, request)
    with pytest.raises(NotFound):
        await room.signatures.lay(officer, {paper.id: paper.digest}, room.press())
    for documents in ({}, {paper.id: "0" * 64}):
        with pytest.raises(Stale):
            await room.signatures.lay(anna, documents, room.press())
    for deed in (room.signatures.sheet(officer, sheet), room.signatures.sign(officer, sheet, PIN, room.press())):
        with pytest.raises(NotFound):
            await deed
    with pytest.raises(NotFound):
        await room.signatures.to_paper(officer, request.id, 0, room.press())
    with pytest.raises(NotAllowed):
        await room.signatures.to_paper(anna, request.id, 0, room.press())
    with pytest.raises(NotAllowed):
        await room.signatures.waiting(Actor.system("schedule"))
    assert [one.id for one in await room.signatures.waiting(anna)] == [request.id]


async def test_corrected_before_it_is_signed_the_first_paper_is_signed_by_nobody(room: SigningRoom) -> None:
    anna, _ = await room.team()
    request = await room.asked(anna)
    sheet = await room.laid(anna, request)
    with pytest.raises(Closed):
        await room.leaves.draft_of(anna, request.id)
    async with room.db.read() as session:
        draft = draft_of_row(await session.get_one(Leave, request.id)).with_(step=request.step)
    assert draft.last is not None
    longer = draft.with_(last=draft.last + timedelta(days=1))
    again = await room.leaves.resubmit(anna, longer, room.press())
    assert (again.state, again.version, again.number) == (State.SIGNATURE, 2, request.number)
    async with room.db.read() as session:
        days = await session.scalars(select(TimeOff.last).where(TimeOff.voided_at.is_(None)))
        assert list(days) == [longer.last]
    told = await room.sign(anna, sheet)
    assert not isinstance(told, Exception)
    assert [line.outcome for line in told] == [Outcome.GONE]
    told = await room.sign(anna, await room.laid(anna, again))
    assert not isinstance(told, Exception)
    assert [line.outcome for line in told] == [Outcome.SIGNED]


async def test_without_a_certificate_it_goes_its_way_on_paper(room: SigningRoom) -> None:
    anna, officer = await room.team()
    paper = await room.asked(officer)
    assert paper.state is State.OFFICE
    unsigned = await room.asked(anna)
    assert await room.signatures.able(anna)
    await room.keeping.revoke(officer, anna.me(), Reason.UNSPECIFIED, room.press())
    assert not await room.signatures.able(anna)
    for _ in range(2):  # the same press twice
        sent = await room.signatures.to_paper(anna, unsigned.id, unsigned.step, "press")
        assert (sent.state, sent.step) == (State.OFFICE, unsigned.step + 1)
    assert await room.steps(unsigned) == [Verb.SUBMIT, Verb.PAPER]
    assert (
        await room.documents.ensure_application(unsigned.id)
    ).version == unsigned.version + 1, (  # with a line for a pen
        "with a line for a pen"
    )
    with pytest.raises(Stale):
        await room.signatures.to_paper(anna, unsigned.id, unsigned.step, room.press())
    assert (await room.asked(anna, 3)).state is State.OFFICE
    assert await room.kept() == []


async def test_what_was_asked_for_too_long_ago_or_is_forbidden_by_now_is_sent_anew(room: SigningRoom) -> None:
    anna, officer = await room.team()
    old, begun = await room.asked(anna), await room.asked(anna, 1)
    async with room.db.write() as session:
        (await session.get_one(Leave, begun.id)).first = room.clock.now().date() - timedelta(days=3)
        (await session.get_one(Leave, begun.id)).last = room.clock.now().date() - timedelta(days=1)
        (await session.get_one(Request, old.id)).submitted_at = room.clock.now() - FRESH
    told = await room.sign(anna, await room.laid(anna, old, begun))
    assert not isinstance(told, Exception)
    assert [line.outcome for line in told] == [Outcome.OVER] * 2
    await room.keeping.revoke(officer, anna.me(), Reason.KEY_COMPROMISE, room.press())
    for request in (old, begun):
        with pytest.raises(Invalid) as refusal:
            await room.signatures.to_paper(anna, request.id, request.step, room.press())
        assert refusal.value.key == "error-invalid-signatures-over"


async def test_nobody_else_learns_of_what_is_not_signed(room: SigningRoom) -> None:
    anna, officer = await room.team()
    taken_back, corrected = await room.asked(anna), await room.asked(anna, 1)
    async with room.db.write() as session:
        for who in (anna, officer):
            (await session.get_one(Employee, who.me())).department_id = None
        chat = await session.get_one(Chat, officer.chat_id)
        chat.open_until = room.clock.now() + timedelta(minutes=5)
        draft = draft_of_row(await session.get_one(Leave, corrected.id)).with_(step=corrected.step, comment="Тайна")
    paper = (await room.documents.ensure_application(corrected.id)).id
    again = await room.leaves.resubmit(anna, draft, room.press())
    await room.requests.withdraw(anna, taken_back.id, taken_back.step, room.press())
    for request in (taken_back, again):
        with pytest.raises(NotFound):
            await room.requests.view(officer, request.id)
    with pytest.raises(NotFound):
        await room.documents.open(officer, paper, room.press())
    async with room.db.read() as session:
        asking = await session.get_one(Employee, officer.me())
        assert await together(session, asking, date(2027, 1, 1), date(2027, 12, 31)) == []


async def test_before_the_company_begins_with_electronic_documents_all_is_on_paper(room: SigningRoom) -> None:
    anna, _ = await room.team()
    async with room.db.write() as session:
        introduction = await session.get_one(Introduction, anna.company())
        introduction.starts_on = room.clock.now().date() + timedelta(days=30)
    assert not await room.signatures.able(anna)
    assert (await room.asked(anna)).state is State.OFFICE
