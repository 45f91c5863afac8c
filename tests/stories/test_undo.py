"""«Вернуть» and the ways around it, through the phones, on both databases.

Only the presser takes a decision back; what it would have told is never told; the next holder never sees it.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update

from bot.people_data import MAIN, SMALL
from bot.rows import row_id
from bot.schedule import ACTOR
from cabinet.access import Actor
from cabinet.people.invitations import CONSOLE, Invitations
from cabinet.requests.replacements import Replacements
from storage.documents import Document, DocumentKind
from storage.outbox import Desk, DeskState, Letter, LetterState
from storage.requests import Event, Request, Verb
from tests.bot.running import until
from tests.stories.asking import STRAIGHT, all_said, all_shown, asked, button, fill, mine, steps
from tests.stories.conftest import CODE, DESK, Town
from tests.stories.process import LATE, Patience, PatientPhone
from tests.stories.steps import sms_code, tap

pytestmark = pytest.mark.timeout(600)
EMPLOYEE, MANAGER, OFFICER, SECOND, DIRECTOR = 1007, 1008, 1003, 1004, 1005
OTHER_DESK = "group:-1002"
NOT_YOURS = "Это действие Вам недоступно"
BACK = "Решение возвращено."


@pytest.fixture
async def place(town: Town) -> AsyncIterator[Town]:
    """The town with patient people."""
    async with Patience(town.world.base) as world:
        yield replace(town, world=world)


async def quiet(place: Town) -> None:
    """No decision can be taken back any more, and all that was to be said and shown is."""
    await until(lambda: all_shown(place), LATE)
    place.clock.forward(seconds=61)
    await until(lambda: all_said(place), LATE)
    await until(lambda: all_shown(place), LATE)


async def press(phone: PatientPhone, card: int, *labels: str, chat: str | None = None) -> str:
    """Press on a card, one button after the other; the last answer."""
    for label in labels:
        await phone.sees_button(label, chat, card)
        answer = await phone.press(label, chat, card)
    assert answer is not None
    return answer.text


async def refused(phone: PatientPhone, data: str, chat: str | None, card: int) -> str:
    """A press that is refused; what the alert says."""
    answer = await phone.press_data(data, chat, card, timeout=LATE)
    assert answer is not None
    assert answer.alert
    return answer.text


async def letters(place: Town, number: int) -> Counter[tuple[str, LetterState]]:
    """What the employee was to be told of a request, and what became of it."""
    found = select(Letter.topic, Letter.state).join(Event, Event.id == Letter.event_id)
    async with place.db.read() as session:
        rows = await session.execute(found.join(Request, Request.id == Event.request_id).where(mine(number)))
        return Counter((topic.removeprefix("request-"), state) for topic, state in rows)


async def test_what_the_manager_took_back_reaches_nobody(place: Town) -> None:
    anna, manager, officer = (place.world.phone(one) for one in (EMPLOYEE, MANAGER, OFFICER))
    number = await asked(place, EMPLOYEE)
    card = (await manager.see(f"№ {number}"))["message_id"]
    for labels in (("Согласовать",), ("На доработку", "Уточните даты"), ("Отклонить", "Даты не по графику")):
        assert "Вернуть можно 10 секунд" in await press(manager, card, *labels)
        undo = await button(manager, None, card, "Вернуть")
        for other in (anna, officer):
            own = (await other.last())["message_id"]
            assert NOT_YOURS in await refused(other, undo, None, own)
        assert await press(manager, card, "Вернуть") == BACK
        await quiet(place)
    assert await officer.count(f"№ {number}", DESK) == 0
    assert await anna.count(f"№ {number}") == 0
    await press(manager, card, "Согласовать")
    late = await button(manager, None, card, "Вернуть")
    await quiet(place)
    await officer.see(f"№ {number}", DESK)
    await anna.see("руководитель согласен")
    assert "устарела" in await refused(manager, late, None, card)
    dropped = {(verb, LetterState.DROPPED): 1 for verb in ("approve", "return", "decline")}
    assert await letters(place, number) == Counter(dropped | {("approve", LetterState.SENT): 1})
    undone = [verb for each in (Verb.APPROVE, Verb.RETURN, Verb.DECLINE) for verb in (each, Verb.UNDO)]
    assert await steps(place, number) == [Verb.SUBMIT, *undone, Verb.APPROVE]


async def test_at_the_desk_only_the_presser_takes_back(place: Town) -> None:
    artyom, officer, second = (place.world.phone(one) for one in (STRAIGHT, OFFICER, SECOND))
    number = await asked(place)
    card = (await officer.see(f"№ {number}", DESK))["message_id"]
    for labels in (("Принять",), ("На доработку", "Приложите"), ("Отклонить", "В эти дни")):
        await press(officer, card, *labels, chat=DESK)
        assert NOT_YOURS in await refused(second, await button(second, DESK, card, "Вернуть"), DESK, card)
        assert await press(officer, card, "Вернуть", chat=DESK) == BACK
    await quiet(place)
    assert await artyom.count(f"№ {number}") == 0
    await press(second, card, "Принять", chat=DESK)  # the other one decides now
    await officer.see("исполняет Кузнецова Е. В.", DESK)
    assert NOT_YOURS in await refused(officer, await button(officer, DESK, card, "Вернуть"), DESK, card)
    await quiet(place)
    await artyom.see("принято к исполнению")
    dropped = {(verb, LetterState.DROPPED): 1 for verb in ("accept", "return", "decline")}
    assert await letters(place, number) == Counter(dropped | {("accept", LetterState.SENT): 1})


async def test_an_execution_is_taken_back_and_entered_anew(place: Town) -> None:
    artyom, officer, second = (place.world.phone(one) for one in (STRAIGHT, OFFICER, SECOND))
    number = await asked(place)
    card = (await officer.see(f"№ {number}", DESK))["message_id"]
    await press(officer, card, "Принять", chat=DESK)
    await quiet(place)
    await execute(officer, card, "12-к")
    await officer.see("Приказ № 12-к", DESK)
    assert NOT_YOURS in await refused(second, await button(second, DESK, card, "Вернуть"), DESK, card)
    await officer.press("Вернуть")  # in her private chat this time
    await officer.see("исполняет Иванова М. П.", DESK)
    await quiet(place)
    assert await artyom.count("выполнено") == 0
    await execute(officer, card, "13-к")
    await quiet(place)
    await artyom.see("выполнено: приказ № 13-к")
    assert await artyom.count("выполнено") == 1
    told = await letters(place, number)
    assert told[("complete", LetterState.DROPPED)] == told[("complete", LetterState.SENT)] == 1
    async with place.db.read() as session:
        request = (await session.scalars(select(Request).where(mine(number)))).one()
    assert (request.order_number, request.paper_received) == ("13-к", True)


async def execute(officer: PatientPhone, card: int, order: str) -> None:
    """From «Оформить» in the group to «Выполнено» in private."""
    await officer.sees_button("Оформить", DESK, card)
    seen = (await officer.last())["message_id"]
    await officer.press("Оформить", DESK, card)
    await officer.see("номер приказа", after=seen)
    await officer.send(order)
    await officer.see("Какого числа", after=seen)
    await officer.press("Сегодня")
    await officer.sees_button("☐ Подписанная бумага получена")
    await officer.press("☐ Подписанная бумага получена")
    await officer.sees_button("☑ Подписанная бумага получена")
    await officer.press("Выполнено")


async def test_a_returned_request_keeps_its_number_and_gets_a_second_version(place: Town) -> None:
    artyom, officer = place.world.phone(STRAIGHT), place.world.phone(OFFICER)
    await fill(artyom)
    await artyom.press("Отправить")
    found = re.search(r"№ (\d+) принято", (await artyom.see("принято"))["text"])
    assert found is not None
    number = int(found.group(1))
    first_card = (await officer.see(f"№ {number}", DESK))["message_id"]
    await press(officer, first_card, "На доработку", "Уточните даты", chat=DESK)
    await quiet(place)
    letter = await artyom.see("вернули на доработку")
    await artyom.press("Открыть", message_id=letter["message_id"])
    await artyom.sees_button("Исправить")
    await artyom.press("Исправить")
    await artyom.see("Введите код входа")
    await tap(artyom, CODE)
    await artyom.see(f"Исправляете заявление № {number}")
    await artyom.press("Изменить даты")
    await artyom.see("Первый день отпуска")
    await artyom.press("22")
    await artyom.see("Последний день отпуска")
    await artyom.press("28")
    await artyom.see("22 декабря")
    await artyom.press("Отправить")
    await artyom.see(f"Исправленное заявление № {number} принято")
    card = await officer.see(f"№ {number} · Ежегодный отпуск · Волков А. И. · 22–28 декабря", DESK, after=first_card)
    await officer.sees_button("Принять", DESK, card["message_id"])
    await artyom.press("Открыть")
    await artyom.press("Подробности")
    await artyom.see("История")
    await artyom.press("Заявление (PDF)")
    paper = await artyom.download(await artyom.see(f"Заявление № {number}.pdf"))
    assert paper.startswith(b"%PDF")
    async with place.db.read() as session:
        request = (await session.scalars(select(Request).where(mine(number)))).one()
        papers = select(Document.version, Document.size).where(
            Document.request_id == request.id, Document.kind == DocumentKind.APPLICATION
        )
        versions = {row.version: row.size for row in await session.execute(papers)}
    assert request.version == 2
    assert set(versions) == {1, 2}
    assert versions[2] == len(paper)


async def test_of_a_withdrawal_and_a_decision_at_once_one_wins(place: Town) -> None:
    anna, manager = place.world.phone(EMPLOYEE), place.world.phone(MANAGER)
    for first in (date(2026, 12, 21), date(2027, 2, 1), date(2027, 3, 1)):
        number = await asked(place, EMPLOYEE, first)
        card = (await manager.see(f"№ {number}"))["message_id"]
        window = (await anna.see("Мои заявки", after=await anna.send("/requests")))["message_id"]
        await press(anna, window, f"№ {number}", "Отозвать")
        await anna.sees_button("Да, отозвать", None, window)
        answers = await asyncio.gather(anna.press("Да, отозвать"), manager.press("Согласовать", None, card))
        assert sorted(answer is not None and answer.alert for answer in answers) == [False, True]
        winner = Verb.APPROVE if answers[0] and answers[0].alert else Verb.WITHDRAW
        assert await steps(place, number) == [Verb.SUBMIT, winner]


async def test_a_silent_manager_is_passed_over_and_one_who_asks_himself_at_once(place: Town) -> None:
    anna, manager, officer = (place.world.phone(one) for one in (EMPLOYEE, MANAGER, OFFICER))
    own = await asked(place, MANAGER)
    card = await officer.see(f"№ {own}", DESK)
    assert "Руководитель — сам заявитель" in card["text"]
    assert await manager.count(f"№ {own}") == 0
    number = await asked(place, EMPLOYEE, date(2027, 2, 1))
    mine_to_decide = (await manager.see(f"№ {number}"))["message_id"]
    late = await button(manager, None, mine_to_decide, "Согласовать")
    place.clock.forward(days=2)
    await Replacements(place.db, place.clock).replace(ACTOR)
    card = await officer.see(f"№ {number}", DESK)
    assert "Руководитель не ответил в срок" in card["text"]
    await anna.see(f"Заявление № {number} передано дальше")
    assert "устарела" in await refused(manager, late, None, mine_to_decide)
    assert await press(officer, card["message_id"], "Принять", chat=DESK)
    await officer.see("исполняет Иванова М. П.", DESK, after=card["message_id"] - 1)


async def test_without_an_hr_group_every_officer_has_a_card_of_her_own(place: Town) -> None:
    artyom, officer, second = (place.world.phone(one) for one in (STRAIGHT, OFFICER, SECOND))
    async with place.db.write() as session:
        desk = update(Desk).where(Desk.company_id == row_id(MAIN), Desk.state == DeskState.LINKED)
        await session.execute(desk.values(state=DeskState.CLOSED))
    number = await asked(place)
    cards = [(await one.see(f"№ {number}"))["message_id"] for one in (officer, second)]
    late = await button(second, None, cards[1], "Принять")
    await press(officer, cards[0], "Принять")
    assert "Уже решено: Принято к исполнению — Иванова М. П." in await refused(second, late, None, cards[1])
    await second.see("исполняет Иванова М. П.")
    await quiet(place)
    await artyom.see("принято к исполнению")
    assert await officer.count(f"№ {number}", DESK) == 0


async def test_a_second_employment_is_another_company(place: Town) -> None:
    anna, officer = place.world.phone(EMPLOYEE), place.world.phone(OFFICER)
    theirs = place.world.phone(1012)
    her = row_id(SMALL, "0003")
    key = await Invitations(place.db, place.clock).invite(Actor.system(CONSOLE), her, "invited")
    await anna.start(f"key-{key}")
    await anna.see("Код придёт")
    await until(lambda: place.world.sms("+79000000053"), LATE)
    await anna.send(sms_code((await place.world.sms("+79000000053"))[-1]))
    await anna.see("Добавить к нему работу в ООО «Соседи»")
    await anna.press("Добавить")
    await anna.see("Введите код входа")
    await tap(anna, CODE)
    await anna.see("Отпуск:")
    await anna.sees_button("Сменить организацию")
    for name, desk, phone in (("ООО «Соседи»", OTHER_DESK, theirs), ("ООО «Пример»", None, place.world.phone(MANAGER))):
        menu = await anna.see("Анна Сергеевна", after=await anna.send("/start"))
        await press(anna, menu["message_id"], "Сменить организацию", name)
        await anna.see(f"Анна Сергеевна, {name}", after=menu["message_id"] - 1)
        await fill(anna)
        await anna.press("Отправить")
        await phone.see("Смирнова А. С. · 21–27 декабря", desk)
    assert await officer.count("Смирнова А. С. · 21–27 декабря", DESK) == 0
    assert await theirs.count("Смирнова А. С. · 21–27 декабря", OTHER_DESK) == 1
