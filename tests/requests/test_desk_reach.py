"""An HR group that takes nothing from the bot: said once to administrators, made good when it may write again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import uuid4

import pytest
from aiogram.types import ChatMemberUpdated
from sqlalchemy import func, select

from cabinet.access import Actor
from cabinet.errors import Invalid, NotAllowed
from cabinet.figures import Concern, Watch, concerns
from cabinet.letters import to_desk
from cabinet.requests.desk_reach import DeskReach
from handlers.membership import let_in
from storage.desks import linked_key
from storage.outbox import Card, Desk, Letter, LetterState
from storage.requests import Request, Verb
from tests.requests.conftest import Town

GROUP, ADMIN = "-1001", "admin"
SCHEDULE, MESSENGER, CONSOLE = (Actor.system(name) for name in ("schedule", "messenger", "console"))


async def card_of(town: Town, request: Request) -> Card:
    async with town.db.read() as session:
        found = select(Card).where(Card.request_id == request.id, Card.desk_id.is_not(None))
        return (await session.scalars(found)).one()


async def refuse(town: Town, *requests: Request, why: str = "kicked") -> None:
    """The messenger refuses the cards of some requests for good, as the courier writes it down."""
    async with town.db.write() as session:
        for request in requests:
            card = await session.get_one(Card, (await card_of(town, request)).id)
            card.due_at, card.reason, card.attempts, card.wanted = None, why, 1, card.shown + 1


async def told(town: Town) -> Sequence[Letter]:
    async with town.db.read() as session:
        found = select(Letter).where(Letter.topic == "desk-shut").order_by(Letter.due_at)
        return (await session.scalars(found)).all()


async def stranded(town: Town) -> int:
    seen = await Watch(town.db, town.clock).look(CONSOLE)
    assert (Concern.STRANDED in concerns(seen)) == bool(seen.stranded)
    return seen.stranded


@pytest.fixture
async def desk(town: Town) -> Desk:
    return await town.link(address=GROUP)


async def waiting(town: Town, who: str = "anna") -> Request:
    return await town.walk(await town.ask(who), ("manager", Verb.APPROVE))


async def test_administrators_are_told_once_for_each_time(town: Town, desk: Desk) -> None:
    reach, request = DeskReach(town.db, town.clock), await waiting(town)
    await reach.tell(SCHEDULE)
    assert (await told(town), await stranded(town)) == ([], 0)
    await refuse(town, request)
    for _ in range(2):
        await reach.tell(SCHEDULE)
    [letter] = await told(town)
    assert (letter.employee_id, json.loads(letter.payload or "")) == (
        town.people[ADMIN].id,
        {"title": "Кадры", "why": "kicked"},
    )
    assert await stranded(town) == 1
    town.clock.forward(minutes=1)
    await reach.opened(MESSENGER, "telegram", GROUP)
    await reach.tell(SCHEDULE)
    assert (len(await told(town)), await stranded(town)) == (1, 0)
    await refuse(town, request, why="no-rights")
    await reach.tell(SCHEDULE)
    assert [json.loads(one.payload or "")["why"] for one in await told(town)] == ["kicked", "no-rights"]


async def test_what_arrived_after_all_is_told_anew_next_time(town: Town, desk: Desk) -> None:
    """The group lets the bot write again and nobody says so: the next card shows it."""
    reach, request = DeskReach(town.db, town.clock), await waiting(town)
    await refuse(town, request)
    await reach.tell(SCHEDULE)
    async with town.db.write() as session:
        card = await session.get_one(Card, (await card_of(town, request)).id)
        card.shown, card.reason = card.wanted, None
    await reach.tell(SCHEDULE)
    async with town.db.write() as session:
        (await session.get_one(Card, card.id)).wanted += 1
    await refuse(town, request)
    town.clock.forward(minutes=1)
    await reach.tell(SCHEDULE)
    assert len(await told(town)) == 2


async def test_who_may_write_again_posts_what_is_still_open(town: Town, desk: Desk) -> None:
    opened, over = await waiting(town), await waiting(town, "colleague")
    town.clock.forward(minutes=1)
    await town.post.carry()
    over = await town.walk(over, ("officer", Verb.DECLINE))
    await refuse(town, opened, over)
    town.clock.forward(minutes=5)
    await DeskReach(town.db, town.clock).opened(MESSENGER, "telegram", GROUP)
    card = await card_of(town, opened)
    assert (card.due_at, card.message_id, card.attempts, card.reason) == (town.clock.now(), None, 0, None)
    assert (await card_of(town, over)).due_at is None
    assert await stranded(town) == 0


@pytest.mark.parametrize(("status", "again"), [("member", True), ("kicked", False), ("mute", False)])
async def test_the_messenger_says_who_may_write(town: Town, desk: Desk, status: str, again: bool) -> None:
    await refuse(town, request := await waiting(town))
    me = {"id": 1, "is_bot": True, "first_name": "Кабинет"}
    fields = ChatMemberUpdated.model_validate(
        {
            "chat": {"id": int(GROUP), "type": "supergroup"},
            "from": me,
            "date": 1795510800,
            "old_chat_member": {"status": "left", "user": me},
            "new_chat_member": _member(status, me),
        }
    )
    await let_in(fields, DeskReach(town.db, town.clock))
    assert ((await card_of(town, request)).due_at is not None) is again


def _member(status: str, me: dict[str, object]) -> dict[str, object]:
    if status != "mute":
        return {"status": status, "user": me, "until_date": 0}
    rights = ("send_messages", "send_audios", "send_documents", "send_photos", "send_videos", "send_video_notes")
    more = ("send_voice_notes", "send_polls", "send_other_messages", "add_web_page_previews", "change_info")
    last = ("invite_users", "pin_messages", "manage_topics", "react_to_messages", "edit_tag")
    can = {f"can_{right}": False for right in (*rights, *more, *last)}
    return {"status": "restricted", "user": me, "is_member": True, "until_date": 0} | can


async def test_desk_typed_again_does_the_same(town: Town, desk: Desk) -> None:
    await refuse(town, request := await waiting(town))
    admin = await town.actor(ADMIN)
    for _ in range(2):
        assert await town.desks.ask(admin, "telegram", GROUP, "Кадры", False, "one") == []
    assert (await card_of(town, request)).due_at == town.clock.now()
    with pytest.raises(Invalid):
        await town.desks.ask(admin, "telegram", GROUP, "Кадры", False, "two")


async def test_a_greeting_that_died_counts_until_the_group_is_left(town: Town, desk: Desk) -> None:
    async with town.db.write() as session:
        to_desk(session, desk, "desk-linked", dedupe=linked_key(desk.id), at=town.clock.now())
    async with town.db.write() as session:
        letter = (await session.scalars(select(Letter).where(Letter.dedupe == linked_key(desk.id)))).one()
        letter.state, letter.reason = LetterState.DEAD, "no-rights"
    assert await stranded(town) == 1
    reach = DeskReach(town.db, town.clock)
    await reach.tell(SCHEDULE)
    assert len(await told(town)) == 1
    await reach.opened(MESSENGER, "telegram", GROUP)
    assert await stranded(town) == 0


async def test_only_the_house_itself_says_so(town: Town, desk: Desk) -> None:
    reach = DeskReach(town.db, town.clock)
    for who in (await town.actor(ADMIN), CONSOLE):
        with pytest.raises(NotAllowed):
            await reach.tell(who)
        with pytest.raises(NotAllowed):
            await reach.opened(who, "telegram", GROUP)
    await reach.opened(MESSENGER, "telegram", f"-{uuid4().int}")
    async with town.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Letter).where(Letter.topic == "desk-shut")) == 0
