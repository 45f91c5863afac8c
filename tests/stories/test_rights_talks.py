"""Buttons of conversations in foreign hands, old ones, and live ones that carry what the screen never offered."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import pytest
from aiogram_dialog.utils import join_reply_callback
from sqlalchemy import select

from bot.people_data import MAIN, SMALL, WORD
from bot.rows import row_id
from dialogs.access import short
from locales import plain_key
from sandbox.screen import Json
from storage.chats import Chat
from storage.documents import Document, DocumentKind
from tests.stories.conftest import CODE, DESK, Town
from tests.stories.enemy import SEP, Hit, changes, datas, dump, fire, live, settled
from tests.stories.hands import (
    ADMIN,
    BLIND,
    EMPLOYEE,
    MANAGER,
    NOT_ALLOWED,
    NOT_FOUND,
    OFFICER,
    STALE,
    STRANGER,
    THEIR_OFFICER,
    Target,
    screens,
    targets,
)
from tests.stories.steps import tap

pytestmark = pytest.mark.timeout(600)
NOT_HIM = plain_key("error-invalid-leave-substitute", "ru", {})


async def forge(town: Town, person: int, *presses: str) -> list[str]:
    """Press, in the live conversation, what its screen does not show; what was answered."""
    heard = []
    for press in presses:
        await town.world.sync()
        talk, message_id = live(town, person)
        hit = Hit(person, f"{talk}{SEP}{press}", None, message_id)
        heard.append((await fire(town, [hit]))[hit].text)
    return heard


async def says(town: Town, person: int, *texts: str) -> None:
    """Write, and let the bot handle each."""
    for text in texts:
        await town.world.phone(person).send(text)
        await settled(town)


def heard_by(town: Town, person: int) -> str:
    """Everything that the bot has said and still shows in somebody's private chat, labels of buttons included."""
    found = [message for message in town.world.screens.messages(f"private:{person}") if message["from"]["is_bot"]]
    return "\n".join(str(message) for message in found)


async def planted_file(town: Town, request_id: uuid.UUID, number: str, inn: str = MAIN) -> Document:
    """Somebody's file at a request."""
    document = Document(
        company_id=row_id(inn),
        employee_id=row_id(inn, number),
        kind=DocumentKind.ATTACHMENT,
        mime="application/pdf",
        size=1,
        digest="0" * 64,
        made_at=town.clock.now(),
        request_id=request_id,
        draft_id=request_id,
    )
    document.name = "чужой файл.pdf"
    async with town.db.write() as session:
        session.add(document)
    return document


async def open_screens(town: Town) -> dict[int, list[Json]]:
    """Four people in the middle of something; the messages with buttons that stand on each phone."""
    walks = {
        EMPLOYEE: ("/leave", ["Ежегодный", "›", "21", "27", "Замещающий"]),
        OFFICER: ("/tasks", ["№ 3", "На доработку"]),
        ADMIN: ("/settings", ["Сменить кодовое слово"]),
        MANAGER: ("/tasks", ["№ 5"]),
    }
    for person, (command, labels) in walks.items():
        await says(town, person, command)
        for label in labels:
            await town.world.phone(person).press(label)
    await settled(town)
    return {person: await town.world.phone(person).messages() for person in (*walks, STRANGER)}


async def test_nobody_presses_the_buttons_of_another_nor_his_own_old_ones(town: Town) -> None:
    await screens(town)
    old = {data for message in await town.world.phone(EMPLOYEE).messages() for data in datas(message)}
    shown = await open_screens(town)
    before = await dump(town.db)
    theirs = {person: [data for message in row for data in datas(message)] for person, row in shown.items()}
    hits = [
        Hit(thief, data)
        for thief in (STRANGER, MANAGER, THEIR_OFFICER)
        for owner, row in theirs.items()
        for data in _some(row)
        if owner != thief
    ]
    hits += [Hit(OFFICER, data, DESK) for row in theirs.values() for data in _some(row)]
    hits += [Hit(EMPLOYEE, data) for data in old if SEP in data]
    answers = await fire(town, hits)
    await settled(town)
    assert {str(hit): answer.text for hit, answer in answers.items() if answer.text not in {*BLIND, STALE}} == {}
    assert changes(before, await dump(town.db)) == []
    assert "Кто заменит Вас" not in heard_by(town, MANAGER)


def _some(row: Iterable[str]) -> list[str]:
    """Buttons of conversations: the first and the last few of a phone."""
    found = [data for data in dict.fromkeys(row) if SEP in data]
    return found[:2] + found[-6:]


async def test_a_live_conversation_takes_only_what_its_owner_may(town: Town) -> None:
    known = await targets(town)
    office, theirs, hers = known["office"], known["theirs"], known["officers"]
    foreign = await planted_file(town, office.id, "0024")
    farther = await planted_file(town, theirs.id, "0003", SMALL)
    await screens(town)
    await the_gate(town, known["employees"])
    before = await dump(town.db)

    unknown = [f"pick:{office.id.hex}", f"pick:{theirs.id.hex}", "pick:zzz", f"pick:{uuid.uuid4().hex}"]
    assert (
        await forge(town, EMPLOYEE, f"file:{foreign.id.hex}", f"file:{farther.id.hex}", "file:zzz") == [NOT_FOUND] * 3
    )
    await says(town, EMPLOYEE, "/start")
    assert await forge(town, EMPLOYEE, "tasks", *unknown) == ["", *[NOT_FOUND] * 4]
    await says(town, EMPLOYEE, "/start")
    boss = row_id(MAIN, "0001").hex
    assert await forge(town, EMPLOYEE, "to_switch", f"pick:{boss}", "pick:zzz") == ["", NOT_FOUND, NOT_FOUND]
    await says(town, EMPLOYEE, "/requests")
    assert await forge(town, EMPLOYEE, *unknown) == [NOT_FOUND] * 4
    assert await forge(town, EMPLOYEE, "pages:999", "pages:-1", "pages:zzz", "withdraw_yes", "zzz", "") == [""] * 6
    await town.world.phone(EMPLOYEE).start(f"open-{short(known['employees'].id)}")
    await settled(town)
    assert await forge(town, EMPLOYEE, "correct") == [NOT_FOUND]
    await the_draft(town, foreign)
    await the_tasks(town, known)
    await the_signing(town, known)

    await says(town, STRANGER, "/help")
    assert await forge(town, STRANGER, "help_home") == [NOT_ALLOWED]
    await says(town, STRANGER, "/help")
    assert await forge(town, STRANGER, "help_check") == [NOT_ALLOWED]
    await says(town, STRANGER, "/help")
    await town.world.phone(STRANGER).press("Назад")
    assert "Пришлите сообщением ключ" in (await town.world.phone(STRANGER).last())["text"]
    await says(town, THEIR_OFFICER, "/tasks")
    assert await forge(town, THEIR_OFFICER, f"pick:{office.id.hex}", f"pick:{hers.id.hex}") == [NOT_FOUND] * 2
    await settled(town)
    assert changes(before, await dump(town.db)) == []
    for person in (STRANGER, EMPLOYEE, THEIR_OFFICER):
        assert "Медведев" not in heard_by(town, person)
        assert "чужой файл" not in heard_by(town, person)


async def test_a_text_hides_no_press(town: Town) -> None:
    """aiogram-dialog reads presses out of invisible signs: what an officer was asked to paste must decide nothing."""
    known = await targets(town)
    await screens(town)
    before = await dump(town.db)
    for press in (known["office"].data("accept"), f"o:{short(known['office'].id)}", "zzz\x1dpick:1"):
        await says(town, OFFICER, join_reply_callback("добрый день", press))
    await says(town, OFFICER, "день\u2062", "день\u200c\u200d", "день\U0001d17a\U0001d17a\u00ad")  # no UTF-8 at all
    assert changes(before, await dump(town.db)) == []
    said = [one["text"] for one in await town.world.phone(OFFICER).messages() if one["from"]["is_bot"]]
    assert said.count(plain_key("common-unknown-input", "ru", {})) == 6


async def test_what_was_open_is_shut_again_after_idle_time(town: Town) -> None:
    """Leaving the question for the code leads back to the card, never to the details beneath."""
    known = await targets(town)
    phone = town.world.phone(EMPLOYEE)
    await screens(town)
    await phone.start(f"open-{short(known['employees'].id)}")
    await settled(town)
    await phone.press("Подробности")
    await tap(phone, CODE)
    await phone.see("История")
    town.clock.forward(minutes=11)
    await phone.press("Заявление")
    await phone.see("Введите код входа")
    await phone.press("Отмена")
    await phone.see("открываются кодом входа")
    assert "История" not in heard_by(town, EMPLOYEE)
    await phone.press("Подробности")
    await tap(phone, CODE)
    await phone.see("История")
    await says(town, EMPLOYEE, "/settings")
    await phone.press("Сменить кодовое слово")
    town.clock.forward(minutes=11)
    await says(town, EMPLOYEE, "чужое слово")
    await phone.see(plain_key("error-closed", "ru", {}))
    assert await forge(town, EMPLOYEE, "own_word:1") == [plain_key("error-closed", "ru", {})]
    async with town.db.read() as session:
        chat = (await session.scalars(select(Chat).where(Chat.address == str(EMPLOYEE)))).one()
    assert chat.word == WORD


async def the_gate(town: Town, own: Target) -> None:
    """Tokens of another pad, made-up ones, and nothing at all do not open; the code does."""
    phone, rival = town.world.phone(EMPLOYEE), town.world.phone(OFFICER)
    await says(town, OFFICER, "/settings")
    await rival.press("Сменить кодовое слово")
    await rival.see("Введите код входа")
    tokens = [data.split(SEP)[1] for data in datas(await rival.last())]
    await phone.start(f"open-{short(own.id)}")
    await settled(town)
    await phone.press("Подробности")
    await phone.see("Введите код входа")
    await forge(town, EMPLOYEE, *tokens[:4], "open_pad:zzz", "open_pad:", "open_pad:erase", "open_done", "details")
    await town.world.sync()
    async with town.db.read() as session:
        chat = (await session.scalars(select(Chat).where(Chat.address == str(EMPLOYEE)))).one()
    assert chat.open_until is None
    await tap(phone, CODE)
    await phone.see("История")


async def the_draft(town: Town, foreign: Document) -> None:
    """A leave form with days, people and files that cannot be."""
    phone, today = town.world.phone(EMPLOYEE), town.clock.now().date()
    await says(town, EMPLOYEE, "/leave")
    await phone.press("Без сохранения")
    assert await forge(town, EMPLOYEE, "ground:zzz", "ground:") == [STALE, STALE]
    await phone.press("Назад")
    await phone.press("Ежегодный")
    days = ("d1", f"d{today.toordinal() - 9}", "d" + "9" * 30, "m1", "m" + "9" * 40, "d-1", "d²", "zzz", "")
    await forge(town, EMPLOYEE, *(f"first_day:{day}" for day in days))
    await phone.see("Первый день")
    await phone.press("›")
    await phone.press("21")
    await forge(town, EMPLOYEE, *(f"last_day:{day}" for day in days))
    await phone.press("27")
    await phone.press("Замещающий")
    me, neighbour = row_id(MAIN, "0012"), row_id(SMALL, "0003")
    made_up = [f"stand_in:{short(one)}" for one in (me, neighbour, uuid.uuid4())]
    assert set(await forge(town, EMPLOYEE, *made_up)) <= {NOT_HIM, NOT_FOUND}
    assert await forge(town, EMPLOYEE, "stand_in:zzz") == [NOT_FOUND]
    await phone.press("Назад")
    await phone.press("Приложить файл")
    assert await forge(town, EMPLOYEE, f"file_drop:{short(foreign.id)}", "file_drop:zzz") == [NOT_FOUND] * 2
    await phone.press("Готово")
    assert "7 дней" in (await phone.see("Замещает: не указано"))["text"]


async def the_tasks(town: Town, known: dict[str, Target]) -> None:
    """A manager plays HR, an officer decides on her own request."""
    manager = town.world.phone(MANAGER)
    await manager.start(f"do-{short(known['manager'].id)}")
    await settled(town)
    assert await forge(town, MANAGER, "accept", "undo", "to_order") == [NOT_ALLOWED, NOT_ALLOWED, ""]
    await says(town, MANAGER, "12-к")
    await manager.press("Сегодня")
    await manager.press("☐ Подписанная")
    assert await forge(town, MANAGER, "done") == [NOT_ALLOWED]
    await manager.start(f"decline-{short(known['manager'].id)}")
    await settled(town)
    assert await forge(town, MANAGER, "ready:9", "ready:0", "ready:zzz") == [STALE] * 3
    await says(town, OFFICER, "/tasks")
    own = f"pick:{known['officers'].id.hex}"
    assert await forge(town, OFFICER, own, "accept", "why_return", "ready:1") == ["", NOT_ALLOWED, "", NOT_ALLOWED]
    await says(town, OFFICER, "/tasks")
    assert await forge(town, OFFICER, f"pick:{known['theirs'].id.hex}") == [NOT_FOUND]


async def the_signing(town: Town, known: dict[str, Target]) -> None:
    """«На подпись» with papers of others, and buttons of a check that was not begun."""
    await says(town, EMPLOYEE, "/start")
    foreign = [f"pick:{known[name].id.hex}" for name in ("office", "theirs", "officers")]
    assert await forge(town, EMPLOYEE, "signatures", *foreign, "pick:zzz") == ["", *[NOT_FOUND] * 4]
    assert await forge(town, EMPLOYEE, "freeze", "paper", "rest", "zzz") == [STALE, "", "", ""]
    await says(town, EMPLOYEE, "/help")
    assert await forge(town, EMPLOYEE, "help_check", "drop", "more", "again", "zzz") == [""] * 5
