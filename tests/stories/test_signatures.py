"""A leave application signed in the chat: seen whole, signed with the PIN, judged by HR's card and by OpenSSL."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.people_data import MAIN
from bot.rows import row_id
from storage.certificates import Certificate, RevocationList, Root
from storage.documents import Document
from storage.journal import Entry
from storage.people import Employee
from storage.requests import Event, Request, State, Verb
from storage.signatures import Signature
from tests.bot.running import until
from tests.paper.test_marks import codes
from tests.signatures.test_evidence import contents, verified
from tests.signers import certify
from tests.signing.openssl import Desk
from tests.stories.conftest import CODE, DESK, Town
from tests.stories.enemy import settled
from tests.stories.hands import COLLEAGUE, EMPLOYEE, MANAGER, OFFICER
from tests.stories.process import LATE, PatientPhone, Yard
from tests.stories.steps import later, tap
from tests.stories.test_certificates import PIN, WRONG, confirm, waits

pytestmark = pytest.mark.timeout(600)


async def signer(town: Town) -> PatientPhone:
    """Павел, whose certificate is in force."""
    phone = await waits(town)
    await confirm(town)
    await phone.see("электронная подпись действует")
    await settled(town)
    return phone


async def prepared(phone: PatientPhone, first: str = "21", last: str = "27") -> None:
    """A leave of the next month, filled in and sent."""
    await phone.see("Какой отпуск нужен?", after=await phone.send("/leave"))
    for label in ("Ежегодный", "›", first):
        await phone.press(label)
    await phone.see("Последний день")
    await phone.press(last)
    await phone.press("Отправить")
    await phone.see("На подпись")


async def looked_at(phone: PatientPhone) -> bytes:
    """The paper, whole, once it was asked for; the access code if it is wanted."""
    if "Прочитайте документ" not in (await phone.last())["text"]:
        await phone.press("☐ ")
        if "код входа" in (await phone.last())["text"]:
            await tap(phone, CODE)
    await phone.sees_button("☑ ")
    return await phone.download(await phone.see("Заявление №"))


async def test_seen_signed_accepted_and_judged_by_others(town: Town, tmp_path: Path) -> None:
    phone, officer = await signer(town), town.world.phone(OFFICER)
    await prepared(phone)
    paper = await looked_at(phone)
    assert await officer.count("Новиков", DESK) == 0
    await phone.press("Подписать")
    await phone.see("Вы подписываете")
    await tap(phone, WRONG)
    await phone.see("9 попыт")
    await tap(phone, PIN)
    await phone.see("Подписано и отправлено")
    async with town.db.read() as session:
        signature = (await session.scalars(select(Signature))).one()
        root = (await session.scalars(select(Root))).one()
        lists = (await session.scalars(select(RevocationList))).all()
        entry = (await session.scalars(select(Entry).where(Entry.verb == "sign"))).one()
    assert signature.digest in (entry.result or "")
    desk, ders = Desk(tmp_path), [one.der for one in lists]
    assert desk.verify(signature.der, paper, root.der, ders[-1]).good
    assert not desk.verify(signature.der, paper[:-1] + b"\0", root.der, ders[-1]).good
    request = await executed(town)
    await phone.see("выполнено: приказ")
    assert (request.state, request.paper_received) == (State.DONE, False)
    await taken_away(phone, paper, tmp_path)
    await found_by_a_stranger(town, phone, tmp_path)


async def taken_away(phone: PatientPhone, paper: bytes, folder: Path) -> None:
    """The archive, which is judged without us, and refused once a byte of the paper is another one."""
    await phone.see("Мои заявки", after=await phone.send("/requests"))
    await phone.press("№ ")
    await phone.press("Подробности")
    if "код входа" in (await phone.last())["text"]:
        await tap(phone, CODE)
    await phone.see("История")
    await phone.press("Скачать с подписью")
    files = contents(await phone.download(await phone.see("подлинник: заявление")))
    [name] = [name for name, data in files.items() if data == paper]
    assert verified(files, folder / "whole")[0] == 0
    assert verified(files | {name: paper[:-9] + b"\0" + paper[-8:]}, folder / "flipped")[0] == 1


async def found_by_a_stranger(town: Town, phone: PatientPhone, folder: Path) -> None:
    """Who has no cabinet follows the code of a copy: number and date, and nobody's name."""
    await phone.sees_button("Копия с отметкой")
    await phone.press("Копия с отметкой")
    [link] = codes(await phone.download(await phone.see("копия для людей")), folder)
    stranger = town.world.phone(COLLEAGUE)
    await stranger.follow(link)
    told = (await stranger.see("Подписан электронной подписью"))["text"]
    assert "Документ № " in told
    assert "Новиков" not in told
    await stranger.follow(f"{link[:-1]}{'A' if link[-1] != 'A' else 'E'}")
    await stranger.see("Документа с таким кодом мы не знаем")


async def executed(town: Town) -> Request:
    """The manager agrees, HR accepts and executes; both see that it was signed, and no paper is asked for."""
    manager, officer = town.world.phone(MANAGER), town.world.phone(OFFICER)
    card = await manager.see("Новиков")
    assert "Подписано электронной подписью" in card["text"]
    await manager.press("Согласовать", message_id=card["message_id"])
    await later(town, seconds=61)
    card = await officer.see("Новиков", DESK)
    assert "подпись проверена" in card["text"]
    await officer.press("Принять", DESK, card["message_id"])
    await later(town, seconds=61)
    await officer.press("Оформить", DESK, card["message_id"])
    await officer.see("номер приказа")
    await officer.send("12-к")
    await officer.see("Какого числа")
    await officer.press("Сегодня")
    await officer.see("Подписано электронной подписью")
    assert "бумага" not in str((await officer.last())["reply_markup"])
    await officer.press("Выполнено")
    await later(town, seconds=61)
    async with town.db.read() as session:
        return (
            await session.scalars(select(Request).where(Request.state == State.DONE, Request.order_number == "12-к"))
        ).one()


async def test_killed_at_each_stage_it_is_signed_once(yard: Yard) -> None:
    """While it is looked at, with half a PIN, while the key is opened, and before the answer is shown."""
    async with yard.db.read() as session:
        employee = await session.get_one(Employee, row_id(MAIN, "0012"))
    await certify(yard.db, employee, yard.clock)
    anna, bot = yard.world.phone(EMPLOYEE), await yard.bot()
    await prepared(anna)
    await looked_at(anna)
    await bot.kill()
    bot = await yard.bot()
    await anna.press("Подписать")
    await anna.see("Вы подписываете")
    for digit in PIN[:3]:
        await anna.press(digit)
    await bot.kill()
    bot = await yard.bot()
    for digit in PIN[3:]:
        await anna.press(digit)
    await anna.press("Готово", wait=False)
    await until(lambda: trying(yard), LATE)
    await bot.kill()
    bot = await yard.bot()
    await until(lambda: kept(yard), LATE)
    await bot.kill()
    await yard.bot()
    await anna.see("Подписано и отправлено")
    [signature] = await kept(yard)
    async with yard.db.read() as session:
        document = await session.get_one(Document, signature.document_id)
        found = select(Event.verb).where(Event.request_id == document.request_id).order_by(Event.step)
        assert list(await session.scalars(found)) == [Verb.SUBMIT, Verb.SIGN]


async def trying(yard: Yard) -> bool:
    """A PIN is being tried."""
    async with yard.db.read() as session:
        return await session.scalar(select(Certificate.id).where(Certificate.busy_until.is_not(None))) is not None


async def kept(yard: Yard) -> Sequence[Signature]:
    """All signatures."""
    async with yard.db.read() as session:
        return (await session.scalars(select(Signature))).all()
