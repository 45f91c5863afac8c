"""Mail: real SMTP on loopback; what is worth a retry, what is not, and nothing said to a server that is not trusted."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from aiohttp.test_utils import unused_port

from cabinet.ports import MailRefused
from gateways.mail import LogMail, NoMail, Server, SmtpMail, trusted
from tests.gateways.mail_server import PASSWORD, SENDER, USER, Office, certificate, served

ANNA = "anna@example.test"


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("mail"))


async def send(mail: SmtpMail, to: str = ANNA, subject: str = "Отпечаток журнала на 24.11.2026") -> None:
    await mail.send(to, subject, "Здравствуйте!\n\n7:abc\n", "5f0c")


async def test_a_letter_arrives_as_it_was_worded() -> None:
    async with served(Office()) as office:
        for _ in range(2):
            await send(office.client())
    first, again = office.letters()
    assert (first["From"], first["To"], first["Subject"]) == (SENDER, ANNA, "Отпечаток журнала на 24.11.2026")
    assert first.get_content() == "Здравствуйте!\r\n\r\n7:abc\r\n"
    assert (first.get_content_type(), first.get_content_charset()) == ("text/plain", "utf-8")
    assert first["Message-ID"] == again["Message-ID"] == "<5f0c@example.test>"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Date"].datetime.tzinfo is not None
    assert (office.envelopes[0].mail_from, office.envelopes[0].rcpt_tos) == (SENDER, [ANNA])
    office.envelopes[0].content.decode("ascii")  # every server takes it


async def test_no_header_can_be_put_in() -> None:
    async with served(Office()) as office:
        await send(office.client(), subject="Отпечаток\r\nBcc: eve@example.test\r\n\r\nтекст\x00\u2028конец")
        (letter,) = office.letters()
        assert letter["Subject"] == "Отпечаток Bcc: eve@example.test текст конец"
        assert letter["Bcc"] is None
        for address in (
            f"{ANNA}\r\nBcc: eve@example.test",
            "a@b>, <eve@example.test",
            "a@b SIZE=1",
            "anna",
            "",
            "@",
            "a\x00@b",
        ):
            with pytest.raises(MailRefused):
                await send(office.client(), to=address)
    assert len(office.letters()) == 1


@pytest.mark.parametrize(
    "address",
    [
        *("eve..b@x.ru", ".eve@x.ru", "eve.@x.ru", "eve@x.ru.", "eve@x.ru\u3002", "=?utf-8?q?eve?=@x.ru"),
        *("eve@x\uff0cy.ru", "eve@x\uff1e.ru", "eve@\uff20.ru", "eve@x\u2474.ru"),
    ],
)  # what full-width and other signs become in ASCII: , > @ (1)
async def test_what_only_looks_like_an_address_is_refused_and_quoted_nowhere(address: str) -> None:
    nowhere = SmtpMail(Server("127.0.0.1", 1, None), SENDER)
    with pytest.raises(MailRefused) as refused:
        await send(nowhere, to=address)
    assert str(refused.value) == "no address"
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


async def test_a_domain_in_cyrillic_is_written_in_ascii() -> None:
    async with served(Office()) as office:
        await send(office.client(), to="anna@пример.рф")
        with pytest.raises(MailRefused, match="ASCII"):
            await send(office.client(), to="анна@example.test")
    assert [one.rcpt_tos for one in office.envelopes] == [["anna@xn--e1afmkfd.xn--p1ai"]]


@pytest.mark.parametrize("at_once", [False, True], ids=["starttls", "tls"])
async def test_tls_and_login_with_a_certificate_that_is_known(pem: Path, *, at_once: bool) -> None:
    async with served(Office(), pem, at_once=at_once, login=not at_once) as office:
        user = {} if at_once else {"user": USER, "password": PASSWORD}
        await send(office.client(trusted(pem), at_once=at_once, **user))
    assert office.closed == [True]


@pytest.mark.parametrize("at_once", [False, True], ids=["starttls", "tls"])
async def test_a_stranger_in_the_servers_place_is_told_nothing(pem: Path, *, at_once: bool) -> None:
    async with served(Office(), pem, at_once=at_once) as office:
        with pytest.raises(OSError, match=r"not trusted: self.signed certificate"):
            await send(office.client(trusted(None), at_once=at_once))
    assert office.envelopes == []


async def test_who_does_not_turn_to_tls_gets_neither_password_nor_letter(pem: Path) -> None:
    async with served(Office()) as office:
        with pytest.raises(OSError, match="STARTTLS"):
            await send(office.client(trusted(pem), user=USER, password=PASSWORD))
    assert office.envelopes == []


async def test_a_wrong_password_waits_for_the_right_one(pem: Path) -> None:
    async with served(Office(), pem, login=True) as office:
        wrong = office.client(trusted(pem), user=USER, password="guess")
        for deed in (send(wrong), wrong.greet()):
            with pytest.raises(OSError, match="answered 535") as caught:
                await deed
            assert "guess" not in str(caught.value)
        await office.client(trusted(pem), user=USER, password=PASSWORD).greet()
    assert office.envelopes == []


@pytest.mark.parametrize(
    ("where", "answer", "error", "said"),
    [
        ("recipient", "550 5.1.1 <anna@example.test>: no such user", MailRefused, "550 5.1.1"),
        ("recipient", "450 4.2.1 anna@example.test: later", OSError, "450 4.2.1"),
        ("data", "554 5.7.1 spam for anna@example.test", MailRefused, "554 5.7.1"),
        ("data", "451 try again", OSError, "451"),
        ("sender", "550 5.7.1 who are you", OSError, "550 5.7.1"),
    ],
)
async def test_what_the_server_answers_decides_what_is_worth_a_retry(
    where: str, answer: str, error: type[Exception], said: str
) -> None:
    async with served(Office(**{f"refuse_{where}": answer})) as office:
        with pytest.raises(error) as caught:
            await send(office.client())
    assert str(caught.value).removeprefix("the mail server answered ") == said, "codes, and no address"


async def test_nobody_there_and_a_silent_server_are_worth_a_retry() -> None:
    with pytest.raises(OSError, match=r"ConnectionRefusedError|SMTPConnectError"):
        await send(SmtpMail(Server("127.0.0.1", unused_port(), None), SENDER))
    async with served(Office(silent=5.0)) as office:
        with pytest.raises(OSError, match="Timeout"):
            await send(office.client(patience=0.3))


async def test_what_was_taken_stays_taken_when_nobody_says_good_bye() -> None:
    """A server that breaks the line after its «250» has the letter."""

    class Rude(Office):
        async def handle_QUIT(self, server, session, envelope):  # type: ignore[no-untyped-def] # noqa: N802
            server.transport.abort()
            return "221 Bye"

    async with served(Rude()) as office:
        await send(office.client())
        await asyncio.sleep(0)
    assert len(office.envelopes) == 1


async def test_the_log_holds_a_line_a_letter_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "mail.log"
    await LogMail(path).send(ANNA, "тема", "текст", "5f0c")
    line = json.loads(path.read_text("utf-8"))
    assert (line["to"], line["subject"], line["text"], line["id"]) == (ANNA, "тема", "текст", "5f0c")
    assert path.stat().st_mode & 0o777 == 0o600


async def test_where_nobody_mails_nothing_is_said_to_have_left() -> None:
    assert not NoMail().there
    with pytest.raises(OSError, match="no mail server"):
        await NoMail().send(ANNA, "тема", "текст", "5f0c")
