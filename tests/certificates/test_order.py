"""Confirming, reissuing and taking back at once: nobody waits in a ring, and a first reason stands."""

from __future__ import annotations

import asyncio
import uuid

import pytest
from sqlalchemy import func, select

from cabinet.access import Actor
from cabinet.certificates import authority
from cabinet.errors import CertificateOver, Stale
from signing.authority import Reason
from storage.certificates import Certificate, CertificateState, RevocationList
from storage.people import RoleName, employee_locked
from tests.certificates.room import OTHER, PIN, Room
from tests.conftest import HandClock, wait_for_locks

LOST = str(Reason.KEY_COMPROMISE)


async def team(room: Room) -> tuple[Actor, Actor, uuid.UUID]:
    """(an employee, HR, her certificate in force)."""
    firm = await room.firm()
    anna, officer = await room.hire(firm, "1"), await room.hire(firm, "2", RoleName.HR, last="Попова")
    return anna, officer, await room.active(anna, officer)


async def reasons(room: Room, *ids: uuid.UUID) -> list[str | None]:
    return [(await room.row(one)).reason for one in ids]


async def test_what_was_taken_back_keeps_its_reason(room: Room, clock: HandClock) -> None:
    anna, officer, active = await team(room)
    await room.keeping.revoke_mine(anna, room.press())
    before = await room.row(active)
    clock.forward(seconds=5)
    async with room.db.write() as session:
        again = await session.get_one(Certificate, active)
        await authority.revoke(session, again, Reason.SUPERSEDED, officer.me(), clock.now())
    after = await room.row(active)
    assert (after.reason, after.revoked_at, after.revoked_by) == (LOST, before.revoked_at, anna.me())
    async with room.db.read() as session:
        assert await session.scalar(select(func.max(RevocationList.number))) == 2


async def test_a_key_lost_between_two_steps_of_a_reissue_stays_lost(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, _, active = await team(room)
    unlocked = room.making._tries.unlocked

    async def then_lost(*args):  # type: ignore[no-untyped-def]
        made = await unlocked(*args)
        await room.keeping.revoke_mine(anna, "lost")
        return made

    monkeypatch.setattr(room.making._tries, "unlocked", then_lost)
    with pytest.raises(CertificateOver):
        await room.making.reissue(anna, PIN, room.press())
    assert await reasons(room, active) == [LOST]
    async with room.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Certificate)) == 1


class TestOnPostgres:
    """SQLite has one writer: nobody waits there for half of what he needs."""

    @pytest.fixture
    def database_url(self, postgres_url: str) -> str:
        return postgres_url

    async def test_who_takes_back_while_hr_confirms_has_both(self, room: Room) -> None:
        anna, officer, active = await team(room)
        waiting = await room.wait(anna, OTHER)
        async with room.db.write() as session:
            await session.get_one(Certificate, active, with_for_update=True)
            losing = asyncio.create_task(room.keeping.revoke_mine(anna, "lost"))
            await wait_for_locks(room.db)
            confirming = asyncio.create_task(room.confirming.confirm(officer, waiting, "yes"))
            await wait_for_locks(room.db, 2)
        both = await asyncio.gather(losing, confirming, return_exceptions=True)
        assert [type(one) for one in both if one is not None] == [Stale], "no deadlock"
        assert await reasons(room, active, waiting) == [LOST, LOST]

    async def test_a_reason_given_while_hr_waits_its_turn_stands(self, room: Room, clock: HandClock) -> None:
        anna, officer, active = await team(room)
        waiting = await room.wait(anna, OTHER)
        async with room.db.write() as session:
            [*found] = await authority.open_locked(session, anna.me())
            confirming = asyncio.create_task(room.confirming.confirm(officer, waiting, "yes"))
            await wait_for_locks(room.db)
            clock.forward(seconds=5)
            [lost] = [one for one in found if one.id == active]
            await authority.revoke(session, lost, Reason.KEY_COMPROMISE, anna.me(), clock.now())
            clock.forward(seconds=5)
        await confirming
        row = await room.row(waiting)
        assert (row.state, row.active_at) == (CertificateState.ACTIVE, clock.now()), "by the clock after the wait"
        assert await reasons(room, active) == [LOST]

    async def test_one_reissued_while_hr_waits_its_turn_is_followed(self, room: Room) -> None:
        anna, officer, active = await team(room)
        waiting = await room.wait(anna, OTHER)
        async with room.db.write() as session:
            await employee_locked(session, anna.me())
            reissuing = asyncio.create_task(room.making.reissue(anna, PIN, "again"))
            await wait_for_locks(room.db)
            confirming = asyncio.create_task(room.confirming.confirm(officer, waiting, "yes"))
            await wait_for_locks(room.db, 2)
            room.clock.forward(seconds=5)
        made, _ = await asyncio.gather(reissuing, confirming)
        assert await reasons(room, active, made, waiting) == ["superseded", "superseded", None]
        assert (await room.row(active)).revoked_at == room.clock.now(), "by the clock after the wait"
