"""Who may talk to the sandbox, and what every answer tells the browser."""

from __future__ import annotations

import pytest
from aiohttp import ClientSession, WSServerHandshakeError

from sandbox.app import Running
from tests.sandbox.conftest import SECRET, TOKEN


def paths() -> list[str]:
    """One path of each kind."""
    return [f"/{SECRET}/", f"/{SECRET}/api/state", f"/bot{TOKEN}/getMe", f"/{SECRET}/live", "/"]


async def test_foreign_host(box: Running) -> None:
    async with ClientSession() as session:
        for host in ("evil.example", "127.0.0.1.evil.example", "127.0.0.1:1", "[::1]", "localhost.:80"):
            for path in paths():
                async with session.get(box.api + path, headers={"Host": host}) as response:
                    assert (response.status, await response.json()) == (403, {"error": "foreign Host"})


async def test_foreign_origin(box: Running) -> None:
    async with ClientSession() as session:
        for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
            for path in paths():
                async with session.get(box.api + path, headers={"Origin": origin}) as response:
                    assert (response.status, await response.json()) == (403, {"error": "foreign Origin"})


async def test_own_hosts_and_origin(box: Running) -> None:
    port = box.api.rpartition(":")[2]
    async with ClientSession() as session:
        for host in ("127.0.0.1", f"127.0.0.1:{port}", "localhost", f"localhost:{port}"):
            headers = {"Host": host, "Origin": f"http://{host}"}
            async with session.get(f"{box.url}api/state", headers=headers) as response:
                assert response.status == 200
        async with session.ws_connect(f"{box.url}live", headers={"Origin": box.api}) as socket:
            assert not socket.closed


async def test_without_the_secret(box: Running) -> None:
    async with ClientSession() as session:
        for path in ("/", "/api/state", "/wrong-secret-000000/api/state", "/live", "/page/index.html"):
            async with session.get(box.api + path) as response:
                assert response.status == 404
            with pytest.raises(WSServerHandshakeError):
                await session.ws_connect(box.api + path)


async def test_headers_of_every_answer(box: Running) -> None:
    async with ClientSession() as session:
        for path in (*paths()[:3], "/nothing", f"/{SECRET}/page/index.html"):
            async with session.get(box.api + path) as response:
                policy = response.headers["Content-Security-Policy"]
                assert "default-src 'self'" in policy
                assert "frame-ancestors 'none'" in policy
                assert "unsafe" not in policy
                assert response.headers["Referrer-Policy"] == "no-referrer"
                assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_page_and_its_files(box: Running) -> None:
    async with ClientSession() as session:
        async with session.get(box.url) as response:
            assert (response.status, response.content_type) == (200, "text/html")
        async with session.get(f"{box.url}page/index.html") as response:
            assert response.status == 200
        for outside in ("page/../app.py", "page/%2e%2e/app.py", "page/..%2fapp.py"):
            async with session.get(f"{box.url}{outside}") as response:
                assert response.status == 404


BODIES = [b"", b"{", b"[]", b'"x"', b'{"as": "1001"}', b'{"as": true}', b'{"as": 1001, "chat": 5, "payload": "?"}']


async def test_malformed_orders(box: Running) -> None:
    async with ClientSession() as session:
        for order in ("send", "press", "start", "member", "contact", "delete", "edit", "block", "upgrade"):
            for body in BODIES if order != "block" else BODIES[:-1]:
                async with session.post(f"{box.url}api/{order}", data=body) as response:
                    assert (response.status in (400, 404), order, body) == (True, order, body)
                    assert (await response.json())["error"]


async def test_malformed_uploads_and_questions(box: Running) -> None:
    async with ClientSession() as session:
        for form in ({"as": "1001"}, {"as": "нет", "file": "x"}):
            async with session.post(f"{box.url}api/upload", data=form) as response:
                assert response.status == 400
        async with session.get(f"{box.url}api/calls?since=x") as response:
            assert await response.json() == {"calls": []}
