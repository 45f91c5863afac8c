"""The SMS gateways: a private log, and the sandbox's phones over HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from cabinet.ports import SmsRefused
from gateways.sms import LogSms, SandboxSms

PHONE = "+79160000001"


async def test_the_log_holds_a_line_a_message_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "sms.log"
    log = LogSms(path)
    await asyncio.gather(*(log.send(PHONE, f"код\n{n}", dedupe=str(n)) for n in range(20)))
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert sorted(line["id"] for line in lines) == sorted(map(str, range(20)))
    assert {(line["to"], line["text"]) for line in lines if line["id"] == "3"} == {(PHONE, "код\n3")}
    assert path.stat().st_mode & 0o777 == 0o600


async def test_a_log_left_open_to_others_is_closed_again(tmp_path: Path) -> None:
    path = tmp_path / "sms.log"
    path.touch(mode=0o644)
    await LogSms(path).send(PHONE, "код", "1")
    assert path.stat().st_mode & 0o777 == 0o600


class Far:
    """The sandbox's end of the wire."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.status = 200

    async def take(self, request: web.Request) -> web.Response:
        self.got.append(await request.json())
        return web.json_response({"ok": True}, status=self.status)


@pytest.fixture
async def far() -> AsyncIterator[tuple[Far, str]]:
    end = Far()
    app = web.Application()
    app.router.add_post("/secret/sms", end.take)
    server = TestServer(app)
    await server.start_server()
    yield end, str(server.make_url("/secret/"))
    await server.close()


async def test_the_sandbox_gets_number_text_and_id(far: tuple[Far, str]) -> None:
    end, url = far
    await SandboxSms(url).send(PHONE, "код 123456", "abc")
    assert end.got == [{"to": PHONE, "text": "код 123456", "id": "abc"}]


@pytest.mark.parametrize(("status", "error"), [(500, OSError), (429, OSError), (400, SmsRefused), (404, SmsRefused)])
async def test_what_the_sandbox_answers_decides_what_is_worth_a_retry(
    far: tuple[Far, str], status: int, error: type[Exception]
) -> None:
    end, url = far
    end.status = status
    with pytest.raises(error) as caught:
        await SandboxSms(url).send(PHONE, "код", "abc")
    assert PHONE not in str(caught.value)


async def test_nobody_there_is_worth_a_retry() -> None:
    with pytest.raises(OSError, match=r"^(?!.*9160000001)"):
        await SandboxSms(f"http://127.0.0.1:{unused_port()}/").send(PHONE, "код", "abc")
