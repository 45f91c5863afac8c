"""The leave application: what the employee signs, word for word."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from cabinet.leave.paper import Application, application
from cabinet.parties import Person
from storage.leave import LeaveKind
from storage.people import Gender

ANNA = Person("Смирнова", "Анна", "Сергеевна", Gender.FEMALE, "Ведущий бухгалтер", "Отдел бухгалтерского учёта", "0042")
ANNUAL = Application(
    company="ООО «Пример»",
    addressee=Person("Петров", "Олег", "Иванович", Gender.MALE, "Генеральный директор"),
    applicant=ANNA,
    kind=LeaveKind.ANNUAL,
    first=date(2027, 7, 3),
    last=date(2027, 7, 16),
    days=14,
    number=214,
    version=1,
    submitted=date(2026, 11, 24),
)
UNPAID = replace(
    ANNUAL,
    kind=LeaveKind.UNPAID,
    first=date(2027, 3, 1),
    last=date(2027, 3, 5),
    days=5,
    ground="регистрация брака (ст. 128 ТК РФ, до 5 календарных дней)",
)


def said(data: Application) -> str:
    """All words of the paper, one space between them."""
    pages = PdfReader(BytesIO(application(data).print()), strict=True).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_annual_leave_word_for_word() -> None:
    assert said(ANNUAL) == (
        "Кому Петрову Олегу Ивановичу Генеральный директор ООО «Пример» "
        "От кого Смирновой Анны Сергеевны Ведущий бухгалтер Отдел бухгалтерского учёта табельный номер 0042 "
        "Заявление о предоставлении ежегодного оплачиваемого отпуска "
        "Прошу предоставить мне ежегодный основной оплачиваемый отпуск с 3 июля 2027 г. по 16 июля 2027 г. "
        "продолжительностью 14 календарных дней. "
        "Подпись А. С. Смирнова Дата "
        "Сформировано в кабинете сотрудника 24 ноября 2026 г., № 214, версия 1 страница 1 из 1"
    )


def test_what_is_signed_with_a_key_has_no_line_for_a_pen() -> None:
    assert "14 календарных дней. А. С. Смирнова, 24 ноября 2026 г. Сформировано" in said(replace(ANNUAL, by_hand=False))


def test_the_unpaid_leave_says_its_ground() -> None:
    text = said(UNPAID)
    assert "о предоставлении отпуска без сохранения заработной платы" in text
    assert (
        "Прошу предоставить мне отпуск без сохранения заработной платы с 1 марта 2027 г. по 5 марта 2027 г. "
        "продолжительностью 5 календарных дней. Основание: регистрация брака (ст. 128 ТК РФ, до 5 календарных дней)."
    ) in text


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (2, "2 календарных дня"),
        (11, "11 календарных дней"),
        (12, "12 календарных дней"),
        (21, "21 календарный день"),
        (22, "22 календарных дня"),
        (111, "111 календарных дней"),
    ],
)
def test_days_are_counted_in_russian(days: int, words: str) -> None:
    assert f"продолжительностью {words}." in said(replace(ANNUAL, days=days))


def test_a_single_day() -> None:
    text = said(replace(ANNUAL, last=ANNUAL.first, days=1))
    assert "отпуск на 3 июля 2027 г. продолжительностью 1 календарный день." in text


def test_holidays_inside_are_explained_for_the_annual_leave_only() -> None:
    june = {"first": date(2027, 6, 7), "last": date(2027, 6, 21)}
    assert "статьи 120" in said(replace(ANNUAL, **june, days=14))
    assert "статьи 120" not in said(replace(ANNUAL, **june, days=15))
    assert "статьи 120" not in said(replace(UNPAID, **june, days=14))


def test_substitute_and_attachments() -> None:
    text = said(replace(ANNUAL, substitute="Кузнецова Мария Петровна", attachments=["Справка.pdf", "Билет.jpg"]))
    assert "Замещающий работник на время отпуска (предложение): Кузнецова Мария Петровна." in text
    assert "Приложения: 1. Справка.pdf 2. Билет.jpg" in text
    assert "Замещающий" not in said(ANNUAL)
    assert "Приложения" not in said(ANNUAL)


def test_a_doubtful_name_turns_the_sentence() -> None:
    hare = Person("Заяц", "Пётр", "Петрович", Gender.MALE, "Директор")
    text = said(replace(ANNUAL, addressee=hare, applicant=replace(hare, position="Слесарь")))
    assert "Адресат Заяц Пётр Петрович Директор" in text
    assert "Заявитель Заяц Пётр Петрович Слесарь" in text
    assert "Кому" not in text
    assert "От кого" not in text


def test_a_new_version_is_another_paper_and_the_same_one_is_not() -> None:
    assert application(ANNUAL).print() == application(replace(ANNUAL)).print()
    assert application(replace(ANNUAL, version=2)).print() != application(ANNUAL).print()
    assert "№ 214, версия 2" in said(replace(ANNUAL, version=2))


def test_hostile_fields_stay_text() -> None:
    text = said(
        replace(
            UNPAID,
            company="ООО <b>«Я & Ко»</b>",
            ground="<font size=40>повод</font> 😀" + "\u202e" + "ы" * 300,
            attachments=["<img src='x'>.pdf", "a" * 300, "\x00\n"],
        )
    )
    assert "ООО <b>«Я & Ко»</b>" in text
    assert "<font size=40>повод</font> [?]" in text
    assert "страница 1 из 1" in text


def test_who_and_what_stand_in_the_properties() -> None:
    info = PdfReader(BytesIO(application(ANNUAL).print())).metadata
    assert info is not None
    assert info.title == "Заявление № 214: ежегодный основной оплачиваемый отпуск"
    assert info.author == "Смирнова Анна Сергеевна"
