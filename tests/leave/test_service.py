"""Asking for leave, on both databases: what is checked, what is written, and that of many only one wins."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from cabinet.access import Actor
from cabinet.errors import Closed, Invalid, NotAllowed, NotFound, Stale
from cabinet.leave.balance import LineKind
from cabinet.leave.findings import Code, Level
from cabinet.leave.grounds import Ground
from cabinet.leave.kind import LeaveKindOfRequest
from cabinet.leave.service import LeaveDraft, Leaves, check
from cabinet.requests.decisions import Decisions
from cabinet.requests.kinds import DeclinePolicy
from cabinet.requests.service import Requests
from storage.company import Company
from storage.engine import Database
from storage.journal import Entry
from storage.leave import AwayState, BalanceEntry, EntryKind, Leave, LeaveKind, TimeOff, away, ledger
from storage.people import Department, Employee, RoleName
from storage.requests import Holder, Request, State
from tests.conftest import START, HandClock
from tests.people import actor, company, department, employee, open_door

FIRST, LAST = date(2027, 7, 5), date(2027, 7, 18)  # a Monday, and the Sunday two weeks later
JUNE = (date(2027, 6, 7), date(2027, 6, 20))  # 14 days with 12 June in them


@dataclass
class Town:
    """One company with a manager, an officer and somebody who asks; and a second company."""

    company: Company
    store: Department
    manager: Employee
    officer: Employee
    anna: Employee
    stranger: Employee
    leaves: Leaves
    decisions: Decisions
    requests: Requests


@pytest.fixture
async def town(db: Database, clock: HandClock) -> Town:
    first, second = await company(db), await company(db, "7700000002", name="ООО «Другой»")
    manager = await employee(db, first, "1", last="Петров", first="Олег", patronymic="Иванович", bound="11")
    store = await department(db, first, manager=manager)
    officer = await employee(db, first, "2", last="Иванова", roles=[RoleName.HR], bound="12")
    anna = await employee(db, first, "3", department=store, bound="13")
    stranger = await employee(db, second, "1", last="Чужая", bound="21")
    async with db.write() as session:
        session.add(imported(anna, Decimal(20), date(2026, 11, 1)))
    kinds = {"leave": LeaveKindOfRequest(clock)}
    return Town(
        first, store, manager, officer, anna, stranger,
        Leaves(db, clock), Decisions(db, clock, kinds), Requests(db, clock, kinds),
    )  # fmt: skip


def imported(who: Employee, days: Decimal, on: date) -> BalanceEntry:
    return BalanceEntry(
        company_id=who.company_id, employee_id=who.id, kind=EntryKind.IMPORTED, on=on, days=days, made_at=START
    )  # fmt: skip


def wish(first: date = FIRST, last: date = LAST, **more: object) -> LeaveDraft:
    return LeaveDraft(first=first, last=last, **more)  # type: ignore[arg-type]


async def days_of(db: Database, who: Employee) -> list[TimeOff]:
    async with db.read() as session:
        return list(await away(session, who.id))


async def lines_of(db: Database, who: Employee) -> list[BalanceEntry]:
    async with db.read() as session:
        return list(await ledger(session, who.id))


async def test_the_draft_survives_json() -> None:
    draft = wish(leave_kind=LeaveKind.UNPAID, ground=Ground.BIRTH, substitute_id=uuid.uuid4(), comment="да", step=4)
    assert LeaveDraft.load(draft.dump()) == draft
    assert LeaveDraft.load(LeaveDraft(id=draft.id).dump()) == LeaveDraft(id=draft.id)


async def test_a_picture_is_enough_to_check(db: Database, town: Town) -> None:
    me = await actor(db, town.anna)
    checked = check(await town.leaves.picture(me), wish(*JUNE))
    assert checked.days == 13, "12 June is a holiday and costs nothing (ст. 120)"
    assert checked.balance is not None
    assert [line.kind for line in checked.balance.lines] == [LineKind.IMPORTED, LineKind.ACCRUED]
    assert checked.balance.total == Decimal(20) + Decimal("16.33"), "7 months at 28/12 since 1 November"
    assert checked.remaining == checked.balance.total - 13
    assert not checked.stopped
    assert [finding.code for finding in checked.findings] == [Code.PART_NEEDED]


async def test_what_is_asked_for_counts_in_the_next_picture(db: Database, town: Town) -> None:
    me = await actor(db, town.anna)
    before = check(await town.leaves.picture(me), wish(*JUNE)).remaining
    request = await town.leaves.submit(me, wish(), "k1")
    after = check(await town.leaves.picture(me), wish(*JUNE)).remaining
    assert before is not None
    assert after is not None
    assert after < before, "July's 14 days are planned, so June leaves less"
    same = check(await town.leaves.picture(me, without=request.id), wish(*JUNE)).remaining
    assert same == before


async def test_submitting_makes_a_request_with_its_days(db: Database, town: Town) -> None:
    me = await actor(db, town.anna)
    draft = wish(comment="Можно сдвинуть", substitute_id=town.manager.id)
    request = await town.leaves.submit(me, draft, "k1")
    assert (request.id, request.number, request.state, request.version) == (draft.id, 1, State.MANAGER, 1)
    assert (request.holder, request.holder_id) == (Holder.MANAGER, town.manager.id)
    assert request.comment == "Можно сдвинуть"
    [days] = await days_of(db, town.anna)
    assert (days.first, days.last, days.days, days.state) == (FIRST, LAST, 14, AwayState.ASKED)
    async with db.read() as session:
        leave = await session.get_one(Leave, request.id)
        entry = await session.scalar(select(Entry).where(Entry.verb == "leave.submit"))
    assert (leave.days, leave.substitute_id, leave.ground) == (14, town.manager.id, None)
    assert entry is not None
    assert entry.digest is not None


async def test_pressed_twice_it_is_the_same_request(db: Database, town: Town) -> None:
    me = await actor(db, town.anna)
    draft = wish()
    first = await town.leaves.submit(me, draft, "k1")
    second = await town.leaves.submit(me, draft, "k1")
    assert first.id == second.id
    assert len(await days_of(db, town.anna)) == 1


async def test_two_hundred_overlapping_wishes_have_one_winner(db: Database, town: Town) -> None:
    me = await actor(db, town.anna)
    drafts = [wish(date(2027, 7, 1 + number % 10), date(2027, 7, 10 + number % 10)) for number in range(200)]
    results = await asyncio.gather(
        *(town.leaves.submit(me, draft, f"{draft.id}") for draft in drafts), return_exceptions=True
    )
    won = [result for result in results if isinstance(result, Request)]
    lost = [result for result in results if isinstance(result, Invalid)]
    assert len(won) == 1
    assert len(lost) == 199
    assert {error.key for error in lost} == {"error-invalid-leave-stopped"}
    assert len(await days_of(db, town.anna)) == 1
    async with db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Request)) == 1


async def test_many_people_at_once_get_numbers_without_twins(db: Database, town: Town) -> None:
    people = [await employee(db, town.company, f"5{number}", department=town.store) for number in range(20)]
    actors = [await actor(db, one) for one in people]
    requests = await asyncio.gather(*(town.leaves.submit(one, wish(), uuid.uuid4().hex) for one in actors))
    assert sorted(request.number for request in requests) == list(range(1, 21))
    theirs = await town.leaves.submit(await actor(db, town.stranger), wish(), "other")
    assert theirs.number == 1, "each company counts for itself"


BAD = [
    (wish(date(2026, 11, 1), date(2026, 11, 14)), "error-invalid-leave-stopped"),
    (wish(LAST, FIRST), "error-invalid-leave-stopped"),
    (LeaveDraft(first=FIRST), "error-invalid-leave-stopped"),
    (LeaveDraft(), "error-invalid-leave-stopped"),
    (wish(leave_kind=LeaveKind.UNPAID), "error-invalid-leave-ground"),
    (wish(comment="я" * 1001), "error-invalid-leave-comment-long"),
    (wish(substitute_id=uuid.uuid4()), "error-invalid-leave-substitute"),
]


async def test_what_cannot_be_sent_leaves_nothing_behind(db: Database, town: Town) -> None:
    me = await actor(db, town.anna)
    for draft, key in BAD:
        with pytest.raises(Invalid) as refused:
            await town.leaves.submit(me, draft, "k1")
        assert refused.value.key == key
    assert await days_of(db, town.anna) == []
    async with db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Request)) == 0


async def test_nobody_of_another_company_stands_in(db: Database, town: Town) -> None:
    me = await actor(db, town.anna)
    gone = await employee(db, town.company, "9", last="Ушедшая", department=town.store, dismissed=date(2026, 1, 1))
    for other in (town.stranger, town.anna, gone):
        with pytest.raises(Invalid):
            await town.leaves.submit(me, wish(substitute_id=other.id), uuid.uuid4().hex)
        with pytest.raises(Invalid):
            await town.leaves.colleague(me, other.id)
    friend = await employee(db, town.company, "7", last="Алёшина", department=town.store)
    assert [one.id for one in await town.leaves.colleagues(me)] == [friend.id]
    assert [one.id for one in await town.leaves.colleagues(me, "АЛЕШ")] == [friend.id]
    assert [one.id for one in await town.leaves.colleagues(me, "чуж")] == []
    assert [one.id for one in await town.leaves.colleagues(me, "%")] == []


async def test_the_draft_of_another_is_not_his(db: Database, town: Town) -> None:
    draft = wish()
    await town.leaves.submit(await actor(db, town.anna), draft, "k1")
    for other in (town.manager, town.stranger):
        with pytest.raises(NotFound):
            await town.leaves.submit(await actor(db, other), draft, f"k-{other.id}")
        with pytest.raises(NotFound):
            await town.leaves.draft_of(await actor(db, other), draft.id)
    with pytest.raises(NotFound):
        await town.leaves.draft_of(await actor(db, town.anna), draft.id)
    with pytest.raises(NotAllowed):
        await town.leaves.submit(Actor.system("console"), draft, "k")


async def accepted(db: Database, town: Town, draft: LeaveDraft) -> Request:
    request = await town.leaves.submit(await actor(db, town.anna), draft, f"{draft.id}:submit")
    request = await town.decisions.approve(await actor(db, town.manager), request.id, request.step, f"{draft.id}:a")
    return await town.decisions.accept(await actor(db, town.officer), request.id, request.step, f"{draft.id}:b")


async def test_done_spends_the_ledger_and_undo_reverses_it(db: Database, town: Town) -> None:
    request = await accepted(db, town, wish())
    officer = await actor(db, town.officer)
    before = check(await town.leaves.picture(await actor(db, town.anna)), wish(*JUNE)).remaining
    done = await town.decisions.complete(
        officer, request.id, request.step, "done", number="5-к", on=date(2026, 11, 24), paper=True
    )
    [days] = await days_of(db, town.anna)
    assert days.state is AwayState.GRANTED
    spent = (await lines_of(db, town.anna))[-1]
    assert (spent.kind, spent.days, spent.on, spent.request_id) == (EntryKind.USED, Decimal(-14), FIRST, request.id)
    assert check(await town.leaves.picture(await actor(db, town.anna)), wish(*JUNE)).remaining == before
    back = await town.decisions.undo(officer, request.id, done.step, "undo")
    assert back.state is State.ACCEPTED
    lines = await lines_of(db, town.anna)
    assert sorted(line.kind for line in lines) == [EntryKind.IMPORTED, EntryKind.REVERSED, EntryKind.USED]
    assert sum(line.days for line in lines) == Decimal(20)
    [days] = await days_of(db, town.anna)
    assert days.state is AwayState.ASKED
    again = await town.decisions.complete(
        officer, request.id, back.step, "done2", number="5-к", on=date(2026, 11, 24), paper=True
    )
    assert again.state is State.DONE
    assert sum(line.days for line in await lines_of(db, town.anna)) == Decimal(6)


async def returned(db: Database, town: Town, draft: LeaveDraft) -> Request:
    request = await town.leaves.submit(await actor(db, town.anna), draft, f"{draft.id}:submit")
    manager = await actor(db, town.manager)
    return await town.decisions.send_back(manager, request.id, request.step, f"{draft.id}:back", reason="Даты")


async def test_a_returned_request_keeps_its_number_and_gets_a_version(
    db: Database, town: Town, clock: HandClock
) -> None:
    me = await actor(db, town.anna)
    request = await returned(db, town, wish(comment="первый"))
    assert await days_of(db, town.anna) == []
    with pytest.raises(Closed):
        await town.leaves.draft_of(me, request.id)
    await open_door(db, town.anna, clock.now())
    draft = await town.leaves.draft_of(me, request.id)
    assert (draft.first, draft.last, draft.comment, draft.step) == (FIRST, LAST, "первый", request.step)
    clock.forward(hours=3)
    better = draft.with_(first=JUNE[0], last=JUNE[1], comment="второй", substitute_id=town.manager.id)
    again = await town.leaves.resubmit(me, better, "again")
    assert (again.number, again.version, again.state) == (request.number, 2, State.MANAGER)
    assert again.comment == "второй"
    assert again.submitted_at == clock.now()
    assert (await town.leaves.resubmit(me, better, "again")).version == 2
    with pytest.raises(Stale):
        await town.leaves.resubmit(me, better, "third")
    [days] = await days_of(db, town.anna)
    assert (days.first, days.last) == JUNE
    async with db.read() as session:
        leave = await session.get_one(Leave, request.id)
    assert (leave.first, leave.days, leave.substitute_id) == (JUNE[0], 13, town.manager.id)


async def test_a_correction_may_change_the_kind(db: Database, town: Town, clock: HandClock) -> None:
    me = await actor(db, town.anna)
    await open_door(db, town.anna, clock.now())
    request = await returned(db, town, wish())
    draft = (await town.leaves.draft_of(me, request.id)).with_(leave_kind=LeaveKind.UNPAID, ground=Ground.MARRIAGE)
    await town.leaves.resubmit(me, draft.with_(last=date(2027, 7, 9)), "again")
    async with db.read() as session:
        leave = await session.get_one(Leave, request.id)
        assert leave.ground == "marriage"
        blobs = (await session.execute(select(Leave.ground_sealed))).scalar_one()
    assert blobs is not None
    assert b"marriage" not in blobs


async def test_undo_of_a_return_takes_the_days_again_unless_they_are_gone(db: Database, town: Town) -> None:
    manager, me = await actor(db, town.manager), await actor(db, town.anna)
    request = await returned(db, town, wish())
    back = await town.decisions.undo(manager, request.id, request.step, "undo")
    assert back.state is State.MANAGER
    assert len(await days_of(db, town.anna)) == 1
    again = await town.decisions.decline(manager, request.id, back.step, "no", reason="Нет замены")
    assert await days_of(db, town.anna) == []
    other = await town.leaves.submit(me, wish(), "other")
    with pytest.raises(Invalid) as refused:
        await town.decisions.undo(manager, request.id, again.step, "undo2")
    assert refused.value.key == "error-invalid-leave-taken"
    [days] = await days_of(db, town.anna)
    assert days.request_id == other.id


async def test_facts_tell_the_balance_and_hide_the_ground(db: Database, town: Town) -> None:
    friend = await employee(db, town.company, "7", last="Белова", department=town.store)
    await town.leaves.submit(await actor(db, friend), wish(), "friend")
    me = await actor(db, town.anna)
    annual = await town.requests.view(me, (await town.leaves.submit(me, wish(), "k1")).id)
    assert [fact.code for fact in annual.facts.public] == ["leave-days", "leave-remains", "leave-together"]
    assert annual.facts.private == []
    draft = wish(date(2027, 3, 1), date(2027, 3, 3), leave_kind=LeaveKind.UNPAID, ground=Ground.DEATH)
    unpaid = await town.requests.view(me, (await town.leaves.submit(me, draft, "k2")).id)
    assert [fact.code for fact in unpaid.facts.public] == ["leave-days"]
    assert [fact.code for fact in unpaid.facts.private] == ["leave-ground"]


async def test_grounds_of_the_law_may_not_be_declined(db: Database, town: Town, clock: HandClock) -> None:
    me, kind = await actor(db, town.anna), LeaveKindOfRequest(clock)

    async def policy(draft: LeaveDraft) -> tuple[DeclinePolicy, str | None]:
        request = await town.leaves.submit(me, draft, uuid.uuid4().hex)
        async with db.read() as session:
            return await kind.decline_policy(session, await session.get_one(Request, request.id))

    unpaid = LeaveDraft(leave_kind=LeaveKind.UNPAID)
    given = unpaid.with_(id=uuid.uuid4(), ground=Ground.DISABLED, first=date(2027, 2, 1), last=date(2027, 3, 20))
    more = unpaid.with_(id=uuid.uuid4(), ground=Ground.DISABLED, first=date(2027, 8, 1), last=date(2027, 8, 20))
    assert await policy(given) == (DeclinePolicy.NEVER, "ст. 128 ч. 2 ТК")
    picture = await town.leaves.picture(me)
    assert picture.used == {Ground.DISABLED: {2027: 48}}
    assert [finding.level for finding in check(picture, more).findings] == [Level.CONSENT]
    assert await policy(more) == (DeclinePolicy.WARN, "ст. 128 ч. 2 ТК")
    family = unpaid.with_(id=uuid.uuid4(), ground=Ground.FAMILY, first=FIRST, last=LAST)
    assert await policy(family) == (DeclinePolicy.FREE, None)
    assert await policy(wish(date(2027, 5, 10), date(2027, 5, 12))) == (DeclinePolicy.FREE, None)


async def test_the_paper_says_what_was_sent(db: Database, town: Town, clock: HandClock) -> None:
    await employee(db, town.company, "90", last="Орлов", first="Пётр", patronymic="Ильич", roles=[RoleName.DIRECTOR])
    me = await actor(db, town.anna)
    draft = wish(leave_kind=LeaveKind.UNPAID, ground=Ground.BIRTH, last=date(2027, 7, 7), substitute_id=town.manager.id)
    request = await town.leaves.submit(me, draft, "k1")
    async with db.read() as session:
        paper = await LeaveKindOfRequest(clock).paper(session, request)
    assert paper.file_name == "Заявление № 1.pdf"
    assert paper.data.ground == "рождение ребёнка (часть вторая статьи 128 Трудового кодекса Российской Федерации)"
    assert (paper.data.addressee.last, paper.data.applicant.number, paper.data.days) == ("Орлов", "3", 3)
    assert paper.print().startswith(b"%PDF-")
    assert paper.print() == paper.print()


async def test_the_balance_of_the_menu(db: Database, town: Town) -> None:
    view = await town.leaves.balance(await actor(db, town.anna))
    assert view is not None
    assert (view.day, view.total, view.estimate) == (date(2026, 11, 24), Decimal("22.33"), True)
