"""The sandbox beside the specification of the Bot API: methods, parameters and results."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import pytest

from sandbox import deeds
from sandbox.botapi import METHODS
from sandbox.botapi.params import Params
from sandbox.errors import ApiError
from sandbox.files import Upload, content
from sandbox.world import World
from tests.sandbox import spec
from tests.sandbox.conftest import GROUP
from tests.sandbox.pictures import PNG

WANTED = """getMe getUpdates setWebhook deleteWebhook getWebhookInfo sendMessage sendDocument sendPhoto sendMediaGroup
sendChatAction editMessageText editMessageCaption editMessageMedia editMessageReplyMarkup deleteMessage deleteMessages
answerCallbackQuery getFile getChat getChatMember getChatAdministrators setMyCommands getMyCommands deleteMyCommands
setMyName setMyDescription setMyShortDescription setChatMenuButton leaveChat pinChatMessage unpinChatMessage close
logOut"""
FILES = {"f": Upload("f.txt", "text/plain", b"x"), "p": Upload("p.png", "image/png", PNG)}
KEYBOARD = '{"inline_keyboard": [[{"text": "x", "callback_data": "y"}]]}'


def test_every_method_that_was_promised() -> None:
    assert METHODS.keys() >= set(WANTED.split())


@pytest.fixture
def world(home: Path) -> Any:
    """A world without a server, in which Anna has written."""
    world = World(home)
    deeds.start(world, 1001, "")
    world.post(world.chats[1001], 1, {"text": "text"})  # 2
    paper = content(world.files.add("document", FILES["f"]))
    world.post(world.chats[1001], 1, {"caption": "c", **paper})  # 3
    yield world
    world.close()
    world.store.close()


def calls(world: World) -> list[tuple[str, dict[str, Any]]]:
    """One good call of every method (some more than one), in an order in which they succeed."""
    query = world.new_callback(1001, world.chats[1001])
    known = world.files.add("document", FILES["f"])["file_id"]
    anna, group = {"chat_id": 1001}, {"chat_id": GROUP}
    photos = [{"type": "photo", "media": "attach://p", "caption": "<b>x</b>", "parse_mode": "HTML"}] * 2
    anyway = {"message_id": 9, "allow_sending_without_reply": True}
    commands = [{"command": "start", "description": "x"}]
    return [
        ("getMe", {}),
        ("getUpdates", {"offset": -1, "limit": 1, "timeout": 0, "allowed_updates": ["message"]}),
        (
            "setWebhook",
            {"url": "http://127.0.0.1:9/", "secret_token": "x", "max_connections": 1, "allowed_updates": ["message"]},
        ),
        ("getWebhookInfo", {}),
        ("setWebhook", {"url": "", "drop_pending_updates": False}),
        ("deleteWebhook", {"drop_pending_updates": False}),
        ("getWebhookInfo", {}),
        ("sendMessage", anna | {"text": "<b>x</b>", "parse_mode": "HTML", "reply_markup": KEYBOARD}),
        (
            "sendMessage",
            group | {"text": "x", "reply_parameters": anyway},
        ),
        ("sendDocument", anna | {"document": "attach://f", "caption": "x"}),
        ("sendPhoto", anna | {"photo": "attach://p", "show_caption_above_media": True, "caption": "x"}),
        ("sendMediaGroup", anna | {"media": photos}),
        ("sendChatAction", anna | {"action": "typing"}),
        ("editMessageText", anna | {"message_id": 2, "text": "new"}),
        ("editMessageCaption", anna | {"message_id": 3, "caption": "new"}),
        ("editMessageMedia", anna | {"message_id": 3, "media": {"type": "document", "media": known}}),
        ("editMessageReplyMarkup", anna | {"message_id": 2, "reply_markup": KEYBOARD}),
        ("pinChatMessage", anna | {"message_id": 2}),
        ("getChat", anna),
        ("getChat", group),
        ("unpinChatMessage", anna | {"message_id": 2}),
        ("deleteMessage", anna | {"message_id": 2}),
        ("deleteMessages", anna | {"message_ids": [2, 3]}),
        ("answerCallbackQuery", {"callback_query_id": query, "text": "x", "show_alert": True}),
        ("getFile", {"file_id": known}),
        ("getChatMember", group | {"user_id": 1002}),
        ("getChatMember", group | {"user_id": 1003}),
        ("getChatAdministrators", group),
        ("setMyCommands", {"commands": commands, "scope": {"type": "default"}, "language_code": "ru"}),
        ("getMyCommands", {"language_code": "ru"}),
        ("deleteMyCommands", {}),
        ("setMyName", {"name": "x"}),
        ("getMyName", {}),
        ("setMyDescription", {"description": "x"}),
        ("getMyDescription", {}),
        ("setMyShortDescription", {"short_description": "x"}),
        ("getMyShortDescription", {}),
        ("setChatMenuButton", {"menu_button": {"type": "commands"}}),
        ("getChatMenuButton", {}),
        ("leaveChat", group),
        ("close", {}),
        ("logOut", {}),
    ]


def as_sent(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


async def test_methods_parameters_and_results(world: World) -> None:
    table = calls(world)
    assert {name for name, _ in table} == METHODS.keys(), "every method stands in the table"
    for name, fields in table:
        params = Params(
            {key: value if isinstance(value, str) else json.dumps(value) for key, value in fields.items()}, FILES
        )
        result = METHODS[name](world, params)
        result = await result if inspect.isawaitable(result) else result
        assert params.fields.keys() <= params.asked, f"{name} ignored a parameter"
        assert faults_of_call(name, params, result) == []


def faults_of_call(name: str, params: Params, result: Any) -> list[str]:
    """Where the specification is present: the method, its parameters and its result."""
    whole = spec.load()
    if whole is None:
        return []
    unknown = {key for key in params.asked - whole["methods"][name]["params"].keys() if key not in FILES}
    looked_into = {"inline_message_id", "message_thread_id"}
    return [f"{name}: {key}" for key in unknown - looked_into] + spec.faults_of_answer(name, result)


@pytest.mark.parametrize("name", sorted(METHODS))
async def test_a_call_without_parameters_is_answered_or_refused(world: World, name: str) -> None:
    try:
        result = METHODS[name](world, Params({}, {}))
        code = 200 if (await result if inspect.isawaitable(result) else result) is not None else 500
    except ApiError as error:
        code = error.code
    assert code in (200, 400)


def test_the_judge_complains() -> None:
    if spec.load() is None:
        print(f"{spec.PATH} is absent: nothing to judge by")
        return
    assert spec.faults_of("User", {"id": 1, "is_bot": False, "first_name": "x"}) == []
    assert spec.faults_of("User", {"id": "1", "is_bot": 0, "x": 1}) != []
    assert len(spec.faults_of("Chat", {"id": 1})) == 1
    assert spec.faults_of("ChatMember", {"status": "left"}) == ["ChatMember.user: missing"]
