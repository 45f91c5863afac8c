"""`make pictures`: plays the story and keeps what guides and README show, in docs/pictures.

Pictures are made and never drawn, so that they cannot show a bot that is no more; tests/house/test_guides.py sees to it
that each one is used. A picture of a phone ends where its last message ends; the palette keeps the files small.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser import MISSING, chromium, find_chromium
from tests.browser_story import walk
from tests.browser_story.demo import demo
from tests.sandbox_page.stage import DESKTOP, phone, say

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
SCALE = 2
COLOURS = 64
MARGIN = 14
EMPLOYEE, MANAGER, OFFICER = range(3)
PHONES = {
    "sms": EMPLOYEE,
    "pad": EMPLOYEE,
    "word": EMPLOYEE,
    "menu": EMPLOYEE,
    "first": EMPLOYEE,
    "summary": EMPLOYEE,
    "receipt": EMPLOYEE,
    "to-approve": MANAGER,
    "approved": MANAGER,
    "accepted": OFFICER,
    "to-execute": OFFICER,
    "order-paper": OFFICER,
    "request": EMPLOYEE,
    "details": EMPLOYEE,
    "reasons": MANAGER,
    "tasks": OFFICER,
}
"""What is kept of a single phone: name of the picture → whose phone."""
WIDE = {"start": "start", "accepted": "chat"}
"""What is kept of the whole page: what can be seen → name of the picture."""


class Album:
    """Looks at the page when it is told what can be seen there."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def __call__(self, name: str) -> None:
        if name not in PHONES and name not in WIDE:
            return
        self._calm(name)
        if name in WIDE:
            wide = _picture(self.page.screenshot())
            _keep(wide.resize((DESKTOP["width"], DESKTOP["height"]), Image.Resampling.LANCZOS), WIDE[name])
        if name in PHONES:
            _keep(self._of_phone(phone(self.page, PHONES[name])), name)

    def _calm(self, name: str) -> None:
        """Toasts of earlier presses are gone; the dots of the pad are what its picture is about."""
        if name != "pad":
            expect(self.page.locator("[data-role=toast]")).to_have_count(0)
        self.page.evaluate("document.activeElement.blur()")
        self.page.mouse.move(0, 0)

    def _of_phone(self, one: Locator) -> Image.Image:
        screen = one.locator(".screen").bounding_box()
        last = one.locator("[data-message]").last.bounding_box()
        log = one.locator("[data-role=log]").bounding_box()
        assert screen and last and log
        bottom = min(last["y"] + last["height"] + MARGIN, log["y"] + log["height"])
        clip = {"x": screen["x"], "y": screen["y"], "width": screen["width"], "height": bottom - screen["y"]}
        one.locator(".screen").evaluate("(node) => node.style.borderRadius = 0")
        taken = self.page.screenshot(clip=clip)
        one.locator(".screen").evaluate("(node) => node.style.borderRadius = ''")
        return _picture(taken)


def _picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def _keep(picture: Image.Image, name: str) -> None:
    few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(FOLDER / f"{name}.png", optimize=True)


def play(page: Page) -> None:
    """The walk, and what the guides show beyond it."""
    album = Album(page)
    employee, manager, officer = (phone(page, index) for index in range(3))
    walk.seen(manager, "Ждут Вас")
    album("start")
    walk.follow_link(page, 0, album)
    page.get_by_role("button", name="Свернуть подсказки").click()
    walk.enter(employee, album)
    number = walk.ask_leave(employee, album)
    walk.approve(manager, employee, number, album)
    walk.accept(officer, employee, number, album)
    walk.execute(officer, employee, number, album)
    afterwards(employee, manager, officer, album)


def afterwards(employee: Locator, manager: Locator, officer: Locator, album: Album) -> None:
    """«Мои заявки», the details behind the code, the reasons of a return, the tasks of an officer."""
    say(employee, "/requests")
    walk.press(walk.seen(employee, "Мои заявки"), employee.locator("button.key", has_text="№").last.inner_text())
    walk.seen(employee, "Подробности, файлы и бумага")
    album("request")
    walk.press(employee, "Подробности")
    walk.seen(employee, "История")
    album("details")
    walk.press(walk.seen(manager, "у руководителя"), "На доработку")
    expect(manager.locator("button.key", has_text="Свои слова")).to_be_visible()
    album("reasons")
    say(officer, "/tasks")
    walk.seen(officer, "Мои задачи")
    album("tasks")


def main() -> int:
    """0 when the pictures were made, 1 where there is no browser."""
    if find_chromium() is None:
        print(MISSING, file=sys.stderr)
        return 1
    expect.set_options(timeout=walk.PATIENCE)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder)) as address, chromium() as browser:
        with walk.opened(browser, address, device_scale_factor=SCALE) as page:
            play(page)
    kept = sorted(FOLDER.glob("*.png"))
    print(f"{len(kept)} pictures, {sum(one.stat().st_size for one in kept) // 1024} KB: {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
