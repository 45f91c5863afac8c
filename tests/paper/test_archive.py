"""The archive: whoever gets it checks it years later with a shell and OpenSSL, and any change is found."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from cabinet.archive import Archive, Signatory, packed
from cabinet.proof_paper import Proof
from signing import certificates
from signing.authority import Reason, Revoked
from signing.certificates import spaced
from tests.paper.test_marks import paper
from tests.signing.pki import Employee, Firm

ZONE = timezone(timedelta(hours=3))
LONG_AGO = datetime(2009, 3, 2, 9, 0, tzinfo=UTC)
"""Certificate (15 months), lists (a week) and root (15 years) have expired since."""
NAME = re.compile(r"[a-zA-Zа-яА-Я0-9_]{1,250}\.[a-z0-9]{2,4}")


@pytest.fixture(scope="module")
def firm() -> Firm:
    return Firm(LONG_AGO)


@pytest.fixture(scope="module")
def document() -> bytes:
    return paper()


def signatory(employee: Employee, document: bytes, at: datetime) -> Signatory:
    signature = employee.sign(document, at)
    verdict = employee.firm.check(signature, document, lambda _certificate: True)
    return Signatory(signature, verdict, "Константинопольская", "Александра", "Владимировна", "Инженер")


@pytest.fixture(scope="module")
def data(firm: Firm, document: bytes) -> Archive:
    """Two signatures, the second one three weeks later, under another list."""
    hers = signatory(firm.hire(), document, LONG_AGO + timedelta(hours=1))
    later = LONG_AGO + timedelta(days=21)
    firm.publish(later - timedelta(hours=1))
    his = signatory(firm.hire("Пётр Ёлкин"), document, later)
    proof = Proof(7, 12, b"\x01" * 32, [b"\x02" * 32], later + timedelta(hours=1), later.date())
    his = replace(his, proof=proof, entry=b"[]")
    return Archive(
        company="ООО «Ромашка»", inn="7701234567", name="Заявление на отпуск № 214-а (ёж)", number="214", kind="02.015",
        dated=date(2009, 3, 2), document=document, signatories=[hers, his], root=firm.root,
        lists=[firm.lists[1], firm.lists[0]], checked=later + timedelta(days=1), zone=ZONE,
    )  # fmt: skip


def unpacked(data: Archive, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(packed(data))) as archive:
        archive.extractall(folder)
    return folder


def verified(folder: Path) -> tuple[int, str]:
    """What `sh verify.sh` says, called from elsewhere."""
    done = subprocess.run(
        ["sh", str(folder / "verify.sh")], cwd="/", capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode, done.stdout


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_everything_has_expired_and_the_signatures_hold(data: Archive, tmp_path: Path) -> None:
    code, said = verified(unpacked(data, tmp_path))
    assert said.startswith("".join(f"Заявление_на_отпуск_214_а_еж_{n}.sgn: подпись верна\n" for n in (1, 2)))
    assert spaced(certificates.read(data.root).fingerprint) in said
    assert code == 0


@pytest.mark.parametrize("changed", ["pdf", "_1.sgn", "_2.sgn"])
def test_a_flipped_bit_is_found(data: Archive, tmp_path: Path, changed: str) -> None:
    folder = unpacked(data, tmp_path)
    flipped(next(path for path in folder.iterdir() if path.name.endswith(changed) and path.stem != "protocol"))
    code, said = verified(folder)
    assert code == 1
    assert said.count("подпись верна") == (0 if changed == "pdf" else 1)
    assert said.count("ПОДПИСЬ НЕВЕРНА") == (2 if changed == "pdf" else 1)


def test_the_root_of_somebody_else_convicts(data: Archive, tmp_path: Path) -> None:
    other = Firm(LONG_AGO)
    code, said = verified(unpacked(replace(data, root=other.root, lists=other.lists), tmp_path))
    assert (code, "подпись верна" in said) == (1, False)


def test_a_certificate_that_was_taken_back_before_convicts(firm: Firm, document: bytes, tmp_path: Path) -> None:
    employee, at = firm.hire(), LONG_AGO + timedelta(days=60)
    gone = Revoked(employee.certificate.serial, at - timedelta(hours=2), Reason.KEY_COMPROMISE)
    listed = firm.publish(at - timedelta(hours=1), gone)
    late = Archive(
        company=firm.name, inn="7701234567", name="Заявление", number="1", kind="12.999", dated=at.date(),
        document=document, signatories=[signatory(employee, document, at)], root=firm.root, lists=[listed],
        checked=at, zone=ZONE,
    )  # fmt: skip
    folder = unpacked(late, tmp_path)
    assert verified(folder)[0] == 1
    assert not list(folder.glob("proof*"))


def test_without_openssl_3_it_says_so(data: Archive, tmp_path: Path) -> None:
    folder = unpacked(data, tmp_path)
    old = tmp_path / "bin" / "openssl"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho 'OpenSSL 1.1.1w  11 Sep 2023'\n")
    old.chmod(0o755)
    path = f"{old.parent}:/usr/bin:/bin"
    done = subprocess.run(
        ["sh", str(folder / "verify.sh")], env={"PATH": path}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "Нужна программа OpenSSL версии 3.0 или новее.\n")


def test_files_are_named_as_the_order_allows_and_the_card_tells_them(data: Archive) -> None:
    with zipfile.ZipFile(io.BytesIO(packed(data))) as archive:
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
        card = json.loads(archive.read("card.json"))["content"]
        proof = json.loads(archive.read("proof_2.json"))
        assert archive.getinfo("verify.sh").external_attr >> 16 == 0o755
    assert all(NAME.fullmatch(name) for name in sizes)
    told = card["docinfo"]
    assert (told["docType"], told["date"], told["docNumber"]) == ("02.015", "2009-03-02", "214")
    named = [told["file"], *(one["signature"]["x509"] for one in told["employeeinfo"])]
    assert [one["size"] for one in named] == [sizes[one["file"]] for one in named]
    assert [one["signature"]["date"] for one in told["employeeinfo"]] == ["2009-03-02", "2009-03-23"]
    assert "proof_1.json" not in sizes, "the journal holds it, but it is not sealed"
    assert (proof["entry"], proof["inclusionPath"], proof["head"]) == ("[]", ["02" * 32], "2009-03-23")


def test_the_same_data_give_the_same_bytes(data: Archive) -> None:
    assert packed(data) == packed(replace(data))
