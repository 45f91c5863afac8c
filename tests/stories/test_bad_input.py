"""What people send that nobody asked for: endless, invisible, foreign and broken. Each is answered by a sentence, and
what was typed before still stands.
"""

from __future__ import annotations

import io
import itertools
import unicodedata
import zipfile

import pytest
from sqlalchemy import select

from bot.people_data import MAIN
from bot.rows import row_id
from dialogs.access import short
from locales import plain_key
from sandbox.screen import Json
from signing.codes import KEY_ALPHABET
from storage.documents import Document
from storage.outbox import Desk, DeskState
from storage.requests import Request
from tests.sandbox.pictures import png
from tests.stories.asking import fill
from tests.stories.conftest import CODE, Town
from tests.stories.enemy import arrives, arrives_raw, file_of, new_group, settled
from tests.stories.hands import ADMIN, EMPLOYEE, OFFICER, SECOND_OFFICER, STRANGER
from tests.stories.steps import tap

pytestmark = pytest.mark.timeout(600)

HTML = "<b>жирно</b> & <a href='tg://user?id=1'>сюда</a> </i><script> {name} { $number } %s \\"
RIGHT_TO_LEFT = "\u202eтскет\u202c \u2066назад\u2069 \u200fслово\u061c"
EMOJI = "👨‍👩‍👧‍👦 🏳️‍🌈 👍🏽 é ﷽"
CONTROL = "а\x00б\x07в\x1b[31mг\x7f\x85\ufeffд"
INVISIBLE = "\u200b\u2060\u200b\u2062"
STACKED = "Z" + "\u0351" * 90
HUGE = "слово " * 16_666
"""100,000 signs: any app sends them as many messages."""
UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs"})


def unseen(text: str) -> str:
    """The signs of a text that nobody sees, except line ends and what joins an emoji."""
    return "".join(sign for sign in text if unicodedata.category(sign) in UNSEEN and sign not in "\n\u200d")


async def says(town: Town, person: int, *texts: str) -> list[str]:
    """Write each as it is, past the cleaning of the app; what the bot wrote since."""
    phone = town.world.phone(person)
    last = (await phone.last())["message_id"]
    for text in texts:
        if len(text) > 4096:
            await phone.send(text)
        else:
            arrives(town, person, f"private:{person}", text=text)
    await settled(town)
    return await newer(town, person, last)


async def newer(town: Town, person: int, last: int) -> list[str]:
    """What the bot wrote after a message."""
    found = await town.world.phone(person).messages()
    return [one.get("text", "") for one in found if one["from"]["is_bot"] and one["message_id"] > last]


async def shown(town: Town, person: int) -> str:
    """The newest text of the bot, edited or new."""
    found = [one for one in await town.world.phone(person).messages() if one["from"]["is_bot"] and "text" in one]
    return str(found[-1]["text"])


async def test_a_leave_form_takes_any_text_and_loses_nothing(town: Town) -> None:
    phone = town.world.phone(EMPLOYEE)
    await fill(phone)
    await phone.press("Комментарий")
    for text in (HTML, RIGHT_TO_LEFT, EMOJI, CONTROL, STACKED):
        await says(town, EMPLOYEE, text)
        summary = await shown(town, EMPLOYEE)
        assert "7 дней" in summary
        assert unseen(summary) == ""
        await phone.press("Комментарий")
    assert "Z" in await shown(town, EMPLOYEE)
    too_long = plain_key("error-invalid-leave-comment-long", "ru", {"most": 1000, "length": 4094})
    answers = await says(town, EMPLOYEE, HUGE)
    assert len([text for text in answers if text.startswith(too_long[:30])]) == 25
    empty = plain_key("error-invalid-leave-comment-empty", "ru", {})
    for nothing in (INVISIBLE, "\u200d", "\x00\x01", "\u00ad\u00ad"):
        assert empty in await says(town, EMPLOYEE, nothing), repr(nothing)
    await says(town, EMPLOYEE, HTML)
    assert f"Комментарий: {HTML}" in await shown(town, EMPLOYEE)

    await phone.press("Замещающий")
    for text in (HTML, RIGHT_TO_LEFT, EMOJI, CONTROL, "%", "_", "'; drop table employee; --", HUGE):
        await says(town, EMPLOYEE, text)
        assert "никого не нашли" in await shown(town, EMPLOYEE)
        assert unseen(await shown(town, EMPLOYEE)) == ""
    await says(town, EMPLOYEE, INVISIBLE)
    assert "Выберите коллегу" in await shown(town, EMPLOYEE)
    await phone.press("Назад")
    await phone.press("Отправить")
    await phone.see("принято")
    await settled(town)
    async with town.db.read() as session:
        mine = select(Request).where(Request.employee_id == row_id(MAIN, "0012")).order_by(Request.number.desc())
        assert (await session.scalars(mine)).first().comment == HTML


async def test_officers_and_administrators_may_type_anything(town: Town) -> None:
    """On both databases: a number and a title stand in clear columns, and PostgreSQL refuses a NUL in a text."""
    phone = town.world.phone(SECOND_OFFICER)
    await phone.start(f"do-{short(row_id(MAIN, 'request', '0033'))}")
    await phone.see("номер приказа")
    wrong = plain_key("error-invalid-order-number", "ru", {"most": 40})
    for text in (HTML, RIGHT_TO_LEFT + "ы" * 40, INVISIBLE, "№", "—", HUGE):
        answers = await says(town, SECOND_OFFICER, text)
        assert answers
        assert set(answers) == {wrong}, text[:40]
    await says(town, SECOND_OFFICER, "№ <b>\u202e12</b>\x00-к")
    await phone.see("Какого числа")
    await phone.press("Сегодня")
    assert "Приказ № <b>12</b>-к" in await shown(town, SECOND_OFFICER)

    await phone.start(f"return-{short(row_id(MAIN, 'request', '0024'))}")
    await phone.see("Что исправить")
    wrong = plain_key("error-invalid-reason", "ru", {"most": 1000})
    for text in (INVISIBLE, "\x00", HUGE):
        assert set(await says(town, SECOND_OFFICER, text)) == {wrong}
    await says(town, SECOND_OFFICER, f"{HTML}\n{RIGHT_TO_LEFT}\n{CONTROL}")
    await phone.see("На доработке")
    await phone.press("Подробности")
    await tap(phone, CODE)
    await phone.see("История")
    details = await shown(town, SECOND_OFFICER)
    assert HTML in details
    assert unseen(details) == ""
    await the_title(town)


async def the_title(town: Town) -> None:
    """The name of a group, which anybody chose."""
    admin = town.world.phone(ADMIN)
    for number, title in (
        (-1003, HTML),
        (-1004, RIGHT_TO_LEFT),
        (-1005, EMOJI),
        (-1006, INVISIBLE),
        (-1007, "Я" * 255),
    ):
        await admin.send("/desk", new_group(town, number, title, ADMIN))
        await settled(town)
        assert "просят сделать группой кадров" in await shown(town, ADMIN)
        await admin.press("Показать")
        assert "просит показывать в ней заявки" in await shown(town, ADMIN)
        assert unseen(await shown(town, ADMIN)) == ""
        assert number != -1003 or HTML in await shown(town, ADMIN)
    async with town.db.read() as session:
        asked = (await session.scalars(select(Desk.title).where(Desk.state == DeskState.ASKED))).all()
    assert [len(title) for title in asked] == [200]


async def test_screens_for_secrets_take_only_secrets(town: Town) -> None:
    stranger, officer = town.world.phone(STRANGER), town.world.phone(OFFICER)
    noise = (HTML, RIGHT_TO_LEFT, EMOJI, CONTROL, INVISIBLE, "１２３４５６", "123456 654321", "1" * 4096)
    await stranger.start()
    await stranger.see("Пришлите сообщением ключ")
    for text in noise:
        await says(town, STRANGER, text)
        assert (await shown(town, STRANGER)).startswith(plain_key("activation-no-key", "ru", {})), text
    await stranger.start(town.key)
    await stranger.see("Код придёт")
    for text in noise:
        await says(town, STRANGER, text)
        assert (await shown(town, STRANGER)).startswith(plain_key("sms-unread", "ru", {})), text
        assert "••• •••-" in await shown(town, STRANGER)
    await stranger.sees_sms()

    await officer.send("/settings")
    await officer.see("Телефон для кодов")
    await officer.press("Сменить кодовое слово")
    for text in noise:
        await says(town, OFFICER, text)
        assert (await shown(town, OFFICER)).startswith(plain_key("access-typed", "ru", {})), text
    await tap(officer, CODE)
    await officer.see("Новое кодовое слово")
    for text in (*noise, HUGE):
        await says(town, OFFICER, text)
        assert "от 3 до 24 букв" in await shown(town, OFFICER), text[:40]
    kept = [one["text"] for one in await officer.messages() if not one["from"]["is_bot"] and "text" in one]
    assert kept == ["/start", "/settings"]  # all that was typed into screens for secrets is gone


ODD: dict[str, Json] = {
    "sticker": {
        "sticker": {
            "file_id": "CAACAgIAAx0",
            "file_unique_id": "AgAD",
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
        }
    },
    "voice": {"voice": {"file_id": "AwAC", "file_unique_id": "AgAE", "duration": 3}},
    "place": {"location": {"latitude": 55.75, "longitude": 37.61}},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "game of tomorrow": {"something_new": {"id": 1}},
    "nothing": {},
}


async def test_what_is_no_text_is_answered_where_a_text_is_expected(town: Town) -> None:
    phone, chat = town.world.phone(EMPLOYEE), f"private:{EMPLOYEE}"
    unknown, text_please = plain_key("common-unknown-input", "ru", {}), plain_key("common-empty-text", "ru", {})
    empty = plain_key("error-invalid-leave-comment-empty", "ru", {})
    picture = file_of(town, "scan.png", png(40, 40))
    for where in ("no conversation", "menu"):
        last = (await phone.last())["message_id"]
        for odd in ODD.values():
            arrives(town, EMPLOYEE, chat, **odd)
        await phone.contact(of=OFFICER)
        await phone.contact()
        await settled(town)
        assert (await newer(town, EMPLOYEE, last)).count(unknown) == len(ODD) + 2, where
    await fill(phone)
    for label, sentence in (("Комментарий", empty), ("Замещающий", text_please)):
        await phone.press(label)
        for name, odd in (*ODD.items(), ("file", picture)):
            last = (await phone.last())["message_id"]
            arrives(town, EMPLOYEE, chat, **odd)
            await settled(town)
            assert sentence in await newer(town, EMPLOYEE, last), (label, name)
        await phone.contact(of=OFFICER)
        await phone.upload("photo.png", png(40, 40), "image/png", photo=True)
        await settled(town)
        await phone.press("Назад")
        await phone.see("7 дней")
    await phone.press("Приложить файл")
    last = (await phone.last())["message_id"]
    for odd in ODD.values():
        arrives(town, EMPLOYEE, chat, **odd)
    await phone.contact(of=OFFICER)
    await phone.send("вот файл")
    await settled(town)
    wanted = plain_key("error-invalid-file-none", "ru", {})
    assert (await newer(town, EMPLOYEE, last)).count(wanted) == len(ODD) + 2
    arrives_raw(town, "something_new", id=1)  # an update of a kind that is not invented yet
    await settled(town)


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, b"x")
    return out.getvalue()


PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n%%EOF\n"


async def test_files_of_every_kind_of_wrong(town: Town) -> None:
    phone, chat = town.world.phone(EMPLOYEE), f"private:{EMPLOYEE}"
    await fill(phone)
    await phone.press("Приложить файл")
    await phone.upload("справка.pdf", PDF, "application/pdf")
    await phone.see("справка.pdf")
    wrong: list[tuple[str, Json]] = [
        ("file-too-big", file_of(town, "big.pdf", PDF + bytes(21 * 1024 * 1024))),
        ("file-empty", file_of(town, "empty.pdf", PDF, keep=b"")),
        ("file-lost", file_of(town, "lost.pdf", PDF + b"%lost", lost=True)),
        ("file-type", file_of(town, "program.pdf", b"MZ" + bytes(200))),
        ("file-type", file_of(town, "page.pdf", b"<html><script>alert(1)</script>")),
        ("file-type", file_of(town, "two.png", png(40, 40) + archive("run.exe"))),
        ("file-type", file_of(town, "table.xlsx", archive("[Content_Types].xml", "xl/workbook.xml"))),
        ("file-active", file_of(town, "script.pdf", PDF + b"/JavaScript (app.alert(1))")),
        (
            "file-active",
            file_of(town, "macro.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ),
    ]
    for key, content in wrong:
        last = (await phone.last())["message_id"]
        arrives(town, EMPLOYEE, chat, **content)
        await settled(town)
        said = plain_key(f"error-invalid-{key}", "ru", {"limit": 20})
        assert said in await newer(town, EMPLOYEE, last), content
    odd_name = "../../etc/<b>ps\u202efdp.exe\x00\n{name}.pdf"
    arrives(town, EMPLOYEE, chat, **named(town, odd_name))
    await phone.upload("photo.png", png(40, 40), "image/png", photo=True)
    await settled(town)
    await phone.press("Готово")
    assert "Файлы: 3" in await shown(town, EMPLOYEE)
    async with town.db.read() as session:
        names = [one.name or "" for one in await session.scalars(select(Document))]
    assert len(names) == 3
    assert not any(unseen(name) or "/" in name or "\n" in name for name in names)
    await too_many(town)


def named(town: Town, name: str) -> Json:
    """A good file under a bad name, as a hostile app could send it."""
    made = file_of(town, "x.pdf", PDF + b"%named")
    made["document"]["file_name"] = name
    return made


async def too_many(town: Town) -> None:
    """Ten files and no more; the form still goes its way."""
    phone = town.world.phone(EMPLOYEE)
    await phone.press("Приложить файл")
    for number in range(8):
        await phone.upload(f"{number}.pdf", PDF + b"%" + bytes([65 + number]), "application/pdf")
    await settled(town)
    await phone.see(plain_key("error-invalid-file-many", "ru", {"limit": 10}))
    await phone.press("Готово")
    await phone.see("Файлы: 10")
    await phone.press("Отправить")
    await phone.see("принято")


async def test_a_key_is_not_guessed_through_the_phone(town: Town) -> None:
    """Twenty tries by link and by hand; the thousand of them are tried at the service (tests/people)."""
    thief, owner = town.world.phone(1010), town.world.phone(STRANGER)
    said = []
    for number, last in enumerate(itertools.islice(itertools.product(KEY_ALPHABET, repeat=3), 20)):
        key = f"ACEH-KMPT-XY83-{''.join(last)}"
        await (thief.start(f"key-{key}") if number % 2 else thief.send(key))
        await settled(town)
        said.append((await shown(town, 1010)).split("\n")[0])
    refused = plain_key("error-secret-key-refused", "ru", {})
    assert said[:5] == [refused] * 5
    assert {text.split("Попробуйте")[0] for text in said[5:]} == {"Слишком много неверных попыток. "}
    await thief.start(town.key)
    await settled(town)
    assert (await shown(town, 1010)).startswith("Слишком много неверных попыток.")
    assert await town.world.sms(owner.number) == []
    await owner.start(town.key)
    await owner.see("Код придёт")
