"""Linking the HR group, on both databases: nobody makes a stranger's group, or his own, the desk of a company alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from cabinet.access import Actor
from cabinet.errors import CabinetError, Closed, Invalid, NotAllowed, NotFound, Stale
from storage.chats import Binding, chat_of
from storage.journal import Entry
from storage.outbox import Card, Desk, DeskState, Letter
from storage.people import Employee, Role, RoleName
from storage.requests import Holder, Request, Verb
from tests.conftest import START
from tests.requests.conftest import PEOPLE, Town

GROUP, OTHER_GROUP = "-1001", "-1002"
MESSENGER = Actor.system("messenger")


async def appoint(town: Town, name: str) -> None:
    """Make somebody an administrator as well."""
    async with town.db.write() as session:
        session.add(Role(employee_id=town.people[name].id, name=RoleName.ADMIN))
    town.actors.pop(name, None)


async def ask(town: Town, name: str = "admin", address: str = GROUP, *, key: str = "", **more: object) -> UUID:
    """«/desk» in a group; the desk's id."""
    given = {"title": "Кадры", "public": False} | more
    await town.desks.ask(await town.actor(name), "telegram", address, key=key or str(uuid4()), **given)  # type: ignore[arg-type]
    async with town.db.read() as session:
        found = select(Desk.id).where(Desk.asked_by == town.people[name].id, Desk.state == DeskState.ASKED)
        return (await session.scalars(found)).one()


async def confirm(town: Town, name: str, desk_id: UUID, key: str = "") -> Desk:
    return await town.desks.confirm(await town.actor(name), desk_id, key or str(uuid4()))


async def open_door(town: Town, name: str) -> None:
    """The access code was entered."""
    async with town.db.write() as session:
        chat = await chat_of(session, town.people[name].id)
        assert chat is not None
        chat.open_until = town.clock.now() + timedelta(minutes=5)


async def linked(town: Town) -> Sequence[tuple[UUID, str]]:
    async with town.db.read() as session:
        found = select(Desk.id, Desk.address).where(Desk.state == DeskState.LINKED)
        return [(desk_id, address) for desk_id, address in await session.execute(found)]


async def test_a_second_administrator_confirms(town: Town) -> None:
    await appoint(town, "director")
    desk_id = await ask(town)
    view = await town.desks.view(await town.actor("director"), desk_id)
    assert (view.alone, view.asked_by.id, view.company.id) == (False, town.people["admin"].id, town.company.id)
    async with town.db.read() as session:
        letter = (await session.scalars(select(Letter))).one()
    assert (letter.employee_id, letter.topic) == (town.people["director"].id, "desk-ask")
    assert desk_id.hex in (letter.payload or "")
    await open_door(town, "admin")
    with pytest.raises(NotAllowed):
        await confirm(town, "admin", desk_id)
    assert await linked(town) == []
    desk = await confirm(town, "director", desk_id, "yes")
    assert (desk.state, desk.confirmed_by, desk.confirmed_at) == (DeskState.LINKED, town.people["director"].id, START)
    assert (await confirm(town, "director", desk_id, "yes")).id == desk_id, "the same press again"
    with pytest.raises(Stale):
        await confirm(town, "director", desk_id)
    with pytest.raises(Stale):
        await town.desks.view(await town.actor("director"), desk_id)


async def test_the_same_one_confirms_only_when_alone_and_with_his_code(town: Town) -> None:
    desk_id = await ask(town)
    assert (await town.desks.view(await town.actor("admin"), desk_id)).alone
    with pytest.raises(Closed):
        await confirm(town, "admin", desk_id)
    await open_door(town, "admin")
    town.clock.forward(minutes=5)
    with pytest.raises(Closed):
        await confirm(town, "admin", desk_id)
    await open_door(town, "admin")
    assert (await confirm(town, "admin", desk_id)).state is DeskState.LINKED


async def test_a_second_employment_in_the_same_chat_is_no_second_person(town: Town) -> None:
    await appoint(town, "director")
    admin, twin = town.people["admin"], town.people["director"]
    async with town.db.write() as session:
        chat = await chat_of(session, admin.id)
        assert chat is not None
        binding = (await session.scalars(select(Binding).where(Binding.employee_id == twin.id))).one()
        binding.chat_id = chat.id
    desk_id = await ask(town)
    for name in ("admin", "director"):
        with pytest.raises(Closed):
            await confirm(town, name, desk_id)


async def test_whoever_cannot_be_told_cannot_be_waited_for(town: Town) -> None:
    await appoint(town, "director")
    async with town.db.write() as session:
        chat = await chat_of(session, town.people["director"].id)
        assert chat is not None
        chat.blocked_at = START
    desk_id = await ask(town)
    assert (await town.desks.view(await town.actor("admin"), desk_id)).alone
    async with town.db.write() as session:  # he comes back before it is confirmed
        chat = await chat_of(session, town.people["director"].id)
        assert chat is not None
        chat.blocked_at = None
    await open_door(town, "admin")
    with pytest.raises(NotAllowed):
        await confirm(town, "admin", desk_id)


async def test_only_administrators_of_the_company_have_a_say(town: Town) -> None:
    desk_id = await ask(town)
    for name in PEOPLE:
        if name == "admin":
            continue
        actor = await town.actor(name)
        error = NotFound if name == "foreign director" else NotAllowed
        for deed in (
            town.desks.view(actor, desk_id), town.desks.confirm(actor, desk_id, name),
            town.desks.refuse(actor, desk_id, f"no {name}"),
        ):  # fmt: skip
            with pytest.raises(error):
                await deed
        if error is NotAllowed:
            with pytest.raises(NotAllowed):
                await town.desks.ask(actor, "telegram", OTHER_GROUP, "Кадры", False, f"ask {name}")
        with pytest.raises(NotAllowed):
            await town.desks.moved(actor, "telegram", GROUP, OTHER_GROUP)
    with pytest.raises(NotAllowed):
        await town.desks.moved(Actor.system("courier"), "telegram", GROUP, OTHER_GROUP)
    with pytest.raises(NotFound):
        await town.desks.view(await town.actor("admin"), uuid4())
    assert await linked(town) == []


async def test_groups_that_cannot_be_a_desk(town: Town) -> None:
    async def refused(name: str, address: str = GROUP, **more: object) -> str:
        with pytest.raises(Invalid) as error:
            await ask(town, name, address, **more)
        return error.value.key

    assert await refused("admin", public=True) == "error-invalid-desk-public"
    desk_id = await ask(town)
    await open_door(town, "admin")
    await confirm(town, "admin", desk_id)
    assert await refused("admin") == "error-invalid-desk-known"
    assert await refused("foreign director") == "error-invalid-desk-foreign"
    async with town.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Desk)) == 1


async def test_two_companies_never_share_a_group(town: Town) -> None:
    ours, theirs = await ask(town), await ask(town, "foreign director")
    for name in ("admin", "foreign director"):
        await open_door(town, name)
        await town.actor(name)
    results = await asyncio.gather(
        confirm(town, "admin", ours), confirm(town, "foreign director", theirs), return_exceptions=True
    )
    [loser] = [one for one in results if isinstance(one, CabinetError)]
    assert loser.key == "error-invalid-desk-foreign"
    assert len(await linked(town)) == 1


async def test_asked_twice_the_later_question_stands(town: Town) -> None:
    first = await ask(town, title="Кадры\u202e\nсекрет")
    second = await ask(town, address=OTHER_GROUP)
    admin = await town.actor("admin")
    with pytest.raises(Stale):
        await town.desks.view(admin, first)
    await open_door(town, "admin")
    with pytest.raises(Stale):
        await confirm(town, "admin", first)
    await confirm(town, "admin", second)
    assert await linked(town) == [(second, OTHER_GROUP)]
    third = await ask(town)
    await confirm(town, "admin", third)
    assert await linked(town) == [(third, GROUP)], "the former group is closed"
    async with town.db.read() as session:
        assert (await session.get_one(Desk, first)).title == "Кадры секрет"


async def test_the_same_command_twice_asks_once(town: Town) -> None:
    who = [await town.desks.ask(await town.actor("admin"), "telegram", GROUP, "Кадры", False, "one") for _ in range(2)]
    assert [[one.id for one in people] for people in who] == [[town.people["admin"].id]] * 2
    results = await asyncio.gather(*(ask(town, address=f"-{number}") for number in range(10)))
    assert results
    async with town.db.read() as session:
        states = (await session.scalars(select(Desk.state))).all()
        assert states.count(DeskState.ASKED) == 1
        assert await session.scalar(select(func.count()).where(Entry.verb == "desk.ask")) == 11


async def test_a_refused_group_is_no_desk(town: Town) -> None:
    desk_id, admin = await ask(town), await town.actor("admin")
    await town.desks.refuse(admin, desk_id, "no")
    await town.desks.refuse(admin, desk_id, "no")
    with pytest.raises(Stale):
        await town.desks.refuse(admin, desk_id, "no again")
    await open_door(town, "admin")
    with pytest.raises(Stale):
        await confirm(town, "admin", desk_id)
    assert await linked(town) == []


async def test_open_requests_are_shown_in_a_new_group(town: Town) -> None:
    waiting = await town.walk(await town.ask(), ("manager", Verb.APPROVE))
    accepted = await town.walk(await town.ask("colleague"), ("manager", Verb.APPROVE), ("officer", Verb.ACCEPT))
    for verb in (Verb.RETURN, Verb.APPROVE):
        await town.walk(await town.ask(), ("manager", verb), ("anna", Verb.WITHDRAW))
    await town.ask()
    own = await town.ask("officer")
    async with town.db.write() as session:  # what the director has in HR's place stays with him
        row = await session.get_one(Request, own.id)
        row.holder, row.holder_id = Holder.DIRECTOR, town.people["director"].id
    desk_id = await ask(town)
    await open_door(town, "admin")
    await confirm(town, "admin", desk_id)
    async with town.db.read() as session:
        shown = (await session.scalars(select(Card.request_id).where(Card.desk_id == desk_id))).all()
    assert set(shown) == {waiting.id, accepted.id}
    later = await town.walk(await town.ask("colleague"), ("manager", Verb.APPROVE))
    async with town.db.read() as session:
        places = select(Card.desk_id).where(Card.request_id == later.id, Card.employee_id.is_(None))
        assert (await session.scalars(places)).all() == [desk_id]


async def test_a_group_that_became_a_supergroup_takes_its_open_cards_along(town: Town) -> None:
    desk, asked = await town.link(address=GROUP), await ask(town, "admin", OTHER_GROUP)
    opened = await town.walk(await town.ask(), ("manager", Verb.APPROVE))
    done = await town.walk(await town.ask("colleague"), ("manager", Verb.APPROVE), ("officer", Verb.DECLINE))
    town.clock.forward(minutes=1)
    await town.post.carry()
    async with town.db.write() as session:
        session.add(Card(request_id=done.id, desk_id=desk.id, shown=1, message_id=5, address=GROUP))
    woken: list[bool] = []
    town.db.on("letters", lambda: woken.append(True))
    for _ in range(2):
        await town.desks.moved(MESSENGER, "telegram", GROUP, "-100500")
    assert woken == [True]
    async with town.db.read() as session:
        cards = {card.request_id: card for card in await session.scalars(select(Card).where(Card.desk_id == desk.id))}
    assert (cards[opened.id].message_id, cards[opened.id].due_at) == (None, town.clock.now())
    assert (cards[done.id].message_id, cards[done.id].due_at) == (5, None), "what is over stays behind"
    assert await linked(town) == [(desk.id, "-100500")]
    await town.desks.moved(MESSENGER, "telegram", OTHER_GROUP, "-100600")
    async with town.db.read() as session:
        assert (await session.get_one(Desk, asked)).address == "-100600", "also one that still waits"


async def test_a_dismissed_administrator_confirms_nothing(town: Town) -> None:
    await appoint(town, "director")
    async with town.db.write() as session:
        (await session.get_one(Employee, town.people["director"].id)).dismissed_on = START.date()
    desk_id = await ask(town)
    assert (await town.desks.view(await town.actor("admin"), desk_id)).alone
