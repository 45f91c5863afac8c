"""getChat, getChatMember, getChatAdministrators, leaveChat."""

from __future__ import annotations

from sandbox.botapi.params import Params
from sandbox.botapi.targets import known_chat, member
from sandbox.errors import bad
from sandbox.members import member_card, set_status
from sandbox.shapes import ADMINISTRATOR, CREATOR, LEFT, Json
from sandbox.world import World

GIFTS = ["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"]


def get_chat(world: World, params: Params) -> Json:
    """A ``ChatFullInfo``."""
    chat = known_chat(world, params)
    if chat.is_group:
        member(world, chat)
    elif not chat.started:
        raise bad("chat not found")
    gifts = dict.fromkeys(GIFTS, False)
    full = {"accent_color_id": abs(chat.id) % 7, "max_reaction_count": 11, "accepted_gift_types": gifts}
    card = world.chat_card(chat) | full
    pinned = world.store.message(chat.id, chat.pinned[-1]) if chat.pinned else None
    return card | ({"pinned_message": pinned} if pinned else {})


def get_chat_member(world: World, params: Params) -> Json:
    """What somebody is in a group."""
    chat = known_chat(world, params)
    user_id = params.number("user_id")
    if user_id not in world.config.people and user_id != world.config.bot.id:
        raise bad("user not found")
    if not chat.is_group:
        return {"status": "member", "user": world.user(user_id)}
    member(world, chat)
    return member_card(world, chat, user_id)


def get_administrators(world: World, params: Params) -> list[Json]:
    """Owner and administrators of a group, other bots aside."""
    chat = known_chat(world, params)
    if not chat.is_group:
        raise bad("there are no administrators in the private chat")
    member(world, chat)
    found = [int(user) for user, status in chat.members.items() if status in (CREATOR, ADMINISTRATOR)]
    return [
        member_card(world, chat, user) for user in found if user in world.config.people or user == world.config.bot.id
    ]


def leave_chat(world: World, params: Params) -> bool:
    """The bot goes."""
    chat = known_chat(world, params)
    if not chat.is_group:
        raise bad("chat not found")
    member(world, chat)
    set_status(world, chat, world.config.bot.id, LEFT, world.config.bot.id)
    return True
