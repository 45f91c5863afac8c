"""A mistake of ours puts a press aside, administrators are told; once it is mended the very press is handled."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from locales import plain_key
from storage.inbox import Update
from tests.bot.running import until
from tests.stories.asking import all_handled, fill
from tests.stories.conftest import Town
from tests.stories.enemy import settled
from tests.stories.hands import ADMIN, EMPLOYEE, NOT_ALLOWED, OFFICER, STRANGER, THEIR_OFFICER
from tests.stories.process import LATE, PatientPhone, Yard

pytestmark = pytest.mark.timeout(600)
NUMBER = re.compile(r"К-[0-9A-F]{4}")
EMPTY = plain_key("trouble-list-empty", "ru", {})


async def stumble(yard: Yard) -> str:
    """An employee presses what does not work; the number that he is told."""
    anna = yard.world.phone(EMPLOYEE)
    await fill(anna)
    answer = await anna.press("Замещающий")
    assert answer is not None
    found = NUMBER.search(answer.text)
    assert found is not None
    return found.group()


async def aside(yard: Yard) -> list[str]:
    async with yard.db.read() as session:
        found = select(Update.trouble).where(Update.trouble.is_not(None), Update.handled_at.is_(None))
        return [str(one) for one in await session.scalars(found)]


async def retry(phone: PatientPhone, number: str) -> None:
    """From the list to another try."""
    await phone.sees_button(number)
    await phone.press(number)
    await phone.sees_button("Попробовать ещё раз")
    answer = await phone.press("Попробовать ещё раз")
    assert answer is not None
    assert answer.text.startswith("Пробуем ещё раз")


async def test_a_mended_mistake_is_made_good(yard: Yard) -> None:
    anna, admin, bot = yard.world.phone(EMPLOYEE), yard.world.phone(ADMIN), await yard.bot("poison")
    first = await stumble(yard)
    letter = await admin.see(first)
    assert "нажатие кнопки" in letter["text"]
    assert "Анна" not in letter["text"]
    await admin.press("Показать", message_id=letter["message_id"])
    await retry(admin, first)
    await until(lambda: _another(yard, first), LATE)
    [second] = await aside(yard)
    assert first in bot.err
    await until(lambda: second in bot.err, LATE)  # logged once it is stored
    assert await admin.count("не справился") == 1, "a second letter within the hour"
    assert await bot.stop() == 0

    await yard.bot()
    after = await admin.send("/start")
    await admin.see("Отпуск:", after=after)
    await admin.press("Сбои: 1")
    await retry(admin, second)
    await anna.see("Кто заменит Вас")
    await admin.see(EMPTY)
    await until(lambda: all_handled(yard), LATE)
    assert await aside(yard) == []


async def _another(yard: Yard, number: str) -> bool:
    found = await aside(yard)
    return len(found) == 1 and found != [number]


async def test_the_console_lists_and_tries_again(yard: Yard) -> None:
    anna, bot = yard.world.phone(EMPLOYEE), await yard.bot("poison")
    number = await stumble(yard)
    assert await bot.stop() == 0
    await yard.bot()
    listed = await yard.command("troubles")
    assert listed.out.startswith(f"{number} · нажатие кнопки · ")
    for typed in ("foo", "К-ZZZZ", "К-12345"):
        wrong = await yard.command("retry", typed)
        assert f"«{typed}» — не номер. Номер выглядит как К-7F3A" in wrong.err
        assert wrong.process.exitcode == 2
    unknown = await yard.command("retry", "К-0000")
    assert "ничего не отложено" in unknown.err
    assert unknown.process.exitcode == 3
    typed = number.lower().replace("к", "k")  # heard on the phone, typed with another alphabet
    tried = await yard.command("retry", typed)
    assert tried.process.exitcode == 0, tried.err
    assert tried.out.startswith(f"{number}: пробуем ещё раз")
    await anna.see("Кто заменит Вас")
    assert (await yard.command("troubles", "--json")).out == "[]\n"
    assert (await yard.command("troubles")).out == "Ничего не отложено.\n"


async def test_given_up_it_is_gone(yard: Yard) -> None:
    admin = yard.world.phone(ADMIN)
    await yard.bot("poison")
    number = await stumble(yard)
    await admin.see(number)
    await admin.send("/troubles")
    await admin.sees_button(number)
    await admin.press((await admin.buttons())[0][0])
    await admin.sees_button("Убрать")
    await admin.press("Убрать")
    await admin.see(EMPTY)
    assert await aside(yard) == []


@pytest.mark.parametrize("person", [EMPLOYEE, OFFICER, THEIR_OFFICER, STRANGER])
async def test_whoever_is_no_administrator_is_turned_away(town: Town, person: int) -> None:
    phone = town.world.phone(person)
    await settled(town)
    await phone.send("/troubles")
    await phone.see(NOT_ALLOWED if person != STRANGER else "ключ")
    await settled(town)
    assert "Сбои" not in str((await phone.last()).get("reply_markup"))
