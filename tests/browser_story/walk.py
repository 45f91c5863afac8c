"""The first walk as people do it on the page: pressing, reading, waiting for what must come.

The test and the maker of pictures play the same steps; whoever wants to see what is on the screen hands in a camera.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from bot.cast import CODE
from tests.sandbox_page.stage import phone, say

Camera = Callable[[str], None]
"""Told the name of what can be seen now."""
FREE_DAY = re.compile(r"^\d+$")
ORDER = "12-к"


def blind(_name: str) -> None:
    """The camera of whoever only plays."""


def seen(where: Locator, *words: str) -> Locator:
    """The newest message that holds all these words, once it is there."""
    message = where.locator("[data-message]")
    for word in words:
        message = message.filter(has_text=word)
    expect(message.last).to_be_visible()
    return message.last


def press(where: Locator, label: str | re.Pattern[str]) -> None:
    """Press the newest button with this text, and wait until the bot has answered."""
    exact = label if isinstance(label, re.Pattern) else re.compile(rf"^{re.escape(label)}$")
    button = where.locator("button.key", has_text=exact).last
    button.click()
    expect(where.locator("button.key.is-waiting")).to_have_count(0)


def tap(one: Locator, digits: str) -> None:
    """Tap a code on the pad; each press shows one dot more."""
    for count, digit in enumerate(digits, 1):
        press(one, digit)
        expect(one.locator("[data-role=toast]").last).to_have_text("●" * count)


def open_link(page: Page, hint: int, camera: Camera = blind) -> None:
    """Follow the link that a hint holds; the SMS comes."""
    page.locator("[data-role=hint]").nth(hint).click()
    seen(phone(page), "Код придёт в SMS")
    expect(phone(page).locator("[data-role=sms-banner]")).to_contain_text("Код для кабинета")
    camera("sms")


def enter(one: Locator, camera: Camera = blind) -> None:
    """From the SMS to the menu: the code from the banner, an access code twice, the first code word."""
    one.locator("[data-role=sms-banner] [data-role=sms-code]").click()
    expect(one.locator("[data-role=input]")).to_have_value(re.compile(r"^\d{6}$"))
    one.locator("[data-role=input]").press("Enter")
    seen(one, "Придумайте код входа")
    tap(one, CODE)
    camera("pad")
    press(one, "Готово")
    seen(one, "ещё раз")
    tap(one, CODE)
    press(one, "Готово")
    word = seen(one, "кодовое слово")
    camera("word")
    word.locator("button.key").first.click()
    seen(one, "Отпуск:")
    camera("menu")


def ask_leave(one: Locator, camera: Camera = blind) -> str:
    """The shortest way, two weeks two months ahead; gives the number of the request."""
    press(one, "Отпуск")
    seen(one, "Какой отпуск нужен?")
    camera("kind")
    press(one, "Ежегодный")
    seen(one, "Первый день отпуска")
    camera("today")
    press(one, "›")
    press(one, "›")
    first, last = two_weeks(one)
    camera("first")
    press(one, first)
    seen(one, "Последний день отпуска")
    camera("last")
    press(one, last)
    seen(one, "Ежегодный отпуск", "14 дней")
    camera("summary")
    press(one, "Отправить")
    receipt = seen(one, "принято", "Сейчас у руководителя")
    camera("receipt")
    found = re.search(r"№ (\d+)", receipt.inner_text())
    assert found
    return found.group(1)


def two_weeks(one: Locator) -> tuple[str, str]:
    """First and last day of the first two weeks in the calendar shown that no mark speaks against."""
    rows = [row.locator("button.key").all_inner_texts() for row in one.locator("[data-message] .keyboard-row").all()]
    weeks = [row if len(row) == 7 and all(FREE_DAY.match(day) for day in row) else None for row in rows]
    return next((here[0], after[-1]) for here, after in itertools.pairwise(weeks) if here and after)
