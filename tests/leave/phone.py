"""A phone in an employee's hand: presses buttons by their text, types, sends files, and sees what stands on its screen.

Behind it are the real dialogs, storage and services; only Telegram's far end is a double that remembers every call.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from typing import Any

from aiogram import Dispatcher
from aiogram.filters import Command
from aiogram.fsm.state import State
from aiogram.types import File, InlineKeyboardMarkup, Message, Update
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.text import Const
from dishka import AsyncContainer, Provider, Scope, make_async_container
from dishka.integrations.aiogram import inject_router, setup_dishka
from sqlalchemy import select

from bot.fsm import ChatIsolation, TalkStorage
from cabinet.documents.service import Documents
from cabinet.leave.kind import LeaveKindOfRequest
from cabinet.leave.service import Leaves
from cabinet.people.doors import Doors
from cabinet.ports import Clock
from cabinet.requests.decisions import Decisions
from cabinet.requests.service import Requests
from dialogs import states
from dialogs.leave import leave_dialog
from dialogs.requests import requests_dialog
from gateways.files import SealedFiles
from handlers.errors import router as errors
from handlers.groups import GroupWords
from storage.chats import Chat
from storage.engine import Database
from storage.people import Employee
from storage.sealed import seal, unseal
from tests.bot.telegram import Telegram, message, press
from tests.conftest import HandClock
from tests.people import actor

HOME = "ГЛАВНОЕ"
menu = Dialog(Window(Const(HOME), state=states.Menu.home))


class PostOffice(Telegram):
    """A Telegram that also keeps files: id → (announced size, bytes)."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, tuple[int | None, bytes]] = {}

    async def make_request(self, bot: Any, method: Any, timeout: int | None = None) -> Any:  # noqa: ASYNC109  aiogram's
        answer = await super().make_request(bot, method, timeout)
        if method.__api_method__ == "getFile":
            size, _ = self.files[method.file_id]
            return File(file_id=method.file_id, file_unique_id="u", file_size=size, file_path=method.file_id)
        return answer

    async def stream_content(self, url: str, *args: Any, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        yield self.files[url.rsplit("/", 1)[-1]][1]


def services(db: Database, clock: HandClock, folder: Path) -> AsyncContainer:
    """What the dialogs of this room ask for."""
    kinds = {"leave": LeaveKindOfRequest(clock)}
    files = SealedFiles(
        folder / "files", lambda data, blob: seal(data, "blob", blob), lambda data, blob: unseal(data, "blob", blob)
    )
    made = {
        Clock: clock,
        Leaves: Leaves(db, clock),
        Documents: Documents(db, clock, files, kinds),
        Requests: Requests(db, clock, kinds),
        Decisions: Decisions(db, clock, kinds),
        Doors: Doors(db, clock),
        GroupWords: GroupWords(),
    }
    provider = Provider(scope=Scope.APP)
    for what in made:
        provider.from_context(provides=what)
    return make_async_container(provider, context=made)


def dispatcher(db: Database, clock: HandClock, parts: AsyncContainer) -> Dispatcher:
    """All of it anew, as after a restart."""
    isolation = ChatIsolation()
    made = Dispatcher(storage=TalkStorage(db, clock), events_isolation=isolation)
    for router in (errors, menu, leave_dialog, requests_dialog):
        router._parent_router = None  # one dispatcher a test, the same routers
    made.message.register(_begin, Command("leave"))
    made.include_routers(errors, menu, leave_dialog, requests_dialog)
    setup_dialogs(made, events_isolation=isolation)
    setup_dishka(parts, made)
    inject_router(made)
    return made


async def _begin(event: Message, dialog_manager: DialogManager) -> None:
    await dialog_manager.start(states.Leave.kind, mode=StartMode.RESET_STACK)


class Phone:
    """One employee's phone. ``taps`` counts presses."""

    def __init__(self, db: Database, clock: HandClock, owner: Employee, folder: Path) -> None:
        self.db, self.clock, self.owner, self.folder = db, clock, owner, folder
        self.telegram, self.taps = PostOffice(), 0
        self.parts = services(db, clock, folder)
        self.dispatcher = dispatcher(db, clock, self.parts)
        self._ids = itertools.count(1)

    def restart(self) -> None:
        """The bot is started anew over the same database."""
        self.dispatcher = dispatcher(self.db, self.clock, services(self.db, self.clock, self.folder))

    async def ask(self) -> None:
        """«Отпуск»."""
        await self.type("/leave")

    async def type(self, text: str) -> None:
        """Send a text."""
        await self._feed(message(next(self._ids), text, of=13))

    async def send(self, name: str, data: bytes, *, size: int | None = None, told: int | None = None) -> None:
        """Send a document; ``size`` is what the message announces, ``told`` what getFile does."""
        file_id = f"file{next(self._ids)}"
        self.telegram.files[file_id] = (told, data)
        update = message(next(self._ids), "", of=13)
        del update["message"]["text"]
        update["message"]["document"] = {
            "file_id": file_id, "file_unique_id": file_id, "file_name": name, "file_size": size,
        }  # fmt: skip
        await self._feed(update)

    async def photo(self, data: bytes) -> None:
        """Send a photo."""
        self.telegram.files["photo"] = (len(data), data)
        update = message(next(self._ids), "", of=13)
        del update["message"]["text"]
        update["message"]["photo"] = [
            {"file_id": name, "file_unique_id": name, "width": 9, "height": 9} for name in ("small", "photo")
        ]
        await self._feed(update)

    async def press(self, label: str) -> None:
        """Press the button that reads ``label`` (its marks and brackets aside, if it is a day)."""
        self.taps += 1
        await self.raw(self.data(label))

    async def raw(self, data: str) -> None:
        """Press with callback data of one's own."""
        await self._feed(press(next(self._ids), data, of=13, message_id=100))

    async def _feed(self, raw: dict[str, Any]) -> None:
        async with self.db.read() as session:
            chat = await session.scalar(select(Chat).where(Chat.employee_id == self.owner.id))
        assert chat is not None
        who = replace(await actor(self.db, self.owner), chat_id=chat.id)
        update = Update.model_validate(raw)
        seen = {"press": f"p{raw['update_id']}", "actor": who, "chat": chat, "locale": "ru"}
        await self.dispatcher.feed_update(self.telegram.bot(), update, **seen)

    @property
    def screen(self) -> str:
        """The text of the live message."""
        return str(self._shown().text)

    @property
    def labels(self) -> list[str]:
        """All button texts of the live message."""
        return [button.text for row in self._rows() for button in row]

    def data(self, label: str) -> str:
        """The callback data behind a label."""
        for row in self._rows():
            for button in row:
                if button.text == label or re.fullmatch(rf"\[?{re.escape(label)}[×?*]?\]?", button.text):
                    return str(button.callback_data)
        raise AssertionError(f"no button {label!r}; there are {self.labels}")

    @property
    def alerts(self) -> list[tuple[str, bool]]:
        """What presses were answered with: (words, as an alert)."""
        return [(call.text, bool(call.show_alert)) for call in self.telegram.made("answerCallbackQuery") if call.text]

    def _shown(self) -> Any:
        return next(
            call
            for call in reversed(self.telegram.calls)
            if call.__api_method__ in ("sendMessage", "editMessageText") and call.reply_markup is not None
        )

    def _rows(self) -> Any:
        markup = self._shown().reply_markup
        assert isinstance(markup, InlineKeyboardMarkup)
        return markup.inline_keyboard


def windows() -> dict[State, Window]:
    """The windows of the leave dialog."""
    return leave_dialog.windows  # type: ignore[return-value]
