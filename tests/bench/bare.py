"""The other side of a ratio: aiogram and aiogram-dialog as their tutorials use them, nothing stored.

``python -m tests.bench.bare KIND URL TOKEN``: dialogs (aiogram with aiogram-dialog) or answer
(aiogram alone, which sends so many letters when it is told «letters N», too).
"""

from __future__ import annotations

import asyncio
import sys

import uvloop
from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import Message
from aiogram_dialog import setup_dialogs

from tests.bench import profile
from tests.bench.shown import FIRST, LETTER, answerer, calendar, counter, opener

IN_HAND = 12


def bot(url: str, token: str) -> Bot:
    """A client at the instant API."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    return Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))


def sender() -> Router:
    """«letters N»: send_message to the first N people, as many at once as our courier has in hand."""
    router = Router(name="sender")

    @router.message(F.text.startswith("letters "))
    async def send(message: Message, bot: Bot) -> None:
        places = asyncio.Semaphore(IN_HAND)

        async def one(chat: int) -> None:
            async with places:
                await bot.send_message(chat, LETTER)

        await asyncio.gather(*(one(FIRST + number) for number in range(int((message.text or "").split()[1]))))

    return router


async def poll(kind: str, url: str, token: str) -> None:
    """Serve until SIGTERM."""
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.include_routers(answerer(), sender())
    if kind == "dialogs":
        dispatcher.include_routers(opener(), counter, calendar)
        setup_dialogs(dispatcher)
    await dispatcher.start_polling(bot(url, token))


if __name__ == "__main__":
    with profile.kept(), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(poll(*sys.argv[1:4]))
