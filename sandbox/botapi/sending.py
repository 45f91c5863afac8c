"""sendMessage, sendDocument, sendPhoto, sendMediaGroup, sendChatAction."""

from __future__ import annotations

import secrets
from typing import Any

from sandbox import files as stored
from sandbox import limits
from sandbox.botapi import markup, words
from sandbox.botapi.media import document, media_of, photo
from sandbox.botapi.params import Params
from sandbox.botapi.targets import replied, writable
from sandbox.errors import bad
from sandbox.shapes import Chat, Json
from sandbox.world import World

ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def send_message(world: World, params: Params) -> Json:
    """A text."""
    chat = writable(world, params)
    return _say(world, chat, params, words.text_of(params))


def send_document(world: World, params: Params) -> Json:
    """A file with a caption."""
    chat = writable(world, params)
    params.upload("thumbnail")
    params.flag("disable_content_type_detection")
    row = document(world, params, "document")
    return _say(world, chat, params, {**stored.content(row), **words.caption_of(params)})


def send_photo(world: World, params: Params) -> Json:
    """A picture with a caption."""
    chat = writable(world, params)
    row = photo(world, params, "photo")
    return _say(world, chat, params, {**stored.content(row), **words.caption_of(params), **_above(params)})


def send_media_group(world: World, params: Params) -> list[Json]:
    """An album of two to ten files of one kind."""
    chat = writable(world, params)
    album = params.structure("media", "media")
    if not isinstance(album, list) or len(album) not in limits.ALBUM:
        raise bad("media group must include 2-10 items")
    if len({item.get("type") for item in album if isinstance(item, dict)}) != 1:
        raise bad("documents can't be mixed with other media types")
    contents = [media_of(world, params, item) for item in album]
    reply, group = replied(world, chat, params), str(secrets.randbits(53))
    with world.store.transaction():
        return [_post(world, chat, params, {**content, "media_group_id": group}, reply) for content in contents]


def send_chat_action(world: World, params: Params) -> bool:
    """«Typing…»."""
    chat = writable(world, params)
    action = params.text("action")
    if action not in ACTIONS:
        raise bad("wrong parameter action in request")
    world.live.publish("typing", chat=chat.key, action=action)
    return True


def _above(params: Params) -> Json:
    return {"show_caption_above_media": True} if params.flag("show_caption_above_media") else {}


def _say(world: World, chat: Chat, params: Params, content: Json) -> Json:
    keyboard = markup.read(params)
    if keyboard is not None and markup.INLINE in keyboard:
        content = {**content, "reply_markup": keyboard}
    message = _post(world, chat, params, content, replied(world, chat, params))
    _reply_keyboard(world, chat, keyboard)
    return message


def _post(world: World, chat: Chat, params: Params, content: Json, reply: Json | None) -> Json:
    params.flag("disable_notification")
    protected: dict[str, Any] = {"has_protected_content": True} if params.flag("protect_content") else {}
    return world.post(chat, world.config.bot.id, {**content, **protected}, reply)


def _reply_keyboard(world: World, chat: Chat, keyboard: Json | None) -> None:
    """A keyboard under the chat stays until another one comes or it is removed."""
    if keyboard is None or markup.INLINE in keyboard:
        return
    world.set_keyboard(chat, None if keyboard.get("remove_keyboard") else keyboard)
