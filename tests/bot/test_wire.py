"""The moment at which a request goes out: once its connection stands, seen by whoever made it and by nobody else."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError
from aiohttp import web

from bot.wire import TimedSession, leaving
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
    yield Bot("1:AAA", session=session)
    await session.close()
    door.close()


async def answering(door: socket.socket, slow: asyncio.Event) -> web.AppRunner:
    async def answer(_request: web.Request) -> web.Response:
        await slow.wait()
        return web.Response(text=SENT, content_type="application/json")

    app = web.Application()
    app.router.add_post("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.SockSite(runner, door).start()
    return runner


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
