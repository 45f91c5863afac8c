"""Every method once or more as the bot calls it; the strict session judges each answer, here its sense is checked."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BufferedInputFile,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    LinkPreviewOptions,
    MenuButtonCommands,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from pydantic import BaseModel

from sandbox.app import Running
from sandbox.client import Phone, World
from tests.sandbox.conftest import GROUP
from tests.sandbox.pictures import PNG

YES = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="Да", callback_data="yes", style="success")],
        [InlineKeyboardButton(text="Сайт", url="https://example.com/?a=1&b=2")],
        [InlineKeyboardButton(text="Номер", copy_text=CopyTextButton(text="214"))],
    ]
)


def plain(value: BaseModel | None) -> dict[str, Any]:
    return value.model_dump(exclude_none=True) if value else {}


async def test_who_am_i(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.username, me.is_bot) == (1, "kabinet_demo_bot", True)


async def test_text_with_everything(bot: Bot, anna: Phone) -> None:
    first = await anna.send("вопрос")
    sent = await bot.send_message(
        anna.id,
        " <b>Привет</b>, 👋🏽 <a href='https://example.com'>тут</a> ",
        parse_mode="HTML",
        reply_markup=YES,
        protect_content=True,
        disable_notification=True,
        reply_parameters=ReplyParameters(message_id=first),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    assert sent.text == "Привет, 👋🏽 тут"
    assert [(e.type, e.extract_from(sent.text)) for e in sent.entities or []] == [
        ("bold", "Привет"),
        ("text_link", "тут"),
    ]
    assert sent.has_protected_content
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.message_id == first
    assert plain(sent.reply_markup) == plain(YES)
    shown = await anna.see("Привет")
    assert shown["protected"]
    assert shown["reply_to"] == first
    assert await anna.buttons() == [["Да"], ["Сайт"], ["Номер"]]


async def test_edits(bot: Bot, anna: Phone) -> None:
    sent = await bot.send_message(anna.id, "раз", reply_markup=YES)
    edited = await bot.edit_message_text("<i>два</i>", chat_id=anna.id, message_id=sent.message_id, parse_mode="HTML")
    assert edited.edit_date
    assert edited.reply_markup is None, "a keyboard that is not sent again is gone"
    again = await bot.edit_message_reply_markup(chat_id=anna.id, message_id=sent.message_id, reply_markup=YES)
    assert plain(again.reply_markup) == plain(YES)
    assert (await anna.last())["html"] == "<i>два</i>"


async def test_file_and_its_edits(bot: Bot, anna: Phone) -> None:
    paper = BufferedInputFile(b"%PDF-1.4 first", "заявление № 1.pdf")
    sent = await bot.send_document(anna.id, paper, caption="<b>Лист</b>", parse_mode="HTML", reply_markup=YES)
    assert sent.document is not None
    assert sent.document.file_name == "заявление № 1.pdf"
    assert await anna.download(await anna.last()) == b"%PDF-1.4 first"
    again = await bot.send_document(anna.id, sent.document.file_id)
    assert again.document == sent.document, "a file that Telegram has is sent by its id"
    named = await bot.edit_message_caption(chat_id=anna.id, message_id=sent.message_id, caption="Новая")
    assert named.caption == "Новая"
    media = InputMediaDocument(media=BufferedInputFile(b"second", "b.txt"), caption="<u>в</u>", parse_mode="HTML")
    other = await bot.edit_message_media(media, chat_id=anna.id, message_id=sent.message_id)
    assert other.document is not None
    assert other.caption == "в"
    file = await bot.get_file(other.document.file_id)
    assert (await bot.download(file)).read() == b"second"  # type: ignore[union-attr]


async def test_pictures_and_albums(bot: Bot, anna: Phone) -> None:
    sent = await bot.send_photo(anna.id, BufferedInputFile(PNG, "p.png"), caption="Календарь")
    assert sent.photo is not None
    assert (sent.photo[-1].width, sent.photo[-1].height) == (3, 2)
    assert await anna.download(await anna.last()) == PNG
    album = [
        InputMediaPhoto(media=BufferedInputFile(PNG, "a.png"), caption="а"),
        InputMediaPhoto(media=sent.photo[-1].file_id),
    ]
    messages = await bot.send_media_group(anna.id, album)
    assert len({message.media_group_id for message in messages}) == 1
    assert messages[0].caption == "а"


async def test_reply_keyboards(bot: Bot, anna: Phone) -> None:
    keyboard = ReplyKeyboardMarkup(
        keyboard=[[KeyboardButton(text="Мой номер", request_contact=True)]],
        resize_keyboard=True,
        one_time_keyboard=True,
        input_field_placeholder="Нажмите",
    )
    await bot.send_message(anna.id, "номер?", reply_markup=keyboard)
    assert await anna.keyboard() == [["Мой номер"]]
    await anna.tap("Мой номер")
    assert await anna.keyboard() == [], "one_time_keyboard folds after use"
    await bot.send_message(anna.id, "ещё", reply_markup=keyboard)
    await bot.send_message(anna.id, "спасибо", reply_markup=ReplyKeyboardRemove())
    assert await anna.keyboard() == []
    await bot.send_message(anna.id, "ответьте", reply_markup=ForceReply())


async def test_deleting(bot: Bot, anna: Phone) -> None:
    typed = await anna.send("секрет")
    assert await bot.delete_message(anna.id, typed)
    await anna.not_see("секрет", during=0)
    ids = [(await bot.send_message(anna.id, str(n))).message_id for n in range(3)]
    assert await bot.delete_messages(anna.id, [*ids, 999])
    assert len(await anna.messages()) == 1


async def test_pinning(bot: Bot, anna: Phone) -> None:
    sent = await bot.send_message(anna.id, "важное")
    assert await bot.pin_chat_message(anna.id, sent.message_id, disable_notification=True)
    assert "закрепил" in (await anna.last())["service"]
    chat = await bot.get_chat(anna.id)
    assert chat.pinned_message is not None
    assert await bot.unpin_chat_message(anna.id, message_id=sent.message_id)
    assert (await bot.get_chat(anna.id)).pinned_message is None


async def test_chats_and_members(bot: Bot, box: Running, anna: Phone, world: World) -> None:
    assert (await bot.get_chat(anna.id)).first_name == "Анна"
    assert (await bot.get_chat(GROUP)).title == "Кадры"
    assert (await bot.get_chat_member(anna.id, anna.id)).status == "member"
    assert [(await bot.get_chat_member(GROUP, n)).status for n in (1, 1001, 1002, 1003)] == [
        "member",
        "member",
        "creator",
        "left",
    ]
    await world.member(GROUP, 1, admin=True)
    assert {member.user.id for member in await bot.get_chat_administrators(GROUP)} == {1, 1002}
    await world.member(GROUP, 1001, present=False, kicked=True)
    assert (await bot.get_chat_member(GROUP, 1001)).status == "kicked"
    assert await bot.leave_chat(GROUP)
    assert not box.world.chats[GROUP].has(1)


async def test_typing(bot: Bot, anna: Phone) -> None:
    assert await bot.send_chat_action(anna.id, "typing")
    with pytest.raises(TelegramBadRequest, match="wrong parameter action"):
        await bot.send_chat_action(anna.id, "sleeping")


async def test_commands(bot: Bot, world: World, anna: Phone) -> None:
    await bot.set_my_commands([BotCommand(command="start", description="Главное")])
    own = [BotCommand(command="queue", description="Очередь")]
    await bot.set_my_commands(own, scope=BotCommandScopeChat(chat_id=anna.id), language_code="ru")
    found = await bot.get_my_commands(scope=BotCommandScopeChat(chat_id=anna.id), language_code="ru")
    assert [plain(command) for command in found] == [plain(command) for command in own]
    assert await bot.get_my_commands(scope=BotCommandScopeAllPrivateChats()) == []
    state = await world.state()
    assert state["commands"]["default"] == [{"command": "start", "description": "Главное"}]
    assert state["commands"]["private:1001"] == [{"command": "queue", "description": "Очередь"}]
    await bot.delete_my_commands(scope=BotCommandScopeChat(chat_id=anna.id), language_code="ru")
    assert "private:1001" not in (await world.state())["commands"]


async def test_names(bot: Bot) -> None:
    assert await bot.set_my_name("Кадры")
    assert (await bot.get_my_name()).name == "Кадры"
    assert (await bot.get_me()).first_name == "Кадры"
    assert await bot.set_my_description("Отпуск и справки")
    assert (await bot.get_my_description()).description == "Отпуск и справки"
    assert await bot.set_my_short_description("Кабинет")
    assert (await bot.get_my_short_description(language_code="en")).short_description == "Кабинет"
    assert await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await bot.get_chat_menu_button()).type == "commands"


async def test_farewell(bot: Bot) -> None:
    assert await bot.close()
    assert await bot.log_out()


async def test_nothing_sent_was_ignored(bot: Bot, world: World, anna: Phone) -> None:
    await bot.send_message(anna.id, "x", reply_markup=YES, protect_content=True)
    await bot.send_document(anna.id, BufferedInputFile(b"x", "x"), caption="y")
    assert [call["ignored"] for call in await world.calls()] == [[], []]
    await bot.send_message(anna.id, "x", message_effect_id="5104841245755180586")
    assert (await world.calls())[-1]["ignored"] == ["message_effect_id"]
