"""The outside of an update: its kind, whose order it belongs to, what it is about, and whether we want it.

Read before the update is stored and without the models: one that fits no model is stored, ordered and recognised like
any other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from storage.order_keys import in_group
from storage.sealed import blind

Raw = Mapping[str, Any]
"""An update as it came, out of its JSON."""

SHARED = frozenset({"group", "supergroup", "channel"})
"""Types of chats in which people talk to each other, not to us."""
_MEMBERS = frozenset({"my_chat_member", "chat_member"})
_KIND = 64


def kind_of(raw: Raw) -> str:
    """The messenger's name of its type: message, callback_query, …; empty when nothing is in it."""
    return next((name for name in raw if name != "update_id"), "")[:_KIND]


def body_of(raw: Raw) -> Raw:
    """What is inside."""
    return next((value for value in raw.values() if isinstance(value, dict)), {})


def lane_of(raw: Raw) -> str:
    """Whose order an update belongs to: the person in private, a person of a group in that group, else the person."""
    body = body_of(raw)
    inner: Raw = body.get("message") or {}
    chat: Raw = body.get("chat") or inner.get("chat") or {}
    user: Raw = body.get("from") or body.get("user") or {}
    if not chat or chat.get("type") == "private":
        return str(chat.get("id") or user.get("id") or "")
    return in_group(chat.get("id"), user.get("id", ""))


def mark_of(raw: Raw) -> bytes:
    """32 bytes that are the same when the same update comes again, and tell nothing about it: a key is in them."""
    about = json.dumps([kind_of(raw), *_about(body_of(raw))], ensure_ascii=False, sort_keys=True)
    return blind(about)


def _about(body: Raw) -> list[Any]:
    """What no two updates share: a message by its place and age, a press by its id, anything else by all it says."""
    if "message_id" in body:
        chat: Raw = body.get("chat") or {}
        return [chat.get("id"), body["message_id"], body.get("date"), body.get("edit_date")]
    if "id" in body and "from" in body:
        sender: Raw = body["from"] or {}
        return [body["id"], sender.get("id"), body.get("data")]
    return [body]


def wanted(raw: Raw) -> bool:
    """False for what people of a group tell each other: where the bot is an administrator it would hear all of it.

    Commands, the move of a group and who came or went are kept; a press is no message.
    """
    chat: Raw = body_of(raw).get("chat") or {}
    if chat.get("type") not in SHARED or kind_of(raw) in _MEMBERS:
        return True
    return "migrate_to_chat_id" in body_of(raw) or _is_command(body_of(raw))


def _is_command(message: Raw) -> bool:
    entities = message.get("entities") or []
    return any(one.get("type") == "bot_command" and one.get("offset") == 0 for one in entities)
