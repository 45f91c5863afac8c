"""A phone in a test: behind it the real dispatcher; only the messenger is a session that remembers every call."""

from __future__ import annotations

import itertools
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any, Protocol

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    SendDocument,
    SendMessage,
    TelegramMethod,
)
from aiogram.types import CallbackQuery, Chat, InlineKeyboardMarkup, Message, Update, User

TOKEN = "42:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Messenger(BaseSession):
    """What the bot calls, in order, and what stands in each chat because of it."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[TelegramMethod[Any]] = []
        self.chats: dict[int, dict[int, Message]] = {}
        self.numbers = itertools.count(1)

    async def close(self) -> None:
        """Nothing to close."""

    async def stream_content(self, *args: Any, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        """No files here."""
        yield b""

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:  # noqa: ASYNC109  aiogram's
        """Do what the messenger would."""
        self.calls.append(method)
        if isinstance(method, SendMessage):
            return self.put(bot, int(method.chat_id), text=method.text, reply_markup=_inline(method.reply_markup))
        if isinstance(method, SendDocument):
            return self.put(bot, int(method.chat_id), caption=method.caption)
        if isinstance(method, EditMessageText | EditMessageReplyMarkup):
            return self._edit(method)
        if isinstance(method, DeleteMessage):
            return self.chats[int(method.chat_id)].pop(method.message_id, None) is not None
        if isinstance(method, AnswerCallbackQuery):
            return True
        raise NotImplementedError(type(method).__name__)

    def put(self, bot: Bot, chat: int, user: User | None = None, **fields: Any) -> Message:
        """A new message in a chat."""
        sender = user or User(id=42, is_bot=True, first_name="Кабинет")
        place = Chat(id=chat, type="private")
        message = Message(message_id=next(self.numbers), date=NOW, chat=place, from_user=sender, **fields)
        self.chats.setdefault(chat, {})[message.message_id] = message
        return message.as_(bot)

    def _edit(self, method: EditMessageText | EditMessageReplyMarkup) -> Message:
        chat = self.chats[int(method.chat_id or 0)]
        old = chat.get(method.message_id or 0)
        if old is None:
            raise TelegramBadRequest(method, "Bad Request: message to edit not found")
        text = method.text if isinstance(method, EditMessageText) else old.text
        new = old.model_copy(update={"text": text, "reply_markup": _inline(method.reply_markup)})
        if (new.text, new.reply_markup) == (old.text, old.reply_markup):
            raise TelegramBadRequest(method, "Bad Request: message is not modified")
        chat[new.message_id] = new
        return new


def _inline(markup: Any) -> InlineKeyboardMarkup | None:
    return markup if isinstance(markup, InlineKeyboardMarkup) else None


def make_bot(messenger: Messenger) -> Bot:
    """A bot that talks to the remembered messenger only."""
    return Bot(TOKEN, session=messenger, default=DefaultBotProperties(parse_mode="HTML"))


class Running(Protocol):
    """Whoever has the dispatcher of the moment."""

    dispatcher: Dispatcher


class Phone:
    """One person's private chat with the bot: types, presses by the text on the button, reads the live message."""

    _updates = itertools.count(1)

    def __init__(self, running: Running, messenger: Messenger, bot: Bot, user: int) -> None:
        self.running, self.messenger, self.bot = running, messenger, bot
        self.user = User(id=user, is_bot=False, first_name="Кто-то")
        self.last: Update | None = None

    @property
    def messages(self) -> list[Message]:
        """What stands in the chat, the newest last."""
        return list(self.messenger.chats.get(self.user.id, {}).values())

    @property
    def live(self) -> Message:
        """The newest message of the bot that has buttons, else the newest of the bot."""
        own = [message for message in self.messages if message.from_user and message.from_user.is_bot]
        return next((message for message in reversed(own) if message.reply_markup), own[-1])

    @property
    def text(self) -> str:
        """The live message's text."""
        return self.live.text or ""

    @property
    def buttons(self) -> list[str]:
        """The texts on the live message's buttons."""
        return [button.text for row in self._rows() for button in row]

    @property
    def toasts(self) -> list[str]:
        """Every answer to a press that said something."""
        return [call.text for call in self.messenger.calls if isinstance(call, AnswerCallbackQuery) and call.text]

    def edits(self) -> int:
        """How often a message was edited so far."""
        return sum(isinstance(call, EditMessageText) for call in self.messenger.calls)

    def _rows(self) -> list[list[Any]]:
        return self.live.reply_markup.inline_keyboard if self.live.reply_markup else []

    async def feed(self, **event: Any) -> None:
        """One update through the dispatcher."""
        self.last = Update(update_id=next(self._updates), **event)
        await self.again()

    async def again(self) -> None:
        """The last update once more, as after a kill before it was known as handled."""
        assert self.last is not None
        await self.running.dispatcher.feed_update(self.bot, self.last, press=f"update-{self.last.update_id}")

    async def type(self, text: str) -> None:
        """Send a text."""
        await self.feed(message=self.messenger.put(self.bot, self.user.id, self.user, text=text))

    async def press(self, text: str) -> None:
        """Press the button that begins with a text."""
        data = next(button.callback_data for row in self._rows() for button in row if button.text.startswith(text))
        await self.press_data(data)

    async def press_data(self, data: str, message: Message | None = None) -> None:
        """Press a button by its data, which an old message may still have."""
        callback = CallbackQuery(
            id=str(next(self._updates)), from_user=self.user, chat_instance="1", message=message or self.live, data=data
        )
        await self.feed(callback_query=callback.as_(self.bot))

    async def tap(self, digits: str, done: bool = True) -> None:
        """Tap digits on the pad, and «Готово»."""
        for digit in digits:
            await self.press(digit)
        if done:
            await self.press("Готово")
