"""An administrator tells everybody something: written, seen as it will look, sent, watched, held up and stopped."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import func, select

from bot.people_data import MAIN
from bot.rows import row_id
from handlers.commands import BroadcastPress
from locales import plain_key
from sandbox.screen import Json
from storage.broadcasts import Broadcast, BroadcastState
from storage.outbox import Letter, LetterKind, LetterState
from tests.broadcasts.crowd import crowd
from tests.stories.conftest import Town
from tests.stories.enemy import Hit, fire, settled, until
from tests.stories.hands import (
    ADMIN,
    COLLEAGUE,
    EMPLOYEE,
    MANAGER,
    NOT_ALLOWED,
    NOT_FOUND,
    OFFICER,
    STRANGER,
    THEIR_DIRECTOR,
    bind,
)

TEXT = "Завтра <9–12> отключат воду & свет"
READERS = 8
"""Everybody of the first company who is in."""


async def copies(town: Town, *states: LetterState) -> int:
    async with town.db.read() as session:
        found = select(func.count()).where(Letter.kind == LetterKind.BROADCAST)
        return int(await session.scalar(found.where(Letter.state.in_(states)) if states else found) or 0)


async def state_of(town: Town) -> BroadcastState:
    async with town.db.read() as session:
        found = select(Broadcast.state).order_by(Broadcast.made_at.desc()).limit(1)
        return (await session.scalars(found)).one()


async def taps(town: Town, *labels: str) -> None:
    """The administrator presses one button after the other."""
    admin = town.world.phone(ADMIN)
    for label in labels:
        await admin.sees_button(label)
        await admin.press(label)


async def begin(town: Town, text: str = TEXT) -> Json:
    """Up to the preview."""
    admin = town.world.phone(ADMIN)
    await settled(town)
    await admin.see("Отпуск:", after=await admin.send("/start"))
    await taps(town, "Рассылки", "Новая рассылка")
    await admin.see("Напишите текст одним сообщением")
    await admin.send(text)
    return await admin.see("Так увидят рассылку")


async def test_everybody_of_the_company_is_told_once(town: Town) -> None:
    admin = town.world.phone(ADMIN)
    preview = await begin(town)
    assert TEXT in preview["text"]
    assert f"Получат: {READERS} человек" in preview["text"]
    await taps(town, "Разослать")
    await admin.see("Отправлено:")
    for person in (EMPLOYEE, MANAGER, OFFICER):
        assert (await town.world.phone(person).see(TEXT))["text"] == TEXT
    await settled(town)
    await until(lambda: _is(town, BroadcastState.DONE), "it does not end")
    assert await copies(town, LetterState.SENT) == READERS
    ended = await admin.see(f"Рассылка завершена: отправлено {READERS} из {READERS}")
    assert TEXT in ended["text"]
    await settled(town)
    assert await admin.count("Рассылка завершена") == 1
    await taps(town, "Показать")
    shown = await admin.see("Готово.")
    assert f"Отправлено: {READERS} из {READERS}" in shown["text"]
    assert "Осталось" not in shown["text"]
    for person in (STRANGER, THEIR_DIRECTOR):
        assert not [one for one in await town.world.phone(person).messages() if TEXT in (one.get("text") or "")]
    await taps(town, "Все рассылки")
    await admin.sees_button(f"{READERS} из {READERS} · Завтра <9–12> отключат в… ·")


async def _is(town: Town, state: BroadcastState) -> bool:
    return await state_of(town) is state


async def test_the_author_changes_his_mind(town: Town) -> None:
    admin = town.world.phone(ADMIN)
    await begin(town, "Опечатка")
    await taps(town, "Если неясно, дошло ли: повторяем")
    await admin.see("решат кадры")
    await taps(town, "Изменить текст")
    await admin.see("Напишите текст")
    await admin.send("я" * 3501)
    await admin.see("Слишком длинно: 3501 знак, а помещается 3500")
    await town.world.faults(clock_ahead=10)
    await admin.send(TEXT)
    preview = await admin.see("Так увидят рассылку")
    assert "Опечатка" not in preview["text"]
    await admin.press("Отмена")
    await admin.see(plain_key("broadcast-list-empty", "ru", {}))
    assert await copies(town) == 0


async def test_the_rest_of_a_text_that_the_app_has_split_is_no_broadcast(town: Town) -> None:
    admin = town.world.phone(ADMIN)
    await begin(town, "Опечатка")
    await taps(town, "Изменить текст")
    await admin.see("Напишите текст")
    for part in ("я" * 4096, "ю" * 4096, "Хвост письма"):
        await admin.send(part)
    await admin.see("Слишком длинно: 8204 знака, а помещается 3500")
    await settled(town)
    assert "Слишком длинно: 8204 знака" in (await admin.last())["text"], "the refusal stays"
    await town.world.faults(clock_ahead=10)
    await admin.send(TEXT)
    preview = await admin.see("Так увидят рассылку", after=(await admin.last())["message_id"])
    assert TEXT in preview["text"]
    assert "Хвост" not in preview["text"]


async def test_who_cannot_be_reached_is_counted(town: Town) -> None:
    await bind(town, COLLEAGUE, "0032")  # and never pressed «Start»
    await begin(town)
    await taps(town, "Разослать")
    await until(lambda: _is(town, BroadcastState.DONE), "it does not end")
    await town.world.phone(ADMIN).see(f"отправлено {READERS} из {READERS + 1}, не доставлено 1")
    await taps(town, "Показать")
    shown = await town.world.phone(ADMIN).see("Не доставлено: 1.")
    assert f"Отправлено: {READERS} из {READERS + 1}" in shown["text"]


async def test_a_pause_holds_it_and_a_stop_ends_it(town: Town) -> None:
    """Many readers and a slow API, so that there is something to hold up."""
    admin = town.world.phone(ADMIN)
    await crowd(town.db, row_id(MAIN), 200)
    await begin(town)
    await town.world.faults(slow=0.3)
    await taps(town, "Разослать", "Пауза")
    await admin.see("На паузе.")
    await town.world.faults(slow=0)
    await until(lambda: _nothing_in_hand(town), "copies stay in hand")
    left = await copies(town, LetterState.PENDING)
    assert left
    await taps(town, "Остановить")
    await admin.see("Остановить рассылку?")
    await taps(town, "Да, остановить")
    await admin.see("Остановлена.")
    await until(lambda: _is(town, BroadcastState.STOPPED), "it does not stop")
    await admin.see("Рассылка остановлена: отправлено")
    await settled(town)
    assert await copies(town, LetterState.DROPPED) == left


async def _nothing_in_hand(town: Town) -> bool:
    return not await copies(town, LetterState.SENDING)


@pytest.mark.parametrize("person", [EMPLOYEE, OFFICER, MANAGER])
async def test_the_button_of_the_letter_opens_it_for_administrators_alone(town: Town, person: int) -> None:
    hit = Hit(person, BroadcastPress(broadcast=uuid.uuid4().hex).pack())
    await settled(town)
    assert (await fire(town, [hit]))[hit].text == NOT_ALLOWED
    for who, made_up in ((ADMIN, uuid.uuid4().hex), (ADMIN, "zzz"), (THEIR_DIRECTOR, uuid.uuid4().hex)):
        hit = Hit(who, BroadcastPress(broadcast=made_up).pack())
        assert (await fire(town, [hit]))[hit].text == NOT_FOUND


@pytest.mark.parametrize("person", [EMPLOYEE, OFFICER, MANAGER])
async def test_nobody_else_comes_near(town: Town, person: int) -> None:
    phone = town.world.phone(person)
    await phone.send("/broadcast")
    await phone.see(plain_key("error-not-allowed", "ru", {}))
    await phone.send("/start")
    await settled(town)
    assert "Рассылки" not in str((await phone.last())["reply_markup"])
