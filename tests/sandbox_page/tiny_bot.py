"""A bot of a few lines that makes the page show everything it can; run as a process: PAGE_URL API_URL TOKEN."""

from __future__ import annotations

import asyncio
import sys

import aiohttp
from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

PAGE_URL, API_URL, TOKEN = sys.argv[1:4]
COMMANDS = {"menu": "Главное", "number": "Номер телефона", "many": "Много сообщений", "link": "Ссылка"}
dp = Dispatcher()


def keys(*labels: str, data: str = "") -> InlineKeyboardMarkup:
    rows = [[InlineKeyboardButton(text=label, callback_data=data or label)] for label in labels]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def menu(edits: int = 0) -> tuple[str, InlineKeyboardMarkup]:
    return f"<b>Главное</b>\nПравок: {edits}", keys("Тост", "Окно", f"Правка {edits + 1}", "Файл")


@dp.message(CommandStart(deep_link=True))
async def opened_by_link(message: Message, command: CommandObject) -> None:
    await message.answer(f"Ссылка открыта: {command.args}")
    sms = {"to": "+79160000004", "text": "Кабинет: код 482913. Никому не называйте.", "id": str(message.message_id)}
    async with aiohttp.ClientSession() as session, session.post(f"{PAGE_URL}sms", json=sms) as answer:
        answer.raise_for_status()


@dp.message(CommandStart())
@dp.message(Command("menu"))
async def start(message: Message) -> None:
    text, markup = menu()
    await message.answer(text, reply_markup=markup)


@dp.message(Command("number"))
async def ask_number(message: Message) -> None:
    share = [KeyboardButton(text="Поделиться номером", request_contact=True)]
    markup = ReplyKeyboardMarkup(keyboard=[share, [KeyboardButton(text="Позже")]], resize_keyboard=True)
    await message.answer("Нужен номер", reply_markup=markup)


@dp.message(Command("many"))
async def many(message: Message) -> None:
    for number in range(12):
        await message.answer(f"Сообщение {number}\nвторая строка\nтретья строка")
    text, markup = menu()
    await message.answer(text, reply_markup=markup)


@dp.message(Command("link"))
async def link(message: Message) -> None:
    await message.answer(
        '<a href="https://t.me/tiny_bot?start=open-7">Открыть заявку</a> и <tg-spoiler>тайна</tg-spoiler>'
    )


@dp.message(F.contact)
async def contact(message: Message) -> None:
    own = message.contact is not None and message.contact.user_id == message.chat.id
    await message.answer("Номер Ваш" if own else "Номер чужой", reply_markup=ReplyKeyboardRemove())


@dp.message(F.document)
async def document(message: Message) -> None:
    if message.document is not None:
        await message.reply(
            f"Получено: {message.document.file_name}, {message.document.file_size} Б, {message.caption}"
        )


@dp.message()
async def echo(message: Message) -> None:
    await message.answer(f"Эхо, знаков: {len(message.text or '')}")


@dp.callback_query()
async def press(query: CallbackQuery) -> None:
    data, message = query.data or "", query.message
    if data.startswith("Правка") and isinstance(message, Message):
        await asyncio.sleep(0.3)
        text, markup = menu(int(data.split()[1]))
        await message.edit_text(text, reply_markup=markup)
    if data == "Файл" and isinstance(message, Message):
        await message.answer_document(BufferedInputFile(b"%PDF-1.4 page", "Заявление.pdf"))
    await query.answer("Слово" if data in ("Тост", "Окно") else None, show_alert=data == "Окно")


async def main() -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(API_URL))
    bot = Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    await bot.set_my_commands([BotCommand(command=name, description=text) for name, text in COMMANDS.items()])
    print("bot ready", flush=True)
    await dp.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
