"""Whose stamps count is told by a file; without an authority, and in the demonstration, nobody is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot import checks, stamp_roots
from bot.checks import Found
from bot.providers import container
from bot.settings import Settings
from bot.trouble import Trouble
from cabinet.ports import SystemClock, Timestamper
from gateways.stamps import HttpStamps, NoStamps
from tests.signing.openssl import pem
from tests.signing.pki import Firm
from tests.signing.tsa import Tsa

URL = "http://user:secret@127.0.0.1:8318/stamp"


async def wired(**given: Any) -> Timestamper:
    tree = Settings(_env_file=None, **given)
    made = container(tree, None, None)  # type: ignore[arg-type]
    try:
        return await made.get(Timestamper)
    finally:
        await made.close()


async def test_the_file_of_roots_decides_whose_stamps_count(tmp_path: Path) -> None:
    roots = (Tsa().root, Tsa().root)
    (tmp_path / "roots.pem").write_bytes(pem("CERTIFICATE", *roots))
    made = await wired(tsa_url=URL, tsa_roots=tmp_path / "roots.pem")
    assert isinstance(made, HttpStamps)
    assert made.roots == roots
    (tmp_path / "root.der").write_bytes(roots[0])
    assert stamp_roots.read(tmp_path / "root.der") == roots[:1]


async def test_without_an_authority_and_in_the_demonstration_nobody_is_asked(tmp_path: Path) -> None:
    (tmp_path / "root.der").write_bytes(Tsa().root)
    play = {"bot_api_url": "http://127.0.0.1:8080/x", "sandbox_url": "http://127.0.0.1:8080/y"}
    assert isinstance(await wired(), NoStamps)
    assert isinstance(await wired(tsa_url=URL, tsa_roots=tmp_path / "root.der", **play), NoStamps)


async def test_doctor_says_whose_stamps_count(tmp_path: Path) -> None:
    (tmp_path / "root.der").write_bytes(Tsa().root)
    for name, ok in (("root.der", True), ("missing.pem", False)):
        tree = Settings(_env_file=None, tsa_url=URL, tsa_roots=tmp_path / name)
        assert (await checks.stamps(Found(tree, SystemClock()))).ok is ok


def test_a_file_without_roots_is_named(tmp_path: Path) -> None:
    (tmp_path / "no root.der").write_bytes(Firm().hire().der)
    (tmp_path / "words.pem").write_text("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n")
    for name in ("no root.der", "words.pem", "missing.pem", "."):
        with pytest.raises(Trouble, match="console-tsa-roots-unread"):
            stamp_roots.read(tmp_path / name)


def test_the_address_is_a_secret(tmp_path: Path) -> None:
    tree = Settings(_env_file=None, tsa_url=URL, tsa_roots=tmp_path)
    assert URL in tree.secrets()
    assert "user:secret" not in repr(tree)
