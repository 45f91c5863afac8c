"""Asking for leave as Anna does it: by pressing what stands on the screen."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from cabinet.leave.service import LeaveDraft
from cabinet.requests.decisions import Decisions
from storage.engine import Database
from storage.leave import away
from storage.people import Employee
from storage.requests import Request, State, own
from tests.documents.test_rules import JPEG, PDF
from tests.leave.phone import HOME, Phone
from tests.people import actor, open_door


async def requests_of(db: Database, who: Employee) -> list[Request]:
    async with db.read() as session:
        return list(await own(session, who.id))


async def to_summary(phone: Phone, first: str = "14", last: str = "27") -> None:
    """December 14 to 27, 2026."""
    await phone.ask()
    await phone.press("Ежегодный")
    await phone.press("›")
    await phone.press(first)
    await phone.press(last)


async def test_the_shortest_way_is_five_taps(phone: Phone, calm: Database, people: dict[str, Employee]) -> None:
    await to_summary(phone)
    assert "14 декабря, пн — 27 декабря, вс · <b>14 дней</b> · останется 2,33 дня" in phone.screen
    assert "Одна часть отпуска в году должна быть не короче 14 дней — эта подходит (ст. 125 ТК)." in phone.screen
    await phone.press("Отправить")
    assert phone.taps <= 5
    assert "Заявление <b>№ 1</b> принято 24 ноября, 12:00." in phone.screen
    assert "Сейчас у руководителя: <b>Петров О. И.</b> — ответит до <b>25 ноября, 18:00</b>." in phone.screen
    assert phone.labels == ["Открыть", "Отозвать", "Главное меню"]
    [request] = await requests_of(calm, people["anna"])
    async with calm.read() as session:
        [days] = await away(session, people["anna"].id)
    assert (days.first, days.last, days.request_id) == (date(2026, 12, 14), date(2026, 12, 27), request.id)


async def test_the_calendar_is_russian_and_begins_on_monday(phone: Phone) -> None:
    await phone.ask()
    assert "Сейчас у Вас <b>16,33 дня</b> ежегодного отпуска." in phone.screen
    await phone.press("Ежегодный")
    assert phone.labels[1] == "Ноябрь 2026"
    assert phone.labels[3:10] == ["пн", "вт", "ср", "чт", "пт", "сб", "вс"]
    assert "× нельзя · ? нужно согласие · * праздник" in phone.screen
    assert "23×" in phone.labels, "yesterday has passed"
    assert "24?" in phone.labels, "today is in less than two weeks"
    await phone.press("›")
    await phone.press("›")
    assert phone.labels[1] == "Январь 2027"
    assert {"1*", "8*", "9", "31"} <= set(phone.labels)
    await phone.press("2028 »")
    assert phone.labels[1] == "Январь 2028"
    await phone.press("« 2027")
    await phone.press("‹")
    await phone.press("‹")
    await phone.press("‹")
    assert phone.labels[1] == "Октябрь 2026"
    assert all(len(phone.data(label).encode()) <= 30 for label in phone.labels)


async def test_a_tapped_day_explains_its_mark(phone: Phone) -> None:
    await phone.ask()
    await phone.press("Ежегодный")
    await phone.press("23")
    assert phone.alerts[-1] == ("23 ноября, пн — этот день уже прошёл. Выберите сегодняшний или более поздний.", True)
    assert "Первый день отпуска" in phone.screen
    await phone.press("30")
    words, alert = phone.alerts[-1]
    assert alert
    assert words.startswith("До 30 ноября меньше двух недель: возможно по согласию работодателя (ст. 123 ТК).")
    assert "Последний день отпуска" in phone.screen
    assert "[30]" in phone.labels
    await phone.press("29")
    assert "раньше первого" in phone.alerts[-1][0]
    await phone.press("›")
    await phone.press("›")
    await phone.press("1")
    assert phone.alerts[-1] == ("1 января — праздник: отпуск не тратит (ст. 120 ТК). Можно выбрать.", False)
    assert "30 ноября, пн — 1 января, пт · <b>32 дня</b> · авансом" in phone.screen
    assert phone.screen.index("Нужно согласие работодателя") < phone.screen.index("К сведению")


async def test_the_last_day_says_how_long_the_balance_lasts(phone: Phone) -> None:
    await phone.ask()
    await phone.press("Ежегодный")
    await phone.press("›")
    await phone.press("14")
    assert "К этому дню накопится <b>16,33 дня</b>: хватит по 29 декабря, вт, дальше — авансом." in phone.screen
    await phone.press("Назад")
    await phone.press("Назад")
    assert "Какой отпуск нужен?" in phone.screen


async def test_the_sum_is_shown_line_by_line(phone: Phone) -> None:
    await to_summary(phone)
    await phone.press("Как посчитан остаток")
    assert phone.screen.split("\n")[:4] == [
        "<b>Остаток отпуска на 14 декабря 2026 г.</b>",
        "1 ноября 2026 г. — 14 дней: по данным бухгалтерии",
        "с 1 ноября 2026 г. за 1 месяц — ещё 2,33 дня: оценка, 28 дней в год",
        "этот отпуск — минус 14 дней",
    ]
    assert "Останется <b>2,33 дня</b>." in phone.screen
    await phone.press("Назад")
    await phone.press("Изменить даты")
    assert phone.labels[1] == "Декабрь 2026"
    assert {"[14]", "[27]"} <= set(phone.labels)
    await phone.press("Назад")
    await phone.press("Отмена")
    assert phone.telegram.texts()[-1] == HOME or phone.telegram.made("editMessageText")[-1].text == HOME


async def test_unpaid_leave_asks_for_its_ground(phone: Phone, calm: Database, people: dict[str, Employee]) -> None:
    await phone.ask()
    await phone.press("Без сохранения зарплаты")
    await phone.press("Регистрация брака")
    assert "остаток" not in phone.screen.lower()
    await phone.press("›")
    await phone.press("›")
    assert "1" in phone.labels, "holidays are no mark: they are counted here"
    await phone.press("11")
    await phone.press("15")
    assert "11 января, пн — 15 января, пт · <b>5 дней</b>\n" in phone.screen
    assert "Причина: Регистрация брака" in phone.screen
    assert "работодатель обязан дать (ст. 128 ТК)" in phone.screen
    assert "Как посчитан остаток" not in phone.labels
    await phone.press("Отправить")
    [request] = await requests_of(calm, people["anna"])
    assert request.kind == "leave"


async def test_a_substitute_is_picked_or_found(phone: Phone, people: dict[str, Employee]) -> None:
    await to_summary(phone)
    await phone.press("Замещающий")
    assert phone.labels[:1] == ["Алёшина Ёлка Сергеевна"]
    await phone.type("ДАЛЬН")
    assert "Нашли по «дальн»" in phone.screen
    await phone.press("Дальняя Анна Сергеевна")
    assert "Замещает: Дальняя А. С." in phone.screen
    await phone.press("Замещающий")
    await phone.type("чужая<b>\x00%_")
    assert "Нашли" not in phone.screen
    assert "&lt;b&gt;%_» никого не нашли" in phone.screen
    await phone.press("Показать отдел")
    await phone.press("Без замещающего")
    assert "Замещает: не указано" in phone.screen


async def test_a_substitute_who_left_is_left_out(phone: Phone, calm: Database, people: dict[str, Employee]) -> None:
    await to_summary(phone)
    await phone.press("Замещающий")
    await phone.press("Алёшина Ёлка Сергеевна")
    assert "Замещает: Алёшина Ё. С." in phone.screen
    async with calm.write() as session:
        friend = await session.get_one(Employee, people["friend"].id)
        friend.dismissed_on = date(2026, 11, 1)
    await phone.press("Комментарий")
    await phone.press("Назад")
    assert "Замещает: не указано" in phone.screen
    await phone.press("Отправить")
    assert "принято" in phone.screen


async def test_a_comment_is_text_and_only_text(phone: Phone, calm: Database, people: dict[str, Employee]) -> None:
    await to_summary(phone)
    await phone.press("Комментарий")
    await phone.type("x" * 100_000)
    assert phone.telegram.texts()[-1].startswith("Комментарий слишком длинный: можно до 1000 знаков, а здесь 100000.")
    await phone.type("\x00\u202e\u200b")
    assert phone.telegram.texts()[-1] == "Здесь нужен текст. Напишите комментарий одним сообщением."
    await phone.type('Прошу <b>"срочно"</b>\x07 & 🙂\u202e{ $x }')
    assert "Комментарий: Прошу &lt;b&gt;&quot;срочно&quot;&lt;/b&gt; &amp; 🙂{ $x }" in phone.screen
    await phone.press("Комментарий")
    await phone.press("Убрать комментарий")
    assert "Комментарий:" not in phone.screen
    await phone.press("Комментарий")
    await phone.type("&" * 1000)
    await phone.press("Отправить")
    [request] = await requests_of(calm, people["anna"])
    assert request.comment == "&" * 1000


async def test_files_are_looked_at_before_they_are_kept(phone: Phone) -> None:
    await to_summary(phone)
    await phone.press("Приложить файл")
    await phone.send("big.pdf", b"", size=21 * 1024 * 1024)
    assert phone.telegram.texts()[-1].startswith("Файл слишком большой: можно до 20 МБ.")
    assert not phone.telegram.made("getFile")
    await phone.send("big.pdf", b"", told=21 * 1024 * 1024)
    assert phone.telegram.texts()[-1].startswith("Файл слишком большой: можно до 20 МБ.")
    await phone.send("empty.pdf", b"", size=0)
    assert phone.telegram.texts()[-1].startswith("Файл пустой")
    await phone.send("paper.pdf", b"MZ" + b"\0" * 100)
    assert phone.telegram.texts()[-1].startswith("Такой файл принять нельзя.")
    await phone.type("вот")
    assert phone.telegram.texts()[-1].startswith("Здесь нужен файл или фото.")
    assert "Пока ничего не приложено." in phone.screen


@pytest.mark.parametrize("lost", ["getFile", "download"])
async def test_a_file_that_the_messenger_lost(phone: Phone, lost: str) -> None:
    from tests.bot.telegram import bad_request

    await to_summary(phone)
    await phone.press("Приложить файл")
    if lost == "getFile":
        phone.telegram.faults["getFile"].append(bad_request("wrong file_id or the file is temporarily unavailable"))
    else:

        async def broken(*args: object, **kwargs: object) -> object:
            raise ConnectionResetError
            yield b""

        phone.telegram.stream_content = broken  # type: ignore[method-assign]
    await phone.send("a.pdf", PDF)
    assert phone.telegram.texts()[-1].startswith("Не получилось забрать файл из мессенджера")


async def test_files_can_be_taken_off_and_are_sent(phone: Phone) -> None:
    await to_summary(phone)
    await phone.press("Приложить файл")
    await phone.send("билеты.exe", PDF, size=len(PDF))
    await phone.photo(JPEG)
    assert phone.labels == ["✕ билеты.pdf", "✕ Фото.jpg", "Готово"]
    await phone.press("✕ Фото.jpg")
    assert phone.labels == ["✕ билеты.pdf", "Готово"]
    await phone.press("Готово")
    assert "Файлы: 1" in phone.screen
    await phone.press("Отправить")
    assert "принято" in phone.screen


async def test_a_draft_survives_a_restart(phone: Phone, calm: Database, people: dict[str, Employee]) -> None:
    await to_summary(phone)
    await phone.press("Комментарий")
    phone.restart()
    await phone.type("После перезапуска")
    assert "14 декабря, пн — 27 декабря, вс" in phone.screen
    assert "Комментарий: После перезапуска" in phone.screen
    phone.restart()
    await phone.press("Отправить")
    [request] = await requests_of(calm, people["anna"])
    assert request.comment == "После перезапуска"


async def test_sending_twice_sends_once(phone: Phone, calm: Database, people: dict[str, Employee]) -> None:
    await to_summary(phone)
    again = phone.data("Отправить")
    await phone.press("Отправить")
    await phone.raw(again)
    assert len(await requests_of(calm, people["anna"])) == 1
    assert "принято" in phone.screen


async def test_days_taken_meanwhile_are_told_and_not_sent(
    phone: Phone, calm: Database, people: dict[str, Employee]
) -> None:
    await to_summary(phone)
    from cabinet.leave.service import Leaves

    other = LeaveDraft(first=date(2026, 12, 20), last=date(2026, 12, 21))
    await Leaves(calm, phone.clock).submit(await actor(calm, people["anna"]), other, "other")
    await phone.press("Отправить")
    assert phone.alerts[-1] == (
        "Отправить нельзя. Занято Вашим отпуском (20–21 декабря). Выберите другие дни.",
        True,
    )
    await phone.press("Комментарий")
    await phone.press("Назад")
    assert "<b>Нельзя</b>\n• Занято Вашим отпуском (20–21 декабря). Выберите другие дни." in phone.screen
    assert "Отправить" not in phone.labels


async def test_forged_presses_do_nothing(phone: Phone, calm: Database, people: dict[str, Employee]) -> None:
    await phone.ask()
    await phone.press("Ежегодный")
    prefix = phone.data("24").rsplit(":", 1)[0]
    for forged in (
        "d1",
        "d9999999999",
        "d-5",
        "m0",
        "m999999",
        "mxx",
        "x",
        "",
        "d",
        f"d{date(2035, 1, 1).toordinal()}",
    ):
        await phone.raw(f"{prefix}:{forged}")
        assert "Первый день отпуска" in phone.screen
        assert phone.labels[1] == "Ноябрь 2026"
    await to_summary(phone)
    await phone.press("Замещающий")
    prefix = phone.data("Алёшина Ёлка Сергеевна").rsplit(":", 1)[0]
    from dialogs.access import short

    for forged in ("!", short(uuid.uuid4()), short(people["stranger"].id), short(people["anna"].id)):
        await phone.raw(f"{prefix}:{forged}")
        assert phone.alerts[-1][1]
        assert "Кто заменит Вас" in phone.screen


async def test_a_returned_request_is_corrected(phone: Phone, calm: Database, people: dict[str, Employee]) -> None:
    await to_summary(phone)
    await phone.press("Отправить")
    [request] = await requests_of(calm, people["anna"])
    decisions = await phone.parts.get(Decisions)
    await decisions.send_back(
        await actor(calm, people["manager"]), request.id, request.step, "back", reason="Выберите другие дни"
    )
    await open_door(calm, people["anna"], phone.clock.now())
    await phone.press("Открыть")
    await phone.press("Исправить")
    assert "Исправляете заявление <b>№ 1</b>." in phone.screen
    await phone.press("Изменить даты")
    await phone.press("21")
    await phone.press("27")
    await phone.press("Отправить")
    assert "Исправленное заявление <b>№ 1</b> принято" in phone.screen
    [request] = await requests_of(calm, people["anna"])
    assert (request.version, request.state) == (2, State.MANAGER)


async def test_the_receipt_leads_to_withdrawing(phone: Phone, calm: Database, people: dict[str, Employee]) -> None:
    await to_summary(phone)
    await phone.press("Отправить")
    await phone.press("Отозвать")
    await phone.press("Да, отозвать")
    [request] = await requests_of(calm, people["anna"])
    assert request.state is State.WITHDRAWN
