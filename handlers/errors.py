"""The one place that tells people what went wrong.

A ``CabinetError`` is said as it is. A stale button or a conversation that is gone leads back to the menu with a word.
Anything else is ours: it goes on to the intake, which counts it, logs it under a short number and asks ``apologise``.
"""

from __future__ import annotations

from aiogram import Bot, Router
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import CallbackQuery, ErrorEvent, Message, Update
from aiogram_dialog import DialogManager, ShowMode, StartMode
from aiogram_dialog.api.exceptions import OutdatedIntent, UnknownIntent, UnknownState, UnregisteredDialogError
from dishka import FromDishka

from cabinet.access import Actor
from cabinet.errors import CabinetError
from dialogs import states
from dialogs.sentences import TOAST, sentence
from handlers.groups import GroupWords
from locales import plain_key

router = Router(name="errors")
GONE = (UnknownIntent, OutdatedIntent, UnknownState, UnregisteredDialogError)


@router.errors(ExceptionTypeFilter(CabinetError))
async def refused(
    event: ErrorEvent, words: FromDishka[GroupWords], locale: str = "ru", actor: Actor | None = None
) -> bool:
    """Say what happened and what to do next: an alert on a press, a message otherwise."""
    error = event.exception
    assert isinstance(error, CabinetError)  # noqa: S101  the filter above says so
    text = sentence(error, locale)
    update = event.update
    if update.callback_query is not None:
        await update.callback_query.answer(text[:TOAST], show_alert=True)
    elif update.message is not None:
        await words.answer(update.message, text)
    return True


@router.errors(ExceptionTypeFilter(*GONE))
async def gone(
    event: ErrorEvent, dialog_manager: DialogManager, locale: str = "ru", actor: Actor | None = None
) -> bool:
    """The conversation of this button is over: say so, and open the present state."""
    callback = event.update.callback_query
    if callback is not None:
        await callback.answer(plain_key("error-stale", locale, {})[:TOAST])
    message = callback.message if callback else event.update.message
    if not isinstance(message, Message) or message.chat.type != ChatType.PRIVATE:
        return True
    await _drop_keyboard(callback)
    home = states.Menu.home if actor is not None else states.Activation.key
    await dialog_manager.start(home, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)
    return True


async def _drop_keyboard(callback: CallbackQuery | None) -> None:
    if callback is None or not isinstance(callback.message, Message):
        return
    try:
        await callback.message.edit_reply_markup(reply_markup=None)
    except TelegramAPIError:
        return  # the old message may be gone as well: the menu below is what matters


async def apologise(bot: Bot, update: Update, number: str) -> None:
    """Tell the person that it is our trouble, under the number that stands in the log."""
    await _tell(bot, update, plain_key("common-trouble", "ru", {"number": number}))


async def no_room(bot: Bot, update: Update) -> None:
    """Tell the person that the answer will come when there is room on our disk."""
    await _tell(bot, update, plain_key("common-no-room", "ru", {}))


async def _tell(bot: Bot, update: Update, text: str) -> None:
    callback, message = update.callback_query, update.message
    try:
        if callback is not None:
            plain = text.replace("<b>", "").replace("</b>", "")
            await bot.answer_callback_query(callback.id, plain[:TOAST], show_alert=True)
        elif message is not None and message.chat.type == ChatType.PRIVATE:
            await bot.send_message(message.chat.id, text)
    except TelegramAPIError:
        return  # the log has it; there is nobody to tell
