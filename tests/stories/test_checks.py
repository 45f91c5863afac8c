"""«Проверить подпись»: a document and its signatures are sent, and told about in plain words."""

from __future__ import annotations

import io
import zipfile

import pytest
from sqlalchemy import select

from bot.people_data import MAIN
from storage.company import Company
from storage.people import by_number
from tests.checks.test_checks import plant
from tests.signing.openssl import pem
from tests.signing.pdf import appended, blank, signed, swap_page
from tests.signing.pki import DOCUMENT, LONG, Firm
from tests.stories.conftest import Town
from tests.stories.enemy import settled
from tests.stories.hands import EMPLOYEE, STRANGER
from tests.stories.process import PatientPhone


@pytest.fixture(scope="module")
def firm() -> Firm:
    return Firm()


@pytest.fixture(scope="module")
def swapped(firm: Firm) -> bytes:
    """Signed inside, and then given other words."""
    return appended(signed(blank(), firm.hire()), swap_page)


async def begin(town: Town, firm: Firm) -> tuple[PatientPhone, bytes]:
    """Anna is in, her company has a root; (her phone, a signature of hers)."""
    async with town.db.read() as session:
        company = (await session.scalars(select(Company).where(Company.inn == MAIN))).one()
        anna = await by_number(session, company.id, "0012")
    assert anna is not None
    signer = firm.hire()
    await plant(town.db, company, firm, (anna, signer))
    await settled(town)
    return town.world.phone(EMPLOYEE), signer.sign()


async def test_a_file_sent_out_of_the_blue_begins_a_check(town: Town, firm: Firm) -> None:
    phone, signature = await begin(town, firm)
    await phone.upload("Заявление.pdf", DOCUMENT, "application/pdf")
    await phone.see("📄 Заявление.pdf")
    await phone.upload("Заявление_1.sgn", signature, "application/octet-stream")
    await phone.see("📄 Заявление_1.sgn")
    await phone.press("Проверить")
    told = (await phone.see("подпись действительна"))["text"]
    assert f"Подписал: {LONG}, Инженер-конструктор" in told
    assert "не изменился после подписания" in told
    assert "есть в реестре выданных" in told
    assert "Серийный" not in told
    await phone.press("Подробнее")
    assert "Отпечаток SHA-256" in (await phone.see("Серийный номер"))["text"]


async def test_a_changed_document_in_an_archive(town: Town, firm: Firm, swapped: bytes) -> None:
    phone, signature = await begin(town, firm)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Заявление.pdf", DOCUMENT + b"x")
        archive.writestr("Заявление_1.sgn", signature)
        archive.writestr("trusted.pem", pem("CERTIFICATE", Firm().root))
    await phone.send("/help")
    await phone.sees_button("Проверить подпись")
    await phone.press("Проверить подпись")
    await phone.see("Пришлите документ")
    await phone.upload("архив.zip", packed.getvalue(), "application/zip")
    await phone.see("📄 архив.zip")
    await phone.press("Проверить")
    told = (await phone.see("подпись недействительна"))["text"]
    assert "изменился после подписания" in told
    await phone.press("Проверить другое")
    await phone.upload("акт.pdf", swapped, "application/pdf")
    await phone.see("📄 акт.pdf")
    await phone.press("Проверить")
    told = (await phone.see("Подпись стоит внутри файла"))["text"]
    assert "показывается не то, что было подписано" in told
    await phone.press("Проверить другое")
    await phone.upload("договор.pdf", DOCUMENT, "application/pdf")
    await phone.see("📄 договор.pdf")
    answer = await phone.press("Проверить")
    assert answer is not None and "нет подписей" in str(answer), answer  # noqa: PT018


async def test_a_stranger_is_asked_for_his_key(town: Town) -> None:
    phone = town.world.phone(STRANGER)
    await phone.upload("Заявление.pdf", DOCUMENT, "application/pdf")
    await phone.see("ключ")
