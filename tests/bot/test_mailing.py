"""Through what mail leaves, as the settings say; and what doctor says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot import checks, mailing
from bot.checks import Finding, Found
from bot.settings import Settings
from bot.trouble import Exit, Trouble
from gateways.mail import LogMail, NoMail, SmtpMail
from tests.conftest import HandClock
from tests.gateways.mail_server import PASSWORD, SENDER, USER, Office, certificate, served

HOST = {"smtp_host": "127.0.0.1", "mail_from": SENDER}


def tree(tmp_path: Path, **more: Any) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path / "data", keys_file=tmp_path / "x.keys", **more)


async def found(settings: Settings) -> Finding:
    return await checks.mail(Found(settings, HandClock()))


async def test_no_server_is_allowed_and_said(tmp_path: Path) -> None:
    assert isinstance(mailing.gateway(tree(tmp_path)), NoMail)
    said = await found(tree(tmp_path))
    assert (said.ok, said.text.key) == (None, "console-doctor-mail-none")


async def test_of_the_demonstration_nothing_leaves_whatever_is_named(tmp_path: Path) -> None:
    page = "http://127.0.0.1:8080/secret"
    play = tree(tmp_path, bot_api_url="http://127.0.0.1:8080", sandbox_url=page, smtp_tls="none", **HOST)
    post = mailing.gateway(play)
    assert isinstance(post, LogMail)
    await post.send("anna@example.test", "тема", "текст", "1")
    assert (tmp_path / "data" / "mail.log").exists()
    assert (await found(play)).text.key == "console-doctor-mail-play"


async def test_roots_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("no certificate\n")
    for name in ("empty.pem", "none.pem"):
        settings = tree(tmp_path, smtp_ca=tmp_path / name, **HOST)
        with pytest.raises(Trouble, match="console-smtp-ca-unread") as caught:
            mailing.gateway(settings)
        assert caught.value.code is Exit.USAGE
        assert (await found(settings)).text.key == "console-smtp-ca-unread"


async def test_doctor_logs_in_and_mails_nothing(tmp_path: Path) -> None:
    pem = certificate(tmp_path)
    async with served(Office(), pem, login=True) as office:
        server = {**HOST, "smtp_port": office.port, "smtp_user": USER, "smtp_ca": pem}
        right = tree(tmp_path, **server, smtp_password=PASSWORD)
        assert isinstance(mailing.gateway(right), SmtpMail)
        assert (await found(right)).ok
        wrong = await found(tree(tmp_path, **server, smtp_password="guess"))
        stranger = await found(tree(tmp_path, **server | {"smtp_ca": None}, smtp_password=PASSWORD))
    assert [(one.ok, one.text.key) for one in (wrong, stranger)] == [(False, "console-doctor-mail-bad")] * 2
    assert "535" in str(wrong.text.args["why"])
    assert "not trusted" in str(stranger.text.args["why"])
    assert office.envelopes == []


async def test_tls_from_the_first_byte(tmp_path: Path) -> None:
    pem = certificate(tmp_path)
    async with served(Office(), pem, at_once=True) as office:
        settings = tree(tmp_path, **HOST, smtp_port=office.port, smtp_tls="tls", smtp_ca=pem)
        assert (await found(settings)).ok
