"""What the messenger says of the bot's own place in a chat: a person blocked it or came back."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import ChatMemberUpdated
from dishka import FromDishka

from cabinet.access import Actor
from cabinet.people.chats import Chats

router = Router(name="membership")
MESSENGER = Actor.system("messenger")


@router.my_chat_member(F.chat.type == ChatType.PRIVATE)
async def reached(event: ChatMemberUpdated, chats: FromDishka[Chats]) -> None:
    """«Заблокировать» and «Разблокировать»: who cannot be reached is replaced as a holder."""
    gone = event.new_chat_member.status in (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT)
    await chats.reached(MESSENGER, "telegram", str(event.chat.id), blocked=gone)
