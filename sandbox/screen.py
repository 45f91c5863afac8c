"""What a test client knows of the world, kept fresh by events, and how it is put into words when something is missing.

Plain data without a network, so ``client`` stays short and an error message can always show what is on the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
TALK = 6
"""So many of the newest messages stand in an error message."""


class Unexpected(AssertionError):
    """What was expected is not on the screen; the message shows what is."""


class Refused(Exception):
    """The sandbox says that a person cannot do this."""


@dataclass(frozen=True)
class Answer:
    """What the bot answered to a press: toast or alert (``text``), perhaps a link."""

    text: str
    alert: bool
    url: str | None = None


class Screens:
    """Chats, SMS and answers as they are now."""

    def __init__(self) -> None:
        self.seq = 0
        self.state: Json = {}
        self.chats: dict[str, Json] = {}
        self.answers: dict[str, Json] = {}

    def load(self, state: Json) -> None:
        """Take a whole state."""
        self.state = state
        self.chats = {chat["key"]: chat for chat in state["chats"]}
        self.seq = state["seq"]

    def apply(self, event: Json) -> None:
        """Take one event; old ones (already in the state) change nothing."""
        if event["seq"] <= self.seq:
            return
        self.seq = event["seq"]
        change = getattr(self, f"_{event['type']}", None)
        if change is not None:
            change(event)

    def messages(self, key: str) -> list[Json]:
        """All messages of a chat, oldest first."""
        return list(self.chats.get(key, {}).get("messages", []))

    def _message(self, event: Json) -> None:
        chat = self.chats.setdefault(event["chat"], {"key": event["chat"], "messages": []})
        chat["messages"].append(event["message"])

    def _edit(self, event: Json) -> None:
        messages = self.chats[event["chat"]]["messages"]
        number = event["message"]["message_id"]
        messages[:] = [event["message"] if old["message_id"] == number else old for old in messages]

    def _delete(self, event: Json) -> None:
        messages = self.chats[event["chat"]]["messages"]
        messages[:] = [message for message in messages if message["message_id"] != event["message_id"]]

    def _keyboard(self, event: Json) -> None:
        self.chats[event["chat"]]["keyboard"] = event["keyboard"]

    def _chat(self, event: Json) -> None:
        self.chats[event["chat"]] |= {"started": event["started"], "blocked": event["blocked"]}

    def _sms(self, event: Json) -> None:
        self.state["sms"].append(event["sms"])

    def _commands(self, event: Json) -> None:
        self.state["commands"] = event["commands"]

    def _answer(self, event: Json) -> None:
        self.answers[event["callback_id"]] = event


def words(message: Json) -> str:
    """Text or caption, or what stands in their place."""
    if "document" in message:
        return f"[{message['document']['file_name']}] {message.get('caption', '')}".strip()
    if "photo" in message:
        return f"[photo] {message.get('caption', '')}".strip()
    if "contact" in message:
        return f"[contact {message['contact']['phone_number']}]"
    return str(message.get("text") or message.get("service") or "")


def buttons(message: Json) -> list[list[str]]:
    """Labels of the inline keyboard, row by row."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [[button["text"] for button in row] for row in rows]


def keys(chat: Json) -> list[list[Json]]:
    """Buttons of the reply keyboard in force, row by row."""
    keyboard = chat.get("keyboard") or {}
    rows: list[list[Json]] = keyboard.get("keyboard", [])
    return rows


def described(name: str, chat: Json) -> str:
    """The end of a chat in words: who said what, with which buttons."""
    lines = [f"on the screen of {name} ({chat.get('key', 'no such chat')}):"]
    lines += [_line(message) for message in chat.get("messages", [])[-TALK:]] or ["  (nothing)"]
    if keyboard := keys(chat):
        lines.append("  keyboard: " + _labels([[button["text"] for button in row] for row in keyboard]))
    return "\n".join(lines)


def _line(message: Json) -> str:
    sender = "bot" if message["from"]["is_bot"] else message["from"]["name"]
    text = words(message).replace("\n", "\n      ")
    line = f"  #{message['message_id']} {sender}: {text}"
    labels = buttons(message)
    return f"{line}\n      {_labels(labels)}" if labels else line


def _labels(rows: list[list[str]]) -> str:
    return " / ".join(" ".join(f"[{label}]" for label in row) for row in rows)


def find(messages: list[Json], substring: str, after: int = 0) -> Json | None:
    """The newest message with these words and an id greater than ``after``."""
    return next((m for m in reversed(messages) if substring in words(m) and m["message_id"] > after), None)


def find_button(messages: list[Json], label: str, message_id: int | None) -> tuple[Json, Json] | None:
    """The newest message (or the given one) with such an inline button, and the button."""
    for message in reversed(messages):
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        button = match([button for row in rows for button in row], label)
        if button is not None and message_id in (None, message["message_id"]):
            return message, button
    return None


def match(buttons: list[Json], label: str) -> Json | None:
    """The button with exactly this text, else the first that contains it."""
    exact = next((button for button in buttons if button["text"] == label), None)
    return exact or next((button for button in buttons if label in button["text"]), None)
