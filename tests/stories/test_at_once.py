"""Two people, or one impatient thumb, press at the same moment through real HTTP: one winner, and nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from bot.people_data import MAIN
from bot.rows import row_id
from dialogs.access import short
from locales import plain_key
from sandbox.screen import Answer
from storage.leave import TimeOff
from storage.outbox import Letter
from storage.requests import UNDOABLE, Event, Request, State, Verb
from tests.stories.asking import Place, asked, fill
from tests.stories.conftest import DESK, Town
from tests.stories.enemy import LATE, changes, dump, settled
from tests.stories.hands import EMPLOYEE, OFFICER, SECOND_OFFICER
from tests.stories.test_rights import LATE_WORDS

pytestmark = pytest.mark.timeout(600)
ROUNDS = 20
MONDAY = date(2026, 12, 21)


async def test_of_two_coordinators_one_wins_every_time(town: Town) -> None:
    """Twenty requests; every second time one accepts while the other declines."""
    numbers = [await asked(town, first=MONDAY + timedelta(weeks=week)) for week in range(ROUNDS)]
    await settled(town)
    for place, number in enumerate(numbers):
        words = ("accept", "accept" if place % 2 else "decline")
        request = await request_of(town, number)
        answers = await together(town, request, words, turned=place % 4 > 1)
        await one_winner(town, request, dict(zip((OFFICER, SECOND_OFFICER), words, strict=True)), answers)
    await settled(town)


async def request_of(town: Place, number: int) -> Request:
    async with town.db.read() as session:
        found = select(Request).where(Request.number == number, Request.company_id == row_id(MAIN))
        return (await session.scalars(found)).one()


async def together(town: Place, request: Request, words: Sequence[str], *, turned: bool) -> dict[int, Answer]:
    """Both press on the card at the desk at once; ``turned``: the other one a little earlier."""
    phones = {person: town.world.phone(person) for person in (OFFICER, SECOND_OFFICER)}
    card = (await phones[OFFICER].see(f"№ {request.number} ", DESK))["message_id"]
    data = {
        person: f"d:{word}:{short(request.id)}:{request.step}:{2 if word == 'decline' else 0}"
        for person, word in zip(phones, words, strict=True)
    }
    order = list(reversed(phones)) if turned else list(phones)
    presses = [phones[person].press_data(data[person], DESK, card, timeout=LATE) for person in order]
    found = await asyncio.gather(*presses)
    return {person: answer for person, answer in zip(order, found, strict=True) if answer is not None}


async def one_winner(town: Place, request: Request, words: dict[int, str], answers: dict[int, Answer]) -> None:
    """One toast, one refusal that names the winner, one step in the history."""
    winners = [
        person for person, word in words.items() if answers[person].text == plain_key(f"desk-toast-{word}", "ru", {})
    ]
    losers = [person for person in words if answers[person].text.startswith(LATE_WORDS) and answers[person].alert]
    assert (len(winners), len(losers)) == (1, 1), {person: answer.text for person, answer in answers.items()}
    name = {OFFICER: "Иванова М. П.", SECOND_OFFICER: "Кузнецова Е. В."}[winners[0]]
    assert name in answers[losers[0]].text
    async with town.db.read() as session:
        steps = (await session.scalars(select(Event.verb).where(Event.request_id == request.id))).all()
        now = await session.get_one(Request, request.id)
        letters = select(func.count()).select_from(Letter).join(Event, Event.id == Letter.event_id)
        told = await session.scalar(letters.where(Event.request_id == request.id))
    assert [verb for verb in steps if verb in UNDOABLE] == [Verb(words[winners[0]])]
    assert now.state is (State.ACCEPTED if words[winners[0]] == "accept" else State.DECLINED)
    assert told == 1


async def test_an_impatient_thumb_sends_and_decides_once(town: Town) -> None:
    """«Отправить» five times at once, «Принять» five times at once, «Да, отозвать» five times at once."""
    phone, officer = town.world.phone(EMPLOYEE), town.world.phone(OFFICER)
    await officer.start()
    await fill(phone)
    await hammered(town, EMPLOYEE, "Отправить")
    async with town.db.read() as session:
        mine = select(Request).where(Request.employee_id == row_id(MAIN, "0012"), Request.state == State.MANAGER)
        sent = (await session.scalars(mine)).one()
        days = (await session.scalars(select(TimeOff).where(TimeOff.request_id == sent.id))).all()
    assert len(days) == 1
    assert sum("принято" in (one.get("text") or "") for one in await phone.messages()) == 1

    number = await asked(town)
    await officer.see(f"№ {number} ", DESK)
    await settled(town)
    await hammered(town, OFFICER, "Принять", DESK, (await officer.see(f"№ {number} ", DESK))["message_id"])
    request = await request_of(town, number)
    assert (request.state, request.step) == (State.ACCEPTED, 1)

    await phone.press("Отозвать")
    await phone.see("Отозвать заявление")
    await hammered(town, EMPLOYEE, "Да, отозвать")
    assert (await request_of(town, sent.number)).state is State.WITHDRAWN
    before = await dump(town.db)
    await hammered(town, OFFICER, "Мои задачи")
    assert changes(before, await dump(town.db)) == []


async def hammered(town: Town, person: int, label: str, chat: str | None = None, card: int | None = None) -> None:
    """Press one button five times before the first answer comes."""
    phone = town.world.phone(person)
    message = await phone.sees_button(label, chat, card)
    rows = message["reply_markup"]["inline_keyboard"]
    data = next(one["callback_data"] for row in rows for one in row if label in one["text"])
    presses = [phone.press_data(data, chat, message["message_id"], timeout=LATE) for _ in range(5)]
    answers = await asyncio.gather(*presses)
    assert len([one for one in answers if one is not None]) == 5
    await settled(town)
