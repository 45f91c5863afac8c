"""kill -9 of the real process, or of a whole cluster: in the middle of a dialog, of a decision, of a send."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import select

from storage.inbox import Update
from storage.requests import Request, Verb
from tests.bot.running import until
from tests.stories.asking import STRAIGHT, all_handled, all_said, all_shown, asked, button, fill, steps, told
from tests.stories.conftest import CODE, DESK
from tests.stories.process import LATE, Yard
from tests.stories.steps import sms_code, tap

pytestmark = pytest.mark.timeout(600)
BOTH = pytest.mark.parametrize("yard", ["alone", "cluster"], indirect=True)
NEWCOMER, EMPLOYEE, OFFICER, SECOND = 1001, 1007, 1003, 1004
TOLD = "принято к исполнению"


def unconfirmed(yard: Yard) -> int:
    """How many updates the messenger will bring again."""
    with closing(sqlite3.connect(yard.home / "sandbox" / "world.sqlite3")) as world:
        return int(world.execute("SELECT count(*) FROM updates").fetchone()[0])


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


@BOTH
async def test_killed_between_decision_and_notice_the_employee_is_told_once(yard: Yard) -> None:
    artyom, officer, bot = yard.world.phone(STRAIGHT), yard.world.phone(OFFICER), await yard.bot()
    number = await asked(yard)
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
    number = await asked(yard)
    card = (await officer.see(f"№ {number}", DESK))["message_id"]
    await officer.press("Принять", DESK, card)
    await button(officer, DESK, card, "Вернуть")
    await bot.kill()
    yard.clock.forward(seconds=5)
    bot = await yard.bot()
    refused = await second.press("Вернуть", DESK, card)
    assert refused is not None
    assert refused.alert
    back = await officer.press("Вернуть", DESK, card)
    assert back is not None
    assert back.text == "Решение возвращено."
    yard.clock.forward(seconds=61)  # the edit that the killed process had in hand is nobody's by then
    await button(officer, DESK, card, "Принять")

    await officer.press("Принять", DESK, card)
    undo = await button(officer, DESK, card, "Вернуть")
    await bot.kill()
    yard.clock.forward(seconds=61)
    await yard.bot()
    await artyom.see(TOLD)
    late = await officer.press_data(undo, DESK, card, timeout=LATE)
    assert late is not None
    assert late.alert
    assert await steps(yard, number) == [Verb.SUBMIT, Verb.ACCEPT, Verb.UNDO, Verb.ACCEPT]
    assert await artyom.count(TOLD) == 1


@BOTH
async def test_killed_during_a_send_the_message_arrives_and_nothing_happens_twice(yard: Yard) -> None:
    """The messenger has the letter and the card, and has not said so yet: they come again, their deeds do not."""
    artyom, officer, bot = yard.world.phone(STRAIGHT), yard.world.phone(OFFICER), await yard.bot()
    number = await asked(yard)
    card = (await officer.see(f"№ {number}", DESK))["message_id"]
    await officer.press("Принять", DESK, card)
    await until(lambda: all_shown(yard), LATE)
    await yard.world.faults(slow=LATE)
    yard.clock.forward(seconds=61)
    await artyom.see(TOLD)
    await bot.kill()
    await yard.world.faults(slow=0)
    yard.clock.forward(seconds=61)
    await yard.bot()
    await until(lambda: all_said(yard), LATE)
    assert await artyom.count(TOLD) == 2
    assert await steps(yard, number) == [Verb.SUBMIT, Verb.ACCEPT]


async def test_a_card_whose_answer_was_lost_comes_again_and_either_message_works(yard: Yard) -> None:
    """The line is cut after each sending, then the process dies: the card stands there twice and counts once."""
    artyom, officer, second = yard.world.phone(STRAIGHT), yard.world.phone(OFFICER), yard.world.phone(SECOND)
    bot = await yard.bot()
    await until(lambda: all_shown(yard), LATE)
    await fill(artyom)
    await yard.world.faults(after_send_cut={"count": 100_000, "method": "sendMessage"})
    await artyom.press("Отправить")
    first = (await officer.see("Волков", DESK))["message_id"]
    await bot.kill()
    await yard.world.faults(after_send_cut=0)
    yard.clock.forward(seconds=61)
    await yard.bot()
    again = (await officer.see("Волков", DESK, after=first))["message_id"]
    await until(lambda: all_shown(yard), LATE)
    await officer.press("Принять", DESK, first)
    late = await second.press_data(await button(second, DESK, first, "Принять"), DESK, again, timeout=LATE)
    assert late is not None
    assert "Уже решено: Принято к исполнению — Иванова М. П." in late.text
    await officer.sees_button("Вернуть", DESK, again)


@BOTH
async def test_an_update_that_was_handled_and_not_confirmed_is_handled_once(yard: Yard) -> None:
    officer, bot = yard.world.phone(OFFICER), await yard.bot()
    number = await asked(yard)
    card = (await officer.see(f"№ {number}", DESK))["message_id"]
    await yard.world.faults(unreachable={"count": 100_000, "method": "getUpdates"})
    await officer.press("Принять", DESK, card)  # the poll that was open brings it, the next one would confirm it
    await until(lambda: all_handled(yard), LATE)
    assert unconfirmed(yard) == 1
    await bot.kill()
    await yard.world.faults(unreachable=0)
    await yard.bot()
    await officer.send("/start")
    await officer.see("Ждут Вас")
    assert unconfirmed(yard) == 0
    assert await steps(yard, number) == [Verb.SUBMIT, Verb.ACCEPT]
    assert await told(yard, "Принято к исполнению") == 1


async def test_killed_in_the_middle_of_an_update_it_is_handled_again_and_counts_once(yard: Yard) -> None:
    officer, bot = yard.world.phone(OFFICER), await yard.bot()
    number = await asked(yard)
    card = (await officer.see(f"№ {number}", DESK))["message_id"]
    await yard.world.faults(unreachable={"count": 100_000, "method": "answerCallbackQuery"})
    await officer.press("Принять", DESK, card, wait=False)
    await officer.see("исполняет Иванова М. П.", DESK)  # committed, and the presser could not be told yet
    await bot.kill()
    await yard.world.faults(unreachable=0)
    await yard.bot()
    await until(lambda: all_handled(yard), LATE)
    assert await told(yard, "Принято к исполнению") == 1
    assert await steps(yard, number) == [Verb.SUBMIT, Verb.ACCEPT]


async def test_a_press_that_nobody_could_answer_in_time_counts_all_the_same(yard: Yard) -> None:
    """The bot was down for so long that the messenger takes no answer any more; the next presses are answered."""
    officer, bot = yard.world.phone(OFFICER), await yard.bot()
    number = await asked(yard)
    card = (await officer.see(f"№ {number}", DESK))["message_id"]
    await fill(officer)
    await bot.kill()
    await officer.press("Принять", DESK, card, wait=False)
    await officer.press("Отправить", wait=False)
    await yard.world.faults(clock_ahead=60)
    await yard.bot()
    await officer.see("исполняет Иванова М. П.", DESK)
    await officer.see("принято")
    await until(lambda: all_handled(yard), LATE)
    assert await steps(yard, number) == [Verb.SUBMIT, Verb.ACCEPT]
    async with yard.db.read() as session:
        assert set(await session.scalars(select(Update.trouble))) == {None}
        assert set(await session.scalars(select(Update.tries))) == {0}
