"""The page behind the QR code of a copy: what it tells a stranger, what it never tells, and what it lets nobody do."""

from __future__ import annotations

import base64
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiohttp import ClientResponse, ClientSession
from multidict import CIMultiDict

from bot import roles
from bot.public import Public, asker
from bot.public_html import told
from bot.roles import Crew
from bot.settings import Settings
from bot.trouble import Trouble
from cabinet.signatures.copies import MOST, Copied, Copies
from cabinet.signatures.links import Page, code_of
from storage.engine import Database
from tests.bot.running import running
from tests.conftest import HandClock
from tests.signatures.signed import Firm

pytestmark = pytest.mark.usefixtures("log")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@asynccontextmanager
async def served(copies: Copies, url: str = "https://x.example/copy") -> AsyncIterator[ClientSession]:
    settings = Settings(_env_file=None, public_url=url, public_listen="127.0.0.1:0")
    async with running(Public(settings, copies)) as public:
        port = await public.port
        async with ClientSession(f"http://127.0.0.1:{port}") as http:
            yield http


def is_closed(answer: ClientResponse) -> bool:
    """No script, no frame, no search engine, no trace."""
    policy, robots = answer.headers["Content-Security-Policy"], answer.headers["X-Robots-Tag"]
    closed = "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    kept = answer.headers["Cache-Control"] == "no-store" and answer.headers["Referrer-Policy"] == "no-referrer"
    return closed and kept and "noindex" in robots


async def test_a_stranger_learns_number_and_date_and_nobodys_name(
    db: Database, clock: HandClock, tmp_path: Path
) -> None:
    firm = await Firm(db, clock, tmp_path).build()
    document = await firm.signed()
    async with served(Copies(db, clock)) as http:
        async with http.get(f"/copy/{code_of(document.id)}") as answer:
            page = await answer.text()
            assert (answer.status, answer.content_type, is_closed(answer)) == (200, "text/html", True)
        assert "Документ № 1<" in page
        assert "от 24 ноября 2026 г." in page
        assert "verify.sh" in page
        for secret in ("Смирнов", "Анна", "Пример", "отпуск", document.digest, document.id.hex, str(document.id)):
            assert secret not in page
        style = re.search(r"<style>(.*?)</style>", page, re.S)
        assert style is not None
        digest = base64.b64encode(sha256(style[1].encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}';" in answer.headers["Content-Security-Policy"]
        assert not re.search(r"<(script|img|link|a|form|iframe)\b|https?:|\son\w+=|\sstyle=", page)


async def test_a_guessed_code_another_path_and_another_method_get_nothing(db: Database, clock: HandClock) -> None:
    async with served(Copies(db, clock)) as http:
        for path in (f"/copy/{'A' * 35}", "/copy/", "/copy/%00%FF/../x", f"/copy/{'A' * 5000}"):
            async with http.get(path) as answer:
                assert (answer.status, is_closed(answer)) == (404, True)
                assert "Такой копии нет" in await answer.text()
        for path in ("/", "/metrics", "/copyright", "/live"):
            async with http.get(path) as answer:
                assert (answer.status, await answer.text(), is_closed(answer)) == (404, "", True)
        async with http.post("/copy/x", data=b"x" * 9999) as answer:
            assert (answer.status, is_closed(answer)) == (405, True)


async def test_one_address_may_ask_so_often_and_a_proxy_names_it(db: Database, clock: HandClock) -> None:
    async with served(Copies(db, clock)) as http:

        async def status(address: str) -> int:
            async with http.get("/copy/x", headers={"X-Forwarded-For": f"1.1.1.1, {address}"}) as answer:
                assert ("слишком часто" in await answer.text()) == (answer.status == 429)
                return answer.status

        assert [await status("203.0.113.7") for _ in range(MOST + 1)] == [404] * MOST + [429]
        assert await status("203.0.113.8") == 404


async def test_a_database_that_does_not_answer_is_told_as_ours(db: Database, clock: HandClock, tmp_path: Path) -> None:
    firm = await Firm(db, clock, tmp_path).build()
    document = await firm.signed()
    away = Copies(None, clock)  # type: ignore[arg-type] # there is none
    async with served(away) as http, http.get(f"/copy/{code_of(document.id)}") as answer:
        assert (answer.status, is_closed(answer)) == (503, True)
        assert "на нашей стороне" in await answer.text()


async def test_a_port_that_is_taken_is_told(db: Database, clock: HandClock) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        listen = f"127.0.0.1:{other.getsockname()[1]}"
        settings = Settings(_env_file=None, public_url="https://x.example", public_listen=listen)
        with pytest.raises(Trouble, match="console-public-taken"):
            await Public(settings, Copies(db, clock)).run()


@pytest.mark.parametrize(
    ("remote", "forwarded", "who"),
    [
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", [""], "127.0.0.1"),
        ("127.0.0.1", ["9.9.9.9, 203.0.113.7"], "203.0.113.7"),
        ("127.0.0.1", ["9.9.9.9", "8.8.8.8, 203.0.113.7"], "203.0.113.7"),  # a proxy that adds a line
        ("10.0.0.2", ["2001:db8::1"], "2001:db8::/64"),
        ("10.0.0.2", ["2001:db8::ffff:2"], "2001:db8::/64"),  # the same line of a provider
        ("10.0.0.2", ["2001:db8:0:1::1"], "2001:db8:0:1::/64"),
        ("2001:4860::1", ["203.0.113.7"], "2001:4860::/64"),
        ("::ffff:127.0.0.1", ["::ffff:203.0.113.7"], "203.0.113.7"),
        ("8.8.8.8", ["203.0.113.7"], "8.8.8.8"),  # nobody's proxy: he names whom he likes
        ("127.0.0.1", ["nonsense"], "127.0.0.1"),
        ("", ["203.0.113.7"], ""),
    ],
)
def test_who_asks(remote: str, forwarded: list[str], who: str) -> None:
    headers = CIMultiDict(("X-Forwarded-For", line) for line in forwarded)
    request = SimpleNamespace(remote=remote, headers=headers)
    assert asker(request) == f"address:{who}"  # type: ignore[arg-type] # as much of one as is looked at


def test_what_is_written_into_the_page_stays_text() -> None:
    assert "<b>7" not in told(Copied("<b>7", date(2026, 11, 24)))


def test_where_a_code_leads() -> None:
    assert Page(None).address("kabinet_bot") == "https://t.me/kabinet_bot?start=check-"
    assert Page("https://x.example/copy").address("kabinet_bot") == "https://x.example/copy/"


async def test_a_worker_answers_only_where_the_page_has_an_address(db: Database, clock: HandClock) -> None:
    async def given(what: type) -> Copies:
        assert what is Copies
        return Copies(db, clock)

    def crew(**values: str) -> Crew:
        made = SimpleNamespace(get=given)
        return Crew(Settings(_env_file=None, **values), db, None, made, None, None, None)  # type: ignore[arg-type] # no more is looked at

    assert set(await roles.public(crew(public_url="https://x.example", public_listen="127.0.0.1:0"))) == {"public"}
    assert not await roles.public(crew())
