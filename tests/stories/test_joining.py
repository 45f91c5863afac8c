"""HR takes two people through all steps of joining КЭДО by taps alone; one of them watches; nobody else comes near."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from bot.people_data import MAIN, SMALL
from bot.rows import row_id
from storage.joining import Joining, Way
from storage.journal import Entry
from tests.stories.conftest import CODE, Town
from tests.stories.enemy import changes, dump, settled
from tests.stories.hands import (
    ADMIN,
    DIRECTOR,
    EMPLOYEE,
    MANAGER,
    NOT_ALLOWED,
    NOT_FOUND,
    OFFICER,
    SECOND_OFFICER,
    THEIR_DIRECTOR,
    THEIR_OFFICER,
)
from tests.stories.process import PatientPhone
from tests.stories.steps import tap
from tests.stories.test_rights_talks import forge, heard_by, says

pytestmark = pytest.mark.timeout(600)
ANNA, OTHER = "Смирнова А. С.", "Белых Ю. К."
"""She is in (1007), he is not."""


async def listed(town: Town, person: int, stage: str) -> PatientPhone:
    """HR's list of a stage, by taps from the menu."""
    phone = town.world.phone(person)
    await settled(town)
    await phone.see("Отпуск:", after=await phone.send("/start"))
    await phone.press("КЭДО")
    await phone.see("Переход на КЭДО")
    await phone.press(stage)
    await phone.see(f"{stage}: ")
    return phone


async def pick(phone: PatientPhone, *names: str) -> None:
    """Tick names, whatever page they stand on."""
    for name in names:
        for _ in range(9):
            labels = [label for row in await phone.buttons() for label in row]
            if any(name in label for label in labels):
                break
            await phone.press("›")
        await phone.press(name)
        await phone.sees_button(f"☑ {name}")


async def mark(phone: PatientPhone, *labels: str) -> None:
    """What was ticked is marked, and the receipt says so."""
    for label in (*labels, "Подтвердить"):
        await phone.press(label)
    await phone.see("Отмечено: 2 из 2")


async def own(town: Town, person: int) -> PatientPhone:
    """«Электронные документы» by taps from the settings."""
    phone = town.world.phone(person)
    await says(town, person, "/settings")
    await phone.press("Электронные документы")
    return phone


async def joining(town: Town, number: str) -> Joining | None:
    async with town.db.read() as session:
        return await session.get(Joining, row_id(MAIN, number))


async def test_two_people_through_all_steps(town: Town) -> None:
    anna = await own(town, EMPLOYEE)
    await anna.see("уведомление: пока нет")
    await anna.press("Хочу перейти")
    await anna.see("Кадры видят, что Вы хотите перейти")

    officer = await listed(town, OFFICER, "Не уведомлены")
    await pick(officer, OTHER, ANNA)
    await mark(officer, "Отметить: уведомлены")
    await anna.see("уведомление о переходе на электронные документы")
    officer = await listed(town, OFFICER, "Хотят перейти")
    assert OTHER not in str(await officer.last())
    async with town.db.write() as session:
        (await session.get_one(Joining, row_id(MAIN, "0038"))).wished_at = town.clock.now()
    officer = await listed(town, OFFICER, "Хотят перейти")
    await pick(officer, ANNA, OTHER)
    await mark(officer, "Согласие получено", "На бумаге")
    await anna.see("согласие на электронные документы")

    officer = await listed(town, OFFICER, "Согласны")
    await pick(officer, ANNA, OTHER)
    await officer.press("Напечатать бланки")
    await officer.see("Введите код входа")
    await tap(officer, CODE)
    sent = await officer.see("2 бланка")
    assert sent["document"]["file_name"] == "Соглашения о подписи.zip"
    await officer.sees_button(f"☑ {ANNA}")
    await mark(officer, "Соглашение подписано", "«Госключ»")
    await settled(town)

    found = [await joining(town, number) for number in ("0012", "0038")]
    assert [(one.consented_by, one.agreed_by) for one in found if one] == [(Way.PAPER, Way.GOSKEY)] * 2
    await anna.press("Показать")
    shown = await anna.see("соглашение о подписи №")
    assert "24 ноября 2026 г., на бумаге" in shown["text"]
    assert "24 ноября 2026 г., «Госключ»" in shown["text"]
    assert "Хочу перейти" not in str(shown["reply_markup"])
    async with town.db.read() as session:
        verbs = (await session.scalars(select(Entry.verb).where(Entry.subject_id == row_id(MAIN, "0012")))).all()
    assert verbs == [
        "joining.wish", "joining.notify", "joining.consent", "joining.print-agreement", "joining.agree",
    ]  # fmt: skip


async def test_a_refusal_and_an_end(town: Town) -> None:
    officer = await listed(town, OFFICER, "Уведомлены")
    await officer.press("Выбрать всех")
    await officer.sees_button("Снять выбор")
    for label in ("Согласие получено", "Согласие не нужно", "Подтвердить"):
        await officer.press(label)
    receipt = await officer.see("Отмечено: 1 из 3")
    assert "Павлова Н. О.: согласие нужно" in receipt["text"]
    assert "Семёнова" not in receipt["text"], "she came in 2022"
    await officer.press("К списку")
    await officer.press("Выбрать всех")
    for label in ("Отказ", "Подтвердить"):
        await officer.press(label)
    await officer.see("Отмечено: 2 из 2")
    officer = await listed(town, OFFICER, "Согласны")
    await officer.press("Выбрать всех")
    for label in ("Закончить КЭДО", "С сегодняшнего дня", "Подтвердить"):
        await officer.press(label)
    await officer.see("Отмечено: 1 из 1")
    await (await listed(town, OFFICER, "Снова на бумаге")).sees_button("Семёнова Ю. Р.")
    assert "Отказались: 3" in str(await (await officer_home(town)).last())


async def officer_home(town: Town) -> PatientPhone:
    phone = town.world.phone(OFFICER)
    await phone.press("Все состояния")
    await phone.see("Переход на КЭДО")
    return phone


async def test_an_officer_is_marked_by_the_other_one_or_the_director(town: Town) -> None:
    officer = await listed(town, OFFICER, "Не уведомлены")
    await pick(officer, "Иванова М. П.")
    await officer.press("Отметить: уведомлены")
    await officer.press("Подтвердить")
    await officer.see("Иванова М. П.: о себе не отмечают")
    director = await listed(town, DIRECTOR, "Не уведомлены")
    names = [label for row in await director.buttons() for label in row if "☐" in label]
    assert [name.split(" · ")[0] for name in names] == ["☐ Иванова М. П.", "☐ Кузнецова Е. В."]
    await director.press("Выбрать всех")
    await mark(director, "Отметить: уведомлены")
    assert await joining(town, "0002")
    director = await listed(town, DIRECTOR, "Уведомлены")
    await director.press("Выбрать всех")
    await mark(director, "Отменить последнюю отметку")
    await (await own(town, OFFICER)).see("кадры вручат Вам уведомление")


async def test_of_two_officers_one_wins(town: Town) -> None:
    first, second = await listed(town, OFFICER, "Не уведомлены"), await listed(town, SECOND_OFFICER, "Не уведомлены")
    for phone in (first, second):
        await pick(phone, OTHER)
        await phone.press("Отметить: уведомлены")
        await phone.see(OTHER)
    await first.press("Подтвердить")
    await first.see("Отмечено: 1 из 1")
    await second.press("Подтвердить")
    await second.see("Отмечено: 0 из 1")


async def test_nobody_else_comes_near(town: Town) -> None:
    await settled(town)
    before = await dump(town.db)
    for person in (EMPLOYEE, MANAGER, ADMIN):
        await says(town, person, "/start")
        assert "КЭДО" not in str(await town.world.phone(person).last())
        assert await forge(town, person, "joining") == [NOT_ALLOWED]
    for person in (THEIR_OFFICER, THEIR_DIRECTOR):  # their company has introduced none
        await says(town, person, "/start")
        assert await forge(town, person, "joining") == [NOT_FOUND]
        await says(town, person, "/settings")
        assert "Электронные" not in str(await town.world.phone(person).last())
        assert await forge(town, person, "own_joining") == [NOT_FOUND]
        assert "12-ЭД" not in heard_by(town, person)
    await listed(town, OFFICER, "Не уведомлены")
    for item in (row_id(SMALL, "0003").hex, row_id(MAIN, "0005").hex, uuid.uuid4().hex, "zzz", ""):
        assert await forge(town, OFFICER, f"tick:{item}") == [NOT_FOUND], item
    assert await forge(town, OFFICER, "confirm", "ways:paper", "turn:zzz", "turn:9999") == [""] * 4
    await says(town, OFFICER, "/start")
    assert await forge(town, OFFICER, "joining", "stages:zzz") == ["", NOT_FOUND]
    assert changes(before, await dump(town.db)) == []
