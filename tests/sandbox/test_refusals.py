"""Everything that Telegram refuses, in Telegram's words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from aiogram.types import (
    BufferedInputFile,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    ReplyParameters,
)

from sandbox.client import Phone, World
from tests.sandbox.conftest import GROUP
from tests.sandbox.pictures import PNG

Deed = Callable[[Bot], Awaitable[object]]


def button(**action: object) -> InlineKeyboardMarkup:
    """A keyboard of one button."""
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="x", **action)]])


def text(words: str, mode: str | None = None) -> Deed:
    """Send a text to Anna."""
    return lambda bot: bot.send_message(1001, words, parse_mode=mode)


def keyboard(markup: InlineKeyboardMarkup) -> Deed:
    """Send a keyboard to Anna."""
    return lambda bot: bot.send_message(1001, "x", reply_markup=markup)


def document(data: bytes, **more: str) -> Deed:
    """Send a file to Anna."""
    return lambda bot: bot.send_document(1001, BufferedInputFile(data, "f"), **more)


WRONG_STYLE = "can't parse inline keyboard button: wrong button style specified"
MANY = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="x", callback_data="x")]] * 101)
REFUSED: list[tuple[str, Deed]] = [
    ("message text is empty", text("")),
    ("message text is empty", text(" \n ")),
    ("message text is empty", text("<b> </b>", "HTML")),
    ("message is too long", text("я" * 4097)),
    ("message is too long", text("😀" * 2048 + "x")),
    ("message caption is too long", document(b"x", caption="я" * 1025)),
    ("unsupported parse_mode", text("*x*", "MarkdownV2")),
    ('can\'t parse entities: Unsupported start tag "br" at byte offset 2', text("я<br>", "HTML")),
    ("can't parse entities: Can't find end tag corresponding to start tag \"b\"", text("<b>x", "HTML")),
    (
        'can\'t parse entities: Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        text("<b><i>x</b></i>", "HTML"),
    ),
    ("BUTTON_DATA_INVALID", keyboard(button(callback_data="я" * 33))),
    ("BUTTON_DATA_INVALID", keyboard(button(callback_data=""))),
    ("text buttons are unallowed in the inline keyboard", keyboard(button())),
    ("inline keyboard button URL 'нет' is invalid: Wrong HTTP URL", keyboard(button(url="нет"))),
    ("BUTTON_COPY_TEXT_INVALID", keyboard(button(copy_text=CopyTextButton(text="x" * 257)))),
    (
        "can't parse inline keyboard button: wrong button style specified",
        keyboard(button(callback_data="x", style="loud")),
    ),
    ("reply markup is too long", keyboard(MANY)),
    ("message to edit not found", lambda bot: bot.edit_message_text("x", chat_id=1001, message_id=777)),
    ("message can't be edited", lambda bot: bot.edit_message_text("x", chat_id=1001, message_id=1)),
    ("message to delete not found", lambda bot: bot.delete_message(1001, 777)),
    (
        "message to be replied not found",
        lambda bot: bot.send_message(1001, "x", reply_parameters=ReplyParameters(message_id=777)),
    ),
    ("message to pin not found", lambda bot: bot.pin_chat_message(1001, 777)),
    ("message to unpin not found", lambda bot: bot.unpin_chat_message(1001, message_id=777)),
    ("not enough rights to manage pinned messages in the chat", lambda bot: bot.pin_chat_message(GROUP, 1)),
    ("message thread not found", lambda bot: bot.send_message(1001, "x", message_thread_id=5)),
    ("chat not found", lambda bot: bot.send_message(4242, "x")),
    ("chat not found", lambda bot: bot.send_message("@nobody", "x")),
    ("chat not found", lambda bot: bot.get_chat(1002)),
    ("user not found", lambda bot: bot.get_chat_member(GROUP, 4242)),
    ("there are no administrators in the private chat", lambda bot: bot.get_chat_administrators(1001)),
    ("wrong file identifier/HTTP URL specified", lambda bot: bot.send_document(1001, "https://example.com/x.pdf")),
    ("file must be non-empty", document(b"")),
    ("IMAGE_PROCESS_FAILED", lambda bot: bot.send_photo(1001, BufferedInputFile(b"no picture", "p.png"))),
    ("media group must include 2-10 items", lambda bot: bot.send_media_group(1001, [])),
    ("BOT_COMMAND_INVALID", lambda bot: bot.set_my_commands([{"command": "Нет", "description": "x"}])),
    (
        "query is too old and response timeout expired or query ID is invalid",
        lambda bot: bot.answer_callback_query("5"),
    ),
]


async def outcome(bot: Bot, deed: Deed) -> str:
    """What the server said."""
    try:
        return f"accepted: {await deed(bot)}"
    except TelegramBadRequest as error:
        return error.message.removeprefix("Bad Request: ")


async def test_refused(bot: Bot, anna: Phone) -> None:
    outcomes = [(words, await outcome(bot, deed)) for words, deed in REFUSED]
    assert [(words, said) for words, said in outcomes if not said.startswith(words)] == []


ACCEPTED: list[Deed] = [
    text("я" * 4096),
    text("<b>" + "&lt;" * 4096 + "</b>", "HTML"),
    document(b"x", caption="я" * 1024),
    keyboard(button(callback_data="я" * 32)),
    keyboard(button(copy_text=CopyTextButton(text="x" * 256))),
]


async def test_up_to_the_limit_is_accepted(bot: Bot, anna: Phone) -> None:
    for deed in ACCEPTED:
        await deed(bot)


async def test_not_modified(bot: Bot, anna: Phone) -> None:
    sent = await bot.send_message(anna.id, "<b>x</b>", parse_mode="HTML", reply_markup=button(callback_data="y"))
    place = {"chat_id": anna.id, "message_id": sent.message_id}
    for deed in (
        bot.edit_message_text("<b>x</b> ", parse_mode="HTML", reply_markup=button(callback_data="y"), **place),
        bot.edit_message_reply_markup(reply_markup=button(callback_data="y"), **place),
    ):
        with pytest.raises(TelegramBadRequest, match="message is not modified"):
            await deed
    await bot.edit_message_text("x", reply_markup=button(callback_data="y"), **place)
    paper = await bot.send_document(anna.id, BufferedInputFile(b"x", "f"), caption="c")
    place["message_id"] = paper.message_id
    assert paper.document is not None
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_media(InputMediaDocument(media=paper.document.file_id, caption="c"), **place)
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await bot.edit_message_text("x", **place)
    with pytest.raises(TelegramBadRequest, match="there is no caption in the message to edit"):
        await bot.edit_message_caption(caption="x", chat_id=anna.id, message_id=sent.message_id)


async def test_cannot_write_first_nor_to_who_blocked(bot: Bot, anna: Phone) -> None:
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await bot.send_message(1002, "здравствуйте")
    await anna.block()
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_document(1001, BufferedInputFile(b"x", "f"))


async def test_outside_the_group(bot: Bot, world: World) -> None:
    sent = await bot.send_message(GROUP, "карточка")
    await world.member(GROUP, 1, present=False, kicked=True)
    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the group chat"):
        await bot.edit_message_text("x", chat_id=GROUP, message_id=sent.message_id)
    await world.member(GROUP, 1)
    await bot.leave_chat(GROUP)
    with pytest.raises(TelegramForbiddenError, match="bot is not a member of the group chat"):
        await bot.get_chat(GROUP)
    await world.post("api/upgrade", {"group": GROUP})
    with pytest.raises(TelegramMigrateToChat):
        await bot.send_message(GROUP, "x")


async def test_what_may_be_deleted(bot: Bot, world: World, anna: Phone, boris: Phone) -> None:
    hers = await anna.send("/start тайна")
    foreign = await boris.send("/queue", f"group:{GROUP}")
    own = await bot.send_message(GROUP, "своё")
    with pytest.raises(TelegramBadRequest, match="message can't be deleted"):
        await bot.delete_message(GROUP, foreign)
    await world.faults(clock_ahead=48 * 3600 + 60)
    for chat, number in ((anna.id, hers), (GROUP, own.message_id)):
        with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
            await bot.delete_message(chat, number)
    await world.member(GROUP, 1, admin=True)
    await bot.delete_message(GROUP, foreign)


async def test_late_and_long_answers_to_a_press(bot: Bot, world: World, anna: Phone) -> None:
    sent = await bot.send_message(anna.id, "да?", reply_markup=button(callback_data="y"))
    await anna.press_data("y", None, sent.message_id, wait=False)
    query = (await bot.get_updates(offset=-1))[0].callback_query
    assert query is not None
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await bot.answer_callback_query(query.id, "x" * 201)
    await world.faults(clock_ahead=14)
    assert await bot.answer_callback_query(query.id, "ок")
    await world.faults(clock_ahead=16)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(query.id)


async def test_albums_of_one_kind(bot: Bot, anna: Phone) -> None:
    mixed = [
        InputMediaPhoto(media=BufferedInputFile(PNG, "a.png")),
        InputMediaDocument(media=BufferedInputFile(b"x", "b")),
    ]
    with pytest.raises(TelegramBadRequest, match="can't be mixed"):
        await bot.send_media_group(anna.id, mixed)
    paper = await bot.send_document(anna.id, BufferedInputFile(b"x", "f"))
    assert paper.document is not None
    with pytest.raises(TelegramBadRequest, match="can't use file of type Document as Photo"):
        await bot.send_photo(anna.id, paper.document.file_id)
