"""The client that all story tests use, against a small bot of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import CommandStart
from aiogram.types import (
    CallbackQuery,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)
from aiohttp import ClientConnectionError

from sandbox.app import Running
from sandbox.client import Answer, Phone, Refused, Unexpected, World
from tests.sandbox.conftest import GROUP
from tests.sandbox.strict import bot_at

HR = f"group:{GROUP}"
MENU = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="Отпуск", callback_data="leave"),
            InlineKeyboardButton(text="Отпуск за свой счёт", callback_data="unpaid"),
        ],
        [InlineKeyboardButton(text="Молчать", callback_data="silent")],
        [
            InlineKeyboardButton(text="Открыть", url="https://t.me/kabinet_demo_bot?start=open-1"),
            InlineKeyboardButton(text="Скопировать", copy_text=CopyTextButton(text="214")),
        ],
    ]
)
KEYS = ReplyKeyboardMarkup(
    keyboard=[[KeyboardButton(text="Мой номер", request_contact=True)], [KeyboardButton(text="Нет")]]
)


def small_bot() -> Dispatcher:
    """Greets, answers buttons, echoes the rest."""
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart())
    async def start(message: Message) -> None:
        await message.answer(f"Главное {message.text}", reply_markup=MENU)

    @dispatcher.message(F.contact)
    async def contact(message: Message) -> None:
        await message.answer(f"номер {message.contact.phone_number}")  # type: ignore[union-attr]

    @dispatcher.message(F.document)
    async def document(message: Message) -> None:
        await message.answer_document(message.document.file_id, caption="ваш файл")  # type: ignore[union-attr]

    @dispatcher.message(F.text == "номер?")
    async def ask(message: Message) -> None:
        await message.answer("чей?", reply_markup=KEYS)

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await asyncio.sleep(0.05)
        await message.answer(f"эхо: {message.text}")

    @dispatcher.callback_query(F.data != "silent")
    async def press(query: CallbackQuery) -> None:
        await query.answer(f"нажато {query.data}", show_alert=query.data == "unpaid")

    return dispatcher


@pytest.fixture
async def served(box: Running) -> AsyncIterator[Bot]:
    """The small bot polls this sandbox."""
    bot, dispatcher = bot_at(box.api, "1:AAA"), small_bot()
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
    yield bot
    await dispatcher.stop_polling()
    await polling


async def test_pressing(served: Bot, anna: Phone) -> None:
    await anna.see("Главное")
    assert await anna.press("Отпуск") == Answer("нажато leave", False)
    assert await anna.press("свой счёт") == Answer("нажато unpaid", True)
    assert await anna.press("Отпуск", wait=False) is None
    assert await anna.press("Скопировать") == Answer("214", False)
    answer = await anna.press("Открыть")
    assert answer is not None
    assert answer.url == "https://t.me/kabinet_demo_bot?start=open-1"
    await anna.see("Главное /start open-1")
    assert (await anna.follow("https://example.com")).url == "https://example.com"


async def test_errors_show_the_screen(served: Bot, anna: Phone) -> None:
    await anna.see("Главное")
    with pytest.raises(Unexpected) as error:
        await anna.press("Справка")
    assert str(error.value).splitlines() == [
        "no button 'Справка'",
        "on the screen of Анна (private:1001):",
        "  #1 Анна Смирнова: /start",
        "  #2 bot: Главное /start",
        "      [Отпуск] [Отпуск за свой счёт] / [Молчать] / [Открыть] [Скопировать]",
    ]
    with pytest.raises(Unexpected, match=r"did not answer the press of 'silent' in 0\.1 s\non the screen of Анна"):
        await anna.press("Молчать", timeout=0.1)
    with pytest.raises(Unexpected, match=r"'нет такого' did not appear in 0.1 s\n(.*\n)*.*#2 bot: Главное"):
        await anna.see("нет такого", timeout=0.1)
    with pytest.raises(Unexpected, match=r"'Главное' should not be there"):
        await anna.not_see("Главное")
    with pytest.raises(Unexpected, match=r"\(nothing\)"):
        await anna.last(HR)
    with pytest.raises(Unexpected, match="no key 'Нет'"):
        await anna.tap("Нет")
    with pytest.raises(TelegramBadRequest):
        await served.send_message(anna.id, "")
    with pytest.raises(Unexpected, match="refused: sendMessage 400 Bad Request: message text is empty"):
        await anna.see("пусто", timeout=0.01)
    with pytest.raises(Unexpected, match="has 0 SMS, not 1"):
        await anna.sees_sms(timeout=0.05)


async def test_seeing_waits_and_knows_new_from_old(served: Bot, anna: Phone) -> None:
    await anna.see("Главное")
    first = await anna.send("привет")
    seen = await anna.see("эхо: привет")
    await anna.send("привет")
    again = await anna.see("эхо: привет", after=seen["message_id"])
    assert first < seen["message_id"] < again["message_id"]
    assert (await anna.last())["message_id"] == again["message_id"]
    assert [message["text"] for message in await anna.messages()][-4:] == ["привет", "эхо: привет"] * 2
    assert await anna.buttons() == [["Отпуск", "Отпуск за свой счёт"], ["Молчать"], ["Открыть", "Скопировать"]]
    await anna.not_see("прощай", during=0.05)


async def test_keyboard_contact_and_files(served: Bot, anna: Phone) -> None:
    await anna.send("номер?")
    await anna.see("чей?")
    assert await anna.keyboard() == [["Мой номер"], ["Нет"]]
    assert "keyboard: [Мой номер] / [Нет]" in anna.screen()
    await anna.tap("номер")
    await anna.see("номер 79160000001")
    await anna.tap("Нет")
    await anna.see("эхо: Нет")
    await anna.upload("справка о доходах.pdf", b"%PDF-1.4", "application/pdf")
    message = await anna.see("ваш файл")
    assert await anna.download(message) == b"%PDF-1.4"
    assert "[справка о доходах.pdf] ваш файл" in anna.screen()


async def test_group(served: Bot, boris: Phone) -> None:
    await boris.send("/start", HR)
    await boris.see("Главное", HR)
    assert await boris.press("Отпуск", HR) == Answer("нажато leave", False)
    assert await boris.messages() == [], "his private chat is another one"


async def test_sms(world: World, anna: Phone) -> None:
    for text, number in (("код 1", "a"), ("код 2", "b"), ("код 2 ещё раз", "b")):
        await world.post("sms", {"to": anna.number, "text": text, "id": number})
    await world.post("sms", {"to": "+70000000000", "text": "чужой"})
    assert await anna.sees_sms() == "код 2"
    assert await anna.sees_sms(count=2) == "код 2"
    assert await world.sms(anna.number) == ["код 1", "код 2"]
    assert await world.sms("+70000000000") == ["чужой"]


async def test_calls(served: Bot, world: World, anna: Phone) -> None:
    await anna.see("Главное")
    sent = await world.calls(method="sendMessage")
    assert [call["params"]["text"] for call in sent] == ["Главное /start"]
    assert "1:AAA" not in str(await world.calls())
    await anna.send("ещё")
    await anna.see("эхо: ещё")
    assert [call["params"]["text"] for call in await world.calls(sent[-1]["n"], "sendMessage")] == ["эхо: ещё"]


async def test_two_clients_and_a_cleared_world(world: World, anna: Phone, box: Running) -> None:
    async with World(box.url) as other:
        await anna.send("видно всем")
        await other.phone(1001).see("видно всем")
        await anna.block()
        chat = other.screens.chats["private:1001"]
        await other.sync()
        assert (chat["started"], chat["blocked"]) == (True, True)
        await world.post("api/clear", {})
        assert await anna.messages() == []


async def test_nobody_there(world: World) -> None:
    with pytest.raises(Refused, match="no person 5"):
        world.phone(5)
    with pytest.raises(ClientConnectionError):
        async with World("http://127.0.0.1:9/none/"):
            pass
