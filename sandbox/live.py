"""The wire to the pages and test clients: what happened is pushed to every open WebSocket with a growing number.

Numbers start at the clock's milliseconds, so that they also grow over a restart without being written to disk; whoever
connects reads the state after the socket is open and applies only what is newer.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from aiohttp import WSMsgType, web

FULL = 20_000
"""A page that is so many events behind is cut off: it will read the state again."""


class Live:
    """All open sockets."""

    def __init__(self) -> None:
        self.seq = int(time.time() * 1000)
        self._queues: set[asyncio.Queue[str | None]] = set()

    def publish(self, kind: str, **event: Any) -> None:
        """Tell everybody; never waits."""
        self.seq += 1
        text = json.dumps({"seq": self.seq, "type": kind, **event}, ensure_ascii=False)
        for queue in self._queues:
            queue.put_nowait(text if queue.qsize() < FULL else None)

    def close(self) -> None:
        """Ask every socket to end."""
        for queue in self._queues:
            queue.put_nowait(None)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One socket, until either side closes it."""
        socket = web.WebSocketResponse(heartbeat=20)
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            await socket.prepare(request)
            listener = asyncio.create_task(self._listen(socket, queue))
            await self._send(socket, queue)
            listener.cancel()
            await asyncio.gather(listener, return_exceptions=True)
        finally:
            self._queues.discard(queue)
        return socket

    async def _listen(self, socket: web.WebSocketResponse, queue: asyncio.Queue[str | None]) -> None:
        """Nothing is expected from the page; reading only tells when it is gone."""
        async for message in socket:
            if message.type in (WSMsgType.CLOSE, WSMsgType.ERROR):
                break
        queue.put_nowait(None)

    async def _send(self, socket: web.WebSocketResponse, queue: asyncio.Queue[str | None]) -> None:
        while (text := await queue.get()) is not None:
            try:
                await socket.send_str(text)
            except ConnectionError:
                return
        await socket.close()
