"""Time stamping authorities over HTTP (RFC 3161 § 3.4): a query leaves, and whatever comes back is judged elsewhere.

All that an authority learns is the hash of a signature's value.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Final

import aiohttp
from yarl import URL

PATIENCE: Final = 15.0
"""Seconds for the whole of an answer."""
LARGEST: Final = 256 * 1024
"""Bytes of an answer; with certificates it has some six thousand."""
_TYPES: Final = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class HttpStamps:
    """The authority at ``url``, which may hold name and password; its certificate stands under one of ``roots``."""

    def __init__(self, url: str, roots: Sequence[bytes], patience: float = PATIENCE) -> None:
        whole = URL(url)
        self._url, self.roots = whole.with_user(None), tuple(roots)
        self._headers = _TYPES | _named(whole)
        self._patience = aiohttp.ClientTimeout(total=patience)

    async def ask(self, query: bytes) -> bytes:
        """POST one query. OSError, which tells no address: no connection, no answer in time, no 200, too much."""
        try:
            async with (
                aiohttp.ClientSession(timeout=self._patience, headers=self._headers) as http,
                http.post(self._url, data=query, allow_redirects=False) as answer,
            ):
                if answer.status != 200:
                    raise OSError(f"the authority answered {answer.status}")
                return await _whole(answer.content)
        except TimeoutError as error:
            raise OSError("the authority is silent") from error
        except aiohttp.ClientError as error:
            raise OSError(f"the authority cannot be reached: {type(error).__name__}") from error


class NoStamps:
    """Nobody stamps: signatures stay as they were made."""

    roots: Sequence[bytes] = ()

    async def ask(self, query: bytes) -> bytes:
        """OSError."""
        raise OSError("there is no authority")


def _named(url: URL) -> dict[str, str]:
    """Basic authentication in UTF-8 (RFC 7617), where the address holds a name."""
    if url.user is None:
        return {}
    said = base64.b64encode(f"{url.user}:{url.password or ''}".encode()).decode()
    return {"Authorization": f"Basic {said}"}


async def _whole(content: aiohttp.StreamReader) -> bytes:
    answer = b""
    async for piece in content.iter_any():
        answer += piece
        if len(answer) > LARGEST:
            raise OSError("the authority answered too much")
    return answer
