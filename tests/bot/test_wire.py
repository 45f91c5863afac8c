"""What goes over the line, and the moment at which it goes out: seen by whoever made the call and by nobody else."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import ClientDecodeError, TelegramForbiddenError, TelegramNetworkError
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiohttp import web

from bot.wire import Sending, TimedSession, leaving
from tests.bot.running import until

SENT = '{"ok": true, "result": {"message_id": 1, "date": 1795510800, "chat": {"id": 5, "type": "private"}}}'


@pytest.fixture
def door() -> socket.socket:
    """A bound socket on which nobody listens yet."""
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    return door


@pytest.fixture
async def bot(door: socket.socket) -> AsyncIterator[Bot]:
    """A bot whose messenger is behind that door."""
    session = TimedSession(api=TelegramAPIServer.from_base(f"http://127.0.0.1:{door.getsockname()[1]}"))
    yield Bot("1:AAA", session=session, default=DefaultBotProperties(parse_mode="HTML"))
    await session.close()
    door.close()


async def serving(door: socket.socket, answer: Callable[[web.Request], Awaitable[web.Response]]) -> web.AppRunner:
    app = web.Application()
    app.router.add_post("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.SockSite(runner, door).start()
    return runner


async def answering(door: socket.socket, slow: asyncio.Event) -> web.AppRunner:
    async def answer(_request: web.Request) -> web.Response:
        await slow.wait()
        return web.Response(text=SENT, content_type="application/json")

    return await serving(door, answer)


async def test_it_is_told_before_the_answer_and_to_its_own_call(bot: Bot, door: socket.socket) -> None:
    slow, told = asyncio.Event(), list[int]()
    runner = await answering(door, slow)

    async def send(chat: int) -> None:
        leaving.set(lambda: told.append(chat))
        await bot.send_message(chat, "x")

    sends = [asyncio.create_task(send(chat)) for chat in (1, 2, 3)]
    await until(lambda: sorted(set(told)) == [1, 2, 3])
    assert not any(send.done() for send in sends)
    slow.set()
    await asyncio.gather(*sends)
    await runner.cleanup()


async def test_what_found_no_connection_has_not_left(bot: Bot) -> None:
    told: list[int] = []
    leaving.set(lambda: told.append(1))
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(1, "x")
    assert told == []


async def test_parameters_go_as_json_and_nothing_that_was_not_said(bot: Bot, door: socket.socket) -> None:
    came: list[Any] = []

    async def answer(request: web.Request) -> web.Response:
        came.append((request.path, request.content_type, await request.json()))
        return web.Response(text=SENT, content_type="application/json")

    runner = await serving(door, answer)
    button = InlineKeyboardButton(text="Да", callback_data="yes")
    markup = InlineKeyboardMarkup(inline_keyboard=[[button]])
    sent = await bot.send_message(5, "«Да»?", reply_markup=markup, disable_notification=True)
    known = await bot(Sending(chat_id=5, text="x", reply_markup=markup))
    await runner.cleanup()
    buttons = {"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]}
    path, kind, said = came[0]
    assert (path, kind) == ("/bot1:AAA/sendMessage", "application/json")
    assert json.loads(said.pop("reply_markup")) == buttons
    assert said == {"chat_id": "5", "text": "«Да»?", "parse_mode": "HTML", "disable_notification": "true"}
    assert came[1][0] == path
    assert came[1][2].keys() == {"chat_id", "text", "parse_mode", "reply_markup"}
    assert isinstance(sent, Message)
    assert (sent.message_id, known.message_id) == (1, 1)


async def test_a_file_goes_as_a_form_and_is_told_too(bot: Bot, door: socket.socket) -> None:
    came: list[Any] = []

    async def answer(request: web.Request) -> web.Response:
        came.append({name: getattr(part, "filename", part) for name, part in (await request.post()).items()})
        return web.Response(text=SENT, content_type="application/json")

    runner = await serving(door, answer)
    told: list[int] = []
    leaving.set(lambda: told.append(1))
    await bot.send_document(5, BufferedInputFile(b"%PDF", "Заявление.pdf"), caption="Вот")
    await runner.cleanup()
    (fields,) = came
    assert fields.pop("document").startswith("attach://")
    assert fields.pop("chat_id") == "5"
    assert fields["caption"] == "Вот"
    assert "Заявление.pdf" in fields.values()
    assert told == [1]


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (403, b'{"ok": false, "error_code": 403, "description": "Forbidden"}', TelegramForbiddenError),
        (502, b"<html>\xff</html>", ClientDecodeError),
    ],
)
async def test_refusals_and_pages_that_are_no_answer(
    bot: Bot, door: socket.socket, status: int, body: bytes, kind: type[Exception]
) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, body=body)

    runner = await serving(door, answer)
    with pytest.raises(kind):
        await bot(Sending(chat_id=5, text="x"))
    await runner.cleanup()


async def test_an_answer_that_does_not_come_in_time_is_trouble_of_the_network(bot: Bot, door: socket.socket) -> None:
    slow = asyncio.Event()
    runner = await answering(door, slow)
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bot(Sending(chat_id=5, text="x"), request_timeout=0.05)  # type: ignore[arg-type] # tests are in a hurry
    slow.set()
    await runner.cleanup()
