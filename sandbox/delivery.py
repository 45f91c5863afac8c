"""Brings updates to the webhook, as the real server does it (its ``WebhookActor.cpp``).

Updates stand in queues, see ``queue_of``. The next one of a queue goes only after a 2xx for the former one; queues go
beside each other, as many as there may be connections, but a single one while nothing has been taken for ten seconds.
Only so many updates are looked at as twice the connections: a flood of one chat holds up the others here, not at the
bot. A refusal is repeated at once, then after 2, 4, 8 … seconds up to about a minute; ``Retry-After`` is obeyed.
A method in the answer is not carried out.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from aiohttp import ClientConnectorError, ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector

from sandbox.faults import Faults
from sandbox.shapes import Json
from sandbox.updates import Updates
from sandbox.webhook import Hook, Webhook

ANSWER_SECONDS = 60.0
QUIET_SECONDS = 10.0
LONGEST_PAUSE = 60.0
LONGEST_RETRY_AFTER = 3600
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def queue_of(update: Json) -> str:
    """Messages and their corrections stand in one queue a chat, presses in one a person, each other kind in its own."""
    kind = next(name for name in update if name != "update_id")
    body: Json = update[kind]
    if kind == "callback_query":
        return f"{kind}:{body['from']['id']}"
    if kind == "chat_member":
        return f"{kind}:{body['new_chat_member']['user']['id']}"
    return f"{kind.removeprefix('edited_')}:{body['chat']['id']}"


class Delivery:
    """One per sandbox; does nothing while no webhook is set."""

    def __init__(self, updates: Updates, webhook: Webhook, faults: Faults, patience: float = ANSWER_SECONDS) -> None:
        self._updates, self._webhook, self._faults = updates, webhook, faults
        self._patience = ClientTimeout(total=patience)

    async def run(self) -> None:
        """Bring, until cancelled."""
        async with ClientSession(timeout=self._patience, connector=TCPConnector(limit=0)) as http:
            while True:
                changed, hook = self._updates.changed, self._webhook.current
                if hook is None:
                    await changed.wait()
                else:
                    await Round(http, hook, self._updates, self._webhook, self._faults).run()


@dataclass(frozen=True)
class Refusal:
    """Why an update was not taken; ``retry_after`` seconds were asked for (0: not)."""

    why: str
    retry_after: int = 0


class Round:
    """All that is brought to one webhook, until it is changed; what is under way then is broken off and comes again."""

    def __init__(self, http: ClientSession, hook: Hook, updates: Updates, webhook: Webhook, faults: Faults) -> None:
        self._http, self._hook, self._updates = http, hook, updates
        self._webhook, self._faults = webhook, faults
        self._queues: dict[str, deque[int]] = {}
        self._loaded: set[int] = set()
        self._carriers: set[asyncio.Task[None]] = set()
        self._busy = 0
        self._freed = asyncio.Event()
        self._last_success = float("-inf")

    async def run(self) -> None:
        """Bring until the webhook is another one."""
        try:
            while self._webhook.current is self._hook:
                changed = self._updates.changed
                self._load()
                await changed.wait()
        finally:
            for carrier in self._carriers:
                carrier.cancel()
            await asyncio.gather(*self._carriers, return_exceptions=True)

    def _load(self) -> None:
        for update_id in self._updates.first(2 * self._hook.max_connections):
            update = None if update_id in self._loaded else self._updates.get(update_id)
            if update is not None:
                self._loaded.add(update_id)
                self._line_up(queue_of(update), update_id)

    def _line_up(self, queue: str, update_id: int) -> None:
        if queue in self._queues:
            self._queues[queue].append(update_id)
            return
        self._queues[queue] = deque([update_id])
        carrier = asyncio.create_task(self._carry(queue))
        self._carriers.add(carrier)
        carrier.add_done_callback(self._carriers.discard)

    async def _carry(self, queue: str) -> None:
        """One queue, until it is empty."""
        waiting = self._queues[queue]
        while waiting:
            await self._bring(waiting[0])
            self._loaded.discard(waiting.popleft())
        del self._queues[queue]

    async def _bring(self, update_id: int) -> None:
        """Until it is taken, or is no more (too old, dropped)."""
        pause, fails = self._faults.webhook_pause, 0
        while (update := self._updates.get(update_id)) is not None:
            async with self._connection():
                refusal = await self._post(update)
            if refusal is None:
                self._last_success = asyncio.get_running_loop().time()
                self._updates.taken(update_id)
                return
            self._webhook.fail(refusal.why)
            if fails and not refusal.retry_after:
                pause = min(pause * 2, random.uniform(LONGEST_PAUSE, 2 * LONGEST_PAUSE))  # noqa: S311 # no secret
            await asyncio.sleep(refusal.retry_after or (pause if fails else 0))
            fails += 1

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[None]:
        while self._busy >= self._width():
            await self._freed.wait()
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1
            self._freed.set()
            self._freed = asyncio.Event()

    def _width(self) -> int:
        quiet = asyncio.get_running_loop().time() - self._last_success > QUIET_SECONDS
        return 1 if quiet else self._hook.max_connections

    async def _post(self, update: Json) -> Refusal | None:
        headers = {"Content-Type": "application/json"}
        if self._hook.secret_token:
            headers[HEADER] = self._hook.secret_token
        body = json.dumps(update, ensure_ascii=False).encode()
        try:
            async with self._http.post(self._hook.url, data=body, headers=headers, allow_redirects=False) as answer:
                await answer.read()
        except TimeoutError:
            return Refusal("Read timeout expired")
        except ClientConnectorError:
            return Refusal("Connection refused")
        except (ClientError, OSError):
            return Refusal("Connection closed")
        return None if 200 <= answer.status <= 299 else _refusal(answer)


def _refusal(answer: ClientResponse) -> Refusal:
    asked = 0
    with suppress(ValueError):
        asked = min(max(int(answer.headers.get("Retry-After", "0")), 0), LONGEST_RETRY_AFTER)
    return Refusal(f"Wrong response from the webhook: {answer.status} {answer.reason}", asked)
