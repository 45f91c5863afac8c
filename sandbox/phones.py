"""The control API: what page and tests order (``/<secret>/api/…``); see the contract in each function's first line."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox import deeds, members
from sandbox.errors import Impossible
from sandbox.files import Upload
from sandbox.shapes import Json
from sandbox.world import World

Order = Callable[[World, Json], Json]


def send(world: World, order: Json) -> Json:
    """A text of a person."""
    user_id = world.person(order.get("as")).id
    chat = deeds.open_chat(world, user_id, order.get("chat"))
    ids = deeds.send(world, user_id, chat, _string(order, "text"), order.get("reply_to"))
    return {"message_id": ids[-1], "message_ids": ids}


def start(world: World, order: Json) -> Json:
    """A person opens the bot's link."""
    return {"message_id": deeds.start(world, order.get("as", 0), str(order.get("payload") or ""))}


def press(world: World, order: Json) -> Json:
    """A person presses an inline button."""
    user_id = world.person(order.get("as")).id
    chat = deeds.open_chat(world, user_id, order.get("chat"))
    message_id, data = _integer(order, "message_id"), _string(order, "data")
    return {"callback_id": deeds.press(world, user_id, chat, message_id, data, bool(order.get("forge")))}


def contact(world: World, order: Json) -> Json:
    """A person shares a contact card."""
    user_id = world.person(order.get("as")).id
    chat = deeds.open_chat(world, user_id, order.get("chat"))
    of = user_id if order.get("of") is None else _integer(order, "of")
    return {"message_id": deeds.contact(world, user_id, chat, of, bool(order.get("forwarded")))}


def delete(world: World, order: Json) -> Json:
    """A person deletes an own message."""
    user_id = world.person(order.get("as")).id
    deeds.delete(world, user_id, deeds.open_chat(world, user_id, order.get("chat")), _integer(order, "message_id"))
    return {}


def edit(world: World, order: Json) -> Json:
    """A person corrects an own text."""
    user_id = world.person(order.get("as")).id
    chat = deeds.open_chat(world, user_id, order.get("chat"))
    deeds.edit(world, user_id, chat, _integer(order, "message_id"), _string(order, "text"))
    return {}


def block(world: World, order: Json) -> Json:
    """A person blocks or unblocks the bot."""
    deeds.block(world, order.get("as", 0), bool(order.get("blocked")))
    return {}


def member(world: World, order: Json) -> Json:
    """Somebody comes into a group, leaves it, or is made an administrator."""
    chat = world.chat(f"group:{order.get('group')}")
    user_id = _integer(order, "person")
    world.user(user_id)
    status = members.status_of(bool(order.get("in", True)), bool(order.get("admin")), bool(order.get("kicked")))
    owner = int(next(iter(chat.members)))
    members.set_status(world, chat, user_id, status, int(order.get("by") or owner))
    return {}


def upgrade(world: World, order: Json) -> Json:
    """A group becomes a supergroup."""
    return {"group": deeds.upgrade(world, world.chat(f"group:{order.get('group')}"))}


def clear(world: World, _order: Json) -> Json:
    """Forget every message."""
    world.store.clear_messages()
    world.live.publish("people")
    return {}


def faults(world: World, order: Json) -> Json:
    """Order faults."""
    world.faults.order(order)
    world.updates.wake()
    return {}


def sms(world: World, order: Json) -> Json:
    """The bot's SMS gateway delivers."""
    world.receive_sms(_string(order, "to"), _string(order, "text"), str(order.get("id") or world.store.next("sms")))
    return {"ok": True}


ORDERS: dict[str, Order] = {
    "api/send": send,
    "api/start": start,
    "api/press": press,
    "api/contact": contact,
    "api/delete": delete,
    "api/edit": edit,
    "api/block": block,
    "api/member": member,
    "api/upgrade": upgrade,
    "api/clear": clear,
    "api/faults": faults,
    "sms": sms,
}
"""Every order that comes as a JSON body."""


def handler(world: World, order: Order) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """An order as a request handler; each answer carries ``seq``, the number of the last event it caused."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            body = await request.json()
            if not isinstance(body, dict):
                raise Impossible("the body must be a JSON object")
            return web.json_response({**order(world, body), "seq": world.live.seq})
        except json.JSONDecodeError:
            return refused(Impossible("the body must be a JSON object"))
        except Impossible as error:
            return refused(error)

    return handle


def uploader(world: World) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """A person sends a file (multipart: as, chat, caption, photo, file)."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await _upload(world, request)
        except web.HTTPRequestEntityTooLarge:
            return refused(Impossible("the file is bigger than the sandbox takes (60 MB)", 413))

    return handle


async def _upload(world: World, request: web.Request) -> web.StreamResponse:
    form = await request.post()
    file = form.get("file")
    try:
        if not isinstance(file, web.FileField):
            raise Impossible("there is no file in the form")
        user_id = world.person(int(str(form.get("as") or 0))).id
        chat = deeds.open_chat(world, user_id, str(form.get("chat") or ""))
        sent = Upload(file.filename, file.content_type, file.file.read())
        number = deeds.attach(world, user_id, chat, sent, str(form.get("caption") or ""), bool(form.get("photo")))
    except ValueError:
        return refused(Impossible("the person must be a number"))
    except Impossible as error:
        return refused(error)
    return web.json_response({"message_id": number, "seq": world.live.seq})


def refused(error: Impossible) -> web.Response:
    """The JSON of a refusal."""
    return web.json_response({"error": str(error)}, status=error.status)


def _string(order: Json, name: str) -> str:
    value: Any = order.get(name)
    if not isinstance(value, str):
        raise Impossible(f"{name!r} must be a string")
    return value


def _integer(order: Json, name: str) -> int:
    value: Any = order.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Impossible(f"{name!r} must be a number")
    return value
