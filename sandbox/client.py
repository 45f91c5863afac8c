"""People for tests: ``World`` is a running sandbox, ``Phone`` one person's phone in it.

One WebSocket per world keeps everything fresh, so waiting for a message costs no polling, and every error shows the
screen as it is. Used by tests only.

    async with World(base_url) as world:
        anna = world.phone(1001)
        await anna.start("key-XXXX")
        await anna.press("Отпуск")
        await anna.see("Первый день")
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, TypeVar

from aiohttp import ClientError, ClientSession, FormData

from sandbox.phone import Phone
from sandbox.screen import Answer, Json, Refused, Screens, Unexpected

__all__ = ["Answer", "Phone", "Refused", "Unexpected", "World"]
T = TypeVar("T")
RECONNECT_SECONDS = 0.1


class World:
    """A running sandbox; ``base_url`` is the address that it prints (with the secret)."""

    def __init__(self, base_url: str) -> None:
        self.base = base_url.rstrip("/") + "/"
        self.screens = Screens()
        self._changed = asyncio.Event()

    async def __aenter__(self) -> World:
        self._session = ClientSession()
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._listener = asyncio.create_task(self._listen(ready))
        try:
            await ready
        except BaseException:
            await self._session.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.cancel()
        with suppress(asyncio.CancelledError):
            await self._listener
        await self._session.close()

    def phone(self, person_id: int) -> Phone:
        """The phone of a person."""
        return Phone(self, person_id)

    async def faults(self, **wishes: Any) -> None:
        """Order faults: ``retry_after={"seconds": 3, "count": 1}``, ``unreachable=5``, ``limits=True`` …

        ``flaky={"share": 0.2, "seed": 7}`` (None: off), ``repeat_updates=3`` (the next three come twice),
        ``update_ids=1000`` (go on from there once nothing waits), ``webhook_pause=0.1`` (seconds, doubling).
        """
        await self.post("api/faults", wishes)

    async def sms(self, phone_number: str) -> list[str]:
        """Texts that a number has received, the newest last."""
        await self.sync()
        return [row["text"] for row in self.screens.state["sms"] if row["to"] == phone_number]

    async def calls(self, since: int = 0, method: str | None = None) -> list[Json]:
        """What the bot called, oldest first; ``since`` is the number ``n`` of the last known call."""
        found = (await self.get(f"api/calls?since={since}"))["calls"]
        return [call for call in found if method in (None, call["method"])]

    async def state(self) -> Json:
        """The whole state, as the page reads it."""
        return await self.get("api/state")

    async def member(self, group: int, person: int, present: bool = True, **more: Any) -> None:
        """Bring somebody (or the bot) into a group or out of it; ``admin=True``, ``kicked=True``, ``by=1001``."""
        await self.post("api/member", {"group": group, "person": person, "in": present, **more})

    async def upgrade(self, group: int) -> int:
        """The group becomes a supergroup: its new id. The old one refuses from now on and says which it is."""
        return int((await self.post("api/upgrade", {"group": group}))["group"])

    # --- for phones

    async def refusals(self) -> list[str]:
        """The last few calls of the bot that were refused, in words; nothing if the sandbox is down."""
        with suppress(ClientError):
            refused = [call for call in await self.calls() if call["status"] not in (200, 409)]
            return [f"refused: {call['method']} {call['status']} {call['description']}" for call in refused[-3:]]
        return []

    async def post(self, path: str, body: Json | FormData) -> Json:
        """An order; returns when its events have arrived here too."""
        options: Json = {"data": body} if isinstance(body, FormData) else {"json": body}
        async with self._session.post(self.base + path, **options) as response:
            answer: Json = await response.json()
            if response.status != 200:
                raise Refused(answer.get("error", f"status {response.status}"))
        await self._reach(answer["seq"])
        return answer

    async def get(self, path: str) -> Json:
        """A question."""
        async with self._session.get(self.base + path) as response:
            response.raise_for_status()
            answer: Json = await response.json()
            return answer

    async def read(self, path: str) -> bytes:
        """Bytes of a file."""
        async with self._session.get(self.base + path) as response:
            response.raise_for_status()
            return await response.read()

    async def sync(self) -> None:
        """Wait until everything that has happened in the sandbox is known here."""
        await self._reach((await self.get("api/seq"))["seq"])

    async def wait(self, look: Callable[[], T | None], seconds: float) -> T | None:
        """The first result of ``look`` that is not None, or None after ``seconds``."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while True:
            changed = self._changed
            found = look()
            left = deadline - loop.time()
            if found is not None or left <= 0:
                return found
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), left)

    async def _reach(self, seq: int) -> None:
        if await self.wait(lambda: True if self.screens.seq >= seq else None, 10) is None:
            raise Unexpected("the sandbox does not send its events")

    async def _listen(self, ready: asyncio.Future[None]) -> None:
        while True:
            try:
                await self._follow(ready)
            except (ClientError, OSError) as error:
                if not ready.done():
                    ready.set_exception(error)
                    return
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _follow(self, ready: asyncio.Future[None]) -> None:
        """One connection: the socket first, then the state, then what is newer."""
        async with self._session.ws_connect(self.base + "live", max_msg_size=0) as socket:
            self.screens.load(await self.state())
            self._wake()
            if not ready.done():
                ready.set_result(None)
            async for message in socket:
                event = json.loads(message.data)
                if event["type"] == "people":  # groups or everything changed: rare, so the state is read again
                    self.screens.load(await self.state())
                self.screens.apply(event)
                self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
