"""The Bot API side: one function per method, listed in ``METHODS``.

A function takes the world and the parameters and returns the ``result``, or raises ``ApiError``. What is not listed
does not exist: the answer is 404, as that of the real server to a method that it does not know.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.botapi import chats, editing, naming, receiving, sending, webhooks
from sandbox.botapi.params import Params
from sandbox.world import World

Method = Callable[[World, Params], Any | Awaitable[Any]]

METHODS: dict[str, Method] = {
    "getMe": receiving.get_me,
    "getUpdates": receiving.get_updates,
    "setWebhook": webhooks.set_webhook,
    "deleteWebhook": webhooks.delete_webhook,
    "getWebhookInfo": webhooks.webhook_info,
    "sendMessage": sending.send_message,
    "sendDocument": sending.send_document,
    "sendPhoto": sending.send_photo,
    "sendMediaGroup": sending.send_media_group,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": editing.edit_text,
    "editMessageCaption": editing.edit_caption,
    "editMessageMedia": editing.edit_media,
    "editMessageReplyMarkup": editing.edit_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "pinChatMessage": editing.pin,
    "unpinChatMessage": editing.unpin,
    "answerCallbackQuery": receiving.answer_callback,
    "getFile": receiving.get_file,
    "getChat": chats.get_chat,
    "getChatMember": chats.get_chat_member,
    "getChatAdministrators": chats.get_administrators,
    "leaveChat": chats.leave_chat,
    "setMyCommands": naming.set_commands,
    "getMyCommands": naming.get_commands,
    "deleteMyCommands": naming.delete_commands,
    "setMyName": naming.setter("name", 64),
    "getMyName": naming.getter("name"),
    "setMyDescription": naming.setter("description", 512),
    "getMyDescription": naming.getter("description"),
    "setMyShortDescription": naming.setter("short_description", 120),
    "getMyShortDescription": naming.getter("short_description"),
    "setChatMenuButton": naming.set_menu_button,
    "getChatMenuButton": naming.get_menu_button,
    "close": receiving.log_out,
    "logOut": receiving.log_out,
}
"""Every method that the sandbox speaks."""

PACED = frozenset(name for name in METHODS if name.startswith(("send", "edit")) and name != "sendChatAction")
"""Methods that share Telegram's limits of messages per second."""
BY_LOWER = {name.lower(): name for name in METHODS}
