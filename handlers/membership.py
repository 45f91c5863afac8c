"""What the messenger says of the bot's own place in a chat: blocked or let in again, by a person or in a group."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import ChatMemberRestricted, ChatMemberUpdated
from dishka import FromDishka

from cabinet.access import Actor
from cabinet.people.chats import Chats
from cabinet.requests.desk_reach import DeskReach

router = Router(name="membership")
MESSENGER = Actor.system("messenger")


@router.my_chat_member(F.chat.type == ChatType.PRIVATE)
async def reached(event: ChatMemberUpdated, chats: FromDishka[Chats]) -> None:
    """«Заблокировать» and «Разблокировать»: who cannot be reached is replaced as a holder."""
    gone = event.new_chat_member.status in (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT)
    await chats.reached(MESSENGER, "telegram", str(event.chat.id), blocked=gone)


@router.my_chat_member(F.chat.type.in_({ChatType.GROUP, ChatType.SUPERGROUP}))
async def let_in(event: ChatMemberUpdated, reach: FromDishka[DeskReach]) -> None:
    """The bot may write in a group, perhaps again: what the group has missed is posted."""
    now = event.new_chat_member
    mute = isinstance(now, ChatMemberRestricted) and not now.can_send_messages
    if not mute and now.status not in (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT):
        await reach.opened(MESSENGER, "telegram", str(event.chat.id))
