"""The client of time stamping authorities: the body of a 200 that comes in time, or an OSError."""

from __future__ import annotations

import base64
import time
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import unused_port

from gateways.stamps import LARGEST, HttpStamps, NoStamps
from signing.stamps import QUERY_TYPE
from tests.signing.tsa_server import Server, served


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with served(Server(answer=b"reply")) as made:
        yield made


async def test_the_query_is_posted_as_the_standard_says(server: Server) -> None:
    assert await server.client().ask(b"query") == b"reply"
    assert server.asked == [(QUERY_TYPE, None)]


async def test_name_and_password_of_the_address_are_said_and_never_shown(server: Server) -> None:
    url = server.url.replace("http://", "http://us%20er:слово%2F1@")
    assert await HttpStamps(url, ()).ask(b"query") == b"reply"
    assert server.asked[0][1] == f"Basic {base64.b64encode('us er:слово/1'.encode()).decode()}"
    server.status = 500
    with pytest.raises(OSError, match="answered 500") as caught:
        await HttpStamps(url, ()).ask(b"query")
    assert "слово" not in str(caught.value)


@pytest.mark.parametrize("status", [201, 302, 401, 404, 429, 503])
async def test_whatever_is_no_200_is_no_answer(server: Server, status: int) -> None:
    server.status = status
    with pytest.raises(OSError, match=f"answered {status}"):
        await server.client().ask(b"query")
    assert len(server.asked) == 1, "and nobody is asked elsewhere"


async def test_twenty_seconds_of_silence_are_not_waited_for(server: Server) -> None:
    server.silent, begun = True, time.monotonic()
    with pytest.raises(OSError, match="silent"):
        await server.client(patience=0.2).ask(b"query")
    assert time.monotonic() - begun < 5


async def test_too_much_is_not_read(server: Server) -> None:
    server.answer = bytes(LARGEST + 1)
    with pytest.raises(OSError, match="too much"):
        await server.client().ask(b"query")


async def test_nobody_there() -> None:
    with pytest.raises(OSError, match="cannot be reached"):
        await HttpStamps(f"http://user:secret@127.0.0.1:{unused_port()}/", ()).ask(b"query")
    with pytest.raises(OSError, match="no authority"):
        await NoStamps().ask(b"query")
