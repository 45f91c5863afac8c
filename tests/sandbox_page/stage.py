"""The stage of the page's tests: a sandbox process, a bot process and one browser; a scene gets fresh phones."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from tests.browser import chromium

ROOT = Path(__file__).parents[2]
TOKEN = "1:AAA"
PATIENCE = 15_000
DESKTOP = {"width": 1440, "height": 900}
PEOPLE = ("Анна", "Борис", "Вера", "Глеб", "Дина", "Егор", "Жанна", "Зоя", "Игорь", "Клара")
CONFIG: dict[str, Any] = {
    "bot": {"token": TOKEN, "id": 1, "username": "tiny_bot", "first_name": "Крошка"},
    "secret": "page-secret_0123456789",
    "people": [
        {"id": 1001 + i, "first_name": name, "phone": f"+7916000000{i + 1}", "note": f"Человек {i + 1}"}
        for i, name in enumerate(PEOPLE)
    ],
    "groups": [{"id": -1001, "title": "Кадры", "members": [1009, 1010]}],
    "hints": [{"text": "Откройте ссылку Глеба", "person": 1004, "start": "key-1"}],
    "phones": [1001, 1002, 1009],
}


class Stage:
    """Everything that runs while the scenes are played."""

    browser: Browser

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
        self.port = "0"
        self.url = self.start_sandbox()
        api = "/".join(self.url.split("/")[:3])
        self.bot = self._run("-m", "tests.sandbox_page.tiny_bot", self.url, api, TOKEN, stdout=subprocess.PIPE)

    def _run(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        log = (self.folder / "log.txt").open("a", encoding="utf-8")
        with log:
            return subprocess.Popen(
                [sys.executable, *arguments], env=environment, cwd=ROOT, text=True, stderr=log, **options
            )

    def start_sandbox(self) -> str:
        """Start (again) on the same port; gives the address of the page."""
        arguments = ("-m", "sandbox", "--dir", str(self.folder), "--port", self.port)
        self.sandbox = self._run(*arguments, stdout=subprocess.PIPE)
        assert self.sandbox.stdout is not None
        url = self.sandbox.stdout.readline().split()[-1]
        self.port = url.split(":")[2].split("/")[0]
        return url

    def wait_for_bot(self) -> None:
        """Until it has told its commands; on a busy machine importing takes it seconds."""
        assert self.bot.stdout is not None
        assert self.bot.stdout.readline() == "bot ready\n"

    def kill_sandbox(self) -> None:
        """As a power cut would."""
        self._end(self.sandbox, signal.SIGKILL)

    def close(self) -> None:
        self._end(self.bot, signal.SIGKILL)
        self._end(self.sandbox, signal.SIGTERM)

    def _end(self, process: subprocess.Popen[str], how: signal.Signals) -> None:
        process.send_signal(how)
        process.wait(10)
        if process.stdout:
            process.stdout.close()

    @contextmanager
    def page(self, first: int, **options: Any) -> Iterator[Page]:
        """A page whose phone 0 belongs to person `first`; an error in its console fails the scene."""
        context = self.browser.new_context(
            **{"viewport": DESKTOP, "locale": "ru-RU", "reduced_motion": "reduce", **options}
        )
        context.set_default_timeout(PATIENCE)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        errors: list[str] = []
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(self.url)
        phone(page).locator("[data-role=person]").select_option(str(first))
        yield page
        lost_on_purpose = ("ERR_CONNECTION_REFUSED", "WebSocket connection", "ERR_INCOMPLETE", "ERR_CONNECTION_RESET")
        assert [error for error in errors if not any(word in error for word in lost_on_purpose)] == []
        context.close()


@contextmanager
def open_stage(folder: Path) -> Iterator[Stage]:
    """All processes up, and down again whatever happens."""
    stage = Stage(folder)
    try:
        with chromium() as stage.browser:
            stage.wait_for_bot()
            yield stage
    finally:
        stage.close()


def phone(page: Page, index: int = 0) -> Locator:
    return page.locator(f'[data-phone="{index}"]')


def say(phone: Locator, text: str) -> None:
    """Type and send."""
    phone.locator("[data-role=input]").fill(text)
    phone.locator("[data-role=input]").press("Enter")


def begin(phone: Locator) -> Locator:
    """Press «Запустить»; gives the message with the menu."""
    phone.locator("[data-role=start]").click()
    message = phone.locator("[data-message]", has_text="Главное").last
    message.wait_for()
    return message


def begun(phone: Locator) -> None:
    """Begin, unless another scene of this person did."""
    start = phone.locator("[data-role=start]")
    start.or_(phone.locator("[data-role=input]")).first.wait_for()
    if start.is_visible():
        begin(phone)


def key(where: Locator, label: str) -> Locator:
    """The newest button with this text."""
    return where.locator("button.key", has_text=label).last
