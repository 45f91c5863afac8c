"""What a person can do with a phone, and what the bot gets to see of it.

Each function is one deed: it changes the world and queues the update in one transaction. A deed that the app of a real
person would not offer raises ``Impossible``.
"""

from __future__ import annotations

import re
from typing import Any

from sandbox import files as stored
from sandbox import limits, text
from sandbox.errors import Impossible
from sandbox.files import Upload
from sandbox.shapes import ADMINISTRATOR, Chat, Json
from sandbox.world import World


def open_chat(world: World, user_id: Any, key: Any) -> Chat:
    """The chat a person writes into.

    Raises:
        Impossible: foreign, blocked, or the person is not in the group.
    """
    person = world.person(user_id)
    chat = world.chat(key or f"private:{person.id}")
    if chat.moved_to is not None:
        raise Impossible("the group has become a supergroup", 409)
    if chat.is_group and not chat.has(person.id):
        raise Impossible(f"person {person.id} is not in {chat.key}", 403)
    if not chat.is_group and chat.id != person.id:
        raise Impossible(f"{chat.key} is not the chat of person {person.id}", 403)
    if chat.blocked:
        raise Impossible(f"person {person.id} has blocked the bot and must start it again", 409)
    return chat


def send(world: World, user_id: int, chat: Chat, words: str, reply_to: int | None) -> list[int]:
    """A text; a long one leaves as several messages, as from any app. Returns the ids."""
    parts = [part.strip() for part in text.pieces(text.clean(words), limits.TEXT)]
    parts = [part for part in parts if part]
    if not parts:
        raise Impossible("the text is empty")
    return [_deliver(world, user_id, chat, _texted(part), reply_to)["message_id"] for part in parts]


def start(world: World, user_id: int, payload: str) -> int:
    """Open ``t.me/bot?start=payload``: unblocks, and sends the command."""
    if re.fullmatch(r"[A-Za-z0-9_-]{0,64}", payload) is None:
        raise Impossible("a deep link carries at most 64 of A-Z, a-z, 0-9, _ and -")
    chat = world.chats[world.person(user_id).id]
    block(world, user_id, False)
    return int(_deliver(world, user_id, chat, _texted(f"/start {payload}".strip()), None)["message_id"])


def attach(world: World, user_id: int, chat: Chat, upload: Upload, words: str, as_photo: bool) -> int:
    """A file, or a picture that the app shrinks and sends as a photo."""
    if len(upload.data) > limits.PERSON_UPLOAD:
        raise Impossible("the file is bigger than the sandbox takes (60 MB)", 413)
    if not upload.data:
        raise Impossible("Telegram does not send empty files")
    if as_photo and stored.image_pixels(upload.data) is None:
        raise Impossible("this is no picture that can be sent as a photo")
    row = world.files.add(stored.PHOTO if as_photo else stored.DOCUMENT, upload)
    content = stored.content(row)
    words = text.clean(words).strip()
    if words:
        marks = text.with_found(words, [])
        content |= {"caption": words} | ({"caption_entities": marks} if marks else {})
    return int(_deliver(world, user_id, chat, content, None)["message_id"])


def contact(world: World, user_id: int, chat: Chat, of: int, forwarded: bool) -> int:
    """A contact card: one's own (phone without a plus, as most apps send it), or somebody else's."""
    person = world.person(of)
    card: Json = {
        "phone_number": person.phone.removeprefix("+"),
        "first_name": person.first_name,
        "user_id": person.id,
    }
    if person.last_name:
        card["last_name"] = person.last_name
    content: Json = {"contact": card}
    if forwarded:
        content["forward_origin"] = {"type": "user", "sender_user": person.user(), "date": world.now()}
    return int(_deliver(world, user_id, chat, content, None)["message_id"])


def press(world: World, user_id: int, chat: Chat, message_id: int, data: str, forge: bool) -> str:
    """Press an inline button; ``forge`` presses what is not there, as a hostile app can. Returns the callback's id."""
    message = world.store.message(chat.id, message_id)
    if not forge and (message is None or data not in _callback_data(message)):
        raise Impossible(f"message {message_id} of {chat.key} has no button with data {data!r}", 404)
    gone = {"chat": world.chat_card(chat), "message_id": message_id, "date": 0}
    with world.store.transaction():
        callback_id = world.new_callback(user_id, chat)
        query = {"id": callback_id, "from": world.user(user_id), "message": message or gone}
        world.updates.add("callback_query", {**query, "chat_instance": str(abs(chat.id) * 7919), "data": data})
    return callback_id


def delete(world: World, user_id: int, chat: Chat, message_id: int) -> None:
    """A person deletes an own message for everybody; bots are not told."""
    message = world.store.message(chat.id, message_id)
    if message is None or message["from"]["id"] != user_id:
        raise Impossible(f"message {message_id} of {chat.key} is not this person's", 404)
    world.remove(chat, message_id)


def edit(world: World, user_id: int, chat: Chat, message_id: int, words: str) -> None:
    """A person corrects an own text; the bot gets ``edited_message``."""
    message = world.store.message(chat.id, message_id)
    if message is None or message["from"]["id"] != user_id or "text" not in message:
        raise Impossible(f"message {message_id} of {chat.key} is not this person's text", 404)
    kept = {name: value for name, value in message.items() if name not in ("text", "entities")}
    with world.store.transaction():
        message = world.change(chat, {**kept, **_texted(text.clean(words).strip()[: limits.TEXT])})
        if _bot_sees(world, chat, message):
            world.updates.add("edited_message", message)


def block(world: World, user_id: int, blocked: bool) -> None:
    """Block or unblock the bot; it is told by ``my_chat_member``."""
    chat = world.chats[world.person(user_id).id]
    if chat.blocked == blocked:
        return
    bot = world.user(world.config.bot.id)
    states = [{"status": "member", "user": bot}, {"status": "kicked", "user": bot, "until_date": 0}]
    old, new = states if blocked else reversed(states)
    with world.store.transaction():
        chat.blocked = blocked
        world.save(chat)
        change = {"chat": world.chat_card(chat), "from": world.user(user_id), "date": world.now()}
        world.updates.add("my_chat_member", {**change, "old_chat_member": old, "new_chat_member": new})
    world.tell_chat(chat)


def upgrade(world: World, chat: Chat) -> int:
    """A group becomes a supergroup with a new id, its old one refuses from now on."""
    if chat.type != "group":
        raise Impossible(f"{chat.key} is not a basic group")
    new_id = -1_000_000_000_000 - abs(chat.id)
    owner = int(next(iter(chat.members)))
    with world.store.transaction():
        world.save(Chat(new_id, chat.title, members=dict(chat.members)))
        old = world.post(chat, owner, {"migrate_to_chat_id": new_id})
        new = world.post(world.chats[new_id], owner, {"migrate_from_chat_id": chat.id})
        chat.moved_to = new_id
        world.save(chat)
        for message in (old, new):
            world.updates.add("message", message)
    world.live.publish("people", groups=[world.group_view(world.chats[new_id])])
    return new_id


def _deliver(world: World, user_id: int, chat: Chat, content: Json, reply_to: int | None) -> Json:
    reply = world.store.message(chat.id, reply_to) if reply_to else None
    with world.store.transaction():
        message = world.post(chat, user_id, content, reply)
        if _bot_sees(world, chat, message):
            world.updates.add("message", message)
        if not chat.is_group and not chat.started:
            chat.started = True
            world.save(chat)
            world.tell_chat(chat)
    if chat.keyboard and chat.keyboard.get("one_time_keyboard"):
        world.set_keyboard(chat, None)
    return message


def _bot_sees(world: World, chat: Chat, message: Json) -> bool:
    """Privacy mode (core.telegram.org/bots/features#privacy-mode): commands and replies to the bot only."""
    if not chat.is_group:
        return True
    bot = world.config.bot
    if not chat.has(bot.id):
        return False
    if chat.status(bot.id) == ADMINISTRATOR:
        return True
    reply = message.get("reply_to_message")
    return _is_command_for(bot.username, message.get("text", "")) or (
        reply is not None and reply["from"]["id"] == bot.id
    )


def _is_command_for(username: str, words: str) -> bool:
    match = re.match(r"/[A-Za-z0-9_]+(?:@(\w+))?", words)
    return match is not None and (match.group(1) is None or match.group(1).lower() == username.lower())


def _texted(words: str) -> Json:
    entities = text.with_found(words, [])
    return {"text": words, "entities": entities} if entities else {"text": words}


def _callback_data(message: Json) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]
