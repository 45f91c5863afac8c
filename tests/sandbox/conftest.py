"""A sandbox per test, in this process, with two people, a stranger to the bot, and a group."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot

from sandbox.app import Running, running
from sandbox.client import Phone, World
from tests.sandbox import spec
from tests.sandbox.strict import bot_at

TOKEN = "1:AAA"
SECRET = "sandbox-secret_0123456789"
GROUP = -1001
CONFIG: dict[str, Any] = {
    "bot": {"token": TOKEN, "id": 1, "username": "kabinet_demo_bot", "first_name": "Кабинет"},
    "secret": SECRET,
    "people": [
        {"id": 1001, "first_name": "Анна", "last_name": "Смирнова", "phone": "+79160000001", "note": "Продажи"},
        {"id": 1002, "first_name": "Борис", "last_name": "Котов", "phone": "+79160000002", "note": "Кадры"},
        {"id": 1003, "first_name": "Вера", "phone": "+79160000003"},
    ],
    "groups": [{"id": GROUP, "title": "Кадры", "members": [1002, 1001], "bot_is_admin": False}],
    "hints": [{"text": "Откройте ссылку", "person": 1001, "start": "key-1"}],
    "phones": [1001, 1002],
}


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say aloud what was not checked."""
    if spec.load() is None:
        terminalreporter.write_line(f"NOTE: {spec.PATH} is absent: the sandbox was not compared with the specification")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a world that has not begun."""
    (tmp_path / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    return tmp_path


@pytest.fixture
async def box(home: Path) -> AsyncIterator[Running]:
    """A sandbox that listens."""
    async with running(home) as sandbox:
        yield sandbox


@pytest.fixture
async def bot(box: Running) -> AsyncIterator[Bot]:
    """A bot whose every answer is judged."""
    bot = bot_at(box.api, TOKEN)
    yield bot
    await bot.session.close()


@pytest.fixture
async def world(box: Running) -> AsyncIterator[World]:
    """The test's hand in the sandbox."""
    async with World(box.url) as world:
        yield world


@pytest.fixture
async def anna(world: World) -> Phone:
    """Has pressed Start; the bot has seen it."""
    phone = world.phone(1001)
    await phone.start()
    return phone


@pytest.fixture
def boris(world: World) -> Phone:
    """Is in the group and never wrote to the bot."""
    return world.phone(1002)
