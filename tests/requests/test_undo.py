"""Taking a decision back, and what is said when: nothing before it stands; on both databases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from cabinet import letters
from cabinet.errors import Invalid
from cabinet.leave.kind import LeaveKindOfRequest
from cabinet.leave.service import LeaveDraft, Leaves
from storage.base import snapshot
from storage.leave import AwayState, away, ledger
from storage.outbox import Card
from storage.people import Employee, Role, RoleName
from storage.requests import State, Verb
from tests import people
from tests.conftest import START, HandClock
from tests.requests.conftest import SCHEDULE, Town
from tests.requests.ways import DROPPED, PENDING, SENT, TO_ACCEPTED, TO_OFFICE, WAYS, refusal

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


async def test_a_refusal_taken_back_calls_the_desk_after_all(town: Town) -> None:
    desk = await town.link()
    request = await town.walk(await town.ask(), *TO_OFFICE)
    declined = await town.press("officer", Verb.DECLINE, request)  # from «Мои задачи», before the desk's card
    assert [card.desk_id for card in await town.post.cards()] == [None]
    await town.press("officer", Verb.UNDO, declined)
    assert [card.desk_id for card in await town.post.cards()] == [None, desk.id]


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
    await people.open_door(town.db, town.people["anna"], clock.now())
    returned = await leaves.draft_of(anna, request.id)
    request = await leaves.resubmit(anna, returned, "again")
    assert request.version == 2
    manager, desk = await town.post.cards()
    assert (manager.message_id, manager.shown) == (None, 0), "a new message for the manager"
    assert desk.message_id == 1
    await town.press("manager", Verb.APPROVE, request)
    assert (await town.post.cards())[-1].message_id is None, "and then for the desk"
