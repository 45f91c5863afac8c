"""Who sits at a conversation: what the middlewares found out, as dialogs read it."""

from __future__ import annotations

import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TypeVar

from aiogram_dialog import DialogManager
from dishka import AsyncContainer
from dishka.integrations.aiogram import CONTAINER_NAME

from cabinet.access import Actor
from cabinet.errors import NotAllowed, NotFound
from storage.chats import Chat

T = TypeVar("T")


def actor_of(manager: DialogManager) -> Actor:
    """The actor of this chat; NotAllowed where the chat is not bound."""
    actor = manager.middleware_data.get("actor")
    if not isinstance(actor, Actor):
        raise NotAllowed
    return actor


def chat_of(manager: DialogManager) -> Chat | None:
    """This chat's row; None before activation."""
    chat = manager.middleware_data.get("chat")
    return chat if isinstance(chat, Chat) else None


async def given(manager: DialogManager, what: type[T]) -> T:
    """A service of the container, where a callback of a widget leaves no room for injection."""
    container: AsyncContainer = manager.middleware_data[CONTAINER_NAME]
    return await container.get(what)


def press_of(manager: DialogManager) -> str:
    """What makes this very update unlike any other: the root of deed keys."""
    return str(manager.middleware_data["press"])


def short(row: uuid.UUID) -> str:
    """A UUID in 22 characters of [A-Za-z0-9_-], for buttons and links."""
    return urlsafe_b64encode(row.bytes).decode().rstrip("=")


def unshort(text: str) -> uuid.UUID:
    """The UUID that ``short`` wrote; NotFound for anything else."""
    try:
        return uuid.UUID(bytes=urlsafe_b64decode(text + "=="))
    except ValueError as error:
        raise NotFound from error


def row_of(text: str) -> uuid.UUID:
    """The UUID that a button or a conversation carries in hex; NotFound for what somebody made up."""
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise NotFound from error
