"""The rows of requests and of what is to be said, on both databases."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from cabinet import letters
from storage.base import snapshot
from storage.outbox import Card, Desk, DeskState, Letter, LetterState
from storage.people import Employee, RoleName, holders
from storage.requests import (
    Event,
    Holder,
    Request,
    State,
    Verb,
    held_by,
    last_event,
    move,
    over,
    own,
    waiting,
    waiting_for_hr,
)
from storage.sealed import SealBroken
from tests.conftest import START
from tests.requests.conftest import Town

SOON, LATER = START + timedelta(seconds=10), START + timedelta(minutes=1)


async def test_of_fifty_moves_from_one_step_one_wins(town: Town) -> None:
    request = await town.ask()

    async def attempt(number: int) -> bool:
        async with town.db.write() as session:
            row = await session.get_one(Request, request.id)
            await asyncio.sleep(0)
            return await move(session, row, holder_note=f"note {number}")

    results = await asyncio.gather(*(attempt(number) for number in range(50)))
    after = await town.again(request)
    assert after.step == sum(results) >= 1, "every win is a step"
    async with town.db.write() as session:
        stale = await session.get_one(Request, request.id)
        await session.execute(
            update(Request)
            .where(Request.id == request.id)
            .values(step=Request.step + 1)
            .execution_options(synchronize_session=False)
        )
        assert not await move(session, stale, state=State.DONE)
    assert (await town.again(request)).state is State.MANAGER


async def test_a_step_happens_once(town: Town) -> None:
    request = await town.ask()
    twin = Event(
        request_id=request.id, step=0, verb=Verb.SUBMIT, state_before=None, state_after=State.MANAGER, actor_id=None,
        at=START,
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        async with town.db.write() as session:
            session.add(twin)


async def test_comment_and_reason_lie_sealed_under_their_own_row(town: Town) -> None:
    request, other = await town.ask(), await town.ask("colleague")
    assert "нужно".encode() not in (request.comment_sealed or b"")
    async with town.db.write() as session:
        await session.execute(
            update(Request).where(Request.id == other.id).values(comment_sealed=request.comment_sealed)
        )
    with pytest.raises(SealBroken):
        _ = (await town.again(other)).comment


async def test_the_lists_of_what_waits(town: Town) -> None:
    states = (State.MANAGER, State.OFFICE, State.ACCEPTED, State.RETURNED, State.DONE, State.DECLINED, State.WITHDRAWN)
    rows, manager, anna = {}, town.people["manager"].id, town.people["anna"]
    async with town.db.write() as session:
        for number, state in enumerate(states, 1):
            rows[state] = Request(
                company_id=anna.company_id, employee_id=anna.id, kind="errand", number=number, state=state,
                submitted_at=START, changed_at=START, holder=Holder.MANAGER, holder_id=manager,
            )  # fmt: skip
        session.add_all(rows.values())
    async with town.db.read() as session:
        assert [row.state for row in await waiting(session)] == list(states[:3])
        assert [row.state for row in await held_by(session, manager)] == list(states[:3])
        assert [row.state for row in await waiting_for_hr(session, anna.company_id)] == [State.OFFICE, State.ACCEPTED]
        assert await waiting_for_hr(session, town.people["foreign officer"].company_id) == []
        assert [row.number for row in await own(session, anna.id)] == [7, 6, 5, 4, 3, 2, 1]
        assert await own(session, manager) == []


async def test_events_whose_undo_ran_out(town: Town) -> None:
    request = await town.ask()
    approved = await town.press("manager", Verb.APPROVE, request)
    async with town.db.read() as session:
        assert await over(session, LATER - timedelta(microseconds=1)) == []
        assert [event.step for event in await over(session, LATER)] == [1]
        last = await last_event(session, request.id)
        assert await last_event(session, uuid4()) is None
    assert last is not None
    assert (last.step, last.note_before, last.holder_before) == (approved.step, None, Holder.MANAGER)


async def test_who_still_holds_a_role(town: Town) -> None:
    officer, company = town.people["officer"], town.company.id
    async with town.db.write() as session:
        (await session.get_one(Employee, officer.id)).dismissed_on = LATER.date() + timedelta(days=5)
    async with town.db.read() as session:
        assert len(await holders(session, company, RoleName.HR)) == 1
        assert len(await holders(session, company, RoleName.HR, START.date())) == 2
        assert len(await holders(session, company, RoleName.HR, LATER.date() + timedelta(days=5))) == 1


async def test_one_group_is_the_desk_of_one_company(town: Town) -> None:
    await town.link()
    for state in (DeskState.ASKED, DeskState.CLOSED, DeskState.LINKED):
        desk = Desk(
            company_id=town.people["foreign officer"].company_id, channel="telegram", address="-100", title="Кадры",
            state=state, asked_by=None, asked_at=START,
        )  # fmt: skip
        if state is not DeskState.LINKED:
            async with town.db.write() as session:
                session.add(desk)
            continue
        with pytest.raises(IntegrityError):
            async with town.db.write() as session:
                session.add(desk)


# What is to be said


async def letter(town: Town, event: Event, number: int, due: datetime) -> None:
    async with town.db.write() as session:
        letters.notice(
            session, town.people["anna"].id, "request-approve", dedupe=f"n:{number}", at=START, due=due,
            event_id=event.id, args={"n": number},
        )  # fmt: skip


async def test_letters_are_hastened_and_dropped_by_their_event(town: Town) -> None:
    request, other = await town.ask(), await town.ask("colleague")
    [mine], [theirs] = await town.events(request), await town.events(other)
    for number, (event, due) in enumerate([(mine, LATER), (mine, START), (theirs, LATER)]):
        await letter(town, event, number, due)
    async with town.db.write() as session:
        await letters.hasten(session, mine.id, SOON)
    assert await dues(town) == [SOON, START, LATER]
    async with town.db.write() as session:
        (await session.scalars(select(Letter).where(Letter.dedupe == "n:1"))).one().state = LetterState.SENDING
    async with town.db.write() as session:
        await letters.void(session, mine.id)
    async with town.db.read() as session:
        rows = (await session.scalars(select(Letter).order_by(Letter.dedupe))).all()
    assert [row.state for row in rows] == [LetterState.DROPPED, LetterState.SENDING, LetterState.PENDING]
    assert [row.payload for row in rows] == [None, '{"n": 1}', '{"n": 2}'], "a dropped letter keeps no words"


async def dues(town: Town) -> list[datetime]:
    async with town.db.read() as session:
        return list(await session.scalars(select(Letter.due_at).order_by(Letter.dedupe)))


async def test_a_letter_is_said_once(town: Town) -> None:
    [event] = await town.events(await town.ask())
    await letter(town, event, 1, START)
    with pytest.raises(IntegrityError):
        await letter(town, event, 1, START)


CARDS = {
    "postponed": {"due_at": LATER},
    "never shown": {"due_at": START},
    "refused once": {"due_at": LATER, "attempts": 1},
    "in hand": {"due_at": LATER, "lease_until": LATER},
    "shown": {"shown": 1, "due_at": None, "message_id": 7},
    "shown and changed": {"shown": 1, "wanted": 2, "due_at": START, "message_id": 8},
    "gave up": {"due_at": None, "reason": "chat not found"},
}


@pytest.fixture
async def request_with_cards(town: Town) -> Request:
    """A request with a card in every condition, each with somebody else."""
    anna = town.people["anna"]
    request = Request(
        company_id=anna.company_id, employee_id=anna.id, kind="errand", number=1, state=State.OFFICE,
        submitted_at=START, changed_at=START,
    )  # fmt: skip
    async with town.db.write() as session:
        session.add(request)
        await session.flush()
        for who, more in zip(town.people.values(), CARDS.values(), strict=False):
            session.add(Card(request_id=request.id, employee_id=who.id, **more))  # type: ignore[arg-type]
    return request


async def cards_of(town: Town) -> dict[str, dict[str, object]]:
    names = dict(zip((who.id for who in town.people.values()), CARDS, strict=False))
    async with town.db.read() as session:
        return {names[card.employee_id]: snapshot(card) for card in await session.scalars(select(Card))}  # type: ignore[index]


async def test_only_postponed_cards_are_dropped(town: Town, request_with_cards: Request) -> None:
    async with town.db.write() as session:
        await letters.drop_postponed(session, request_with_cards.id, START)
    assert set(await cards_of(town)) == set(CARDS) - {"postponed"}


async def test_only_postponed_cards_are_hastened(town: Town, request_with_cards: Request) -> None:
    before = await cards_of(town)
    async with town.db.write() as session:
        await letters.hasten_cards(session, request_with_cards.id, START, SOON)
        await letters.hasten_cards(session, request_with_cards.id, START, LATER)
    before["postponed"]["due_at"] = SOON
    assert await cards_of(town) == before


async def test_only_what_is_shown_as_it_is_gets_redrawn(town: Town, request_with_cards: Request) -> None:
    before = await cards_of(town)
    async with town.db.write() as session:
        assert await letters.redraw(session, request_with_cards.id, SOON)
        assert not await letters.redraw(session, request_with_cards.id, LATER), "once: it is due already"
    before["shown"] |= {"wanted": 2, "due_at": SOON}
    assert await cards_of(town) == before


async def test_a_change_wants_every_card_anew(town: Town, request_with_cards: Request) -> None:
    async with town.db.write() as session:
        await letters.refresh_cards(session, request_with_cards.id, SOON)
    cards = await cards_of(town)
    assert {card["due_at"] for card in cards.values()} == {SOON}
    assert [card["wanted"] for card in cards.values()].count(3) == 1
    assert {card["attempts"] for card in cards.values()} == {0}


async def test_a_card_is_one_for_each_place_and_rings_anew_when_asked(town: Town) -> None:
    request, desk = await town.ask(), await town.link()

    async def show(*, anew: bool) -> Card:
        async with town.db.write() as session:
            await letters.show(session, Card(request_id=request.id, desk_id=desk.id, due_at=START), anew=anew)
        async with town.db.read() as session:
            return (await session.scalars(select(Card).where(Card.desk_id == desk.id))).one()

    first = await show(anew=False)
    assert (await show(anew=False)).id == first.id
    assert (await show(anew=True)).id != first.id
