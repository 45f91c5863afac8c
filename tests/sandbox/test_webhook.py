"""The other way out of the sandbox: updates are brought to a webhook, as patiently and in the order as really."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError, TelegramRetryAfter
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, WebhookInfo
from aiohttp import web

from sandbox import deeds
from sandbox.app import Running, running
from sandbox.client import Phone, World
from sandbox.delivery import HEADER, Delivery, queue_of
from sandbox.webhook import Hook
from sandbox.world import World as Inside
from tests.bot.running import until
from tests.sandbox.conftest import CONFIG, GROUP, TOKEN
from tests.sandbox.strict import bot_at, check_update

SECRET = "s3cret_token-of-16"
HR = f"group:{GROUP}"
KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Да", callback_data="yes")]])


class Receiver:
    """A bot's server: remembers what came, answers as it is told."""

    def __init__(self) -> None:
        self.url = ""
        self.came: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answers: list[web.Response | None] = []
        """Given one after the other, then 200; None: the line breaks."""
        self.before: Callable[[dict[str, Any]], Awaitable[Any]] | None = None

    async def take(self, request: web.Request) -> web.StreamResponse:
        update = await request.json()
        check_update(update)
        self.came.append(update)
        self.headers.append(dict(request.headers))
        if self.before is not None:
            await self.before(update)
        answer = self.answers.pop(0) if self.answers else web.Response()
        if answer is None:
            assert request.transport is not None
            request.transport.abort()
        return answer or web.Response()

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.came if "message" in update]


@asynccontextmanager
async def listening(port: int = 0) -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield receiver
    finally:
        await runner.cleanup()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with listening() as receiver:
        yield receiver


@pytest.fixture(autouse=True)
async def hasty(world: World) -> None:
    """Pauses that a test can wait for."""
    await world.faults(webhook_pause=0.02)


async def settled(bot: Bot) -> WebhookInfo:
    """What is said of the webhook once everything was taken."""

    async def nothing_waits() -> bool:
        return (await bot.get_webhook_info()).pending_update_count == 0

    await until(nothing_waits)
    return await bot.get_webhook_info()


async def test_updates_are_brought_with_the_secret(bot: Bot, world: World, receiver: Receiver) -> None:
    assert (await bot.get_webhook_info()).url == ""
    await world.phone(1001).start()
    assert await bot.set_webhook(receiver.url, secret_token=SECRET, allowed_updates=["message"], max_connections=7)
    await world.phone(1001).send("привет")
    info = await settled(bot)
    assert receiver.texts() == ["/start", "привет"], "what waited before comes too"
    assert {headers[HEADER] for headers in receiver.headers} == {SECRET}
    assert {headers["Content-Type"] for headers in receiver.headers} == {"application/json"}
    assert (info.url, info.max_connections, info.allowed_updates) == (receiver.url, 7, ["message"])
    assert (info.ip_address, info.last_error_date, info.last_error_message) == ("127.0.0.1", None, None)
    assert (await world.calls(method="setWebhook"))[-1]["ignored"] == []


async def test_a_poller_and_a_webhook_exclude_each_other(bot: Bot, world: World, receiver: Receiver) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)
    await bot.set_webhook(receiver.url)
    with pytest.raises(TelegramConflictError, match="terminated by setWebhook request"):
        await polling
    with pytest.raises(TelegramConflictError, match="while webhook is active"):
        await bot.get_updates()
    assert await bot.delete_webhook()
    await world.phone(1001).start()
    assert len(await bot.get_updates()) == 1
    assert receiver.came == []


async def test_a_queue_goes_on_after_the_former_was_taken(
    bot: Bot, world: World, receiver: Receiver, anna: Phone, boris: Phone
) -> None:
    gate = asyncio.Event()

    async def hold_anna(update: dict[str, Any]) -> None:
        if update.get("message", {}).get("text") == "раз":
            await gate.wait()

    await bot.set_webhook(receiver.url, max_connections=2)
    await settled(bot)
    receiver.before = hold_anna
    await anna.send("раз")
    await anna.send("два")
    await boris.send("/queue", HR)
    await until(lambda: "/queue" in receiver.texts())
    assert receiver.texts()[-2:] == ["раз", "/queue"], "another chat does not wait, «два» does"
    gate.set()
    await until(lambda: receiver.texts()[-1] == "два")


async def test_no_more_at_once_than_connections(bot: Bot, world: World, receiver: Receiver) -> None:
    under_way, most = 0, 0

    async def count(_update: dict[str, Any]) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.02)
        under_way -= 1

    receiver.before = count
    for person in (1001, 1002, 1003):
        await world.phone(person).start()
        await world.phone(person).send("ещё")
    await bot.set_webhook(receiver.url, max_connections=2)
    await settled(bot)
    assert (len(receiver.came), most) == (6, 2)


async def test_what_is_not_taken_comes_again(bot: Bot, world: World, receiver: Receiver) -> None:
    receiver.answers = [web.Response(status=503), None, web.Response(status=302), web.Response(status=400)]
    await bot.set_webhook(receiver.url)
    await world.phone(1001).start()
    await world.phone(1001).send("потом")
    info = await settled(bot)
    assert receiver.texts() == ["/start"] * 5 + ["потом"]
    assert len({update["update_id"] for update in receiver.came[:5]}) == 1
    assert info.last_error_message == "Wrong response from the webhook: 400 Bad Request"
    assert info.last_error_date is not None
    await bot.delete_webhook()
    assert (await bot.get_webhook_info()).last_error_message is None


async def test_the_answer_may_ask_for_patience(bot: Bot, world: World, receiver: Receiver) -> None:
    receiver.answers = [web.Response(status=503, headers={"Retry-After": "1"})]
    await bot.set_webhook(receiver.url)
    loop = asyncio.get_running_loop()
    begin = loop.time()
    await world.phone(1001).start()
    await settled(bot)
    assert loop.time() - begin >= 1
    assert len(receiver.came) == 2


async def test_a_server_that_is_down_gets_everything_when_it_is_back(bot: Bot, world: World) -> None:
    async with listening() as gone:
        url = gone.url
    await bot.set_webhook(url)
    await world.phone(1001).start()

    async def refused() -> bool:
        return (await bot.get_webhook_info()).last_error_message == "Connection refused"

    await until(refused)
    await world.phone(1001).send("дождался")
    async with listening(int(url.split(":")[2].split("/")[0])) as back:
        await settled(bot)
        assert back.texts() == ["/start", "дождался"]


async def test_a_changed_webhook_gets_what_the_former_did_not_take(
    bot: Bot, box: Running, world: World, receiver: Receiver
) -> None:
    async with listening() as old:
        old.before = lambda _update: asyncio.sleep(60)
        await bot.set_webhook(old.url, secret_token="old-old-old-old-old")
        await world.phone(1001).start()
        await until(lambda: old.came)
        with pytest.raises(TelegramRetryAfter):
            await bot.set_webhook(receiver.url)
        box.world.webhook.free_at = 0  # a second later
        await bot.set_webhook(receiver.url, secret_token=SECRET)
        await settled(bot)
    assert receiver.texts() == ["/start"]
    assert receiver.headers[0][HEADER] == SECRET


async def test_dropping_what_waits(bot: Bot, world: World, receiver: Receiver, anna: Phone) -> None:
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.set_webhook(receiver.url, drop_pending_updates=True)
    await anna.send("новое")
    await settled(bot)
    assert receiver.texts() == ["новое"]
    await bot.delete_webhook()
    await anna.send("забытое")
    assert await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == []


@pytest.mark.parametrize(
    ("url", "secret", "words"),
    [
        ("ftp://127.0.0.1/x", None, "invalid webhook URL specified"),
        ("http://127.0.0.1:99999/x", None, "invalid webhook URL specified"),
        ("http://hr.example.ru/x", None, "An HTTPS URL must be provided"),
        ("https://hr.example.ru/x", None, "addresses of this machine only"),
        ("http://127.0.0.1:1/x", "с пробелом", "secret token contains unallowed characters"),
        ("http://127.0.0.1:1/x", "a" * 257, "secret token is too long"),
    ],
)
async def test_where_nothing_can_be_brought(bot: Bot, url: str, secret: str | None, words: str) -> None:
    with pytest.raises(TelegramBadRequest, match=words):
        await bot.set_webhook(url, secret_token=secret)
    assert (await bot.get_webhook_info()).url == ""
    assert await bot.get_updates() == []


async def test_the_number_of_connections_is_bounded(bot: Bot, box: Running) -> None:
    for given, kept in ((None, 40), (500, 100)):
        box.world.webhook.free_at = 0
        await bot.set_webhook("http://localhost:1/x", max_connections=given)
        info = await bot.get_webhook_info()
        assert (info.max_connections, info.ip_address) == (kept, "127.0.0.1")


async def test_it_goes_on_after_a_restart(home: Path, receiver: Receiver) -> None:
    home.joinpath("again").mkdir()
    home.joinpath("again", "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    async with running(home / "again") as first:
        bot = bot_at(first.api, TOKEN)
        await bot.set_webhook("http://127.0.0.1:1/nobody", secret_token=SECRET)
        async with World(first.url) as world:
            await world.phone(1001).start()
        first.world.webhook.free_at = 0
        await bot.set_webhook(receiver.url, secret_token=SECRET, max_connections=3)
        receiver.answers = [web.Response(status=500)] * 2
        await until(lambda: len(receiver.came) >= 2)
        await bot.session.close()
    async with running(home / "again") as second:
        bot = bot_at(second.api, TOKEN)
        info = await settled(bot)
        assert (info.url, info.max_connections) == (receiver.url, 3)
        await bot.session.close()
    assert receiver.texts() == ["/start"] * 3


async def test_a_press_is_too_old_after_minutes(bot: Bot, world: World, anna: Phone) -> None:
    sent = await bot.send_message(anna.id, "да?", reply_markup=KEYBOARD)
    await anna.press_data("yes", None, sent.message_id, wait=False)
    await world.faults(clock_ahead=149)
    assert len(await bot.get_updates()) == 2
    await world.faults(clock_ahead=151)
    assert [update.event_type for update in await bot.get_updates()] == ["message"]


def test_whose_queue_it_is() -> None:
    chat, person = {"id": -5}, {"id": 7}
    message = {"chat": chat, "from": person}
    assert queue_of({"update_id": 1, "message": message}) == queue_of({"update_id": 2, "edited_message": message})
    press = {"update_id": 3, "callback_query": {"from": person, "message": message}}
    assert queue_of(press) == "callback_query:7", "a press does not wait for the chat's messages"
    change = {"chat": chat, "from": {"id": 8}, "new_chat_member": {"user": person}}
    assert queue_of({"update_id": 4, "chat_member": change}) == "chat_member:7"
    assert queue_of({"update_id": 5, "my_chat_member": change}) == "my_chat_member:-5"


async def test_an_answer_is_not_waited_for_long(home: Path, receiver: Receiver) -> None:
    home.joinpath("bare").mkdir()
    home.joinpath("bare", "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    inside = Inside(home / "bare")
    receiver.before = lambda _update: asyncio.sleep(0.5)
    inside.webhook.put(Hook(receiver.url))
    deeds.start(inside, 1001, "")
    bringing = asyncio.create_task(Delivery(inside.updates, inside.webhook, inside.faults, patience=0.1).run())
    await until(lambda: inside.webhook.card().get("last_error_message") == "Read timeout expired")
    bringing.cancel()
    await asyncio.gather(bringing, return_exceptions=True)
    inside.store.close()
