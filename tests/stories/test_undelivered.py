"""HR sees who was not reached and why, and sends it again; what is in doubt is HR's to decide."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import func, select, update

from bot.people_data import MAIN
from bot.rows import row_id
from locales import plain_key
from storage.outbox import Letter, LetterState
from tests.stories.conftest import Town
from tests.stories.enemy import SEP, Hit, fire, live, settled, until
from tests.stories.hands import (
    ADMIN,
    COLLEAGUE,
    EMPLOYEE,
    MANAGER,
    NOT_ALLOWED,
    NOT_FOUND,
    OFFICER,
    THEIR_OFFICER,
    bind,
)
from tests.stories.process import PatientPhone
from tests.stories.test_broadcasts import READERS, TEXT, begin, taps

LOST = "Недоставленные: 1"


async def lost_copy(town: Town) -> None:
    """A broadcast that does not reach somebody who never opened the bot."""
    await bind(town, COLLEAGUE, "0032")
    await begin(town)
    await taps(town, "Разослать")
    await until(lambda: _dead(town), "the copy does not end")


async def _dead(town: Town) -> bool:
    async with town.db.read() as session:
        return bool(await session.scalar(select(func.count()).where(Letter.state == LetterState.DEAD)))


async def menu(town: Town, person: int) -> PatientPhone:
    phone = town.world.phone(person)
    await settled(town)
    await phone.see("Отпуск:", after=await phone.send("/start"))
    return phone


async def test_who_was_not_reached_is_reached_at_last(town: Town) -> None:
    await lost_copy(town)
    officer = await menu(town, OFFICER)
    await officer.press(LOST)
    shown = await officer.see("Нажмите на имя")
    assert "рассылка" in shown["text"]
    assert "бот не открыт" in shown["text"]
    name = (await officer.buttons())[0][0]
    await officer.press(name)
    case = await officer.see("нажать /start")
    assert TEXT not in case["text"], "never what it said"
    await town.world.phone(COLLEAGUE).start()
    await settled(town)
    answer = await officer.press("Отправить ещё раз")
    assert answer is not None
    assert answer.text == "Отправляем ещё раз."
    await town.world.phone(COLLEAGUE).see(TEXT)
    await settled(town)
    await officer.press("Весь список")
    await officer.see(plain_key("undelivered-list-empty", "ru", {}))
    await officer.press("Главное меню")
    await officer.see("Отпуск:")
    assert "Недоставленные" not in str((await officer.last())["reply_markup"])


async def test_what_goes_again_is_not_called_arrived_before_it_has(town: Town) -> None:
    await lost_copy(town)
    officer = await menu(town, OFFICER)
    await officer.press(LOST)
    await officer.see("Нажмите на имя")
    await officer.press((await officer.buttons())[0][0])
    await officer.sees_button("Отправить ещё раз")
    await town.world.faults(slow=0.5)
    await officer.press("Отправить ещё раз")
    shown = await officer.see("Отправляем ещё раз: 1")
    assert "отправляем…" in shown["text"]
    await town.world.faults(slow=0)
    await until(lambda: _dead(town), "the copy does not end")
    await officer.press("Обновить")
    shown = await officer.see("бот не открыт")
    assert "отправляем" not in shown["text"].casefold()


async def test_who_has_blocked_the_bot_is_counted_listed_and_reached_after_all(town: Town) -> None:
    reader, admin = town.world.phone(EMPLOYEE), town.world.phone(ADMIN)
    await reader.block()
    preview = await begin(town)
    assert f"Получат: {READERS - 1} человек; ещё 1 заблокировал бота; ещё" in preview["text"]
    await taps(town, "Разослать")
    await until(lambda: _dead(town), "the copy does not end")
    await settled(town)
    await taps(town, "Обновить")
    shown = await admin.see("Не доставлено: 1, из них 1 заблокировал бота")
    assert f"Отправлено: {READERS - 1} из {READERS}" in shown["text"]
    officer = await menu(town, OFFICER)
    await officer.press(LOST)
    assert "рассылка" in (await officer.see("бот заблокирован"))["text"]
    await officer.press((await officer.buttons())[0][0])
    await reader.block(False)
    await settled(town)
    await officer.press("Отправить ещё раз")
    await reader.see(TEXT)


async def test_one_case_is_put_away_once(town: Town) -> None:
    await lost_copy(town)
    first, second = await menu(town, OFFICER), await menu(town, 1004)
    for phone in (first, second):
        await phone.press(LOST)
        await phone.see("Нажмите на имя")
        await phone.press((await phone.buttons())[0][0])
        await phone.sees_button("Убрать из списка")
    await first.press("Убрать из списка")
    await first.see(plain_key("undelivered-list-empty", "ru", {}))
    answer = await second.press("Убрать из списка")
    assert answer is not None
    assert answer.text == plain_key("error-stale", "ru", {})
    await second.see(plain_key("undelivered-list-empty", "ru", {}))


async def test_a_doubt_is_decided(town: Town) -> None:
    await lost_copy(town)
    async with town.db.write() as session:
        doubtful = update(Letter).where(Letter.state == LetterState.DEAD)
        await session.execute(doubtful.values(state=LetterState.UNSURE, reason=None))
    officer = await menu(town, OFFICER)
    await officer.press(LOST)
    await officer.see("неясно, дошло ли")
    await officer.press((await officer.buttons())[0][0])
    await officer.see("Спросите, пришло ли оно")
    await officer.press("Считать доставленным")
    await officer.see(plain_key("undelivered-list-empty", "ru", {}))
    await settled(town)
    assert not await _dead(town)


@pytest.mark.parametrize("person", [ADMIN, MANAGER])
async def test_nobody_else_comes_near(town: Town, person: int) -> None:
    phone = await menu(town, person)
    await phone.send("/undelivered")
    await phone.see(NOT_ALLOWED)


async def test_an_officer_of_the_second_company_sees_nothing_of_it(town: Town) -> None:
    await lost_copy(town)
    phone = await menu(town, THEIR_OFFICER)
    assert "Недоставленные" not in str((await phone.last())["reply_markup"])
    await phone.send("/undelivered")
    await phone.see(plain_key("undelivered-list-empty", "ru", {}))
    await town.world.sync()
    for item in (row_id(MAIN, "0032").hex, uuid.uuid4().hex, "zzz"):
        for sort in ("s", "u", ""):
            await town.world.sync()
            talk, message = live(town, THEIR_OFFICER)
            hit = Hit(THEIR_OFFICER, f"{talk}{SEP}pick:{item}{sort}", None, message)
            assert (await fire(town, [hit]))[hit].text == NOT_FOUND
            await phone.see(plain_key("undelivered-list-empty", "ru", {}), after=await phone.send("/undelivered"))
