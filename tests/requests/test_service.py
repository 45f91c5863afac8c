"""Decisions on both databases: the way of a request, one winner of two presses, once for each key."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from cabinet.errors import CabinetError, Decided, Invalid
from cabinet.leave.grounds import Ground
from cabinet.leave.kind import LeaveKindOfRequest
from cabinet.leave.service import LeaveDraft, Leaves
from cabinet.requests.decisions import Decisions
from cabinet.requests.kinds import DeclinePolicy
from storage.base import snapshot
from storage.journal import Entry
from storage.leave import LeaveKind
from storage.outbox import Letter
from storage.requests import Event, Holder, Request, State, Verb
from tests.conftest import START, HandClock
from tests.requests.conftest import ORDER, WHY, Town
from tests.requests.ways import PENDING, PRESSES, SENT, TO_ACCEPTED, TO_OFFICE, WAYS, refusal

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
