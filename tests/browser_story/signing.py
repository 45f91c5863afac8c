"""From КЭДО to a signed application, as people do it on the page."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from bot.cast import CODE
from tests.browser_story.walk import Camera, blind, press, seen, tap, turn, two_weeks
from tests.sandbox_page.stage import say

PIN = "738291"
PAUSE = 61_000
"""Milliseconds between two SMS to one phone."""
PRIVATE = '[data-chat="private:1003"]'
TICK = re.compile(r"^☐ .*Новиков")


def join(officer: Locator, employee: Locator, camera: Camera = blind) -> None:
    """HR marks the newcomer through the steps of КЭДО, as if he had signed on paper."""
    if officer.locator(PRIVATE).count():
        officer.locator(PRIVATE).click()
    deeds = (
        ("Не уведомлены", "Отметить: уведомлены", ()),
        ("Уведомлены", "Согласие получено", ("На бумаге",)),
        ("Согласны", "Соглашение подписано", ("На бумаге",)),
    )
    for stage, deed, ways in deeds:
        say(officer, "/start")
        seen(officer, "Отпуск:")
        press(officer, "КЭДО")
        home = seen(officer, "Переход на КЭДО")
        camera("joining", officer)
        home.locator("button.key", has_text=re.compile(rf"^{stage}: ")).last.click()
        seen(officer, f"{stage}: ")
        _tick(officer)
        camera("joining-list", officer)
        for label in (deed, *ways):
            press(officer, label)
        camera("joining-summary", officer)
        press(officer, "Подтвердить")
        seen(officer, "Отмечено: 1 из 1")
    seen(employee, "соглашение")


def _tick(officer: Locator) -> None:
    """Find the newcomer in the pages of the list."""
    expect(officer.locator("button.key", has_text="☐").first).to_be_visible()
    box = officer.locator("button.key", has_text=TICK)
    while not box.count():
        press(officer, "›")
    box.last.click()
    expect(officer.locator("button.key", has_text=re.compile(r"^☑ .*Новиков"))).to_be_visible()


def make(employee: Locator, officer: Locator, camera: Camera = blind) -> None:
    """SMS code, PIN twice, HR confirms the identity."""
    say(employee, "/start")
    seen(employee, "Отпуск:")
    press(employee, "Моя подпись")
    seen(employee, "Подписи у Вас ещё нет")
    press(employee, "Создать подпись")
    asked = seen(employee, "подпись создаёте Вы")
    if asked.filter(has_text="меньше минуты назад").count():
        employee.page.wait_for_timeout(PAUSE)
        asked.locator("button.key", has_text="Новый код").click()
    employee.locator("[data-role=sms-banner] [data-role=sms-code]").click()
    employee.locator("[data-role=input]").press("Enter")
    for words in ("Придумайте ПИН-код подписи", "ПИН-код подписи ещё раз"):
        seen(employee, words)
        tap(employee, PIN)
        press(employee, "Готово")
    seen(employee, "ожидает подтверждения в кадрах")
    camera("certificate-waiting", employee)
    say(officer, "/start")
    press(seen(officer, "Отпуск:"), "Подтвердить личность: 1")
    seen(officer, "показал документ").locator("button.key").first.click()
    seen(officer, "Сверьте")
    camera("identity", officer)
    press(officer, "Личность подтверждена")
    open_door(officer)
    seen(officer, "подпись действует")
    seen(employee, "электронная подпись действует")


def open_door(one: Locator) -> None:
    """The access code, where it is asked for."""
    if one.locator("[data-message]").last.filter(has_text="Введите код входа").count():
        tap(one, CODE)
        press(one, "Готово")


def ask(employee: Locator, months: int = 3) -> None:
    """Two weeks of leave, some months from now, up to the question for a signature."""
    say(employee, "/leave")
    seen(employee, "Какой отпуск нужен?")
    press(employee, "Ежегодный")
    calendar = seen(employee, "Первый день отпуска")
    for _ in range(months):
        turn(calendar)
    first, last = two_weeks(calendar)
    press(employee, first)
    seen(employee, "Последний день отпуска")
    press(employee, last)
    seen(employee, "Ежегодный отпуск", "14 дней")
    press(employee, "Отправить")
    seen(employee, "На подпись")


def sign(employee: Locator, manager: Locator, camera: Camera = blind) -> str:
    """Look at the paper, behind the access code where it is shut, and sign it; gives «№ 9», the request."""
    if not employee.locator("button.key", has_text=re.compile(r"^☑ ")).count():
        employee.locator("button.key", has_text=re.compile(r"^☐ ")).last.click()
        expect(employee.locator("button.key.is-waiting")).to_have_count(0)
        open_door(employee)
    seen(employee, "Прочитайте документ")
    camera("to-sign", employee)
    press(employee, "Подписать")
    seen(employee, "Вы подписываете")
    tap(employee, PIN)
    camera("sign-pin", employee)
    press(employee, "Готово")
    found = re.search(r"№ \d+", seen(employee, "Подписано и отправлено").inner_text())
    assert found
    camera("signed", employee)
    camera("signed-card", seen(manager, found.group(), "Подписано электронной подписью"))
    return found.group()
