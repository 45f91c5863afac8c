"""The screens of administrators and HR in every other hand: by command, by a forged press, after the role is gone."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import delete, select

from bot.people_data import MAIN, SMALL
from bot.rows import row_id
from dialogs.offers import OF_ROLE
from locales import plain_key
from storage.broadcasts import Broadcast, BroadcastState
from storage.inbox import Update
from storage.outbox import Letter, LetterKind, LetterState
from storage.people import Role, RoleName
from tests.stories.conftest import Town
from tests.stories.enemy import changes, dump, settled
from tests.stories.hands import (
    ADMIN,
    EMPLOYEE,
    MANAGER,
    NOT_ALLOWED,
    NOT_FOUND,
    OFFICER,
    STRANGER,
    THEIR_DIRECTOR,
    THEIR_OFFICER,
    screens,
)  # fmt: skip
from tests.stories.test_broadcasts import TEXT, begin, taps
from tests.stories.test_rights_talks import forge, heard_by, says

pytestmark = pytest.mark.timeout(600)
HOLDERS = {RoleName.ADMIN: {ADMIN, THEIR_DIRECTOR}, RoleName.HR: {OFFICER, THEIR_OFFICER}}
PEOPLE = (EMPLOYEE, MANAGER, OFFICER, ADMIN, THEIR_DIRECTOR, THEIR_OFFICER)
MENU = {
    "broadcasts": HOLDERS[RoleName.ADMIN],
    "troubles": HOLDERS[RoleName.ADMIN],
    "undelivered": HOLDERS[RoleName.HR],
    "held": HOLDERS[RoleName.HR],
    "identities": {*HOLDERS[RoleName.HR], THEIR_DIRECTOR},
    "joining": {*HOLDERS[RoleName.HR], THEIR_DIRECTOR},
    "certificates": set[int](),
}
"""Buttons of the menu that stand there for some people alone; nobody takes part in electronic documents here."""


async def planted(town: Town) -> tuple[Broadcast, Update]:
    """A broadcast of the first company, a letter of its people that died, an update that another bot put aside."""
    now, anna = town.clock.now(), row_id(MAIN, "0012")
    sent = Broadcast(
        company_id=row_id(MAIN), author_id=row_id(MAIN, "0004"), made_at=now, total=1, made=1, paged=True, ended_at=now,
        state=BroadcastState.DONE,
    )  # fmt: skip
    sent.text = "Тайна первой компании"
    lost = Letter(
        dedupe="lost", kind=LetterKind.NOTICE, topic="x", employee_id=anna, made_at=now, due_at=now,
        state=LetterState.DEAD, reason="blocked", done_at=now,
    )  # fmt: skip
    row = Update(bot=1, update_id=1, order_key=str(EMPLOYEE), kind="message", received_at=now, trouble="К-7F3A")
    async with town.db.write() as session:
        session.add_all([sent, lost, row])
    return sent, row


async def test_commands_and_hidden_buttons_of_a_role(town: Town) -> None:
    await planted(town)
    await screens(town)
    before = await dump(town.db)
    for person in PEOPLE:
        for command, role in OF_ROLE.items():
            if person not in HOLDERS[role]:
                await says(town, person, f"/{command}")
                assert (await town.world.phone(person).last())["text"] == NOT_ALLOWED, (person, command)
        for button, holders in MENU.items():
            if person not in holders:
                await says(town, person, "/start")
                assert await forge(town, person, button) == [NOT_ALLOWED], (person, button)
    await says(town, STRANGER, *(f"/{command}" for command in OF_ROLE))
    assert changes(before, await dump(town.db)) == []
    for person in (STRANGER, EMPLOYEE, MANAGER, THEIR_OFFICER):
        assert "Тайна первой" not in heard_by(town, person)
        assert "К-7F3A" not in heard_by(town, person)


async def test_the_second_company_reaches_nothing_of_the_first(town: Town) -> None:
    sent, row = await planted(town)
    await screens(town)
    before = await dump(town.db)
    made_up = (sent.id.hex, row.id.hex, uuid.uuid4().hex, "zzz", "")
    for item in made_up:
        await says(town, THEIR_DIRECTOR, "/broadcast")
        assert await forge(town, THEIR_DIRECTOR, f"pick:{item}") == [NOT_FOUND], item
    for item in (row.id.hex, uuid.uuid4().hex):
        await says(town, THEIR_DIRECTOR, "/troubles")
        assert await forge(town, THEIR_DIRECTOR, f"pick:{item}") == [""]  # as one that is decided already
        assert await forge(town, THEIR_DIRECTOR, "again", "drop") == [NOT_FOUND, NOT_FOUND]
    await says(town, THEIR_DIRECTOR, "/troubles")
    assert await forge(town, THEIR_DIRECTOR, "pick:zzz") == [NOT_FOUND]
    for number in ("0012", "0004"):
        await says(town, THEIR_OFFICER, "/undelivered")
        assert await forge(town, THEIR_OFFICER, f"pick:{row_id(MAIN, number).hex}s") == [NOT_FOUND]
    await says(town, THEIR_OFFICER, "/undelivered")
    own = row_id(SMALL, "0001").hex
    assert await forge(town, THEIR_OFFICER, "turn:9999999", "turn:-1", "turn:zzz", f"pick:{own}s") == [""] * 4
    await electronic(town)
    assert changes(before, await dump(town.db)) == []
    for person in (THEIR_DIRECTOR, THEIR_OFFICER):
        assert "Тайна первой" not in heard_by(town, person)
        assert "К-7F3A" not in heard_by(town, person)


async def electronic(town: Town) -> None:
    """The screens of electronic documents: people of the first company by their ids, deeds that come too early."""
    anna = row_id(MAIN, "0012").hex
    await says(town, THEIR_OFFICER, "/start")
    made_up = [f"pick:{item}" for item in (anna, row_id(SMALL, "0002").hex, "zzz", "")]
    refused = [NOT_FOUND, NOT_ALLOWED, NOT_FOUND, NOT_FOUND]
    assert await forge(town, THEIR_OFFICER, "held", *made_up) == ["", *refused]
    assert await forge(town, THEIR_OFFICER, "take_back", "why:keyCompromise", "to_reason", "turn:9") == [""] * 4
    await says(town, THEIR_OFFICER, "/start")
    assert await forge(town, THEIR_OFFICER, "identities", "confirm", "refuse", "act", "pick:zzz") == [
        "",
        "",
        "",
        "",
        NOT_FOUND,
    ]
    assert await forge(town, THEIR_OFFICER, f"pick:{anna}", "to_refuse", "zzz") == [""] * 3
    await says(town, THEIR_OFFICER, "/start")
    assert await forge(town, THEIR_OFFICER, "joining", "stages:untold", f"tick:{anna}", "do_undo") == [
        NOT_FOUND,
        "",
        "",
        "",
    ]


async def test_buttons_of_another_state_do_nothing(town: Town) -> None:
    sent, _ = await planted(town)
    await begin(town)
    before = await dump(town.db)
    assert await forge(town, ADMIN, "pause", "stop", "resume", "refresh", "zzz") == [""] * 5
    await says(town, ADMIN, "/broadcast")
    assert await forge(town, ADMIN, f"pick:{sent.id.hex}", "send", "doubt_ask") == [""] * 3
    stale = plain_key("error-stale", "ru", {})
    assert await forge(town, ADMIN, "pause", "resume") == [stale, stale]
    assert changes(before, await dump(town.db)) == []


async def test_a_role_that_is_taken_away_ends_at_once(town: Town) -> None:
    await begin(town)
    before = await dump(town.db)
    async with town.db.write() as session:
        await session.execute(delete(Role).where(Role.employee_id == row_id(MAIN, "0004")))
    assert await forge(town, ADMIN, "send") == [NOT_ALLOWED]
    found = changes(before, await dump(town.db))
    assert [change for change in found if not change.startswith("role:")] == []


async def test_a_broadcast_cannot_be_stopped_by_who_was_an_administrator(town: Town) -> None:
    await begin(town)
    await taps(town, "Разослать")
    await town.world.phone(ADMIN).see("Отправлено:")
    await settled(town)
    async with town.db.write() as session:
        await session.execute(delete(Role).where(Role.employee_id == row_id(MAIN, "0004")))
    assert await forge(town, ADMIN, "refresh", "pause") == [NOT_ALLOWED, NOT_ALLOWED]
    async with town.db.read() as session:
        assert len((await session.scalars(select(Broadcast.id))).all()) == 1
    assert TEXT in heard_by(town, ADMIN)
