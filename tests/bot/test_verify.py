"""`kabinet verify`: what an inspector is told who has the files and nothing else."""

from __future__ import annotations

import asyncio
import json
import shutil
import zipfile
from base64 import encodebytes
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.trouble import Exit
from signing.authority import Reason, Revoked
from signing.stamps import Stamper
from signing.verdicts import Trust
from tests.bot.console import kabinet
from tests.signing.openssl import pem
from tests.signing.pki import DOCUMENT, Firm
from tests.signing.tsa import Tsa

DAMAGED = "ПОДПИСЬ НЕДЕЙСТВИТЕЛЬНА"


@pytest.fixture(scope="module")
def firm() -> Firm:
    return Firm()


@pytest.fixture(scope="module")
def signature(firm: Firm) -> bytes:
    return firm.hire().sign()


@pytest.fixture
def folder(tmp_path: Path, firm: Firm, signature: bytes) -> Path:
    """A document with its signature, root and list, and a root of somebody else."""
    (tmp_path / "Заявление.pdf").write_bytes(DOCUMENT)
    (tmp_path / "Заявление_1.sgn").write_bytes(signature)
    (tmp_path / "trusted.pem").write_bytes(pem("CERTIFICATE", firm.root) + pem("X509 CRL", *firm.lists))
    (tmp_path / "other.cer").write_bytes(Firm().root)
    return tmp_path


FILES = ("Заявление.pdf", "Заявление_1.sgn", "trusted.pem")


def test_a_good_signature_and_what_was_not_looked_at(folder: Path, firm: Firm) -> None:
    said = kabinet(folder, "verify", *FILES)
    assert said.code == Exit.DONE, said.err
    assert "Заявление_1.sgn: подпись действительна." in said.out
    assert "Подписал: Константинопольская Александра Владимировна, Инженер-конструктор" in said.out
    assert "взят из самих файлов" in said.out
    assert firm.root.hex() not in said.out
    assert "реестре" in said.out
    assert not [path for path in folder.iterdir() if path.name in ("data", "keys")]


def test_a_root_that_is_trusted_and_one_that_is_not(folder: Path, firm: Firm) -> None:
    (folder / "root.cer").write_bytes(firm.root)
    trusted = kabinet(folder, "verify", *FILES, "--root", "root.cer")
    assert trusted.code == Exit.DONE
    assert "взят из самих файлов" not in trusted.out
    other = kabinet(folder, "verify", *FILES, "--root", "other.cer")
    assert other.code == Exit.FAILED
    assert "Причина: корневой сертификат неизвестен." in other.out


async def test_a_stamp_counts_under_a_root_that_is_named(folder: Path, firm: Firm, signature: bytes) -> None:
    tsa = Tsa()
    stamped = await Stamper(tsa.post, Trust((firm.root,), (), (tsa.root,))).stamp(signature)
    (folder / "Заявление_1.sgn").write_bytes(stamped)
    (folder / "tsa.cer").write_bytes(tsa.root)
    told = await asyncio.to_thread(kabinet, folder, "verify", *FILES, "--stamp-root", "tsa.cer", "--json")
    (row,) = json.loads(told.out)
    assert (told.code, row["stamp"], row["moment"]) == (Exit.DONE, tsa.at.isoformat(), tsa.at.isoformat())


@pytest.mark.parametrize(
    ("name", "why"),
    [("Заявление.pdf", "подписан другой документ"), ("Заявление_1.sgn", "Причина:")],
)
def test_a_changed_file_is_named_with_its_reason(folder: Path, name: str, why: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[-9] ^= 1
    (folder / name).write_bytes(content)
    said = kabinet(folder, "verify", *FILES)
    assert said.code == Exit.FAILED
    assert f"Заявление_1.sgn: {DAMAGED}." in said.out
    assert why in said.out


def test_an_archive_is_looked_into_and_told_to_a_script(folder: Path, signature: bytes) -> None:
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        for name in FILES:
            archive.write(folder / name, name)
        archive.writestr("protocol.pdf", b"%PDF-1.4 another one")
    said = kabinet(folder, "verify", "all.zip", "--json")
    (row,) = json.loads(said.out)
    assert (said.code, row["good"], row["problems"], row["document"]) == (Exit.DONE, True, [], "Заявление.pdf")
    assert datetime.fromisoformat(row["claimed"]) == datetime.fromisoformat(row["moment"])


def test_pem_and_bare_base64_are_read(folder: Path, signature: bytes) -> None:
    (folder / "a.pem").write_bytes(pem("CMS", signature))
    (folder / "b.sig").write_bytes(encodebytes(signature))
    said = kabinet(folder, "verify", "Заявление.pdf", "trusted.pem", "a.pem", "b.sig")
    assert (said.code, said.out.count("подпись действительна")) == (Exit.DONE, 2)


def test_a_certificate_that_was_taken_back_before_and_after(folder: Path) -> None:
    firm = Firm()
    employee = firm.hire()
    serial, signed = employee.certificate.serial, firm.at + timedelta(hours=1)
    (folder / "Заявление_1.sgn").write_bytes(employee.sign(DOCUMENT, signed))
    for at, code, word in (
        (signed - timedelta(minutes=1), Exit.FAILED, "сертификат был отозван"),
        (signed + timedelta(minutes=1), Exit.DONE, "после подписания"),
    ):
        listed = firm.authority.revocation_list([Revoked(serial, at, Reason.KEY_COMPROMISE)], 2, at)
        lists = [*firm.lists, listed]
        (folder / "trusted.pem").write_bytes(pem("CERTIFICATE", firm.root) + pem("X509 CRL", *lists))
        said = kabinet(folder, "verify", *FILES)
        assert (said.code, word in said.out) == (code, True), said.out


def test_a_signature_without_its_document_is_not_called_broken_for_it(folder: Path) -> None:
    said = kabinet(folder, "verify", "Заявление_1.sgn", "trusted.pem")
    assert said.code == Exit.FAILED
    assert "Документа, который подписан, среди файлов нет" in said.out
    assert "подписан другой документ" not in said.out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", f"{DAMAGED}.\n  Документ: Заявление.pdf.\n  Причина: файл не является отсоединённой подписью."),
        (bytes(range(256)) * 40, "не является отсоединённой подписью"),
        (b"0" + bytes(5000), "не является отсоединённой подписью"),
    ],
)
def test_what_is_named_like_a_signature_and_is_none(folder: Path, content: bytes, words: str) -> None:
    (folder / "Заявление_1.sgn").write_bytes(content)
    said = kabinet(folder, "verify", *FILES)
    assert (said.code, words in said.out) == (Exit.FAILED, True), said.out


def test_what_cannot_be_checked_is_said_plainly(folder: Path) -> None:
    (folder / "bad.zip").write_bytes(b"PK\x03\x04" + bytes(100))
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        for number in range(3):
            bomb.writestr(f"{number}.sgn", bytes(90 * 1024 * 1024))
    with (folder / "large.sgn").open("wb") as large:
        large.truncate(50 * 1024 * 1024 + 1)
    for file, words in (
        ("Заявление.pdf", "нет подписей"),
        ("bad.zip", "Архив повреждён"),
        ("bomb.zip", "больше 200 МБ"),
        ("large.sgn", "больше 50 МБ"),
        ("nothing.sgn", "не прочитать"),
    ):
        said = kabinet(folder, "verify", file)
        assert (said.code, words in said.err, said.out) == (Exit.USAGE, True, ""), (file, said)
    said = kabinet(folder, "verify", *FILES, "--root", "Заявление.pdf")
    assert (said.code, "нет корневого сертификата" in said.err) == (Exit.USAGE, True)


def test_two_files_of_one_name_are_both_looked_at(folder: Path) -> None:
    (folder / "b").mkdir()
    shutil.copy(folder / "Заявление_1.sgn", folder / "b")
    said = kabinet(folder, "verify", *FILES, "b/Заявление_1.sgn")
    assert (said.code, said.out.count("подпись действительна")) == (Exit.DONE, 2)
