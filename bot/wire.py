"""The moment at which a message really leaves: after the connection stands, with the request on the line.

A window that counts from the call would let the first messages, which wait for their connections, run into those of
the next second.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from types import SimpleNamespace

from aiogram.client.session.aiohttp import AiohttpSession
from aiohttp import ClientSession, TraceConfig, TraceRequestChunkSentParams

leaving: ContextVar[Callable[[], None] | None] = ContextVar("leaving", default=None)
"""Called when the request that is being made goes out, piece by piece: the last call counts."""


class TimedSession(AiohttpSession):
    """aiogram's session that says when a request goes out."""

    async def create_session(self) -> ClientSession:
        """The client, with our listener on it."""
        before = self._session
        session = await super().create_session()
        if session is not before:
            listener = TraceConfig()
            listener.on_request_chunk_sent.append(_left)
            listener.freeze()
            session.trace_configs.append(listener)
        return session


async def _left(_session: ClientSession, _trace: SimpleNamespace, _sent: TraceRequestChunkSentParams) -> None:
    if (tell := leaving.get()) is not None:
        tell()
