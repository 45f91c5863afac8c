"""The webhook over real HTTP: who may pass, what is refused, and that a 2xx is said only of what is kept."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientConnectionError, ClientSession

from bot.settings import Settings
from bot.trouble import Trouble
from bot.webhook import HEADER, Webhook, WebhookRules
from tests.bot.running import running, until
from tests.bot.telegram import Telegram, bad_request, message, network, retry_after

NEW, OLD, OLDER = "new-secret_0123456789", "old-secret_0123456789", "older-secret_012345678"
RULES = WebhookRules(slowest=0.3, grace=5.0)
Log = list[MutableMapping[str, Any]]


class Shelf:
    """Keeps updates, unless it is told not to."""

    def __init__(self) -> None:
        self.batches: list[list[dict[str, Any]]] = []
        self.fails: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    @property
    def kept(self) -> list[int]:
        return [update["update_id"] for batch in self.batches for update in batch]

    async def take(self, batch: list[dict[str, Any]]) -> None:
        await self.gate.wait()
        if self.fails is not None:
            raise self.fails
        self.batches.append(batch)


@dataclass
class Door:
    """A webhook that listens, and somebody who knocks."""

    webhook: Webhook
    telegram: Telegram
    shelf: Shelf
    http: ClientSession
    url: str = ""
    port: int = 0

    async def knock(self, body: Any, secret: str | None = NEW, **headers: str) -> int:
        """The status of a delivery."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"Content-Type": "application/json", **({HEADER: secret} if secret is not None else {}), **headers}
        async with self.http.post(self.url, data=BytesIO(data), headers=given) as answer:
            assert await answer.read() == b""
            return answer.status

    async def raw(self, head: str, *parts: bytes, pause: float = 0.0) -> bytes:
        """Bytes as they stand, for what no HTTP client would say; everything that comes back."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"POST /telegram HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode())
        try:
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(pause)
            return await reader.read(4096)
        finally:
            writer.close()


def settings(**more: Any) -> Settings:
    url, secret, listen = "https://hr.example.ru/telegram", f"{NEW},{OLD}", "127.0.0.1:0"
    given = {"bot_token": "1:AAA", "webhook_url": url, "webhook_secret": secret, "webhook_listen": listen}
    return Settings(_env_file=None, **{**given, **more})


@asynccontextmanager
async def opened(telegram: Telegram | None = None, rules: WebhookRules = RULES) -> AsyncIterator[Door]:
    telegram, shelf = telegram or Telegram(), Shelf()
    webhook = Webhook(settings(), telegram.bot(), shelf.take, ["message", "callback_query"], rules=rules)
    async with ClientSession() as http, running(webhook):
        port = await webhook.port
        yield Door(webhook, telegram, shelf, http, f"http://127.0.0.1:{port}/telegram", port)


@pytest.fixture
async def door(log: Log) -> AsyncIterator[Door]:
    async with opened() as door:
        yield door


async def test_the_messenger_is_told_where_and_how(door: Door) -> None:
    await until(lambda: door.telegram.made("setWebhook"))
    (call,) = door.telegram.made("setWebhook")
    assert (call.url, call.secret_token, call.max_connections) == ("https://hr.example.ru/telegram", NEW, 100)
    assert call.allowed_updates == ["message", "callback_query"]
    assert not call.drop_pending_updates


async def test_a_delivery_is_confirmed_once_it_is_kept(door: Door) -> None:
    door.shelf.gate.clear()
    knocking = asyncio.ensure_future(door.knock(message(7, "раз")))
    await asyncio.sleep(0.05)
    assert not knocking.done()
    door.shelf.gate.set()
    assert await knocking == 200
    assert door.shelf.batches == [[message(7, "раз")]]


async def test_what_comes_together_is_kept_together() -> None:
    async with opened(rules=WebhookRules(gather=0.2)) as door:
        assert await asyncio.gather(*(door.knock(message(n, "x")) for n in range(20))) == [200] * 20
        assert sorted(door.shelf.kept) == list(range(20))
        assert len(door.shelf.batches) < 20


@pytest.mark.parametrize(
    "secret", [None, "", "wrong", NEW[:-1], NEW + "x", OLDER, f"{NEW},{OLD}", "секрет-секрет-секрет"]
)
async def test_without_the_secret_nothing_is_read(door: Door, secret: str | None) -> None:
    assert await door.knock(message(1, "x"), secret) == 403
    assert await door.knock(b"{", secret) == 403  # its body is nobody's business
    assert door.shelf.batches == []


async def test_while_the_secret_is_changed_both_are_good(door: Door) -> None:
    assert await door.knock(message(1, "x"), NEW) == 200
    assert await door.knock(message(2, "x"), OLD) == 200
    assert door.shelf.kept == [1, 2]


async def test_a_stranger_with_a_huge_body_is_turned_away_before_it(door: Door) -> None:
    head = f"Content-Length: 5000000\r\n{HEADER}: wrong"
    assert (await door.raw(head)).startswith(b"HTTP/1.1 403")


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 3_000_000])
async def test_a_huge_body_is_refused(door: Door, size: int) -> None:
    head = f"Content-Length: {size}\r\n{HEADER}: {NEW}"
    assert (await door.raw(head, b"{")).startswith(b"HTTP/1.1 413")
    chunked = f"Transfer-Encoding: chunked\r\n{HEADER}: {NEW}"
    part = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    assert (await door.raw(chunked, *[part] * 17)).startswith(b"HTTP/1.1 413")
    assert await door.knock(message(1, "я" * 400_000)) == 413
    assert await door.knock(message(1, "x" * 1_000_000)) == 200


async def test_a_slow_body_is_not_waited_for(door: Door) -> None:
    head = f"Content-Length: 1000\r\n{HEADER}: {NEW}"
    assert (await door.raw(head, b"{", b'"', b"u", pause=0.2)).startswith(b"HTTP/1.1 408")
    assert (await door.raw(head)).startswith(b"HTTP/1.1 408")
    assert door.shelf.batches == []


async def test_a_body_that_breaks_off_is_no_update(door: Door) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(f"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n{HEADER}: {NEW}\r\n\r\n{{".encode())
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.close()
    assert await door.knock(message(1, "x")) == 200
    assert door.shelf.kept == [1]
    assert await reader.read() == b""


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"{}", b'{"update_id": "1"}', b'{"update_id": true}', b"\xff"]
)
async def test_what_is_no_update_is_refused(door: Door, body: bytes) -> None:
    assert await door.knock(body) == 400
    assert door.shelf.batches == []


async def test_a_packed_body_is_not_unpacked(door: Door) -> None:
    assert await door.knock(b"\x1f\x8b\x08\x00", **{"Content-Encoding": "gzip"}) == 400


async def test_what_is_no_http_leaves_no_trace(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    for head in ("no header at all", "Content-Length: many"):
        assert b" 400 " in (await door.raw(head)).splitlines()[0]
    assert caplog.records == []


async def test_there_is_nothing_else_here(door: Door) -> None:
    async with door.http.post(f"http://127.0.0.1:{door.port}/", headers={HEADER: NEW}) as answer:
        assert answer.status == 404
    async with door.http.get(door.url, headers={HEADER: NEW}) as answer:
        assert answer.status == 404


async def test_what_could_not_be_kept_is_to_come_again(door: Door, log: Log) -> None:
    door.shelf.fails = OSError("disk full")
    async with door.http.post(door.url, json=message(1, "x"), headers={HEADER: NEW}) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
    door.shelf.fails = None
    assert await door.knock(message(1, "x")) == 200
    assert [line["event"] for line in log] == ["updates could not be stored"]
    assert "disk full" not in str(log)


async def test_who_knocks_does_not_fill_the_log(door: Door, log: Log) -> None:
    for _ in range(5):
        await door.knock(message(1, "тайна"), "wrong-wrong-wrong")
    assert [(line["event"], line["status"]) for line in log] == [("deliveries are refused", 403)]
    assert "тайна" not in str(log)
    assert "wrong" not in str(log)


async def test_stop_finishes_what_is_in_hand_and_takes_nothing_new(log: Log) -> None:
    async with opened() as door:
        door.shelf.gate.clear()
        knocking = asyncio.ensure_future(door.knock(message(1, "x")))
        await asyncio.sleep(0.05)
        door.webhook.stop()
        await until(lambda: closed(door.port))
        door.shelf.gate.set()
        assert await knocking == 200
        with pytest.raises(ClientConnectionError):
            await door.knock(message(2, "x"))
    assert door.shelf.kept == [1]


async def closed(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionError:
        return True
    writer.close()
    return False


async def test_workers_share_a_port(log: Log) -> None:
    async with opened() as door:
        beside = settings(webhook_listen=f"127.0.0.1:{door.port}")
        async with running(Webhook(beside, door.telegram.bot(), door.shelf.take, [])) as other:
            assert await other.port == door.port


async def test_a_taken_port_is_one_sentence(log: Log) -> None:
    with socket.create_server(("127.0.0.1", 0)) as rival:
        listen = f"127.0.0.1:{rival.getsockname()[1]}"
        webhook = Webhook(settings(webhook_listen=listen), Telegram().bot(), Shelf().take, [])
        with pytest.raises(Trouble) as caught:
            await webhook.run()
    assert [text.key for text in caught.value.texts] == ["console-webhook-taken"]


async def test_trouble_on_the_line_does_not_end_it(log: Log) -> None:
    telegram = Telegram()
    telegram.faults["setWebhook"].extend([network, retry_after(1)])
    async with opened(telegram) as door:
        assert await door.knock(message(1, "x")) == 200  # it may come from an earlier setWebhook
        await until(lambda: len(telegram.made("setWebhook")) == 3)


async def test_a_url_that_the_messenger_refuses_ends_it(log: Log) -> None:
    telegram = Telegram()
    telegram.faults["setWebhook"].append(bad_request("bad webhook: HTTPS url must be provided for webhook"))
    webhook = Webhook(settings(), telegram.bot(), Shelf().take, [])
    with pytest.raises(Trouble) as caught:
        await webhook.run()
    assert [text.key for text in caught.value.texts] == ["console-webhook-refused"]
