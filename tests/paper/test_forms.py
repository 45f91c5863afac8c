"""Forms of joining and of the signature: what they say, whom they name, and that one source serves every printer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta, timezone

import pytest

from cabinet.agreement_paper import Agreement, Identity, agreement, identity
from cabinet.joining_paper import Joining, Rules, consent, notice
from cabinet.paper import Paper, Paragraph, Signature
from cabinet.parties import Employer, Person
from storage.people import Gender
from tests.paper.reading import opened, tree
from tests.paper.test_kit import pages, render
from tests.signing.pki import Firm

ZONE = timezone(timedelta(hours=3))
ANNA = Person("Смирнова", "Анна", "Сергеевна", Gender.FEMALE, "Ведущий бухгалтер", "Отдел бухгалтерского учёта", "0042")
OLEG = Person("Петров", "Олег", "Иванович", Gender.MALE, "Генеральный директор")
MARIA = Person("Иванова", "Мария", "Петровна", Gender.FEMALE, "Специалист по кадрам", "Отдел кадров", "0007")
FIRM = Employer("ООО «Пример»", "7701234567", OLEG, "1027700132195", "127006, г. Москва, ул. Примерная, д. 1")
RULES = Rules("Положение об электронном документообороте", "12-ЭД", date(2026, 10, 1))
JOINING = Joining(FIRM, ANNA, RULES, "Кабинет сотрудника", date(2027, 1, 11), date(2026, 12, 25), date(2026, 11, 24))
AGREEMENT = Agreement("17", FIRM, ANNA, RULES, "Кабинет сотрудника", "г. Москва", date(2026, 12, 1))
IDENTITY = Identity(
    "3", FIRM, ANNA, MARIA, Firm().hire("Смирнова Анна Сергеевна").certificate, "17", date(2026, 12, 1),
    datetime(2026, 12, 2, 10, 15, tzinfo=ZONE), "г. Москва",
)  # fmt: skip
FORMS: dict[str, Callable[[], Paper]] = {
    "notice": lambda: notice(JOINING),
    "consent": lambda: consent(JOINING),
    "agreement": lambda: agreement(AGREEMENT),
    "identity": lambda: identity(IDENTITY),
}
PAPER_ONLY = "часть третья статьи 22.1"
LAW = {
    "notice": ("статьи 22.1–22.3", PAPER_ONLY, "статья 22.2", "статья 22.3", "статья 6", "№ 63-ФЗ", "статья 62"),
    "consent": ("статьи 22.2", PAPER_ONLY, "№ 152-ФЗ"),
    "agreement": ("часть 2 статьи 6", "№ 63-ФЗ", "статья 22.3", PAPER_ONLY, "часть 2 статьи 9", "статья 10"),
    "identity": (),
}  # fmt: skip


def said(paper: Paper) -> str:
    """Everything that is read aloud, one space between words."""
    return " ".join(" ".join(text for _, text in tree(paper.print()).outline()).split())


def texts(thing: object) -> Iterator[str]:
    """Every text of a block, whatever the block is: as a printer of another kind would meet them."""
    if isinstance(thing, str):
        yield thing
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from texts(getattr(thing, field.name))
    elif isinstance(thing, list | tuple):
        for item in thing:
            yield from texts(item)


@pytest.mark.parametrize("name", FORMS)
def test_it_names_the_law_and_the_parties(name: str) -> None:
    text = said(FORMS[name]())
    assert [article for article in LAW[name] if article not in text] == []
    assert "ООО «Пример»" in text
    assert "А. С. Смирнова" in text
    assert not re.search(r"\bNone\b|[{}]|\.\.|  ", text)


@pytest.mark.parametrize("name", FORMS)
def test_one_source_holds_all_that_the_pages_say(name: str) -> None:
    paper = FORMS[name]()
    words = set(re.findall(r"\w+", " ".join(texts(list(paper.blocks)))))
    numbers = {str(number) for number in range(10)}
    assert set(re.findall(r"\w+", said(paper))) <= words | numbers


@pytest.mark.parametrize("name", FORMS)
def test_the_same_form_is_the_same_bytes(name: str) -> None:
    assert FORMS[name]().print() == FORMS[name]().print()
    with opened(FORMS[name]().print()) as file:
        assert str(file.docinfo.Title)


def test_the_notice() -> None:
    text = said(notice(JOINING))
    assert text.startswith(
        "Кому Смирновой Анне Сергеевне Ведущий бухгалтер Отдел бухгалтерского учёта табельный номер 0042 Уведомление"
    )
    assert "о введении с 11 января 2027 г. электронного документооборота" in text
    assert "Положение об электронном документообороте от 1 октября 2026 г. № 12-ЭД" in text
    assert "Просим до 25 декабря 2026 г. вернуть" in text
    assert "Нажатие кнопки в чате согласием не является" in text
    assert "Отсутствие согласия признаётся отказом" in text
    assert text.endswith("Дата Уведомление получено работником: Подпись А. С. Смирнова Дата")


@pytest.mark.parametrize(
    ("gender", "word"), [(Gender.FEMALE, "ознакомлена"), (Gender.MALE, "ознакомлен"), (Gender.UNKNOWN, "ознакомлен(а)")]
)
def test_the_consent(gender: Gender, word: str) -> None:
    text = said(consent(replace(JOINING, employee=replace(ANNA, gender=gender))))
    assert text.startswith("Кому Петрову Олегу Ивановичу Генеральный директор ООО «Пример»")
    assert ("От кого Смирновой Анны Сергеевны" in text) == (gender is not Gender.MALE)  # then the name is in doubt
    assert "Я, Смирнова Анна Сергеевна, на основании статьи 22.2 Трудового кодекса Российской Федерации" in text
    assert "с 11 января 2027 г. даю согласие на взаимодействие с работодателем" in text
    assert f"к системе я {word}." in text


def test_the_agreement_says_how_a_signature_is_checked_and_is_not_signed_by_it() -> None:
    text = said(agreement(AGREEMENT))
    assert "Генеральный директор Петров Олег Иванович, действует на основании Устава" in text
    assert "ИНН 7701234567, ОГРН 1027700132195, 127006" in text
    assert "3.1. Подпись хранится отдельным файлом в формате CAdES-BES" in text
    assert "Подписью, о которой оно говорит, его подписать нельзя" in text
    headings = [node.text for node in tree(agreement(AGREEMENT).print()).all("H2")]
    assert [heading.split(".")[0] for heading in headings] == list("123456")


def test_the_act_shows_the_certificate() -> None:
    text = said(identity(IDENTITY)).replace(" ", "")
    certificate = IDENTITY.certificate
    assert certificate.fingerprint.hex(":").upper() in text
    assert int(re.findall(r"Серийныйномер([0-9A-F:]+)", text)[0].replace(":", ""), 16) == certificate.serial
    assert "_" * 40 in text
    filled = said(identity(replace(IDENTITY, document="Паспорт гражданина Российской Федерации")))
    assert "Предъявлен документ Паспорт гражданина Российской Федерации" in filled
    assert "___" not in filled


def test_a_doubtful_name_and_little_known_still_make_a_form() -> None:
    hare = Person("Заяц", "Пётр")
    poor = replace(FIRM, ogrn="", address="", head=replace(OLEG, position="Директор"))
    joining = replace(JOINING, employee=hare, employer=poor)
    assert "Адресат Заяц Пётр Уведомление" in said(notice(joining))
    assert "Заявитель Заяц Пётр Согласие" in said(consent(joining))
    assert "ООО «Пример», ИНН 7701234567 Директор" in said(agreement(replace(AGREEMENT, employee=hare, employer=poor)))


@pytest.mark.parametrize("lines", range(25, 41, 3))
def test_two_signatures_stay_with_the_last_words(lines: int) -> None:
    filler = Paragraph("\n".join("строка" for _ in range(lines)))
    pdf = render([filler, Paragraph("Последние слова"), Signature("А", "Один:"), Signature("Б", "Два:")], title="т")
    assert all(("Последние" in page) == ("Один:" in page) == ("Два:" in page) for page in pages(pdf))


def test_hostile_fields_stay_text() -> None:
    evil = replace(ANNA, last="<b>Смирнова", position="</para>" + "ы" * 300, department="😀\x00\u202e")
    assert "<b>Смирнова Анна" in said(consent(replace(JOINING, employee=evil)))
    assert "</para>" in said(agreement(replace(AGREEMENT, employee=evil, place="{place}")))
