"""Decisions on both databases: one winner, once for each key, ten seconds to take back, and nobody without a say."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from cabinet import letters
from cabinet.errors import CabinetError, Decided, Invalid, NotAllowed, NotFound, Stale
from cabinet.leave.grounds import Ground
from cabinet.leave.kind import LeaveKindOfRequest
from cabinet.leave.service import LeaveDraft, Leaves
from cabinet.requests.decisions import Decisions
from cabinet.requests.kinds import DeclinePolicy
from storage.base import snapshot
from storage.chats import chat_of
from storage.journal import Entry
from storage.leave import AwayState, LeaveKind, TimeOff, away, ledger
from storage.outbox import Card, Letter, LetterState
from storage.people import Employee, Role, RoleName
from storage.requests import Event, Holder, Request, State, Verb
from tests.conftest import START, HandClock
from tests.requests.conftest import ORDER, PEOPLE, SCHEDULE, WHY, Town

PENDING, SENT, DROPPED = LetterState.PENDING, LetterState.SENT, LetterState.DROPPED
TO_OFFICE = (("manager", Verb.APPROVE),)
TO_ACCEPTED = (*TO_OFFICE, ("officer", Verb.ACCEPT))
WAYS: dict[State, tuple[tuple[str, Verb], ...]] = {
    State.MANAGER: (),
    State.OFFICE: TO_OFFICE,
    State.ACCEPTED: TO_ACCEPTED,
    State.DONE: (*TO_ACCEPTED, ("officer", Verb.COMPLETE)),
    State.RETURNED: (("manager", Verb.RETURN),),
    State.DECLINED: (*TO_OFFICE, ("officer", Verb.DECLINE)),
    State.WITHDRAWN: (("anna", Verb.WITHDRAW),),
}
"""How a request comes into each state."""
PRESSES = (Verb.APPROVE, Verb.ACCEPT, Verb.COMPLETE, Verb.RETURN, Verb.DECLINE, Verb.WITHDRAW, Verb.UNDO)


async def refusal(deed: Awaitable[object]) -> str:
    """The key of the error that a deed ends in."""
    with pytest.raises(CabinetError) as refused:
        await deed
    return refused.value.key


# The way


async def test_the_whole_way(town: Town) -> None:
    desk = await town.link()
    request = await town.ask()
    assert (request.state, request.holder_id) == (State.MANAGER, town.people["manager"].id)
    assert request.due_at == START + timedelta(days=1, hours=6), "25 November, 18:00 in Moscow"
    request = await town.press("manager", Verb.APPROVE, request)
    assert (request.state, request.holder, request.holder_id) == (State.OFFICE, Holder.HR, None)
    assert request.due_at == START + timedelta(days=2, hours=6)
    request = await town.press("officer", Verb.ACCEPT, request)
    assert (request.state, request.holder_id) == (State.ACCEPTED, town.people["officer"].id)
    assert request.due_at == START + timedelta(days=2, hours=6), "the promise of the office step stands"
    request = await town.press("second officer", Verb.COMPLETE, request)
    assert (request.state, request.holder, request.holder_id, request.due_at) == (State.DONE, Holder.NOBODY, None, None)
    assert (request.order_number, request.order_date, request.paper_received) == ("214-к", ORDER["on"], True)
    assert town.kind.told == ["done"]
    assert [(one.step, one.verb) for one in await town.events(request)] == [
        (0, Verb.SUBMIT), (1, Verb.APPROVE), (2, Verb.ACCEPT), (3, Verb.COMPLETE)
    ]  # fmt: skip
    assert await town.post.letters(PENDING) == ["request-approve", "request-accept", "request-complete"]
    assert {card.employee_id or card.desk_id for card in await town.post.cards()} == {
        town.people["manager"].id, desk.id
    }  # fmt: skip


async def test_a_refusal_frees_the_days_and_its_reason_lies_sealed(town: Town) -> None:
    for verb, state in ((Verb.RETURN, State.RETURNED), (Verb.DECLINE, State.DECLINED)):
        request = await town.press("manager", verb, await town.ask())
        assert (request.state, request.due_at) == (state, None)
        event = (await town.events(request))[-1]
        assert event.reason == WHY
        assert event.reason_sealed is not None
        assert WHY.encode() not in event.reason_sealed
    assert town.kind.told == ["close", "policy", "close"]
    async with town.db.read() as session:
        entries = (await session.scalars(select(Entry).where(Entry.verb.like("request.%")))).all()
    assert {entry.verb for entry in entries} == {"request.return", "request.decline"}
    assert all(entry.digest and WHY not in str(snapshot(entry)) for entry in entries)


async def test_the_owner_takes_back_while_there_is_no_order(town: Town) -> None:
    for state in (State.MANAGER, State.OFFICE, State.ACCEPTED, State.RETURNED):
        request = await town.walk(await town.ask(), *WAYS[state])
        town.kind.told.clear()
        request = await town.press("anna", Verb.WITHDRAW, request)
        assert (request.state, request.holder, town.kind.told) == (State.WITHDRAWN, Holder.NOBODY, ["close"])
    accepted = await town.walk(await town.ask(), *TO_ACCEPTED)
    done = await town.press("officer", Verb.COMPLETE, accepted)
    assert await refusal(town.press("anna", Verb.WITHDRAW, accepted)) == "error-decided"
    assert await refusal(town.press("anna", Verb.WITHDRAW, done)) == "error-stale"


async def test_what_was_overtaken_is_said_before_what_overtook_it(town: Town) -> None:
    request = await town.press("manager", Verb.APPROVE, await town.ask())
    town.clock.forward(seconds=5)
    await town.press("anna", Verb.WITHDRAW, request)
    await town.post.carry()
    assert await town.post.letters(SENT) == ["request-approve", "request-withdraw"]
    assert await refusal(town.press("manager", Verb.UNDO, request)) == "error-decided"


# Replacements


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
    assert await refusal(town.press("manager", Verb.APPROVE, request, step=0)) == "error-stale"
    town.clock.forward(days=2)
    assert await town.replacements.replace(SCHEDULE) == 1
    request = await town.again(request)
    assert (request.state, request.holder, request.holder_note) == (State.OFFICE, Holder.DIRECTOR, "hr-silent")
    assert request.holder_id == town.people["director"].id
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


# What may be entered


async def test_the_law_may_forbid_a_refusal_and_a_stranger_does_not_learn_it(town: Town) -> None:
    request = await town.ask()
    town.kind.policy = (DeclinePolicy.NEVER, "ст. 128")
    assert await refusal(town.press("seller", Verb.DECLINE, request)) == "error-not-allowed"
    assert await refusal(town.press("foreign officer", Verb.DECLINE, request)) == "error-not-found"
    assert town.kind.told == [], "nobody was asked"
    with pytest.raises(Invalid) as refused:
        await town.press("manager", Verb.DECLINE, request)
    assert (refused.value.key, refused.value.args_) == ("error-invalid-decline-never", {"article": "ст. 128"})
    town.kind.policy = (DeclinePolicy.WARN, "ст. 122")
    manager = await town.actor("manager")
    assert await refusal(town.press("manager", Verb.DECLINE, request)) == "error-invalid-decline-warn"
    request = await town.decisions.decline(manager, request.id, 0, "sure", reason=WHY, sure=True)
    assert request.state is State.DECLINED
    town.kind.policy = (DeclinePolicy.NEVER, None)
    again = await town.decisions.decline(manager, request.id, 0, "sure", reason=WHY, sure=True)
    assert again.step == 1, "a repeat is the first result, whatever the law says now"


async def test_leave_of_the_law_cannot_be_declined(town: Town, clock: HandClock) -> None:
    decisions = Decisions(town.db, clock, {"leave": LeaveKindOfRequest(clock)})
    draft = LeaveDraft(
        leave_kind=LeaveKind.UNPAID, ground=Ground.BIRTH, first=date(2027, 7, 5), last=date(2027, 7, 7)
    )  # fmt: skip
    request = await Leaves(town.db, clock).submit(await town.actor("anna"), draft, "send")
    manager = await town.actor("manager")
    assert await refusal(decisions.decline(manager, request.id, 0, "no", reason=WHY)) == "error-invalid-decline-never"
    assert (await decisions.send_back(manager, request.id, 0, "back", reason=WHY)).state is State.RETURNED


async def test_bad_words_decide_nothing(town: Town) -> None:
    request = await town.walk(await town.ask(), *TO_ACCEPTED)
    officer, id_, step = await town.actor("officer"), request.id, request.step
    for reason in ("", "\u202e\u200b", "я" * 100_000):
        assert await refusal(town.decisions.send_back(officer, id_, step, "a", reason=reason)) == "error-invalid-reason"
        assert await refusal(town.decisions.decline(officer, id_, step, "b", reason=reason)) == "error-invalid-reason"
    day = START.date()
    for number, on, paper, key in (
        ("\u200f", day, True, "order-number"),
        ("7" * 100_000, day, True, "order-number"),
        ("214-к", day, False, "paper-missing"),
        ("214-к", day + timedelta(days=367), True, "order-date"),
        ("214-к", day - timedelta(days=367), True, "order-date"),
        ("214-к", date.max, True, "order-date"),
    ):
        deed = town.decisions.complete(officer, id_, step, "c", number=number, on=on, paper=paper)
        assert await refusal(deed) == f"error-invalid-{key}"
    assert (await town.again(request)).step == step
    kept = "👨‍👩‍👧 <b>\u202eнет</b>\x00"
    await town.decisions.send_back(officer, id_, step, "d", reason=kept)
    assert (await town.events(request))[-1].reason == "👨‍👩‍👧 <b>нет</b>"


# One winner


async def test_of_two_hundred_pairs_of_presses_one_wins_each(town: Town) -> None:
    await town.link()
    requests = await many(town, 200)
    officers = [await town.actor("officer"), await town.actor("second officer")]

    async def press(request: Request, number: int, verb: int) -> Request | CabinetError:
        who, key = officers[number], f"{request.id}:{number}"
        try:
            if verb == 0:
                return await town.decisions.accept(who, request.id, 0, key)
            return await town.decisions.send_back(who, request.id, 0, key, reason=WHY)
        except CabinetError as error:
            return error

    presses = [press(one, number, (place + number) % 2) for place, one in enumerate(requests) for number in (0, 1)]
    results = await asyncio.gather(*presses)
    names = [town.people[name].short_name for name in ("officer", "second officer")]
    for place, _ in enumerate(requests):
        pair = results[2 * place : 2 * place + 2]
        [loser] = [number for number, result in enumerate(pair) if isinstance(result, CabinetError)]
        error = pair[loser]
        assert isinstance(error, Decided)
        assert error.args_["who"] == names[1 - loser]
        assert error.args_["verb"] is (Verb.ACCEPT if (place + 1 - loser) % 2 == 0 else Verb.RETURN)
    async with town.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Event)) == 400, "one decision each"
        assert await session.scalar(select(func.count()).select_from(Letter)) == 200


async def many(town: Town, number: int) -> list[Request]:
    """Requests that wait for HR, made in one go."""
    anna, made = town.people["anna"], []
    async with town.db.write() as session:
        for place in range(number):
            request = Request(
                company_id=anna.company_id, employee_id=anna.id, kind="errand", number=place + 1, state=State.OFFICE,
                submitted_at=START, changed_at=START, holder=Holder.HR,
            )  # fmt: skip
            made.append(request)
        session.add_all(made)
        await session.flush()
        session.add_all(
            Event(
                request_id=one.id, step=0, verb=Verb.SUBMIT, state_before=None, state_after=State.OFFICE,
                actor_id=anna.id, at=START,
            )
            for one in made
        )  # fmt: skip
    return made


async def test_the_slower_one_reads_when_it_was_on_the_company_s_clocks(town: Town) -> None:
    request = await town.walk(await town.ask(), *TO_OFFICE)
    await town.press("officer", Verb.ACCEPT, request)
    with pytest.raises(Decided) as refused:
        await town.press("second officer", Verb.DECLINE, request)
    at = refused.value.args_["at"]
    assert at == START
    assert at.strftime("%H:%M") == "12:00"  # type: ignore[attr-defined]
    assert at.tzinfo == ZoneInfo("Europe/Moscow")  # type: ignore[attr-defined]
    assert await refusal(town.press("officer", Verb.ACCEPT, request)) == "error-stale", "one's own press is no rival"
    assert await refusal(town.press("officer", Verb.COMPLETE, request, step=99)) == "error-stale"


MIXED = (
    (0, Verb.ACCEPT),
    (0, Verb.RETURN),
    (0, Verb.DECLINE),
    (0, Verb.WITHDRAW),
    (1, Verb.COMPLETE),
    (1, Verb.DECLINE),
    (1, Verb.UNDO),
    (2, Verb.UNDO),
    (2, Verb.ACCEPT),
)
"""(step that the button shows, verb): some can win, some are late, some come too early."""


async def test_fifty_mixed_decisions_leave_a_whole_history(town: Town) -> None:
    await town.link()
    dice, requests = random.Random(214), await many(town, 20)
    for name in ("officer", "second officer", "anna"):
        await town.actor(name)

    async def deed(place: int) -> str:
        step, verb = dice.choice(MIXED[:4] if place < 20 else MIXED)
        name = "anna" if verb is Verb.WITHDRAW else dice.choice(["officer", "second officer"])
        try:
            await town.press(name, verb, requests[place % 20], step=step, key=f"mixed:{place}")
        except CabinetError as error:
            return error.key
        return "done"

    results = await asyncio.gather(*(deed(place) for place in range(50)))
    assert results.count("done") >= 20, "each request has a winner of its first step"
    async with town.db.read() as session:
        rows = {row.id: row for row in await session.scalars(select(Request))}
        entries = await session.scalar(select(func.count()).select_from(Entry).where(Entry.verb.like("request.%")))
        events = (await session.scalars(select(Event).order_by(Event.request_id, Event.step))).all()
        told = Counter(await session.scalars(select(Letter.event_id)))
    by_request: dict[object, list[Event]] = {}
    for event in events:
        by_request.setdefault(event.request_id, []).append(event)
    for id_, steps in by_request.items():
        assert [event.step for event in steps] == list(range(len(steps))), "no gap, one event a step"
        assert rows[id_].step == steps[-1].step
        assert rows[id_].state is steps[-1].state_after
        assert all(after.state_before is before.state_after for before, after in pairwise(steps))
    assert len(events) - 20 == entries, "each step stands in the journal"
    assert all(count == 1 for count in told.values())


# Once for each key


async def test_the_same_press_twice_has_one_effect(town: Town) -> None:
    for verb in PRESSES:
        way = {Verb.ACCEPT: TO_OFFICE, Verb.COMPLETE: TO_ACCEPTED, Verb.UNDO: TO_ACCEPTED}.get(verb, ())
        name = {Verb.WITHDRAW: "anna"}.get(verb, "officer" if way else "manager")
        request = await town.walk(await town.ask(), *way)
        results = await asyncio.gather(*(town.press(name, verb, request, key=f"the same {verb}") for _ in range(3)))
        results += [await town.press(name, verb, request, key=f"the same {verb}")]
        assert {(one.step, one.state) for one in results} == {(request.step + 1, results[0].state)}
        assert len(await town.events(request)) == request.step + 2


# Taking back


DECISIONS = (
    (State.MANAGER, "manager", Verb.APPROVE),
    (State.MANAGER, "manager", Verb.RETURN),
    (State.MANAGER, "manager", Verb.DECLINE),
    (State.OFFICE, "officer", Verb.ACCEPT),
    (State.OFFICE, "officer", Verb.RETURN),
    (State.ACCEPTED, "officer", Verb.COMPLETE),
    (State.ACCEPTED, "second officer", Verb.DECLINE),
)
SAME = ("state", "holder", "holder_id", "holder_note", "due_at", "order_number", "order_date", "paper_received")


async def test_every_decision_can_be_taken_back_as_if_it_had_not_been(town: Town) -> None:
    await town.link()
    for state, name, verb in DECISIONS:
        before = await town.walk(await town.ask(), *WAYS[state])
        decided = await town.press(name, verb, before)
        back = await town.press(name, Verb.UNDO, decided)
        assert [getattr(back, field) for field in SAME] == [getattr(before, field) for field in SAME]
        assert back.step == before.step + 2
        assert town.kind.told[-1] == f"undo {verb}"
        events = await town.events(back)
        assert [(one.verb, one.reversed_at is not None) for one in events[-2:]] == [(verb, True), (Verb.UNDO, False)]
        assert (await town.post.letters(DROPPED)).count(f"request-{verb}") >= 1
        assert await refusal(town.press(name, Verb.UNDO, decided)) == "error-stale", "only once"
        assert (await town.press(name, verb, back)).state is decided.state, "and the decision is free again"
    assert len(await town.post.letters(DROPPED)) == len(DECISIONS)


async def test_only_the_presser_takes_back_only_the_newest_only_in_time(town: Town) -> None:
    request = await town.walk(await town.ask(), *TO_OFFICE)
    accepted = await town.press("officer", Verb.ACCEPT, request)
    for name in ("second officer", "director", "manager", "anna", "admin", "seller"):
        assert await refusal(town.press(name, Verb.UNDO, accepted)) == "error-not-allowed"
    assert await refusal(town.press("foreign officer", Verb.UNDO, accepted)) == "error-not-found"
    assert await refusal(town.press("manager", Verb.UNDO, request)) == "error-decided", "it is not the newest"
    assert await refusal(town.press("officer", Verb.UNDO, accepted, step=0)) == "error-not-allowed"
    assert await refusal(town.press("officer", Verb.UNDO, accepted, step=77)) == "error-not-allowed"
    town.clock.forward(seconds=60)
    assert await refusal(town.press("officer", Verb.UNDO, accepted)) == "error-stale"
    done = await town.press("second officer", Verb.COMPLETE, accepted)
    assert await refusal(town.press("officer", Verb.UNDO, accepted)) == "error-decided"
    await town.press("second officer", Verb.UNDO, done)


async def test_who_lost_the_role_takes_nothing_back(town: Town) -> None:
    accepted = await town.walk(await town.ask(), *TO_ACCEPTED)
    async with town.db.write() as session:
        await session.delete(await session.get_one(Role, (town.people["officer"].id, RoleName.HR)))
    town.actors["officer"] = await town.actor_now("officer")
    assert await refusal(town.press("officer", Verb.UNDO, accepted)) == "error-not-allowed"


async def test_a_kind_may_refuse_to_go_back_and_then_nothing_happened(town: Town) -> None:
    returned = await town.press("manager", Verb.RETURN, await town.ask())
    town.kind.refuses = Invalid("leave-taken", first=START.date(), last=START.date())
    assert await refusal(town.press("manager", Verb.UNDO, returned)) == "error-invalid-leave-taken"
    assert snapshot(await town.again(returned)) == snapshot(returned)
    assert await town.post.letters(PENDING) == ["request-return"]


async def test_undoing_an_executed_leave_reverses_the_ledger(town: Town, clock: HandClock) -> None:
    town.decisions.kinds = town.requests.kinds = {"leave": LeaveKindOfRequest(clock)}  # type: ignore[dict-item]
    draft = LeaveDraft(first=date(2027, 7, 5), last=date(2027, 7, 18))
    request = await Leaves(town.db, clock).submit(await town.actor("anna"), draft, "send")

    async def days() -> tuple[list[AwayState], list[Decimal]]:
        async with town.db.read() as session:
            rows, lines = await away(session, request.employee_id), await ledger(session, request.employee_id)
        return [row.state for row in rows], [line.days for line in lines]

    done = await town.walk(request, *TO_ACCEPTED, ("officer", Verb.COMPLETE))
    assert await days() == ([AwayState.GRANTED], [Decimal(-14)])
    back = await town.press("officer", Verb.UNDO, done)
    assert (back.state, back.order_number, back.order_date, back.paper_received) == (State.ACCEPTED, None, None, False)
    assert await days() == ([AwayState.ASKED], [Decimal(-14), Decimal(14)])
    declined = await town.press("officer", Verb.DECLINE, back)
    assert await days() == ([], [Decimal(-14), Decimal(14)])
    again = await town.press("officer", Verb.UNDO, declined)
    await town.press("officer", Verb.COMPLETE, again)
    assert await days() == ([AwayState.GRANTED], [Decimal(-14), Decimal(14), Decimal(-14)])


# When it is said


async def test_ten_seconds_are_counted_from_the_confirmed_card(town: Town) -> None:
    await town.link()
    request = await town.ask()
    await town.post.carry()
    town.clock.forward(seconds=1)
    approved = await town.press("manager", Verb.APPROVE, request)
    town.clock.forward(seconds=30)  # the messenger lets us wait
    assert await town.post.carry() == 1
    assert (await town.events(request))[-1].undo_until == town.clock.now() + letters.UNDO_SHOWN
    town.clock.forward(seconds=9)
    assert await town.post.carry() == 0
    view = await town.requests.view(await town.actor("manager"), request.id)
    assert view.undo is not None
    assert (await town.requests.view(await town.actor("officer"), request.id)).undo is None
    assert await town.post.letters(PENDING) == ["request-approve"]
    town.clock.forward(seconds=1)
    assert await refusal(town.press("manager", Verb.UNDO, approved)) == "error-stale"
    assert (await town.requests.view(await town.actor("manager"), request.id)).undo is None
    assert await town.post.carry() == 2, "the manager's card without the button, and now the desk's"
    assert await town.post.letters(SENT) == ["request-approve"]
    assert await town.post.carry() == 0


async def test_sixty_seconds_are_the_most_whenever_the_card_comes(town: Town) -> None:
    request = await town.ask()
    await town.post.carry()
    await town.press("manager", Verb.APPROVE, request)
    town.clock.forward(seconds=55)
    await town.post.carry()
    assert (await town.events(request))[-1].undo_until == START + letters.UNDO_AT_MOST
    town.clock.forward(seconds=5)
    assert await town.post.carry() == 3, "the manager's card loses the button; two officers have no desk"
    assert await town.post.letters(SENT) == ["request-approve"]


async def test_the_confirmation_of_an_older_picture_starts_nothing(town: Town) -> None:
    await town.link()
    request = await town.walk(await town.ask(), *TO_OFFICE)
    town.clock.forward(seconds=60)
    await town.post.carry()
    await town.press("officer", Verb.ACCEPT, request)
    await town.decisions.shown(request.id)  # of the edit that was on its way when the officer pressed
    assert (await town.events(request))[-1].undo_until == town.clock.now() + letters.UNDO_AT_MOST
    assert await town.post.carry() == 2
    assert (await town.events(request))[-1].undo_until == town.clock.now() + letters.UNDO_SHOWN


async def test_each_card_shows_the_decision_at_once_and_loses_the_button_later(town: Town) -> None:
    request = await town.walk(await town.ask(), *TO_OFFICE)
    town.clock.forward(seconds=60)
    await town.post.carry()
    await town.press("officer", Verb.ACCEPT, request)
    cards = await town.post.cards()
    assert len(cards) == 3, "the manager's, and two officers' without a desk"
    async with town.db.write() as session:  # one card arrives, the others have to wait for their turn
        first = await session.get_one(Card, cards[0].id)
        first.shown, first.due_at = first.wanted, None
    await town.decisions.shown(request.id)
    assert await town.post.carry() == 2, "not held up by the first one's ten seconds"
    town.clock.forward(seconds=10)
    assert await town.post.carry() == 3
    assert {card.shown - card.wanted for card in await town.post.cards()} == {0}


async def test_after_a_crash_the_schedule_takes_the_button_away(town: Town) -> None:
    request = await town.ask()
    await town.post.carry()
    await town.press("manager", Verb.RETURN, request)
    async with town.db.write() as session:  # confirmed, and killed before anybody counted
        card = (await session.scalars(select(Card))).one()
        card.shown, card.due_at = card.wanted, None
    town.clock.forward(seconds=59)
    await town.replacements.replace(SCHEDULE)
    assert await town.post.carry() == 0
    town.clock.forward(seconds=1)
    await town.replacements.replace(SCHEDULE)
    assert await town.post.carry() == 1
    await town.replacements.replace(SCHEDULE)
    assert await town.post.carry() == 0
    assert (await town.events(request))[-1].undo_until is None


async def test_the_desk_hears_of_an_approval_only_when_it_stands(town: Town) -> None:
    desk = await town.link()
    request = await town.ask()
    await town.post.carry()
    approved = await town.press("manager", Verb.APPROVE, request)
    await town.post.carry()
    assert [card.shown for card in await town.post.cards()] == [2, 0]
    town.clock.forward(seconds=9)
    back = await town.press("manager", Verb.UNDO, approved)
    town.clock.forward(minutes=2)
    await town.post.carry()
    assert [card.desk_id for card in await town.post.cards()] == [None], "the desk never saw it"
    await town.press("manager", Verb.APPROVE, back)
    await town.post.carry()
    town.clock.forward(seconds=10)
    await town.post.carry()
    shown = (await town.post.cards())[-1]
    assert (shown.desk_id, shown.shown) == (desk.id, 1)


async def test_a_card_that_nobody_saw_is_not_posted_to_say_that_it_is_over(town: Town) -> None:
    await town.link()
    request = await town.press("manager", Verb.APPROVE, await town.ask())
    await town.press("anna", Verb.WITHDRAW, request)
    town.clock.forward(minutes=2)
    await town.post.carry()
    assert [card.desk_id for card in await town.post.cards()] == [None]


async def test_the_manager_s_own_card_survives_his_undo(town: Town) -> None:
    await town.link()
    request = await town.ask()
    approved = await town.press("manager", Verb.APPROVE, request)  # from «Мои задачи»: his card never arrived
    await town.press("manager", Verb.UNDO, approved)
    assert [card.employee_id for card in await town.post.cards()] == [town.people["manager"].id]
    assert await town.post.carry() == 1


async def test_officers_get_cards_of_their_own_where_there_is_no_desk(town: Town) -> None:
    async with town.db.write() as session:
        (await session.get_one(Employee, town.people["officer"].id)).department_id = town.store.id
    await town.walk(await town.ask("officer"), *TO_OFFICE)
    seen = {card.employee_id for card in await town.post.cards()}
    assert seen == {town.people["manager"].id, town.people["second officer"].id}, "not the one who asks"


async def test_a_request_that_comes_back_rings_again(town: Town, clock: HandClock) -> None:
    await town.link()
    town.decisions.kinds = town.requests.kinds = {"leave": LeaveKindOfRequest(clock)}  # type: ignore[dict-item]
    leaves, anna = Leaves(town.db, clock), await town.actor("anna")
    draft = LeaveDraft(first=date(2027, 7, 5), last=date(2027, 7, 18))
    request = await town.walk(await leaves.submit(anna, draft, "send"), *TO_OFFICE)
    town.clock.forward(minutes=1)
    await town.post.carry()
    assert [card.message_id for card in await town.post.cards()] == [1, 1]
    request = await town.press("officer", Verb.RETURN, request)
    town.clock.forward(minutes=1)
    await town.post.carry()
    returned = await leaves.draft_of(anna, request.id)
    request = await leaves.resubmit(anna, returned, "again")
    assert request.version == 2
    manager, desk = await town.post.cards()
    assert (manager.message_id, manager.shown) == (None, 0), "a new message for the manager"
    assert desk.message_id == 1
    await town.press("manager", Verb.APPROVE, request)
    assert (await town.post.cards())[-1].message_id is None, "and then for the desk"


# Who sees and does what

MAY: dict[State, dict[str, set[Verb]]] = {
    State.MANAGER: {"manager": {Verb.APPROVE, Verb.RETURN, Verb.DECLINE}, "anna": {Verb.WITHDRAW}},
    State.OFFICE: {
        "officer": {Verb.ACCEPT, Verb.RETURN, Verb.DECLINE},
        "second officer": {Verb.ACCEPT, Verb.RETURN, Verb.DECLINE},
        "anna": {Verb.WITHDRAW},
    },
    State.ACCEPTED: {
        "officer": {Verb.COMPLETE, Verb.RETURN, Verb.DECLINE},
        "second officer": {Verb.COMPLETE, Verb.RETURN, Verb.DECLINE},
        "anna": {Verb.WITHDRAW},
    },
    State.RETURNED: {"anna": {Verb.WITHDRAW}},
    State.DONE: {},
    State.DECLINED: {},
    State.WITHDRAWN: {},
}
SEE = {"anna", "officer", "second officer", "director", "manager"}


async def test_nobody_does_or_sees_what_is_not_his(town: Town) -> None:
    for state, way in WAYS.items():
        request = await town.walk(await town.ask(), *way)
        town.clock.forward(minutes=2)
        await town.replacements.replace(SCHEDULE)
        before, rows = snapshot(await town.again(request)), await counted(town)
        for name in set(PEOPLE) - {"colleague"}:
            for verb in set(PRESSES) - MAY[state].get(name, set()):
                assert await refusal(town.press(name, verb, request)) in told(name), (state, name, verb)
            await looks(town, name, request)
        assert snapshot(await town.again(request)) == before
        assert await counted(town) == rows
        async with town.db.write() as session:  # out of the way of the next one
            (await session.get_one(Request, request.id)).state = State.WITHDRAWN


def told(name: str) -> tuple[str, ...]:
    """What somebody may be told who presses what is not his: strangers learn nothing of how it stands."""
    if name.startswith("foreign"):
        return ("error-not-found",)
    strange = ("error-not-allowed", "error-not-found")
    return (*strange, "error-decided", "error-stale") if name in SEE else strange


async def looks(town: Town, name: str, request: Request) -> None:
    actor = await town.actor(name)
    if name not in SEE:
        assert await refusal(town.requests.view(actor, request.id)) == "error-not-found"
        assert await town.requests.tasks(actor) == await town.requests.mine(actor) == []
        return
    view, state = await town.requests.view(actor, request.id), request.state
    extra = {Verb.RESUBMIT} if (name, state) == ("anna", State.RETURNED) else set()
    assert view.may == MAY[state].get(name, set()) | extra
    assert view.full == bool(view.facts.private) == (name in {"anna", "officer", "second officer"})
    doing = bool(MAY[state].get(name)) and name != "anna"
    assert [one.request.id for one in await town.requests.tasks(actor)] == [request.id] * doing


async def counted(town: Town) -> list[int]:
    async with town.db.read() as session:
        return [
            int(await session.scalar(select(func.count()).select_from(table)) or 0)
            for table in (Event, Entry, Letter, Card)
        ]


async def test_a_card_shows_nothing_private(town: Town) -> None:
    request = await town.ask()
    view = await town.requests.desk_view(request.id)
    assert (view.full, view.facts.private, view.files, view.may) == (False, (), (), frozenset())
    assert view.names[town.people["manager"].id] == town.people["manager"].short_name
    assert request.comment == "Очень нужно"


async def test_a_stranger_with_a_request_of_nobody(town: Town) -> None:
    officer = await town.actor("officer")
    for deed in (town.requests.view(officer, uuid4()), town.decisions.accept(officer, uuid4(), 0, "k")):
        with pytest.raises(NotFound):
            await deed
    with pytest.raises(Stale):
        await town.decisions.accept(officer, (await town.walk(await town.ask(), *TO_OFFICE)).id, 5, "k")


async def test_tasks_come_most_urgent_first(town: Town) -> None:
    late = await town.walk(await town.ask(), *TO_OFFICE)
    town.clock.forward(days=-1)
    early = await town.walk(await town.ask("colleague"), *TO_OFFICE)
    views = await town.requests.tasks(await town.actor("officer"))
    assert [view.request.id for view in views] == [early.id, late.id]
    assert [view.request.id for view in await town.requests.mine(await town.actor("anna"))] == [late.id]
