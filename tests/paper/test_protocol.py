"""The protocol: what was found is said in words, and the line that it prints is taken by OpenSSL."""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import replace
from datetime import date, timedelta, timezone
from pathlib import Path

import pytest

from cabinet.paper import Command
from cabinet.proof_paper import Proof
from cabinet.protocol_paper import CHECKS, PROBLEMS, Protocol, Revocations, Signed, command, protocol
from signing import certificates
from signing.authority import Reason, Revoked
from signing.verdicts import Problem, Stamp, Verdict
from tests.paper.reading import Node, ask, opened, tree
from tests.paper.test_marks import paper
from tests.signing.openssl import pem
from tests.signing.pki import Firm

ZONE = timezone(timedelta(hours=3))


@pytest.fixture(scope="module")
def firm() -> Firm:
    return Firm()


@pytest.fixture(scope="module")
def document() -> bytes:
    return paper()


@pytest.fixture(scope="module")
def signature(firm: Firm, document: bytes) -> bytes:
    return firm.hire().sign(document)


@pytest.fixture(scope="module")
def data(firm: Firm, document: bytes, signature: bytes) -> Protocol:
    """One good signature, and the same one over another document."""
    good = firm.check(signature, document, lambda certificate: True)
    bad = firm.check(signature, document + b"x", lambda certificate: False)
    revocations = Revocations(1, firm.at, firm.at + timedelta(days=7), hashlib.sha256(firm.lists[0]).digest())
    hashes = [hashlib.sha256(bytes([n])).digest() for n in range(12)]
    proof = Proof(
        1207, 4093, hashlib.sha256(b"root").digest(), hashes, firm.at + timedelta(hours=4), date(2026, 11, 23)
    )
    return Protocol(
        company="ООО «Ромашка»", name="Заявление № 214", number="214, версия 1", file="Заявление 214.pdf",
        digest=hashlib.sha256(document).digest(), size=len(document),
        signatures=[Signed("Заявление_214_1.sgn", good, proof), Signed("Заявление_214_2.sgn", bad)],
        root=certificates.read(firm.root), revocations=revocations, trusted="root.pem",
        checked=firm.at + timedelta(hours=5), zone=ZONE,
    )  # fmt: skip


def facts(table: Node) -> dict[str, str]:
    """A table of names and values."""
    return {row.kids[0].text: row.kids[1].text for row in table.kids}


def test_everything_that_is_known_is_said(data: Protocol, firm: Firm) -> None:
    pdf = protocol(data).print()
    read = tree(pdf)
    assert [node.text for node in read.all("H2")] == [
        "Документ", "Подпись 1", "Подпись 2", "Корневой сертификат работодателя", "Список отозванных сертификатов",
        "Запись в журнале событий", "Как проверить самостоятельно",
    ]  # fmt: skip
    document, first, checks, second, doubts, root, revocations, journal = map(facts, read.all("Table"))
    assert document["SHA-256"].replace(" ", "") == data.digest.hex()
    assert document["Размер"] == f"{data.size:,} байт".replace(",", " ")
    certificate = data.signatures[0].verdict.certificate
    assert certificate
    assert first["Подписал"] == certificate.subject.name
    assert first["Должность"] == "Инженер-конструктор"
    assert first["Отпечаток SHA-256"].replace(" ", "").replace(":", "").lower() == certificate.fingerprint.hex()
    assert int(first["Серийный номер"].replace(" ", "").replace(":", ""), 16) == certificate.serial
    assert first["Подписано"] == "24.11.2026 13:00:00 (UTC+03:00)"
    assert first["Заключение"] == "подпись действительна"
    assert set(list(checks.values())[1:-1]) == {"соответствует"}
    assert checks["Метка времени"] == "не проставлена"
    assert second["Заключение"] == "подпись недействительна"
    assert PROBLEMS[Problem.DOCUMENT] in doubts.values()
    assert doubts["Сертификат числится в реестре выданных"] == "работодателем не выдавался"
    assert "Удостоверяющий центр" in root["Владелец"]
    assert revocations["SHA-256"].replace(" ", "") == hashlib.sha256(firm.lists[0]).hexdigest()
    assert journal["Запись"] == "№ 1 207 (счёт от нуля) из 4 093"
    assert (journal["Файл подписи"], journal["Отпечаток журнала"]) == ("Заявление_214_1.sgn", "на 23.11.2026")
    proof = data.signatures[0].proof
    assert proof
    assert [node.text.replace(" ", "") for node in read.all("LBody")] == [one.hex() for one in proof.hashes]


def test_what_a_proof_is_compared_with_is_said_once(data: Protocol, tmp_path: Path) -> None:
    def said(*days: date | None) -> str:
        proof = data.signatures[0].proof
        assert proof
        signed = [replace(data.signatures[0], proof=replace(proof, day=day)) for day in days]
        return " ".join(ask("pdftotext", protocol(replace(data, signatures=signed)).print(), tmp_path).split())

    published, day = "Сравните число записей и корень с отпечатком на 23.11.2026", date(2026, 11, 23)
    both, none = said(day, day), said(None, day)
    assert (both.count(published), "До ближайшего отпечатка" in both) == (1, False)
    assert (none.count(published), none.count("До ближайшего отпечатка сравнить корень не с чем")) == (1, 1)
    assert "Отпечаток журнала до ближайшего отпечатка" in none


def test_the_properties(data: Protocol) -> None:
    with opened(protocol(data).print()) as file:
        assert str(file.docinfo.Title) == "Лист подписания: Заявление № 214"
        assert str(file.docinfo.Subject) == f"SHA-256 {data.digest.hex()}"
        assert str(file.docinfo.CreationDate) == "D:20261124000000Z"
    assert protocol(data).print() == protocol(data).print()


@pytest.mark.parametrize("flip", [False, True], ids=["as it was", "one byte flipped"])
def test_openssl_takes_the_line_that_is_printed(
    data: Protocol, firm: Firm, document: bytes, signature: bytes, flip: bool, tmp_path: Path
) -> None:
    """Copied from the page of a protocol, typed years later in the folder of the archive."""
    printed = ask("pdftotext", protocol(data).print(), tmp_path, "-raw")
    start = printed.index("openssl cms")
    line = printed[start : printed.index("/dev/null", start) + len("/dev/null")]
    (tmp_path / data.file).write_bytes(document[:-9] + b"X" + document[-8:] if flip else document)
    (tmp_path / data.signatures[0].file).write_bytes(signature)
    (tmp_path / data.trusted).write_bytes(pem("CERTIFICATE", firm.root) + pem("X509 CRL", *firm.lists))
    said = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (said.returncode == 0) is not flip
    assert ("CAdES Verification successful" in said.stderr) is not flip
    assert "«CAdES Verification successful»" in " ".join(printed.split())


def test_every_problem_has_its_words_and_its_check() -> None:
    assert set(PROBLEMS) == set(Problem)
    assert sorted(problem for problems in CHECKS.values() for problem in problems) == sorted(Problem)


def test_of_what_is_no_signature_nothing_is_claimed(data: Protocol) -> None:
    nothing = Verdict((Problem.MALFORMED,))
    pdf = protocol(replace(data, signatures=[Signed("мусор.sgn", nothing)])).print()
    _, signed, checks, *_ = map(facts, tree(pdf).all("Table"))
    assert signed == {"Файл подписи": "мусор.sgn", "Заключение": "подпись недействительна"}
    assert set(checks.values()) == {
        "Результат", "не проверялось", "не проставлена", "файл не является отсоединённой подписью",
    }  # fmt: skip
    assert "-attime" not in command(data, Signed("мусор.sgn", nothing))


def test_of_what_we_cannot_check_it_is_not_said_that_it_is_bad(data: Protocol) -> None:
    unread = replace(data.signatures[0].verdict, problems=(Problem.ALGORITHM,))
    pdf = protocol(replace(data, signatures=[Signed("гост.sgn", unread)])).print()
    _, signed, checks, *_ = map(facts, tree(pdf).all("Table"))
    assert signed["Заключение"] == "подпись не проверена"
    assert PROBLEMS[Problem.ALGORITHM] in checks.values()
    assert "соответствует" not in checks.values()


def test_a_later_revocation_a_time_stamp_and_no_journal(data: Protocol, firm: Firm, tmp_path: Path) -> None:
    good = data.signatures[0].verdict
    later = Revoked(1, firm.at + timedelta(days=30), Reason.UNSPECIFIED)
    stamp = Stamp(firm.at + timedelta(hours=2), certificates.read(firm.root), ())
    verdict = replace(good, revoked=later, stamp=stamp, registered=None)
    pdf = protocol(replace(data, signatures=[Signed("1.sgn", verdict)])).print()
    text = " ".join(ask("pdftotext", pdf, tmp_path, "-raw").split())
    assert "Сертификат отозван 24.12.2026 12:00:00 (UTC+03:00), после подписания: действительность" in text
    assert "Метка времени 24.11.2026 14:00:00 (UTC+03:00), Удостоверяющий центр" in text
    assert "Сертификат числится в реестре выданных не проверялось" in text
    assert "Запись в журнале" not in text


def test_the_line_quotes_what_a_shell_would_read_otherwise(data: Protocol) -> None:
    line = command(replace(data, file="$(reboot).pdf"), Signed("a'b; rm.sgn", data.signatures[0].verdict))
    assert "-content '$(reboot).pdf'" in line
    assert """-in 'a'"'"'b; rm.sgn'""" in line
    blocks = protocol(data).blocks
    assert [block.text for block in blocks if isinstance(block, Command)] == [
        command(data, one) for one in data.signatures
    ]
