"""editMessageText, …Caption, …Media, …ReplyMarkup, deleteMessage(s), pinning."""

from __future__ import annotations

from sandbox import limits
from sandbox.botapi import markup, words
from sandbox.botapi.media import media_of
from sandbox.botapi.params import Params
from sandbox.botapi.targets import is_admin, known_chat, own_message, writable
from sandbox.errors import ApiError, bad
from sandbox.shapes import Chat, Json
from sandbox.world import World

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content"
    " and reply markup of the message"
)
TEXT = ("text", "entities", "link_preview_options")
CAPTION = ("caption", "caption_entities", "show_caption_above_media")
MEDIA = ("document", "photo", *CAPTION)


def edit_text(world: World, params: Params) -> Json:
    """New words (and keyboard) for a text."""
    chat = writable(world, params)
    message = own_message(world, chat, params)
    content = words.text_of(params)
    if "text" not in message:
        raise bad("there is no text in the message to edit")
    return _edit(world, chat, params, message, TEXT, content)


def edit_caption(world: World, params: Params) -> Json:
    """A new caption for a file."""
    chat = writable(world, params)
    message = own_message(world, chat, params)
    if "text" in message:
        raise bad("there is no caption in the message to edit")
    above: Json = {"show_caption_above_media": True} if params.flag("show_caption_above_media") else {}
    return _edit(world, chat, params, message, CAPTION, words.caption_of(params) | above)


def edit_media(world: World, params: Params) -> Json:
    """Another file in the place of one."""
    chat = writable(world, params)
    message = own_message(world, chat, params)
    content = media_of(world, params, params.structure("media", "media"))
    return _edit(world, chat, params, message, (*MEDIA, *TEXT), content)


def edit_markup(world: World, params: Params) -> Json:
    """Another inline keyboard, or none."""
    chat = writable(world, params)
    return _edit(world, chat, params, own_message(world, chat, params), (), {})


def _edit(world: World, chat: Chat, params: Params, old: Json, parts: tuple[str, ...], content: Json) -> Json:
    """Replace ``parts`` of a message; a keyboard that is not sent again is gone."""
    kept = {name: value for name, value in old.items() if name not in (*parts, "reply_markup")}
    keyboard = markup.read(params, inline_only=True)
    new = {**kept, **content} | ({"reply_markup": keyboard} if keyboard else {})
    if new == old:
        raise bad(SAME)
    return world.change(chat, new)


def delete_message(world: World, params: Params) -> bool:
    """One message for everybody."""
    chat = known_chat(world, params)
    _delete(world, chat, params.number("message_id"))
    return True


def delete_messages(world: World, params: Params) -> bool:
    """Up to a hundred messages; those that cannot be found or deleted are skipped."""
    chat = known_chat(world, params)
    ids = params.structure("message_ids", "message identifiers")
    if not isinstance(ids, list) or not 1 <= len(ids) <= 100:
        raise bad("message identifiers are not specified")
    for message_id in ids:
        try:
            _delete(world, chat, int(message_id))
        except ApiError:
            continue
    return True


def _delete(world: World, chat: Chat, message_id: int) -> None:
    message = world.store.message(chat.id, message_id)
    if message is None:
        raise bad("message to delete not found")
    foreign = message["from"]["id"] != world.config.bot.id
    old = world.now() - message["date"] > limits.DELETE_SECONDS
    if chat.is_group and is_admin(world, chat):
        old = foreign = False
    if old or (foreign and chat.is_group):
        raise bad("message can't be deleted for everyone" if old else "message can't be deleted")
    world.remove(chat, message_id)


def pin(world: World, params: Params) -> bool:
    """Pin a message; a line in the chat tells of it."""
    chat = writable(world, params)
    _may_pin(world, chat)
    message = world.store.message(chat.id, params.number("message_id"))
    if message is None:
        raise bad("message to pin not found")
    params.flag("disable_notification")
    if message["message_id"] not in chat.pinned:
        with world.store.transaction():
            chat.pinned.append(message["message_id"])
            world.save(chat)
            pinned = {name: value for name, value in message.items() if name != "reply_to_message"}
            world.post(chat, world.config.bot.id, {"pinned_message": pinned})
    return True


def unpin(world: World, params: Params) -> bool:
    """Unpin one message, or the newest pinned."""
    chat = writable(world, params)
    _may_pin(world, chat)
    message_id = params.number("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(message_id)
    world.save(chat)
    return True


def _may_pin(world: World, chat: Chat) -> None:
    if chat.is_group and not is_admin(world, chat):
        raise bad("not enough rights to manage pinned messages in the chat")
