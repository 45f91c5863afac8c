"""Which chat and which message a call means, and whether the bot may write there."""

from __future__ import annotations

from sandbox.botapi.params import Params
from sandbox.errors import ApiError, bad, forbidden
from sandbox.shapes import ADMINISTRATOR, KICKED, Chat, Json
from sandbox.world import World


def known_chat(world: World, params: Params) -> Chat:
    """The chat of ``chat_id``; private chats of strangers do not exist for a bot.

    Raises:
        ApiError: 400 "chat not found", or the group has become a supergroup.
    """
    if not params.has("chat_id"):
        raise bad("chat_id is empty")
    chat = world.chats.get(params.number("chat_id"))
    if chat is None or (not chat.is_group and chat.id not in world.config.people):
        raise bad("chat not found")
    if chat.moved_to is not None:
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": chat.moved_to},
        )
    return chat


def writable(world: World, params: Params) -> Chat:
    """The chat of ``chat_id``, if the bot may write into it.

    Raises:
        ApiError: 403 where the person never wrote or blocked the bot, or the bot is not in the group.
    """
    chat = known_chat(world, params)
    if chat.is_group:
        member(world, chat)
    elif chat.blocked:
        raise forbidden("bot was blocked by the user")
    elif not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
    if params.has("message_thread_id"):
        raise bad("message thread not found")
    return chat


def member(world: World, chat: Chat) -> None:
    """Refuse unless the bot is in the group.

    Raises:
        ApiError: 403.
    """
    if not chat.has(world.config.bot.id):
        kicked = chat.status(world.config.bot.id) == KICKED
        raise forbidden(
            f"bot was kicked from the {chat.type} chat" if kicked else f"bot is not a member of the {chat.type} chat"
        )


def is_admin(world: World, chat: Chat) -> bool:
    """Whether the bot is an administrator of the group."""
    return chat.status(world.config.bot.id) == ADMINISTRATOR


def own_message(world: World, chat: Chat, params: Params) -> Json:
    """The bot's own message that is to be edited.

    Raises:
        ApiError: 400, there is none or it is somebody else's.
    """
    if params.has("inline_message_id"):
        raise bad("message to edit not found")
    message = world.store.message(chat.id, params.number("message_id"))
    if message is None:
        raise bad("message to edit not found")
    if message["from"]["id"] != world.config.bot.id or "pinned_message" in message:
        raise bad("message can't be edited")
    return message


def replied(world: World, chat: Chat, params: Params) -> Json | None:
    """The message that a new one answers.

    Raises:
        ApiError: 400, it is not there and the caller insists.
    """
    wish = params.structure("reply_parameters", "reply parameters") or {}
    message_id = wish.get("message_id") or params.number("reply_to_message_id")
    if not message_id:
        return None
    message = world.store.message(chat.id, int(message_id))
    anyway = wish.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply")
    if message is None and not anyway:
        raise bad("message to be replied not found")
    return message
