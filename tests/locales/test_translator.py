"""The translator: what it fills in, what it escapes, what it refuses, and how it falls back."""

import pickle
import threading
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import pytest

from locales import keys, translator
from locales.messages import BadTexts
from locales.translator import (
    MissingArgument,
    Text,
    Translator,
    UnknownText,
    WrongArgument,
)

RU = """
leave-hello = <b>{ $name }</b>, здравствуйте!
leave-plain = Назад
leave-number = № { $number }
leave-days = { $days ->
    [one] { $days } день
    [few] { $days } дня
    [many] { $days } дней
   *[other] { $days } дня
}
leave-day = С { DAY($first) } ({ SPAN($first, $last) }), приказ от { LONGDATE($order) }, до { DATE($last) }
leave-kind = { $kind ->
    [annual] Отпуск
   *[other] Отсутствие
}
-leave-company = { $case ->
    [gen] «Примера»
   *[nom] «Пример»
}
leave-term = Отпуск { -leave-company(case: "gen") }
leave-outer = Скажут: { leave-hello } Конец.
"""
EN = "leave-plain = Back\n"


class Kind(StrEnum):
    ANNUAL = "annual"


@pytest.fixture
def texts(tmp_path: Path) -> Translator:
    for locale, words in (("ru", RU), ("en", EN)):
        (tmp_path / locale).mkdir()
        (tmp_path / locale / "leave.ftl").write_text(words, encoding="utf-8")
    (tmp_path / "de").mkdir()
    return Translator(tmp_path)


def failing(tmp_path: Path, words: str) -> Translator:
    (tmp_path / "ru").mkdir()
    (tmp_path / "ru" / "leave.ftl").write_text(words, encoding="utf-8")
    return Translator(tmp_path)


def test_html_escapes_every_word_and_keeps_own_tags(texts: Translator) -> None:
    text = Text("leave-hello", {"name": '<i>Анна & "Ко"</i>\''})
    assert texts.html(text) == "<b>&lt;i&gt;Анна &amp; &quot;Ко&quot;&lt;/i&gt;&#x27;</b>, здравствуйте!"
    assert texts.plain(text) == '<b><i>Анна & "Ко"</i>\'</b>, здравствуйте!'


def test_a_text_inside_a_text_is_rendered_in_the_same_way_and_not_escaped_twice(texts: Translator) -> None:
    inner = Text("leave-hello", {"name": "A&B"})
    outer = Text("leave-number", {"number": inner})
    assert texts.html(outer) == "№ <b>A&amp;B</b>, здравствуйте!"
    assert texts.plain(outer) == "№ <b>A&B</b>, здравствуйте!"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "0 дней"),
        (1, "1 день"),
        (2, "2 дня"),
        (5, "5 дней"),
        (11, "11 дней"),
        (21, "21 день"),
        (22, "22 дня"),
        (112, "112 дней"),
        (Decimal("14.00"), "14 дней"),
        (Decimal("9.33"), "9,33 дня"),
        (Decimal("1.50"), "1,5 дня"),
    ],
)
def test_plural_forms(texts: Translator, days: int | Decimal, said: str) -> None:
    assert texts.plain(Text("leave-days", {"days": days})) == said


def test_numbers_are_shown_without_grouping(texts: Translator) -> None:
    assert texts.plain(Text("leave-number", {"number": 1214567})) == "№ 1214567"


def test_dates_are_written_by_the_functions_of_the_text(texts: Translator) -> None:
    args = {"first": date(2026, 7, 3), "last": date(2026, 7, 16), "order": date(2026, 6, 1)}
    said = texts.html(Text("leave-day", args))
    assert said == "С 3 июля, пт (3–16 июля), приказ от 1 июня 2026 г., до 16 июля"


def test_a_member_of_a_string_enum_is_a_word(texts: Translator) -> None:
    assert texts.plain(Text("leave-kind", {"kind": Kind.ANNUAL})) == "Отпуск"
    assert texts.plain(Text("leave-kind", {"kind": "trip"})) == "Отсутствие"


def test_terms_and_references_ask_for_what_the_referred_text_asks(texts: Translator) -> None:
    assert texts.plain(Text("leave-term")) == "Отпуск «Примера»"
    assert set(texts.messages()["leave-outer"].args) == {"name"}
    assert texts.messages()["leave-term"].args == {}
    assert "Анна" in texts.html(Text("leave-outer", {"name": "Анна"}))


def test_no_isolation_marks(texts: Translator) -> None:
    said = texts.html(Text("leave-hello", {"name": "Анна"}))
    assert not set(said) & set("\u2066\u2067\u2068\u2069")


def test_a_window_may_hold_more_than_the_text_uses(texts: Translator) -> None:
    data = {"name": "А<", "other": object(), "none": None}
    assert texts.html_key("leave-hello", "ru", data) == "<b>А&lt;</b>, здравствуйте!"
    assert texts.plain_key("leave-hello", "ru", data) == "<b>А<</b>, здравствуйте!"


def test_english_falls_back_to_russian_and_an_unknown_language_too(texts: Translator) -> None:
    assert texts.plain(Text("leave-plain"), "en") == "Back"
    assert texts.plain(Text("leave-number", {"number": 7}), "en") == "№ 7"
    assert texts.plain(Text("leave-plain"), "kk") == "Назад"
    assert texts.plain(Text("leave-plain"), "../ru") == "Назад"


def test_locales_are_the_folders_that_hold_texts(texts: Translator) -> None:
    assert texts.locales() == ("ru", "en")
    assert set(texts.messages("en")) == {"leave-plain"}
    assert texts.messages("de") == {}


def test_an_unknown_key_is_loud(texts: Translator) -> None:
    with pytest.raises(UnknownText, match="leave-nothing"):
        texts.html(Text("leave-nothing"), "en")
    assert issubclass(UnknownText, KeyError)


def test_a_missing_argument_is_loud_and_does_not_show_values(texts: Translator) -> None:
    with pytest.raises(MissingArgument) as caught:
        texts.html_key("leave-hello", "ru", {"phone": "+79160001234"})
    assert isinstance(caught.value, KeyError)
    assert "$name" in str(caught.value)
    assert "phone" in str(caught.value)
    assert "1234" not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "args"),
    [
        ("leave-days", {"days": "3"}),
        ("leave-days", {"days": True}),
        ("leave-days", {"days": 3.5}),
        ("leave-hello", {"name": None}),
        ("leave-hello", {"name": date(2026, 7, 3)}),
        ("leave-hello", {"name": b"Anna"}),
        ("leave-day", {"first": "3 июля", "last": date(2026, 7, 4), "order": date(2026, 7, 4)}),
        (
            "leave-day",
            {
                "first": datetime(2026, 7, 3, tzinfo=UTC),
                "last": date(2026, 7, 4),
                "order": date(2026, 7, 4),
            },
        ),
        ("leave-days", {"days": Text("leave-plain")}),
    ],
)
def test_a_wrong_argument_is_loud(texts: Translator, key: str, args: dict[str, object]) -> None:
    with pytest.raises(WrongArgument, match=key):
        texts.html(Text(key, args))


def test_a_word_longer_than_fluent_takes_is_said_whole(texts: Translator) -> None:
    assert "&amp;" * 100_000 in texts.html(Text("leave-hello", {"name": "&" * 100_000}))


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("leave-a = { $x\n", "leave.ftl"),
        ("это не ключ\n", "leave.ftl"),
        ("leave-a = А\nleave-a = Б\n", "twice"),
        ("leave-a = А\n    .title = Б\n", "attributes"),
        ("leave-a = { leave-b }\n", "leave-a > leave-b"),
        ("leave-a = { leave-b }\nleave-b = { leave-a }\n", "circle"),
        ("leave-a = { -leave-b }\n", "-leave-b"),
        ("leave-a = { SHOUT($x) }\n", "SHOUT"),
        ("leave-a = { $from }\n", "from"),
        ("leave-a = { $first-day }\n", "first-day"),
        ("leave-a = { DATE($x) } { NUMBER($x) }\n", "both"),
        ('leave-a = { DATE($x) }\nleave-b = { SHOUT("x") }\n', "leave-b"),
    ],
)
def test_a_bad_file_is_refused_as_a_whole(tmp_path: Path, words: str, named: str) -> None:
    with pytest.raises(BadTexts, match=named):
        failing(tmp_path, words).plain(Text("leave-a", {"x": "x"}))


def test_a_text_is_a_value() -> None:
    text = keys.common_trouble(number="К-7F3A")
    assert text == Text("common-trouble", {"number": "К-7F3A"})
    assert text != keys.common_trouble(number="К-7F3B")
    assert pickle.loads(pickle.dumps(text)) == text
    assert len({text, keys.common_trouble(number="К-7F3A")}) == 1


def test_the_first_use_by_many_threads_reads_once(texts: Translator) -> None:
    said: list[str] = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        said.append(texts.html(Text("leave-hello", {"name": "Анна"})))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == ["<b>Анна</b>, здравствуйте!"] * 8


def test_a_look_up_takes_microseconds() -> None:
    fixed, filled = keys.common_back(), keys.common_trouble(number="К-7F3A")
    translator.html(fixed), translator.html(filled)  # read and compiled
    medians = []
    for text in (fixed, filled):
        spent = []
        for _ in range(501):
            begun = time.perf_counter()
            translator.html(text)
            spent.append(time.perf_counter() - begun)
        medians.append(sorted(spent)[250])
    assert medians[0] < 20e-6
    assert medians[1] < 200e-6
