"""kill -9 of the real process, on SQLite: in the middle of a dialog, of a decision, of a send; the story goes on."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from bot.people_data import MAIN
from bot.rows import row_id
from storage.outbox import Letter, LetterState
from storage.requests import Event, Request, Verb
from tests.bot.running import until
from tests.stories.conftest import CODE, DESK
from tests.stories.process import LATE, PatientPhone, Yard
from tests.stories.steps import sms_code, tap

pytestmark = pytest.mark.timeout(600)
NEWCOMER, EMPLOYEE, OFFICER, SECOND, STRAIGHT = 1001, 1007, 1003, 1004, 1006
"""STRAIGHT is a man whose requests go to HR at once: his department has no step of its manager."""
TOLD = "принято к исполнению"


async def ask(phone: PatientPhone, first: str = "21", last: str = "27") -> int:
    """The shortest way; the number of the request."""
    await phone.send("/leave")
    await phone.see("Какой отпуск нужен?")
    for label in ("Ежегодный", "›", first):
        await phone.press(label)
    await phone.see("Последний день")
    await phone.press(last)
    await phone.press("Отправить")
    found = re.search(r"№ (\d+) принято", (await phone.see("принято"))["text"])
    assert found is not None
    return int(found.group(1))


async def steps(yard: Yard, number: int) -> Sequence[Verb]:
    """What happened to a request."""
    async with yard.db.read() as session:
        mine = select(Event.verb).join(Request, Request.id == Event.request_id).where(Request.number == number)
        return (await session.scalars(mine.where(Request.company_id == row_id(MAIN)).order_by(Event.step))).all()


async def all_said(yard: Yard) -> bool:
    """No letter waits any more."""
    async with yard.db.read() as session:
        waits = Letter.state.in_([LetterState.PENDING, LetterState.SENDING])
        return await session.scalar(select(Letter.id).where(waits).limit(1)) is None


async def button(phone: PatientPhone, message_id: int, label: str) -> str:
    """The data of a button of a card at the desk, once it is there."""
    found = await phone.sees_button(label, DESK, message_id)
    rows = found["reply_markup"]["inline_keyboard"]
    return next(str(one["callback_data"]) for row in rows for one in row if label in one["text"])


async def test_a_form_half_filled_goes_on_at_the_very_same_buttons(yard: Yard) -> None:
    anna, bot = yard.world.phone(EMPLOYEE), await yard.bot()
    await anna.send("/leave")
    await anna.see("Какой отпуск нужен?")
    for label in ("Ежегодный", "›", "21"):
        await anna.press(label)
    calendar = await anna.see("Последний день")
    await bot.kill()
    bot = await yard.bot()
    await anna.press("27", message_id=calendar["message_id"])
    await anna.press("Комментарий")
    await anna.see("Напишите одним сообщением")
    await anna.send("Можно сдвинуть на неделю.")
    summary = await anna.see("Комментарий: Можно сдвинуть")
    await bot.kill()
    for _ in range(2):  # nobody is there to answer, so it is pressed again
        await anna.press("Отправить", wait=False)
    await yard.bot()
    receipt = await anna.see("принято")
    assert receipt["message_id"] == summary["message_id"]
    async with yard.db.read() as session:
        sent = [one for one in (await session.scalars(select(Request))).all() if one.comment is not None]
    assert "Можно сдвинуть на неделю." in [one.comment for one in sent]
    assert [one.comment for one in sent].count("Можно сдвинуть на неделю.") == 1


async def test_a_code_half_tapped_goes_on(yard: Yard) -> None:
    anna, bot = yard.world.phone(EMPLOYEE), await yard.bot()
    await anna.send("/requests")
    await anna.see("Мои заявки")
    await anna.press("№")
    await anna.press("Подробности")
    await anna.see("Введите код входа")
    for digit in CODE[:2]:
        await anna.press(digit)
    await bot.kill()
    await yard.bot()
    answers = [await anna.press(digit) for digit in CODE[2:]]
    assert [answer and answer.text for answer in answers] == ["●●●", "●●●●"]
    await anna.press("Готово")
    await anna.see("История")


async def test_an_activation_goes_on_wherever_it_stood(yard: Yard) -> None:
    pavel, bot = yard.world.phone(NEWCOMER), await yard.bot()
    hints = (await yard.world.state())["hints"]
    await pavel.start(next(hint["start"] for hint in hints if hint.get("person") == NEWCOMER and "start" in hint))
    await pavel.see("Код придёт")
    code = sms_code(await pavel.sees_sms())
    await bot.kill()
    await pavel.send(code)
    bot = await yard.bot()
    await pavel.see("Придумайте код входа")
    for digit in CODE[:2]:
        await pavel.press(digit)
    await bot.kill()
    bot = await yard.bot()
    await tap(pavel, CODE[2:])
    await pavel.see("ещё раз")
    await bot.kill()
    bot = await yard.bot()
    await tap(pavel, CODE)
    await pavel.see("кодовое слово")
    await bot.kill()
    await yard.bot()
    await pavel.press((await pavel.buttons())[0][0])
    await pavel.see("Отпуск:")
    assert len(await yard.world.sms(pavel.number)) == 1


async def test_killed_between_decision_and_notice_the_employee_is_told_once(yard: Yard) -> None:
    artyom, officer, bot = yard.world.phone(STRAIGHT), yard.world.phone(OFFICER), await yard.bot()
    number = await ask(artyom)
    card = await officer.see(f"№ {number}", DESK)
    answer = await officer.press("Принять", DESK, card["message_id"])
    assert answer is not None
    assert answer.text.startswith("Принято к исполнению")
    await bot.kill()
    bot = await yard.bot()
    shown = await officer.see("исполняет Иванова М. П.", DESK)
    assert shown["message_id"] == card["message_id"]
    await artyom.not_see(TOLD)
    await bot.kill()
    yard.clock.forward(seconds=61)
    bot = await yard.bot()
    await artyom.see(TOLD)
    await until(lambda: all_said(yard), LATE)
    await bot.kill()
    yard.clock.forward(seconds=61)
    await yard.bot()
    await artyom.send("/start")
    await artyom.see("Отпуск:")
    assert await artyom.count(TOLD) == 1
    assert await steps(yard, number) == [Verb.SUBMIT, Verb.ACCEPT]


async def test_killed_within_the_undo_window_it_still_works_while_its_time_lasts(yard: Yard) -> None:
    artyom, officer, second = yard.world.phone(STRAIGHT), yard.world.phone(OFFICER), yard.world.phone(SECOND)
    bot = await yard.bot()
    number = await ask(artyom)
    card = (await officer.see(f"№ {number}", DESK))["message_id"]
    await officer.press("Принять", DESK, card)
    await button(officer, card, "Вернуть")
    await bot.kill()
    yard.clock.forward(seconds=5)
    bot = await yard.bot()
    refused = await second.press("Вернуть", DESK, card)
    assert refused is not None
    assert refused.alert
    back = await officer.press("Вернуть", DESK, card)
    assert back is not None
    assert back.text == "Решение возвращено."
    await button(officer, card, "Принять")

    await officer.press("Принять", DESK, card)
    undo = await button(officer, card, "Вернуть")
    await bot.kill()
    yard.clock.forward(seconds=61)
    await yard.bot()
    await artyom.see(TOLD)
    late = await officer.press_data(undo, DESK, card, timeout=LATE)
    assert late is not None
    assert late.alert
    assert await steps(yard, number) == [Verb.SUBMIT, Verb.ACCEPT, Verb.UNDO, Verb.ACCEPT]
    assert await artyom.count(TOLD) == 1
