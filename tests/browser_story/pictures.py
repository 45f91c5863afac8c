"""`make pictures`: plays the story and keeps what guides and README show, in docs/pictures.

Pictures are made and never drawn, so that they cannot show a bot that is no more; tests/house/test_guides.py sees to it
that each one is used. A picture of a phone ends where its last message ends; the palette keeps the files small.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser import MISSING, chromium, find_chromium
from tests.browser_story import signing, walk
from tests.browser_story.demo import demo
from tests.sandbox_page.stage import DESKTOP, phone, say

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
SCALE = 2
COLOURS = 256
MARGIN, GAP = 14, 10
KEPT = {
    *("sms", "pad", "word", "menu", "first", "summary", "receipt", "request", "details"),
    *("to-approve", "approved", "reasons", "to-accept", "accepted", "to-execute", "order-paper", "tasks"),
    *("joining-list", "certificate-waiting", "identity", "to-sign", "sign-pin", "signed", "signed-card"),
    *("broadcast", "broadcast-progress", "undelivered", "undelivered-case"),
}
ADMINISTRATOR = 1006
NEWS = "Завтра с 9 до 12 на втором этаже отключат воду.\nПитьевая вода — в столовой."
LETTERS = 3_000
"""Milliseconds in which a letter has left, or was refused."""
WHOLE = {"start": "start", "accepted": "chat"}
"""Where the whole page is kept: what can be seen → name of the picture."""


class Album:
    """Looks at the page when it is told what can be seen there, and where: on a phone, or in one message."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def __call__(self, name: str, where: Locator) -> None:
        if name not in KEPT and name not in WHOLE:
            return
        self._calm(name)
        if name in WHOLE:
            size = (DESKTOP["width"], DESKTOP["height"])
            _keep(self._taken().resize(size, Image.Resampling.LANCZOS), WHOLE[name])
        if name in KEPT:
            is_message = where.get_attribute("data-message") is not None
            _keep(self._of_message(where) if is_message else self._of_phone(where), name)

    def _calm(self, name: str) -> None:
        """Toasts of earlier presses are gone; the dots of a pad are what its picture is about."""
        if name not in ("pad", "sign-pin"):
            expect(self.page.locator("[data-role=toast]")).to_have_count(0)
        self.page.evaluate("document.activeElement.blur()")
        self.page.mouse.move(0, 0)

    def _of_phone(self, one: Locator) -> Image.Image:
        """The screen down to the end of the last message, its round corners straight."""
        screen = one.locator(".screen").bounding_box()
        last = one.locator("[data-message]").last.bounding_box()
        log = one.locator("[data-role=log]").bounding_box()
        assert screen
        assert last
        assert log
        bottom = min(last["y"] + last["height"] + MARGIN, log["y"] + log["height"])
        clip = {"x": screen["x"], "y": screen["y"], "width": screen["width"], "height": bottom - screen["y"]}
        one.locator(".screen").evaluate("(node) => node.style.borderRadius = 0")
        picture = self._taken(clip=clip)
        one.locator(".screen").evaluate("(node) => node.style.borderRadius = ''")
        return picture

    def _of_message(self, message: Locator) -> Image.Image:
        """One message with its buttons, and a little of what is around it."""
        message.scroll_into_view_if_needed()
        box = message.bounding_box()
        assert box
        sides = {"x": box["x"] - GAP, "width": box["width"] + 2 * GAP}
        return self._taken(clip={**sides, "y": box["y"] - GAP / 2, "height": box["height"] + GAP})

    def _taken(self, **options: Any) -> Image.Image:
        return Image.open(io.BytesIO(self.page.screenshot(**options))).convert("RGB")


def _keep(picture: Image.Image, name: str) -> None:
    few = picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    few.save(FOLDER / f"{name}.png", optimize=True)


def play(page: Page) -> None:
    """The walk, and what the guides show beyond it."""
    album = Album(page)
    employee, manager, officer = (phone(page, index) for index in range(3))
    walk.seen(manager, "Ждут Вас")
    album("start", employee)
    walk.follow_link(page, 0, album)
    page.get_by_role("button", name="Свернуть подсказки").click()
    walk.enter(employee, album)
    number = walk.ask_leave(employee, album)
    walk.approve(manager, employee, number, album)
    walk.accept(officer, employee, number, album)
    walk.execute(officer, employee, number, album)
    afterwards(employee, manager, officer, album)
    signed(employee, manager, officer, album)
    unreached(employee, manager, officer, album)
    tell_all(manager, album)


def afterwards(employee: Locator, manager: Locator, officer: Locator, album: Album) -> None:
    """«Мои заявки», the details behind the code, the reasons of a return, the tasks of an officer."""
    say(employee, "/requests")
    walk.press(walk.seen(employee, "Мои заявки"), employee.locator("button.key", has_text="№").last.inner_text())
    walk.seen(employee, "Подробности, файлы и бумага")
    album("request", employee)
    walk.press(employee, "Подробности")
    walk.seen(employee, "История")
    album("details", employee)
    waiting = walk.seen(manager, "у руководителя")
    walk.press(waiting, "На доработку")
    expect(waiting.locator("button.key", has_text="Свои слова")).to_be_visible()
    album("reasons", waiting)
    say(officer, "/tasks")
    walk.seen(officer, "Мои задачи")
    album("tasks", officer)


def signed(employee: Locator, manager: Locator, officer: Locator, album: Album) -> None:
    """From КЭДО to a signed application."""
    signing.join(officer, employee, album)
    signing.make(employee, officer, album)
    signing.ask(employee)
    signing.sign(employee, manager, album)


def unreached(employee: Locator, manager: Locator, officer: Locator, album: Album) -> None:
    """He asks once more and blocks the bot: HR learns that the manager's answer did not arrive, and why."""
    signing.ask(employee, months=4)
    number = signing.sign(employee, manager)
    employee.locator("[data-role=chat-menu]").click()
    employee.get_by_role("menuitem", name="Заблокировать бота").click()
    employee.get_by_role("button", name="Заблокировать", exact=True).click()
    walk.seen(manager, number, "у руководителя")
    card = walk.seen(manager, number)
    walk.press(card, "Согласовать")
    expect(card.locator("button.key", has_text="Вернуть")).to_be_visible()
    expect(card.locator("button.key", has_text="Вернуть")).to_have_count(0)
    album.page.wait_for_timeout(LETTERS)
    say(officer, "/undelivered")
    shown = walk.seen(officer, "Недоставленные", "бот заблокирован")
    album("undelivered", shown)
    shown.locator("button.key").first.click()
    album("undelivered-case", walk.seen(officer, "разблокировать"))


def tell_all(one: Locator, album: Album) -> None:
    """The administrator tells everybody something; he takes the second phone."""
    one.locator("[data-role=person]").select_option(str(ADMINISTRATOR))
    one.locator(f'[data-chat="private:{ADMINISTRATOR}"]').click()
    say(one, "/broadcast")
    walk.seen(one, "Рассылок пока не было")
    walk.press(one, "Новая рассылка")
    walk.seen(one, "Напишите текст одним сообщением")
    say(one, NEWS)
    preview = walk.seen(one, "Так увидят рассылку")
    album("broadcast", preview)
    walk.press(one, "Разослать")
    progress = walk.seen(one, "Отправлено:")
    expect(progress).to_contain_text("Отправляем.")
    album("broadcast-progress", progress)


def main() -> int:
    """0 when the pictures were made, 1 where there is no browser."""
    if find_chromium() is None:
        print(MISSING, file=sys.stderr)
        return 1
    expect.set_options(timeout=walk.PATIENCE)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with (
        tempfile.TemporaryDirectory() as folder,
        demo(Path(folder)) as address,
        chromium() as browser,
        walk.opened(browser, address, device_scale_factor=SCALE) as page,
    ):
        play(page)
    kept = sorted(FOLDER.glob("*.png"))
    print(f"{len(kept)} pictures, {sum(one.stat().st_size for one in kept) // 1024} KB: {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
