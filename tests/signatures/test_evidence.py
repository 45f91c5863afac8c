"""What is handed out of a signed document: whole, judged anew, to whoever may see it; the journal keeps to whom."""

from __future__ import annotations

import io
import json
import subprocess
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select, update

from cabinet.errors import Closed, Invalid, NotFound
from cabinet.leave.kind import LeaveKindOfRequest
from cabinet.signatures.evidence import Evidence
from cabinet.signatures.links import code_of, document_of
from cabinet.signatures.stamping import Stamping
from signing import merkle
from storage.certificates import Certificate, RevocationList
from storage.documents import Document
from storage.engine import Database
from storage.journal import Entry
from storage.leave import Leave, LeaveKind
from storage.people import Employee
from storage.requests import Request
from storage.sealed import KeyRing, use_ring
from storage.signatures import Signature
from tests.conftest import HandClock
from tests.paper.reading import ask
from tests.paper.test_marks import codes, words
from tests.signatures.signed import CODES, SCHEDULE, Firm
from tests.signing.tsa import Tsa


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database is enough: all that is asked of it are rows by their ids."""
    return sqlite_url


@pytest.fixture
async def firm(db: Database, clock: HandClock, tmp_path: Path) -> Firm:
    return await Firm(db, clock, tmp_path).build()


def contents(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def verified(files: dict[str, bytes], folder: Path) -> tuple[int, str]:
    """What `sh verify.sh` says of the files."""
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    done = subprocess.run(["sh", "verify.sh"], cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout


async def test_the_archive_is_checked_without_us_and_a_flipped_byte_is_refused(firm: Firm, tmp_path: Path) -> None:
    document = await firm.signed()
    assert await firm.tree.seal(SCHEDULE) > 0
    name, packed = await firm.evidence.archive(await firm.actor("anna"), document.id, "take")
    files = contents(packed)
    assert name == "Заявление № 1, архив.zip"
    assert sorted(files) == sorted(
        ["Заявление_1.pdf", "Заявление_1_1.sgn", "certificate_1.cer", "root.cer", "trusted.pem", "protocol.pdf",
         "card.json", "proof_1.json", "verify.sh"]
    )  # fmt: skip
    code, said = verified(files, tmp_path / "whole")
    assert (code, said.startswith("Заявление_1_1.sgn: подпись верна\n")) == (0, True)
    flipped = bytearray(files["Заявление_1.pdf"])
    flipped[len(flipped) // 2] ^= 1
    code, said = verified(files | {"Заявление_1.pdf": bytes(flipped)}, tmp_path / "flipped")
    assert (code, "ПОДПИСЬ НЕВЕРНА" in said, "подпись верна" in said) == (1, True, False)
    first, *_ = ask("pdftotext", files["protocol.pdf"], tmp_path).split("\f")
    assert "Метка времени" in first, "the checks of one signature stand together"
    protocol = " ".join(ask("pdftotext", files["protocol.pdf"], tmp_path).split())
    assert "Смирнова Анна Сергеевна" in protocol
    assert "Сертификат числится в реестре выданных соответствует" in protocol
    assert "Запись в журнале событий" in protocol


async def test_the_card_and_the_proof_tell_what_the_rows_hold(firm: Firm, db: Database) -> None:
    document = await firm.signed()
    await firm.tree.seal(SCHEDULE)
    files = contents((await firm.evidence.archive(await firm.actor("officer"), document.id, "take"))[1])
    told = json.loads(files["card.json"])["content"]["docinfo"]
    assert (told["docName"], told["docNumber"], told["docType"], told["date"]) == (
        "Заявление № 1", "1", "12.999", "2026-11-24",
    )  # fmt: skip
    [who] = told["employeeinfo"]
    assert (who["lastnameinfo"], who["firstnameinfo"], who["jobtitle"]) == ("Смирнова", "Анна", "кладовщик")
    proof = json.loads(files["proof_1.json"])
    assert json.loads(proof["entry"])[4:6] == ["sign", "signature"]
    path = [bytes.fromhex(one) for one in proof["inclusionPath"]]
    leaf, root = merkle.leaf(proof["entry"].encode()), bytes.fromhex(proof["rootHash"])
    assert merkle.is_included(leaf, proof["leafIndex"], proof["treeSize"], path, root)


async def test_each_signature_is_proved_to_the_head_that_told_of_it(firm: Firm) -> None:
    _, document = await firm.asked()
    proofs = []
    for name in ("anna", "officer"):
        await firm.sign(document, name)
        firm.clock.forward(days=1)
        assert await firm.tree.publish(SCHEDULE)
    for key, path in contents((await firm.evidence.archive(await firm.actor("anna"), document.id, "k"))[1]).items():
        if key.startswith("proof_"):
            proofs.append(json.loads(path))
    assert [one["head"] for one in proofs] == ["2026-11-25", "2026-11-26"]
    assert proofs[0]["treeSize"] < proofs[1]["treeSize"]
    for one in proofs:
        path = [bytes.fromhex(digest) for digest in one["inclusionPath"]]
        leaf, root = merkle.leaf(one["entry"].encode()), bytes.fromhex(one["rootHash"])
        assert merkle.is_included(leaf, one["leafIndex"], one["treeSize"], path, root)


async def test_what_is_not_sealed_yet_is_handed_out_without_a_proof(firm: Firm) -> None:
    document = await firm.signed()
    assert "proof_1.json" not in contents((await firm.evidence.archive(await firm.actor("anna"), document.id, "k"))[1])
    kinds = {"leave": LeaveKindOfRequest(firm.clock)}
    bare = Evidence(firm.db, firm.clock, firm.files, kinds, firm.evidence._certificates)
    assert "proof_1.json" not in contents((await bare.archive(await firm.actor("anna"), document.id, "k2"))[1])


async def test_whoever_was_renamed_is_named_as_he_signed(firm: Firm, db: Database) -> None:
    document = await firm.signed()
    async with db.write() as session:
        renamed = update(Employee).where(Employee.id == firm.people["anna"].id)
        await session.execute(renamed.values(last_name="Орлова", position="завскладом"))
    files = contents((await firm.evidence.archive(await firm.actor("anna"), document.id, "k"))[1])
    [who] = json.loads(files["card.json"])["content"]["docinfo"]["employeeinfo"]
    assert [who[name] for name in ("lastnameinfo", "firstnameinfo", "patronymicInfo", "jobtitle")] == [
        "Смирнова", "Анна", "Сергеевна", "кладовщик",
    ]  # fmt: skip


async def test_the_kind_tells_what_the_present_version_is(firm: Firm, db: Database) -> None:
    document = await firm.signed()
    async with db.write() as session:
        await session.execute(update(Leave).values(leave_kind=LeaveKind.UNPAID))
    anna = await firm.actor("anna")

    async def told(key: str) -> str:
        card = json.loads(contents((await firm.evidence.archive(anna, document.id, key))[1])["card.json"])
        return str(card["content"]["docinfo"]["docType"])

    assert await told("present") == "02.015"
    async with db.write() as session:
        await session.execute(update(Request).values(version=2))
    assert await told("corrected since") == "12.999"


async def test_who_may_take_it_and_the_journal_keeps_who_did(firm: Firm, db: Database) -> None:
    document = await firm.signed()
    for name in ("manager", "stranger"):
        for take in (firm.evidence.archive, lambda *args: firm.evidence.marked(*args, address=CODES)):
            with pytest.raises(NotFound):
                await take(await firm.actor(name), document.id, f"{name}:no")
    shut = await firm.actor("officer", open_door=False)
    with pytest.raises(Closed):
        await firm.evidence.archive(shut, document.id, "shut")
    await firm.evidence.archive(await firm.actor("officer"), document.id, "archive")
    await firm.evidence.archive(await firm.actor("officer"), document.id, "archive")
    await firm.evidence.marked(await firm.actor("anna"), document.id, "copy", address=CODES)
    async with db.read() as session:
        found = select(Entry.verb, Entry.actor_id).where(Entry.verb.in_(["document.archive", "document.copy"]))
        kept = [tuple(row) for row in await session.execute(found.order_by(Entry.seq))]
    assert kept == [
        ("document.archive", firm.people["officer"].id), ("document.copy", firm.people["anna"].id),
    ]  # fmt: skip


async def test_there_is_no_evidence_of_what_nobody_signed(firm: Firm) -> None:
    _, document = await firm.asked()
    for wanted in (document.id, uuid.uuid4()):
        with pytest.raises(NotFound):
            await firm.evidence.archive(await firm.actor("anna"), wanted, "none")


async def test_lost_bytes_are_no_document(firm: Firm) -> None:
    document = await firm.signed()
    await firm.files.put(document.id, b"%PDF-1.4 another")
    with pytest.raises(FileNotFoundError):
        await firm.evidence.archive(await firm.actor("anna"), document.id, "k")


async def test_the_list_in_force_goes_with_it_and_no_later_one(firm: Firm, db: Database, tmp_path: Path) -> None:
    """Taken back a day after: the signature stays good, and the archive holds the list of its own time."""
    _, document = await firm.asked()
    signature = await firm.sign(document)
    firm.clock.forward(days=1)
    await firm.take_back(signature)
    files = contents((await firm.evidence.archive(await firm.actor("anna"), document.id, "k"))[1])
    async with db.read() as session:
        assert len((await session.scalars(select(RevocationList.number))).all()) == 2
    assert files["trusted.pem"].count(b"BEGIN X509 CRL") == 1
    assert verified(files, tmp_path / "later")[0] == 0
    protocol = " ".join(ask("pdftotext", files["protocol.pdf"], tmp_path).split())
    assert "подпись действительна" in protocol
    assert "Сертификат отозван 25.11.2026" in protocol


async def test_a_stamp_that_came_after_the_list_has_expired_brings_its_own(
    db: Database, clock: HandClock, tmp_path: Path
) -> None:
    """The authority was away for nine days: certificate and list are judged at the moment of the stamp."""
    tsa = Tsa(at=clock.now() + timedelta(days=9))
    stamps = SimpleNamespace(roots=(tsa.root,), ask=tsa.post)
    firm = await Firm(db, clock, tmp_path, stamps).build()
    document = await firm.signed()
    async with db.write() as session:
        await session.execute(update(Signature).values(stamp_due_at=clock.now()))
    clock.at = tsa.at - timedelta(minutes=1)
    await firm.renew()
    assert await Stamping(db, clock, stamps).stamp(SCHEDULE) == 1
    files = contents((await firm.evidence.archive(await firm.actor("anna"), document.id, "k"))[1])
    assert files["trusted.pem"].count(b"BEGIN X509 CRL") == 2
    assert f" {int(tsa.at.timestamp())}\n".encode() in files["verify.sh"]
    assert verified(files, tmp_path / "stamped")[0] == 0
    protocol = " ".join(ask("pdftotext", files["protocol.pdf"], tmp_path).split())
    assert "Метка времени 03.12.2026 12:00:00 (UTC+03:00), Stamps" in protocol
    assert "подпись действительна" in protocol


async def test_the_stamped_signature_is_the_one_that_is_handed_out(firm: Firm, db: Database) -> None:
    document = await firm.signed()
    async with db.write() as session:
        await session.execute(update(Signature).values(stamped_der=b"0\x00stamped"))
    files = contents((await firm.evidence.archive(await firm.actor("anna"), document.id, "k"))[1])
    assert files["Заявление_1_1.sgn"] == b"0\x00stamped"


async def test_the_marked_copy_shows_every_signature_and_its_code_leads_to_us(firm: Firm, tmp_path: Path) -> None:
    _, document = await firm.asked()
    first, second = await firm.sign(document), await firm.sign(document, "officer")
    name, copy = await firm.evidence.marked(await firm.actor("anna"), document.id, "k", address=CODES)
    assert name == "Заявление № 1, копия с отметкой.pdf"
    said = words(copy, tmp_path, "-raw")
    assert "Владелец: Смирнова Анна Сергеевна Действителен: с 24.11.2026 по" in said
    assert "Подписано: 24.11.2026 13:00:00 (UTC+03:00)" in said
    assert "Владелец: Иванова Анна Сергеевна" in said
    for signature in (first, second):
        serial = (await firm.subject(signature)).serial
        assert f"{serial:x}".upper()[-4:-2] in said
    assert codes(copy, tmp_path) == [CODES + code_of(document.id)] * 2


async def test_nothing_is_marked_that_does_not_hold(firm: Firm, db: Database) -> None:
    document = await firm.signed()
    async with db.write() as session:
        await session.execute(update(Certificate).values(active_at=None))  # never in force: not of the register
    with pytest.raises(Invalid) as refused:
        await firm.evidence.marked(await firm.actor("anna"), document.id, "k", address=CODES)
    assert refused.value.key == "error-invalid-document-unproven"
    assert contents((await firm.evidence.archive(await firm.actor("anna"), document.id, "k2"))[1])


def test_a_code_names_its_document_and_cannot_be_made() -> None:
    document = uuid.uuid4()
    code = code_of(document)
    assert (len(code), document_of(code)) == (35, document)
    for at in range(len(code)):
        other = "A" if code[at] != "A" else "B"
        assert document_of(code[:at] + other + code[at + 1 :]) is None
    for wrong in ("", code[:-1], f"{code}=", f"{code}A", code[:-1] + "ы", "*" * 35, "\x00" * 35):
        assert document_of(wrong) is None
    use_ring(KeyRing.fresh())
    assert document_of(code) is None


async def test_an_application_without_its_name_is_called_by_its_number(firm: Firm, db: Database) -> None:
    document = await firm.signed()
    async with db.write() as session:
        await session.execute(update(Document).values(name_sealed=None))
    assert (await firm.evidence.archive(await firm.actor("anna"), document.id, "k"))[0] == "1, архив.zip"
