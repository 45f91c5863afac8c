"""The first walk as people do it on the page: pressing, reading, waiting for what must come.

The test and the maker of pictures play the same steps; whoever wants to see what is on the screen hands in a camera.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from bot.cast import CODE, GROUPS
from tests.sandbox_page.stage import DESKTOP, phone, say

Camera = Callable[[str, Locator], None]
"""Told the name of what can be seen now, and where: a phone, or one message."""
PATIENCE = 60_000
"""Milliseconds: an undo lasts ten real seconds, and machines are busy."""
FREE_DAY = re.compile(r"^\d+$")
GROUP = f'[data-chat="group:{GROUPS[0].chat}"]'
ORDER = "12-к"


def blind(_name: str, _where: Locator) -> None:
    """The camera of whoever only plays."""


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """The page as a newcomer sees it, on the company's clocks; an error in its console fails whoever opened it."""
    calm = {"viewport": DESKTOP, "locale": "ru-RU", "timezone_id": "Europe/Moscow", "reduced_motion": "reduce"}
    context = browser.new_context(**{**calm, **options})
    context.set_default_timeout(PATIENCE)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page, errors = context.new_page(), []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    yield page
    assert errors == []
    context.close()


def seen(where: Locator, *words: str) -> Locator:
    """The newest message that holds all these words, once it is there."""
    message = where.locator("[data-message]")
    for word in words:
        message = message.filter(has_text=word)
    expect(message.last).to_be_visible()
    return message.last


def press(where: Locator, label: str) -> None:
    """Press the newest button with exactly this text, and wait until the bot has answered."""
    where.locator("button.key", has_text=re.compile(rf"^{re.escape(label)}$")).last.click()
    expect(where.locator("button.key.is-waiting")).to_have_count(0)


def tap(one: Locator, digits: str) -> None:
    """Tap a code on the pad; each press shows one dot more."""
    for count, digit in enumerate(digits, 1):
        press(one, digit)
        expect(one.locator("[data-role=toast]").last).to_have_text("●" * count)


def follow_link(page: Page, hint: int, camera: Camera = blind) -> None:
    """Follow the link that a hint holds; the SMS comes."""
    page.locator("[data-role=hint]").nth(hint).click()
    seen(phone(page), "Код придёт в SMS")
    expect(phone(page).locator("[data-role=sms-banner]")).to_contain_text("Код для кабинета")
    camera("sms", phone(page))


def enter(one: Locator, camera: Camera = blind) -> None:
    """From the SMS to the menu: the code from the banner, an access code twice, the first code word."""
    one.locator("[data-role=sms-banner] [data-role=sms-code]").click()
    expect(one.locator("[data-role=input]")).to_have_value(re.compile(r"^\d{6}$"))
    one.locator("[data-role=input]").press("Enter")
    seen(one, "Придумайте код входа")
    tap(one, CODE)
    camera("pad", one)
    press(one, "Готово")
    seen(one, "ещё раз")
    tap(one, CODE)
    press(one, "Готово")
    word = seen(one, "кодовое слово")
    camera("word", one)
    word.locator("button.key").first.click()
    seen(one, "Отпуск:")
    camera("menu", one)


def ask_leave(one: Locator, camera: Camera = blind, months: int = 2) -> str:
    """The shortest way to two weeks of leave, some months from now; gives «№ 9», the request."""
    press(one, "Отпуск")
    seen(one, "Какой отпуск нужен?")
    press(one, "Ежегодный")
    calendar = seen(one, "Первый день отпуска")
    for _ in range(months):
        turn(calendar)
    first, last = two_weeks(calendar)
    camera("first", one)
    press(one, first)
    seen(one, "Последний день отпуска")
    camera("last", one)
    press(one, last)
    summary = seen(one, "Ежегодный отпуск", "14 дней")
    receipt = one.locator(f'[data-message="{summary.get_attribute("data-message")}"]')
    camera("summary", one)
    press(one, "Отправить")
    expect(receipt).to_contain_text("Сейчас у руководителя")
    camera("receipt", one)
    found = re.search(r"№ \d+", receipt.inner_text())
    assert found
    return found.group()


def turn(calendar: Locator) -> None:
    """To the next month."""
    title = calendar.locator("button.key").nth(1)
    before = title.inner_text()
    press(calendar, "›")
    expect(title).not_to_have_text(before)


def two_weeks(calendar: Locator) -> tuple[str, str]:
    """First and last day of the first two weeks that no mark speaks against."""
    rows = [row.locator("button.key").all_inner_texts() for row in calendar.locator(".keyboard-row").all()]
    weeks = [row if len(row) == 7 and all(FREE_DAY.match(day) for day in row) else None for row in rows]
    return next((here[0], after[-1]) for here, after in itertools.pairwise(weeks) if here and after)


def approve(manager: Locator, employee: Locator, number: str, camera: Camera = blind) -> None:
    """The manager agrees on his card; when the undo is over the employee is told."""
    seen(manager, number, "у руководителя")
    card = seen(manager, number)
    camera("to-approve", card)
    press(card, "Согласовать")
    expect(card).to_contain_text("Согласовано")
    camera("approved", card)
    seen(employee, number, "руководитель согласен")
    camera("told-approved", employee)


def accept(officer: Locator, employee: Locator, number: str, camera: Camera = blind) -> None:
    """HR takes the request in the group; when the undo is over the employee is told."""
    officer.locator(GROUP).click()
    seen(officer, number, "в кадрах")
    card = seen(officer, number)
    camera("to-accept", card)
    press(card, "Принять")
    expect(card).to_contain_text("исполняет")
    expect(card.locator("button.key", has_text="Вернуть")).to_be_visible()
    camera("accepted", card)
    seen(employee, number, "принято к исполнению")
    expect(card.locator("button.key", has_text="Вернуть")).to_have_count(0)
    camera("to-execute", card)


def execute(officer: Locator, employee: Locator, number: str, camera: Camera = blind) -> None:
    """From the group into private: number, date and paper of the order; the employee is told."""
    press(seen(officer, number, "исполняет"), "Оформить")
    seen(officer, number, "номер приказа")
    camera("order-number", officer)
    say(officer, ORDER)
    seen(officer, number, "Какого числа")
    camera("order-date", officer)
    press(officer, "Сегодня")
    seen(officer, number, f"№ {ORDER}")
    press(officer, "☐ Подписанная бумага получена")
    camera("order-paper", officer)
    press(officer, "Выполнено")
    seen(officer, number, f"№ {ORDER}", "Выполнено")
    seen(employee, number, "выполнено", f"№ {ORDER}")
    camera("told-done", employee)
