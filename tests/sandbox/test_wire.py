"""Calls as they come over the wire, without a library in between: malformed, in every encoding, with a wrong token."""

from __future__ import annotations

import json

from aiohttp import ClientSession, FormData

from sandbox.app import Running
from sandbox.client import Phone, World
from tests.sandbox.conftest import TOKEN

HERS = {"chat_id": "1001", "text": "x"}
OWN = {"chat_id": "1001", "message_id": "2"}
ROWS = "expected an Array of Arrays"
RAW: list[tuple[str, dict[str, str], int, str]] = [
    ("getNothing", {}, 404, "Not Found"),
    ("sendMessage", {"text": "x"}, 400, "chat_id is empty"),
    ("sendMessage", HERS | {"reply_markup": "{"}, 400, "can't parse reply keyboard markup JSON object"),
    ("sendMessage", HERS | {"reply_markup": "[]"}, 400, "object expected as reply markup"),
    ("sendMessage", HERS | {"reply_markup": '{"inline_keyboard": [5]}'}, 400, ROWS),
    ("sendMessage", HERS | {"reply_markup": '{"inline_keyboard": [[5]]}'}, 400, "must be of type String"),
    ("sendMessage", HERS | {"reply_markup": '{"keyboard": 5}'}, 400, ROWS),
    ("sendMessage", HERS | {"reply_markup": '{"keyboard": []}'}, 400, "reply keyboard markup is empty"),
    ("sendMessage", HERS | {"reply_markup": '{"keyboard": [[" "]]}'}, 400, "button text must be non-empty"),
    (
        "sendMessage",
        HERS | {"reply_markup": json.dumps({"keyboard": [["x"]], "input_field_placeholder": "x" * 65})},
        400,
        "reply keyboard placeholder is too long",
    ),
    (
        "editMessageReplyMarkup",
        {"chat_id": "1001", "message_id": "2", "reply_markup": '{"keyboard": []}'},
        400,
        "inline",
    ),
    ("sendMessage", HERS | {"entities": "5"}, 400, "can't parse entities"),
    ("sendMessage", HERS | {"entities": '[{"type": "bold"}]'}, 400, "object expected as MessageEntity"),
    ("sendMessage", HERS | {"entities": '[{"type": "bold", "offset": 0, "length": 2}]'}, 400, "beyond the end"),
    ("sendDocument", {"chat_id": "1001"}, 400, "there is no document in the request"),
    (
        "sendMediaGroup",
        {"chat_id": "1001", "media": '[{"type":"dice"},{"type":"dice"}]'},
        400,
        "not known to the sandbox",
    ),
    ("editMessageMedia", OWN | {"media": "5"}, 400, "can't parse InputMedia"),
    ("editMessageReplyMarkup", {"inline_message_id": "x", "chat_id": "1001"}, 400, "message to edit not found"),
    ("deleteMessages", {"chat_id": "1001", "message_ids": "[]"}, 400, "message identifiers are not specified"),
    ("leaveChat", {"chat_id": "1001"}, 400, "chat not found"),
    ("setMyCommands", {"commands": "5"}, 400, "expected an Array of BotCommand"),
    ("setMyCommands", {"commands": json.dumps([{}] * 101)}, 400, "too many commands"),
    ("setMyCommands", {"commands": '[{"command": "x"}]'}, 400, "command description can't be empty"),
    ("setMyCommands", {"commands": "[]", "scope": '{"type":"nobody"}'}, 400, "unsupported type specified"),
    ("setMyCommands", {"commands": "[]", "scope": '{"type":"chat","chat_id":5}'}, 400, "chat not found"),
    ("setMyDescription", {"description": "x" * 513}, 400, "bot description is too long"),
    ("setChatMenuButton", {"menu_button": '{"type":"x"}'}, 400, "unsupported type specified"),
]


async def test_raw_refusals(box: Running, world: World, anna: Phone) -> None:
    box.world.post(box.world.chats[1001], 1, {"text": "своё"})
    async with ClientSession() as session:
        for method, fields, status, words in RAW:
            async with session.post(f"{box.api}/bot{TOKEN}/{method}", data=fields) as response:
                body = await response.json()
            assert (response.status, body["ok"], body["error_code"]) == (status, False, status)
            assert words in body["description"]
            call = (await world.calls(method=method))[-1]
            assert (call["status"], call["description"]) == (status, body["description"]), "tests see refused calls"


async def test_every_way_of_sending_parameters(box: Running, world: World, anna: Phone) -> None:
    url = f"{box.api}/bot{TOKEN}/sendmessage"
    form = FormData({"chat_id": "1001", "text": "multipart"})
    form.add_field("unused", b"x", filename="x")
    async with ClientSession() as session:
        for options in (
            {"params": {"chat_id": "1001", "text": "query"}},
            {"data": {"chat_id": "1001", "text": "form"}},
            {"json": {"chat_id": 1001, "text": "json", "reply_markup": {"inline_keyboard": []}, "parse_mode": None}},
            {"data": form},
        ):
            async with session.post(url, **options) as response:
                assert response.status == 200
        async with session.post(url, data=b"{", headers={"Content-Type": "application/json"}) as response:
            assert "can't parse request JSON" in (await response.json())["description"]
    assert [message["text"] for message in await anna.messages()][1:] == ["query", "form", "json", "multipart"]


async def test_wrong_token(box: Running) -> None:
    async with ClientSession() as session:
        for path in ("/bot1:BBB/getMe", "/file/bot1:BBB/documents/file_1"):
            async with session.get(box.api + path) as response:
                assert (response.status, await response.json()) == (
                    401,
                    {"ok": False, "error_code": 401, "description": "Unauthorized"},
                )
