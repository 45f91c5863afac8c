"""Who cannot hold a request is replaced, at once or by the schedule, and the card says why; on both databases."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from cabinet.errors import NotAllowed
from storage.chats import chat_of
from storage.leave import AwayState, TimeOff
from storage.people import Employee
from storage.requests import Holder, State, Verb
from tests.conftest import START
from tests.requests.conftest import SCHEDULE, Town
from tests.requests.ways import PENDING, TO_ACCEPTED, TO_OFFICE, refusal


async def change(town: Town, name: str, **changes: object) -> None:
    async with town.db.write() as session:
        who = await session.get_one(Employee, town.people[name].id)
        for field, value in changes.items():
            setattr(who, field, value)


async def send_away(town: Town, name: str, state: AwayState = AwayState.GRANTED) -> None:
    who, day = town.people[name], START.date()
    async with town.db.write() as session:
        session.add(
            TimeOff(
                company_id=who.company_id, employee_id=who.id, kind="annual", first=day, last=day, days=1, state=state
            )
        )  # fmt: skip


async def block(town: Town, name: str) -> None:
    async with town.db.write() as session:
        chat = await chat_of(session, town.people[name].id)
        assert chat is not None
        chat.blocked_at = START


Trouble = Callable[[Town], Awaitable[None]]
TROUBLES: dict[str, Trouble] = {
    "dismissed": lambda town: change(town, "manager", dismissed_on=START.date()),
    "no-chat": lambda town: block(town, "manager"),
    "away": lambda town: send_away(town, "manager"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_manager_who_cannot_is_replaced_at_once_and_later(town: Town, trouble: str) -> None:
    before = await town.ask()
    await TROUBLES[trouble](town)
    sent_later = await town.ask()
    assert (sent_later.state, sent_later.holder_note) == (State.OFFICE, f"manager-{trouble}")
    assert await town.replacements.replace(SCHEDULE) == 1
    replaced = await town.again(before)
    assert (replaced.state, replaced.holder, replaced.holder_note) == (State.OFFICE, Holder.HR, f"manager-{trouble}")
    assert replaced.due_at == START + timedelta(days=2, hours=6)
    assert await town.post.letters(PENDING) == ["request-reassign"]
    assert await town.replacements.replace(SCHEDULE) == 0, "once"


async def test_days_that_are_only_asked_for_keep_nobody_away(town: Town) -> None:
    await send_away(town, "manager", AwayState.ASKED)
    assert (await town.ask()).state is State.MANAGER


async def test_own_requests_go_past_oneself(town: Town) -> None:
    async with town.db.write() as session:
        for name in ("manager", "officer"):
            (await session.get_one(Employee, town.people[name].id)).department_id = town.store.id
    managers = await town.ask("manager")
    assert (managers.state, managers.holder_note) == (State.OFFICE, "manager-own")
    officers = await town.walk(await town.ask("officer"), *TO_OFFICE)
    assert (officers.state, officers.holder) == (State.OFFICE, Holder.HR)
    for verb in (Verb.ACCEPT, Verb.RETURN, Verb.DECLINE):
        assert await refusal(town.press("officer", verb, officers)) == "error-not-allowed"
    await town.press("second officer", Verb.ACCEPT, officers)
    assert managers.id in {view.request.id for view in await town.requests.tasks(await town.actor("officer"))}
    assert officers.id not in {view.request.id for view in await town.requests.tasks(await town.actor("officer"))}


async def test_silence_goes_to_hr_and_then_to_the_director(town: Town) -> None:
    request = await town.ask()
    town.clock.at = START + timedelta(days=1, hours=6)
    assert await town.replacements.replace(SCHEDULE) == 0, "the term itself still counts"
    town.clock.forward(seconds=1)
    assert await town.replacements.replace(SCHEDULE) == 1
    request = await town.again(request)
    assert (request.holder, request.holder_note) == (Holder.HR, "manager-silent")
    assert {card.employee_id for card in await town.post.cards()} == {
        town.people[name].id for name in ("manager", "officer", "second officer")
    }
    assert await refusal(town.press("manager", Verb.APPROVE, request, step=0)) == "error-stale"
    town.clock.forward(days=2)
    assert await town.replacements.replace(SCHEDULE) == 1
    request = await town.again(request)
    assert (request.state, request.holder, request.holder_note) == (State.OFFICE, Holder.DIRECTOR, "hr-silent")
    assert request.holder_id == town.people["director"].id
    assert request.holder_id in {card.employee_id for card in await town.post.cards()}
    town.clock.forward(days=30)
    assert await town.replacements.replace(SCHEDULE) == 0, "there is nobody after him"
    await town.press("officer", Verb.ACCEPT, request)


async def test_the_director_stands_in_for_hr(town: Town) -> None:
    for name in ("officer", "second officer"):
        await change(town, name, dismissed_on=START.date())
    request = await town.walk(await town.ask(), *TO_OFFICE)
    assert (request.holder, request.holder_id) == (Holder.DIRECTOR, town.people["director"].id)
    assert request.holder_note == "hr-nobody"
    view = await town.requests.view(await town.actor("director"), request.id)
    assert view.full
    assert view.facts.private
    request = await town.press("director", Verb.ACCEPT, request)
    assert (request.holder, request.holder_id) == (Holder.DIRECTOR, town.people["director"].id)
    request = await town.press("director", Verb.UNDO, request)
    assert (request.holder, request.holder_note) == (Holder.DIRECTOR, "hr-nobody"), "the card says why, as before"
    done = await town.walk(request, ("director", Verb.ACCEPT), ("director", Verb.COMPLETE))
    assert done.state is State.DONE


async def test_an_officer_who_is_gone_leaves_what_he_accepted_to_the_others(town: Town) -> None:
    desk = await town.link()
    request = await town.walk(await town.ask(), *TO_ACCEPTED)
    await send_away(town, "officer")
    assert await town.replacements.replace(SCHEDULE) == 0, "whoever accepts while on leave means it"
    await change(town, "officer", dismissed_on=START.date())
    assert await town.replacements.replace(SCHEDULE) == 1
    after = await town.again(request)
    assert (after.state, after.holder, after.holder_id, after.due_at) == (
        State.ACCEPTED, Holder.HR, None, request.due_at
    )  # fmt: skip
    assert after.holder_note == "holder-gone"
    assert [card.desk_id for card in await town.post.cards()][-1] == desk.id
    await town.press("second officer", Verb.COMPLETE, after)


async def test_only_the_schedule_replaces(town: Town) -> None:
    for name in ("officer", "director", "admin"):
        with pytest.raises(NotAllowed):
            await town.replacements.replace(await town.actor(name))
    with pytest.raises(NotAllowed):
        await town.replacements.replace(type(SCHEDULE).system("courier"))
