"""A signature from the first PIN to ten wrong ones, in the sandbox, with the real processes that derive."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.people_data import MAIN
from bot.rows import row_id
from storage.certificates import Certificate, CertificateState
from storage.chats import Binding, Chat
from storage.joining import Introduction, Joining, Way
from storage.people import Employee
from tests.stories.conftest import CODE, Town
from tests.stories.enemy import changes, dump, settled
from tests.stories.hands import (
    DIRECTOR,
    EMPLOYEE,
    MANAGER,
    NOT_ALLOWED,
    NOT_FOUND,
    OFFICER,
    THEIR_OFFICER,
    screens,
)
from tests.stories.process import PatientPhone
from tests.stories.steps import activate, later, sms_code, tap
from tests.stories.test_rights_talks import forge, says

pytestmark = pytest.mark.timeout(600)
PIN, OTHER, WRONG = "738291", "508173649264", "604857"


async def joined(town: Town, person: int) -> None:
    """КЭДО is introduced, and somebody takes part in it."""
    at = town.clock.now()
    async with town.db.write() as session:
        bound = select(Employee).join(Binding, Binding.employee_id == Employee.id).join(Chat)
        employee = (await session.scalars(bound.where(Chat.address == str(person), Binding.ended_at.is_(None)))).one()
        if await session.get(Introduction, employee.company_id) is None:
            session.add(
                Introduction(
                    company_id=employee.company_id,
                    act_name="Положение",
                    act_number="1",
                    act_date=at.date(),
                    starts_on=at.date(),
                    answer_by=at.date(),
                    crl_url="http://example.test/crl",
                    system="Кабинет сотрудника",
                    basis="Устава",
                )
            )
        known = await session.get(Joining, employee.id) or Joining(
            employee_id=employee.id, company_id=employee.company_id
        )
        known.notified_at = known.consented_at = known.agreed_at = at
        known.consented_by = known.agreed_by = Way.PAPER
        known.agreement = 17
        session.add(known)


async def mine(town: Town, phone: PatientPhone) -> None:
    """«Моя подпись», from the menu."""
    await settled(town)
    await phone.see("Отпуск:", after=await phone.send("/start"))
    await phone.press("Моя подпись")


async def choose(phone: PatientPhone, pin: str) -> None:
    """A PIN, twice."""
    await phone.see("Придумайте ПИН-код подписи")
    await tap(phone, pin)
    await phone.see("ПИН-код подписи ещё раз")
    await tap(phone, pin)


async def waits(town: Town) -> PatientPhone:
    """Павел has made a key, and waits for HR."""
    phone = await activate(town)
    await joined(town, 1001)
    await later(town, seconds=61)
    await mine(town, phone)
    await phone.see("Подписи у Вас ещё нет")
    seen = len(await town.world.sms(phone.number))
    await phone.press("Создать подпись")
    await phone.see("подпись создаёте Вы")
    await phone.send(sms_code(await phone.sees_sms(count=seen + 1)))
    await choose(phone, PIN)
    await phone.see("ожидает подтверждения в кадрах")
    return phone


async def confirm(town: Town) -> None:
    """HR looks at him and says yes."""
    officer = town.world.phone(OFFICER)
    await settled(town)
    await officer.see("Отпуск:", after=await officer.send("/start"))
    await officer.press("Подтвердить личность: 1")
    await officer.see("показал документ")
    await officer.press((await officer.buttons())[0][0])
    await officer.see("Сверьте его")
    await officer.press("Акт")
    if "код входа" in (await officer.last())["text"]:
        await tap(officer, CODE)
    await officer.see("сверьте отпечаток")
    await officer.press("Личность подтверждена")
    await officer.see("подпись действует, работнику сообщили")


async def test_from_the_first_pin_to_ten_wrong_ones(town: Town) -> None:
    phone = await waits(town)
    await confirm(town)
    await phone.see("электронная подпись действует")
    await mine(town, phone)
    await phone.see("Подпись действует с")
    await phone.press("Сменить ПИН-код")
    await phone.see("нынешний ПИН-код")
    await phone.send(PIN)
    await phone.see("ПИН-код не пишут в чат")
    assert [one for one in await phone.messages() if one.get("text") == PIN] == []
    await tap(phone, PIN)
    await choose(phone, OTHER)
    await phone.see("ПИН-код сменили")
    await phone.press("Перевыпустить")
    await phone.see("нынешний ПИН-код")
    for left in range(9, 0, -1):
        await tap(phone, WRONG)
        await phone.see(f"{left} попыт")
    await tap(phone, WRONG)
    await phone.see("ключ подписи отключён")
    async with town.db.read() as session:
        row = (await session.scalars(select(Certificate))).one()
    assert (row.state, row.failures) == (CertificateState.ACTIVE, 10)
    kept = repr(await dump(town.db))
    assert [digits for digits in (PIN, OTHER, WRONG) if digits in kept] == []


async def test_reissued_looked_at_and_taken_back(town: Town) -> None:
    phone = await waits(town)
    await confirm(town)
    await mine(town, phone)
    await phone.press("Перевыпустить")
    await phone.see("нынешний ПИН-код")
    await tap(phone, PIN)
    await phone.see("действует новый сертификат")
    await phone.press("Подробнее")
    await phone.see("Отпечаток SHA-256")
    await phone.press("Скачать сертификаты")
    await phone.see("Корневой сертификат")
    await phone.press("Назад")
    await phone.press("Отозвать")
    await phone.see("Отозвать сертификат?")
    await phone.press("Да, отозвать")
    await phone.see("Сертификат отозван")
    async with town.db.read() as session:
        states = {row.state for row in await session.scalars(select(Certificate))}
    assert states == {CertificateState.REVOKED}


async def test_whoever_may_not_reaches_nothing(town: Town) -> None:
    await screens(town)
    phone = await waits(town)
    async with town.db.read() as session:
        row = (await session.scalars(select(Certificate))).one()
    await settled(town)
    before = await dump(town.db)
    for person in (EMPLOYEE, MANAGER, THEIR_OFFICER):
        await says(town, person, "/start")
        assert await forge(town, person, "certificates") == [NOT_ALLOWED], person
        await says(town, person, "/start")
        if person != THEIR_OFFICER:
            assert await forge(town, person, "identities") == [NOT_ALLOWED], person
            continue
        await forge(town, person, "identities", f"pick:{row.id.hex}")
        assert "Здесь уже решено" in (await town.world.phone(person).last())["text"]
        await forge(town, person, "confirm", "act", "to_refuse", "refuse")
    await no_register(town, row.employee_id.hex)
    assert changes(before, await dump(town.db)) == []
    await taken_back(town, phone)


async def no_register(town: Town, whose: str) -> None:
    """«Подписи сотрудников»: not for who is no officer; another company's officer, and HR himself, find nobody."""
    for person in (EMPLOYEE, MANAGER, DIRECTOR):
        await says(town, person, "/start")
        assert await forge(town, person, "held") == [NOT_ALLOWED], person
    me = row_id(MAIN, "0002").hex
    for person, made_up in ((THEIR_OFFICER, whose), (OFFICER, "zzz"), (OFFICER, me)):
        await says(town, person, "/start")
        refused = NOT_ALLOWED if made_up == me else NOT_FOUND
        assert await forge(town, person, "held", f"pick:{made_up}") == ["", refused], (person, made_up)
        assert await forge(town, person, "take_back", "why:keyCompromise", "turn:zzz", "turn:99999") == [""] * 4
    await forge(town, OFFICER, f"pick:{whose}", "to_reason")
    assert await forge(town, OFFICER, "why:superseded", "why:zzz", "why:") == [NOT_FOUND] * 3


async def taken_back(town: Town, phone: PatientPhone) -> None:
    """HR looks for a name, and takes the certificate back; its owner hears of it and why."""
    officer = town.world.phone(OFFICER)
    await officer.see("Отпуск:", after=await officer.send("/start"))
    await officer.press("Подписи сотрудников")
    await officer.see("Можно написать часть имени")
    await officer.send("zzz")
    await officer.see("никого с подписью нет")
    await officer.send("павел")
    await officer.see("Нашлись по «павел»")
    await officer.press((await officer.buttons())[0][0])
    await officer.see("Ожидает подтверждения личности")
    await officer.press("Отозвать")
    await officer.press("Человек ушёл")
    await officer.see("Причина: человек ушёл")
    await officer.press("Да, отозвать")
    await officer.see("Введите код входа")
    await tap(officer, CODE)
    await officer.see("Сертификат отозван, работнику сообщили")
    await phone.see("Кадры отозвали Ваш сертификат подписи")
