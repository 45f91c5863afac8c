"""Marked secrets go through the phones; afterwards a thief searches everything that is kept, logged and shown.

They stand in clear nowhere but on the screens of those who may read them. The sandbox's world and `sms.log` are exempt.
"""

from __future__ import annotations

import base64
import io
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import structlog
from sqlalchemy import insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot import log
from bot.settings import LogFormat, LogLevel
from storage import tables
from storage.chats import Chat
from storage.engine import Database
from storage.inbox import Update
from tests.stories.conftest import DESK, Town
from tests.stories.enemy import arrives_raw, settled, until
from tests.stories.process import PatientPhone
from tests.stories.steps import sms_code, tap, undo_over

pytestmark = pytest.mark.timeout(600)
EMPLOYEE, MANAGER, OFFICER, COLLEAGUE, DIRECTOR = 1001, 1002, 1003, 1007, 1005
ACCESS, WRONG, NEXT = "48317026", "90275513", "61840297"
WORD, NEXT_WORD = "вьюнок безымянный", "щавель придорожный"
COMMENT, DRAFT, REASON, SEARCH = "ремарка-Ъ7Ж", "набросок-Ъ8Ж", "упрёк-Ъ9Ж", "поискъжщ"
GROUND = "Смерть близкого родственника"
FILE, INSIDE, LOST_FILE = "выписка-Ъ4Ж", "содержимое-Ъ5Ж", "утрата-Ъ6Ж"
BROKEN = "обломок-Ъ3Ж"
SHORTEST = 7
"""Bytes of a writing that cannot stand there by chance."""
PDF = f"%PDF-1.7\n1 0 obj\n<< /T ({INSIDE}) >>\nendobj\ntrailer\n%%EOF\n".encode()


@pytest.fixture(autouse=True)
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the log of the process says at its most talkative; set up before the database, which asks it once."""
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    log.set_up(LogFormat.JSON, LogLevel.DEBUG)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


@dataclass(frozen=True)
class Secrets:
    """Marks to search for: words as they are, digits only where no other digit stands beside them."""

    words: tuple[str, ...]
    digits: tuple[str, ...]

    def found(self, place: bytes) -> list[str]:
        """Which of them stand in some bytes, in any usual writing."""
        return [word for word in self.words if any(form in place for form in forms(word))] + [
            digits
            for digits in self.digits
            if re.search(rb"(?<![0-9.])" + digits.encode() + rb"(?![0-9])", place)
            or any(form in place for form in forms(digits)[1:])
        ]


def forms(text: str) -> list[bytes]:
    """UTF-8 first, then UTF-16, hexadecimal, base64 at each of the three places, JSON and SQL escapes."""
    data = text.encode()
    starts = {0: 0, 1: 2, 2: 3}  # what stands before shares its bits with so many signs
    size = len(data)
    shifted = [base64.b64encode(b"\0" * n + data)[start : (n + size) * 8 // 6] for n, start in starts.items()]
    escaped = b"" if text.isascii() else json.dumps(text)[1:-1].encode()
    others = [text.encode("utf-16-le"), text.encode("utf-16-be"), data.hex().encode(), *shifted, escaped]
    return [data, *(form for form in others if len(form) >= SHORTEST)]


async def everything_kept(town: Town) -> dict[str, bytes]:
    """Rows as a driver gives them, and every file beside them."""
    places = {"rows": await rows(town.db)}
    if town.db.is_sqlite:
        path = Path(str(make_url(town.db.url).database))
        places |= {file.name: file.read_bytes() for file in path.parent.glob(f"{path.name}*")}
    files = [file for file in town.settings.data_dir.rglob("*") if file.is_file()]
    places |= {f"blob {file.name}": file.name.encode() + file.read_bytes() for file in files}
    return places


async def rows(db: Database) -> bytes:
    """All rows of all tables."""
    kept = bytearray()
    async with db.read() as session:
        for table in tables.metadata.sorted_tables:
            for row in await session.execute(select(table)):
                kept += b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in row) + b"\n"
    return bytes(kept)


def test_the_search_finds_every_usual_writing() -> None:
    secrets = Secrets((COMMENT, "R9Z2L3S6I0qbT2jD9An5T0"), ("48317026",))
    for secret in (*secrets.words, *secrets.digits):
        data = secret.encode()
        wraps = [b"ab"[:cut] + data + b"cde" for cut in range(3)]
        places = [data, b"x" + secret.encode("utf-16-le") + b"y", secret.encode("utf-16-be"), data.hex().encode()]
        places += [base64.b64encode(one) for one in wraps] + [json.dumps({"a": secret}).encode()]
        assert [place for place in places if secrets.found(place) != [secret]] == []
    assert secrets.found(b"1483170261 0.48317026 4831702") == []


async def test_what_the_database_says_of_a_row_is_not_told(own_postgres_url: str, written: io.StringIO) -> None:
    """PostgreSQL names the values of a row that breaks a rule, and a value that is none."""
    db, secrets = Database(own_postgres_url), Secrets((COMMENT,), (ACCESS,))
    known = {"channel": COMMENT, "address": ACCESS, "made_at": datetime.now(UTC)}
    update = {"id": uuid4(), "bot": 1, "order_key": COMMENT, "kind": "", "tries": 0, "received_at": None}
    async with db.write() as session:
        await session.execute(insert(Chat).values(id=uuid4(), **known))
    for statement in (
        insert(Chat).values(id=uuid4(), **known),
        insert(Update).values(**update),
        text("SELECT CAST(:said AS integer)").bindparams(said=COMMENT),
        text("SELECT CAST(CAST(:said AS text) AS integer)").bindparams(said=COMMENT),
    ):
        try:
            async with db.write() as session:
                await session.execute(statement)
        except DBAPIError as error:
            structlog.get_logger("bot.x").error("an update failed", exc_info=error)
    await db.close()
    assert written.getvalue().count("an update failed") == 4
    assert secrets.found(written.getvalue().encode()) == []


async def test_what_is_confided_stands_nowhere_in_clear(town: Town, written: io.StringIO) -> None:
    phone = town.world.phone(EMPLOYEE)
    code = await comes_in(town, phone)
    await asks(town, phone)
    await is_decided(town, phone)
    await is_executed(town, phone)
    await goes_wrong(town)
    await leaves_things_behind(town, phone)

    key = town.key.removeprefix("key-")
    secrets = Secrets(
        words=(
            *(key, key.replace("-", ""), town.settings.token(), town.settings.token().split(":")[1]),
            *(WORD, NEXT_WORD, COMMENT, DRAFT, REASON, SEARCH, GROUND, FILE, INSIDE, LOST_FILE, BROKEN, "%PDF"),
        ),
        digits=(phone.number[1:], phone.number[2:], code, ACCESS, WRONG, NEXT),
    )
    kept = await everything_kept(town)
    assert {place: found for place, data in kept.items() if (found := secrets.found(data))} == {}
    assert "Новиков".encode() in kept["rows"]  # the search does find what stands there
    assert any(place.startswith("blob") for place in kept)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert {"an update was put aside", "the disk refuses a file"} <= {line["event"] for line in lines}
    said = b"\n".join(json.dumps(line | {"timestamp": ""}, ensure_ascii=False).encode() for line in lines)
    assert secrets.found(said) == []
    assert not any(name.encode() in said for name in ("Новиков", "Павел", "Смирнова"))
    await on_screens(town, secrets)


async def comes_in(town: Town, phone: PatientPhone) -> str:
    """Activation with everything typed that can be; the SMS code."""
    await phone.send(town.key.removeprefix("key-"))
    await phone.see("Код придёт")
    code = sms_code(await phone.sees_sms())
    await phone.send(code)
    await phone.see("Придумайте код входа")
    await phone.send(ACCESS)
    await phone.see("Код входа не пишут в чат")
    for _ in range(2):
        await tap(phone, ACCESS)
    await phone.see("кодовое слово")
    await phone.send(WORD)
    await phone.see("Отпуск:")
    await phone.send(WRONG)
    await settled(town)
    return code


async def asks(town: Town, phone: PatientPhone) -> None:
    """An unpaid leave with its ground, a comment, a search and a file."""
    for label in ("Отпуск", "Без сохранения", GROUND, "›", "21", "23", "Замещающий"):
        await phone.press(label)
    await phone.send(SEARCH)
    await phone.see(f"По «{SEARCH}»")
    await phone.press("Назад")
    await phone.press("Приложить файл")
    await phone.upload(f"{FILE}.pdf", PDF, "application/pdf")
    await phone.see("Нажмите на файл, чтобы убрать его")
    await phone.press("Готово")
    await phone.press("Комментарий")
    await phone.send(COMMENT)
    await phone.see(f"Комментарий: {COMMENT}")
    await phone.press("Отправить")
    await phone.see("принято")
    await settled(town)


async def is_decided(town: Town, phone: PatientPhone) -> None:
    """The manager sends it back in his own words; it comes again, and he agrees."""
    manager = town.world.phone(MANAGER)
    await manager.press("На доработку")
    await manager.press("Свои слова")
    await manager.see("Что исправить")
    await manager.send(REASON)
    await settled(town)
    await undo_over(town)
    await phone.see("вернули на доработку")
    await phone.press("Открыть")
    await phone.sees_button("Подробности")
    await phone.press("Подробности")
    await phone.see(REASON)
    await phone.press("Назад")
    await phone.press("Исправить")
    await phone.press("Отправить")
    await settled(town)
    await manager.press("Согласовать")
    await undo_over(town)


async def is_executed(town: Town, phone: PatientPhone) -> None:
    """HR reads it all, and executes."""
    officer = town.world.phone(OFFICER)
    card = (await officer.see("Новиков", DESK))["message_id"]
    await officer.press("Принять", DESK, card)
    await settled(town)
    await undo_over(town)
    await officer.press("Открыть", DESK, card)
    await officer.sees_button("Подробности")
    await officer.press("Подробности")
    await tap(officer, "7316")
    await officer.see(COMMENT)
    await officer.see(GROUND)
    await officer.press(FILE)
    await settled(town)
    await officer.press("Назад")
    await officer.press("Оформить")
    await officer.send("31-к")
    await officer.sees_button("Сегодня")
    for label in ("Сегодня", "☐ Подписанная", "Выполнено"):
        await officer.press(label)
    await undo_over(town)
    await phone.see("выполнено")


async def goes_wrong(town: Town) -> None:
    """A disk that refuses a file, and an update that fits no model: both are logged, without what they held."""
    phone, files = town.world.phone(COLLEAGUE), town.settings.data_dir / "files"
    await phone.send("/leave")
    await phone.sees_button("Ежегодный")
    for label in ("Ежегодный", "›", "21", "27", "Приложить файл"):
        await phone.press(label)
    aside = files.rename(files.with_name("aside"))
    files.write_bytes(b"")
    await phone.upload(f"{LOST_FILE}.pdf", PDF + b"%", "application/pdf")
    await phone.see("файл не записать")
    files.unlink()
    aside.rename(files)
    sender = town.sandbox.world.user(DIRECTOR)
    chat = {"id": DIRECTOR, "type": "private"}
    arrives_raw(town, "message", message_id=7, date=[BROKEN], text=[BROKEN], chat=chat, **{"from": sender})

    async def put_aside() -> bool:
        async with town.db.read() as session:
            return await session.scalar(select(Update.id).where(Update.trouble.is_not(None))) is not None

    await until(put_aside, "the update that fits no model is not put aside")


async def leaves_things_behind(town: Town, phone: PatientPhone) -> None:
    """A form that is not sent, another code word, and the access code written into the chat."""
    await phone.send("/settings")
    await phone.sees_button("Сменить кодовое слово")
    await phone.press("Сменить кодовое слово")
    await phone.see("Новое кодовое слово")
    await phone.send(NEXT_WORD)
    await phone.see(f"Кодовое слово: {NEXT_WORD}")
    await phone.send("/requests")
    await phone.see("Мои заявки")
    await phone.send(ACCESS)
    await phone.see("выберите другой")
    for _ in range(2):
        await tap(phone, NEXT)
    await phone.send("/leave")
    await phone.see("Какой отпуск")
    for label in ("Ежегодный", "›", "28", "30", "Комментарий"):
        await phone.press(label)
    await phone.send(DRAFT)
    await phone.see(f"Комментарий: {DRAFT}")


async def on_screens(town: Town, secrets: Secrets) -> None:
    """What groups, managers and everybody else have on their screens, and what notices said."""
    state = await town.world.state()
    chats = {chat["key"]: json.dumps(chat["messages"], ensure_ascii=False).encode() for chat in state["chats"]}
    readers = {f"private:{EMPLOYEE}", f"private:{OFFICER}", f"private:{COLLEAGUE}"}
    for key, shown in chats.items():
        expected = {f"private:{MANAGER}": {REASON}, f"private:{DIRECTOR}": set()}.get(key, set())
        assert key in readers or set(secrets.found(shown)) <= expected, key
    own = set(secrets.found(chats[f"private:{EMPLOYEE}"]))
    assert {COMMENT, DRAFT, FILE} <= own
    typed = {ACCESS, WRONG, NEXT, WORD} | set(secrets.words[:4])
    assert not own & typed  # it was deleted, whatever it was
