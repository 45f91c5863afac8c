"""HR takes certificates back: whose, for which reason, and what stays hidden and untouched."""

from __future__ import annotations

import asyncio
import uuid

import pytest
from sqlalchemy import select

from cabinet.access import Actor
from cabinet.errors import CabinetError, NoCertificate, NotAllowed, NotFound, Stale
from signing.authority import Reason
from storage.certificates import CertificateState, RevocationList
from storage.journal import Entry
from storage.outbox import LetterKind
from storage.people import RoleName
from tests.certificates.room import PIN, Room

KEY = Reason.KEY_COMPROMISE


async def team(room: Room) -> tuple[Actor, Actor]:
    """(an employee whose certificate is in force, HR who has one as well)."""
    firm = await room.firm()
    anna, officer = await room.hire(firm, "1"), await room.hire(firm, "2", RoleName.HR, last="Попова")
    other = await room.hire(firm, "3", RoleName.HR, last="Иванова")
    await room.active(anna, officer)
    await room.active(officer, other)
    return anna, officer


async def test_hr_finds_a_signature_and_takes_it_back(room: Room) -> None:
    anna, officer = await team(room)
    [seen] = await room.keeping.holding(officer)
    assert seen.id == anna.me()  # not his own
    assert [one.id for one in await room.keeping.holding(officer, "  СМИРН")] == [anna.me()]
    assert await room.keeping.holding(officer, "%") == []
    held = await room.keeping.held(officer, anna.me())
    assert held.active is not None
    assert (held.number, held.active.confirmed, held.waiting) == ("1", True, None)
    for _ in range(2):  # the same press twice
        await room.keeping.revoke(officer, anna.me(), KEY, "k")
    row = await room.row(held.active.id)
    assert (row.state, row.reason, row.revoked_by) == (CertificateState.REVOKED, str(KEY), officer.me())
    assert row.key_record is None
    told = await room.letters(LetterKind.NOTICE, "certificates-taken")
    assert [one["reason"] for one in told] == [str(KEY)]
    with pytest.raises(NoCertificate):
        await room.certificates.unlock_and_sign(anna, PIN, (b"x",), room.press())
    held = await room.keeping.held(officer, anna.me())
    assert (held.active, held.waiting) == (None, None)
    assert await room.keeping.holding(officer) == []
    with pytest.raises(Stale):
        await room.keeping.revoke(officer, anna.me(), KEY, room.press())
    async with room.db.read() as session:
        results = await session.scalars(select(Entry.result).where(Entry.verb == "revoke", Entry.key == "k"))
        assert list(results) == [str(KEY)]


async def test_one_that_waits_is_taken_back_too(room: Room) -> None:
    anna, officer = await team(room)
    waiting = await room.wait(anna)
    held = await room.keeping.held(officer, anna.me())
    assert held.active is not None
    assert held.waiting is not None
    assert not held.waiting.confirmed
    await room.keeping.revoke(officer, anna.me(), Reason.CESSATION, room.press())
    assert {(await room.row(one)).state for one in (held.active.id, waiting)} == {CertificateState.REVOKED}


async def test_owner_and_hr_at_once_make_one_revocation(room: Room) -> None:
    anna, officer = await team(room)
    held = await room.keeping.held(officer, anna.me())
    both = await asyncio.gather(
        room.keeping.revoke(officer, anna.me(), KEY, "hr"),
        room.keeping.revoke_mine(anna, "own"),
        return_exceptions=True,
    )
    assert [type(one) for one in both if one is not None] == [Stale]
    assert held.active is not None
    assert (await room.row(held.active.id)).state is CertificateState.REVOKED
    async with room.db.read() as session:
        numbers = (await session.scalars(select(RevocationList.number).order_by(RevocationList.number))).all()
    assert list(numbers) == [1, 2]


async def test_nobody_else_never_oneself_and_no_other_company(room: Room) -> None:
    anna, officer = await team(room)
    theirs = await room.hire(await room.firm("7700000002"), "1", RoleName.HR)
    tries: list[tuple[Actor, uuid.UUID, type[CabinetError]]] = [
        (anna, officer.me(), NotAllowed),
        (anna, anna.me(), NotAllowed),
        (Actor.system("console"), anna.me(), NotAllowed),
        (officer, officer.me(), NotAllowed),
        (officer, theirs.me(), NotFound),
        (officer, uuid.uuid4(), NotFound),
        (theirs, anna.me(), NotFound),
    ]
    for who, whose, refusal in tries:
        with pytest.raises(refusal):
            await room.keeping.held(who, whose)
        with pytest.raises(refusal):
            await room.keeping.revoke(who, whose, KEY, room.press())
    with pytest.raises(NotAllowed):
        await room.keeping.holding(anna)
    assert await room.keeping.holding(theirs) == []
    with pytest.raises(NotAllowed):  # a reason of the service itself
        await room.keeping.revoke(officer, anna.me(), Reason.SUPERSEDED, room.press())
    assert (await room.keeping.held(officer, anna.me())).active is not None
