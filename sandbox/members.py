"""Who is in a group: ``ChatMember`` objects and the updates that a change causes.

As Telegram does it: a change of the bot itself is always told (``my_chat_member``); changes of others only to a bot
that is an administrator and asked for ``chat_member``; and a line appears in the chat, which every bot in the
group sees.
"""

from __future__ import annotations

from sandbox.shapes import ADMINISTRATOR, CREATOR, KICKED, MEMBER, PRESENT, Chat, Json
from sandbox.world import World

ADMIN_RIGHTS = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_send_welcome_messages",
]
REFUSED_RIGHTS = frozenset({"can_be_edited", "is_anonymous", "can_promote_members"})


def member_card(world: World, chat: Chat, user_id: int, status: str | None = None) -> Json:
    """A ``ChatMember`` of any status."""
    status = status or chat.status(user_id)
    card: Json = {"status": status, "user": world.user(user_id)}
    if status == CREATOR:
        card["is_anonymous"] = False
    elif status == ADMINISTRATOR:
        card |= {right: right not in REFUSED_RIGHTS for right in ADMIN_RIGHTS}
    elif status == KICKED:
        card["until_date"] = 0
    return card


def set_status(world: World, chat: Chat, user_id: int, status: str, by: int) -> None:
    """Somebody is added, removed, or made more or less; ``by`` is who did it."""
    bot = world.config.bot.id
    before = chat.status(user_id)
    if before == status:
        return
    old = member_card(world, chat, user_id)
    saw_all = chat.status(bot) == ADMINISTRATOR
    with world.store.transaction():
        was_in = chat.has(bot)
        chat.members[str(user_id)] = status
        world.save(chat)
        change = {
            "chat": world.chat_card(chat),
            "from": world.user(by),
            "date": world.now(),
            "old_chat_member": old,
            "new_chat_member": member_card(world, chat, user_id),
        }
        if user_id == bot:
            world.updates.add("my_chat_member", change)
        elif saw_all:
            world.updates.add("chat_member", change)
        _line(world, chat, user_id, before, by, was_in)
    world.live.publish("people", groups=[world.group_view(chat)])


def _line(world: World, chat: Chat, user_id: int, before: str, by: int, was_in: bool) -> None:
    """The service message of coming and going."""
    came, was = chat.has(user_id), before in PRESENT
    if came == was:
        return
    user = world.user(user_id)
    content: Json = {"new_chat_members": [user]} if came else {"left_chat_member": user}
    message = world.post(chat, by, content)
    if was_in or chat.has(world.config.bot.id):
        world.updates.add("message", message)


def status_of(present: bool, admin: bool, kicked: bool) -> str:
    """The status that a wish of the control API means."""
    if present:
        return ADMINISTRATOR if admin else MEMBER
    return KICKED if kicked else "left"
