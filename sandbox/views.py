"""Messages as the page sees them: the MSG of the contract, made from the Bot API message."""

from __future__ import annotations

from sandbox.render import to_html
from sandbox.shapes import Json


def shown(message: Json) -> Json:
    """MSG for page and test client; ``html`` is safe, ``service`` (a sentence) only on service messages."""
    sender = message["from"]
    name = " ".join(filter(None, [sender["first_name"], sender.get("last_name")]))
    view: Json = {
        "message_id": message["message_id"],
        "from": {
            "id": sender["id"],
            "first_name": sender["first_name"],
            "name": name,
            "is_bot": sender["is_bot"],
        },
        "date": message["date"],
        "edited": message.get("edit_date"),
        "protected": message.get("has_protected_content", False),
        "reply_to": message.get("reply_to_message", {}).get("message_id"),
        **_words(message),
    }
    for part in ("reply_markup", "contact", "media_group_id"):
        if part in message:
            view[part] = message[part]
    if service := service_line(message, name):
        view["service"] = service
    return view | _file(message)


def _words(message: Json) -> Json:
    for field, marks in (("text", "entities"), ("caption", "caption_entities")):
        if field in message:
            entities = message.get(marks, [])
            return {field: message[field], "html": to_html(message[field], entities), "entities": entities}
    return {"html": "", "entities": []}


def _file(message: Json) -> Json:
    if "document" in message:
        return {"document": {**message["document"], "url": f"files/{message['document']['file_id']}"}}
    if "photo" in message:
        largest = message["photo"][-1]
        return {"photo": {**largest, "url": f"files/{largest['file_id']}"}}
    return {}


def service_line(message: Json, name: str) -> str | None:
    """What the page writes in the middle instead of a bubble, in Russian."""
    if "new_chat_members" in message:
        who = ", ".join(user["first_name"] for user in message["new_chat_members"])
        return f"{who} теперь в группе"
    if "left_chat_member" in message:
        return f"{message['left_chat_member']['first_name']} больше не в группе"
    if "pinned_message" in message:
        return f"{name} закрепил(а) сообщение"
    if "migrate_from_chat_id" in message or "migrate_to_chat_id" in message:
        return "Группа стала супергруппой"
    return None
