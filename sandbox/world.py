"""The world: people, chats and messages, and the two places where every change is told: the bot and the page.

Everything here is synchronous, so one call is one step that nothing can interrupt; whatever belongs together is written
in one transaction of the store. What people do stands in ``deeds``, what the bot may do in ``botapi``.
"""

from __future__ import annotations

import json
import secrets
import time
from collections import deque
from pathlib import Path
from typing import Any

from sandbox import config as configuration
from sandbox.config import Config, Person
from sandbox.errors import Impossible
from sandbox.faults import Faults
from sandbox.files import Files
from sandbox.live import Live
from sandbox.shapes import ADMINISTRATOR, CREATOR, LEFT, MEMBER, Chat, Json
from sandbox.store import Store
from sandbox.updates import Updates
from sandbox.views import shown
from sandbox.webhook import Webhook

SHOWN = 500
"""So many of the newest messages of a chat are sent to the page."""
CALLS_KEPT = 2000


class World:
    """One sandbox; lives in ``directory`` and continues there."""

    def __init__(self, directory: Path) -> None:
        self.config: Config = configuration.read(directory / "config.json")
        self.faults = Faults()
        self.live = Live()
        self.store = Store(directory)
        self.files = Files(self.store)
        self.updates = Updates(self.store, self.clock, self.faults)
        self.webhook = Webhook(self.store, self.clock)
        self.calls: deque[Json] = deque(maxlen=CALLS_KEPT)
        self.chats: dict[int, Chat] = {row["id"]: Chat(**row) for row in self.store.chats()}
        self._settle()

    def _settle(self) -> None:
        """Chats for people and groups that are new in the configuration."""
        with self.store.transaction():
            for person in self.config.people.values():
                if person.id not in self.chats:
                    self.save(Chat(person.id))
            for group in self.config.groups:
                if group.id not in self.chats:
                    members = {str(user): MEMBER for user in group.members}
                    members.update({str(user): CREATOR for user in group.members[:1]})
                    bot = (ADMINISTRATOR if group.bot_is_admin else MEMBER) if group.bot_in else LEFT
                    self.save(Chat(group.id, group.title, members={**members, str(self.config.bot.id): bot}))

    def close(self) -> None:
        """End everything that waits: sockets and the long poll."""
        self.live.close()
        self.updates.close()

    def clock(self) -> float:
        """Seconds since 1970; a test may have moved it ahead."""
        return time.time() + self.faults.clock_ahead

    def now(self) -> int:
        """The moment as Telegram writes it."""
        return int(self.clock())

    def save(self, chat: Chat) -> None:
        """Write a chat after a change."""
        self.chats[chat.id] = chat
        self.store.put_chat(chat.id, chat.to_row())

    # --- who and where

    def person(self, user_id: Any) -> Person:
        """A person of the configuration.

        Raises:
            Impossible: nobody has this id.
        """
        person = self.config.people.get(user_id) if isinstance(user_id, int) else None
        if person is None:
            raise Impossible(f"there is no person {user_id!r}", 404)
        return person

    def chat(self, key: Any) -> Chat:
        """A chat by its key (``private:1001``).

        Raises:
            Impossible: no such chat.
        """
        for chat in self.chats.values():
            if chat.key == key:
                return chat
        raise Impossible(f"there is no chat {key!r}", 404)

    def user(self, user_id: int) -> Json:
        """A ``User``: a person or the bot."""
        if user_id == self.config.bot.id:
            return self.config.bot_user() | {"first_name": self.store.note("name:", self.config.bot.first_name)}
        return self.person(user_id).user()

    def chat_card(self, chat: Chat) -> Json:
        """A ``Chat`` of the Bot API."""
        if chat.is_group:
            return {"id": chat.id, "type": chat.type, "title": chat.title}
        person = self.person(chat.id)
        card: Json = {"id": chat.id, "type": "private", "first_name": person.first_name}
        return {**card, "last_name": person.last_name} if person.last_name else card

    # --- messages

    def post(self, chat: Chat, sender: int, content: Json, reply_to: Json | None = None) -> Json:
        """A new message; returns it as the Bot API writes it."""
        with self.store.transaction():
            counter = f"message_id:{chat.id}" if chat.type == "supergroup" else "message_id"
            message: Json = {
                "message_id": self.store.next(counter),
                "from": self.user(sender),
                "chat": self.chat_card(chat),
                "date": self.now(),
                **content,
            }
            if reply_to is not None:
                message["reply_to_message"] = {k: v for k, v in reply_to.items() if k != "reply_to_message"}
            self.store.put_message(chat.id, message["message_id"], message)
        self.live.publish("message", chat=chat.key, message=shown(message))
        return message

    def change(self, chat: Chat, message: Json) -> Json:
        """A message was edited: stored, marked with the time, shown."""
        message = {**message, "edit_date": self.now()}
        self.store.put_message(chat.id, message["message_id"], message)
        self.live.publish("edit", chat=chat.key, message=shown(message))
        return message

    def remove(self, chat: Chat, message_id: int) -> None:
        """A message is gone for everybody."""
        with self.store.transaction():
            self.store.drop_message(chat.id, message_id)
            if message_id in chat.pinned:
                chat.pinned.remove(message_id)
                self.save(chat)
        self.live.publish("delete", chat=chat.key, message_id=message_id)

    def set_keyboard(self, chat: Chat, keyboard: Json | None) -> None:
        """The reply keyboard in force under a chat."""
        if chat.keyboard != keyboard:
            chat.keyboard = keyboard
            self.save(chat)
            self.live.publish("keyboard", chat=chat.key, keyboard=keyboard)

    def tell_chat(self, chat: Chat) -> None:
        """Tell the page about the state of a chat itself."""
        self.live.publish("chat", chat=chat.key, started=chat.started, blocked=chat.blocked)

    # --- callbacks, short messages

    def new_callback(self, user_id: int, chat: Chat) -> str:
        """The id of a press, remembered with its moment."""
        callback_id = str(secrets.randbits(62))
        self.store.put_callback(callback_id, {"as": user_id, "chat": chat.key, "at": self.clock(), "answered": False})
        return callback_id

    def receive_sms(self, to: str, text: str, sms_id: str) -> None:
        """An SMS arrives on a phone; the same id twice is one message."""
        row = {"id": sms_id, "to": to, "text": text, "at": self.now()}
        if self.store.put_sms(sms_id, row):
            self.live.publish("sms", sms=row)

    # --- what the page reads

    def state(self) -> Json:
        """Everything, for a page that has just opened (see the contract of ``api/state``)."""
        return {
            "bot": self.user(self.config.bot.id),
            "people": [person.__dict__ for person in self.config.people.values()],
            "groups": [self.group_view(chat) for chat in self.chats.values() if chat.is_group and self.is_shown(chat)],
            "hints": self.config.hints,
            "phones": self.config.phones,
            "chats": [self.chat_view(chat) for chat in self.chats.values() if self.is_shown(chat)],
            "commands": self.commands(),
            "sms": self.store.sms(),
            "seq": self.live.seq,
        }

    def is_shown(self, chat: Chat) -> bool:
        """A person who left the configuration takes his chat along; a group that has moved is the new one."""
        return chat.moved_to is None if chat.is_group else chat.id in self.config.people

    def group_view(self, chat: Chat) -> Json:
        """A group for the page."""
        bot = self.config.bot.id
        members = [user for user in self.config.people if chat.has(user)]
        admin = chat.status(bot) == ADMINISTRATOR
        return {
            "id": chat.id,
            "title": chat.title,
            "members": members,
            "bot_is_admin": admin,
            "bot_in": chat.has(bot),
        }

    def chat_view(self, chat: Chat) -> Json:
        """A chat for the page."""
        messages = [shown(message) for message in self.store.messages(chat.id, SHOWN)]
        state = {"keyboard": chat.keyboard, "started": chat.started, "blocked": chat.blocked}
        return {"key": chat.key, "messages": messages, **state, "pinned": chat.pinned}

    def commands(self) -> Json:
        """Command lists as people see them: the default one, and chats that have another."""
        lists: Json = self.store.note("commands", {})
        result = {"default": _pick(lists, [{"type": "default"}])}
        for chat in self.chats.values():
            common = {"type": "all_group_chats" if chat.is_group else "all_private_chats"}
            own = _pick(lists, [{"type": "chat", "chat_id": chat.id}, common, {"type": "default"}])
            if own != result["default"]:
                result[chat.key] = own
        return result


def scope_key(scope: Json, language: str = "") -> str:
    """The name under which a list of commands is kept."""
    return json.dumps([scope, language], sort_keys=True)


def _pick(lists: Json, scopes: list[Json]) -> list[Json]:
    for scope in scopes:
        for language in ("ru", ""):
            if found := lists.get(scope_key(scope, language)):
                return list(found)
    return []
