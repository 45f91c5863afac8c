"""The paper kit: what stands on the pages, what lies in the file, and what hostile text does to it (nothing)."""

import re
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from cabinet.paper import (
    LONGEST,
    Addressee,
    Block,
    Command,
    Facts,
    Heading,
    Items,
    Note,
    Paper,
    Paragraph,
    Party,
    Signature,
    Table,
    Title,
)
from cabinet.typeface import clean

HOSTILE = {
    "emoji": "Отпуск 😀👨‍👩‍👧 ура",
    "direction": "счёт \u202e321\u202c \u200f\u2066",
    "control": "а\x00б\x07в\x1b[31m\r\n\x7f",
    "markup": "<b>жирно</b> & &lt; <br/> <para> </para> <img src='file:///etc/passwd'/> <font color=red>",
    "broken markup": "<<<a href='x'>>> & &#0; &nosuch; ]]> <!-- ",
    "surrogate": "до \ud83d после",
    "comment": "Длинный комментарий. " * 40,
    "word": "ы" * 300,
    "lines": "строка\n" * 40,
    "accents": "а" + "\u0301\u0335" * 300,
    "foreign": "漢字 العربية עברית ไทย",
    "blank": " \t\u00a0\n",
    "nothing": "",
}


def render(blocks: Sequence[Block], **about: str) -> bytes:
    """The bytes of a paper."""
    return Paper(blocks, **about).print()


def every_block(text: str, line: str) -> list[Block]:
    return [
        Addressee([Party("Кому", [text, line]), Party("От кого", ["", line])]),
        Title(text, line),
        Heading(text),
        Paragraph(text),
        Note(text),
        Command(text),
        Facts([(line, text), (text, line)]),
        Items(line, [text, line]),
        Table([line, "б"], [[text, line], [line, text]], [1, 2], frozenset({1})),
        Signature(line),
    ]


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf), strict=True)


def pages(pdf: bytes) -> list[str]:
    """Text of each page with spaces and line ends made equal."""
    return [" ".join(page.extract_text().split()) for page in reader(pdf).pages]


def objects(pdf: bytes) -> list[DictionaryObject]:
    file = reader(pdf)
    found = (file.get_object(number) for number in range(1, len(file.xref[0]) + 1))
    return [item for item in found if isinstance(item, DictionaryObject)]


def test_what_was_said_stands_on_the_page() -> None:
    pdf = render(every_block("Слово", "Строка"), title="Заявление", footer="№ 214, версия 1")
    (text,) = pages(pdf)
    assert "Кому Слово Строка От кого Строка" in text
    assert "1. Слово 2. Строка" in text
    assert "Подпись Строка Дата" in text
    assert "№ 214, версия 1" in text
    assert "страница 1 из 1" in text


def test_metadata_and_language() -> None:
    pdf = render([Paragraph("а")], title="Заявление № 1", subject="об отпуске", author="Смирнова Анна")
    info = reader(pdf).metadata
    assert info is not None
    assert (info.title, info.subject, info.author) == ("Заявление № 1", "об отпуске", "Смирнова Анна")
    assert info.creator == "Кабинет сотрудника"
    assert reader(pdf).trailer["/Root"]["/Lang"] == "ru-RU"


def test_every_font_is_embedded_and_ours() -> None:
    pdf = render(every_block("Слово", "Строка"), title="т")
    fonts = [item for item in objects(pdf) if item.get("/Type") == "/Font"]
    assert {font["/BaseFont"].split("+")[-1] for font in fonts} == {
        "PTSerif-Regular",
        "PTSerif-Bold",
        "PTSerif-Italic",
    }
    assert all("/FontFile2" in font["/FontDescriptor"] and "/ToUnicode" in font for font in fonts)
    assert b"Helvetica" not in pdf


def test_colours_are_gray_and_nothing_is_transparent() -> None:
    pdf = render(every_block("Слово", "Строка"), title="т", footer="внизу")
    content = b"\n".join(page.get_contents().get_data() for page in reader(pdf).pages).decode("latin-1")
    for colour in re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)", content):
        assert len(set(colour)) == 1
    assert not re.search(r"[\d.]+ (?:k|K)\s", content)
    assert not any({"/ca", "/CA", "/SMask"} & item.keys() for item in objects(pdf))


def test_the_same_blocks_give_the_same_bytes() -> None:
    first = render(every_block("Слово", "Строка"), title="т", footer="внизу")
    render([Paragraph("другое письмо: щ ъ ѣ")], title="чужое")
    assert render(every_block("Слово", "Строка"), title="т", footer="внизу") == first
    assert render(every_block("Слово", "Иное"), title="т", footer="внизу") != first


def test_eight_threads_print_the_same_papers() -> None:
    texts = [f"Письмо {n} " + chr(0x430 + n) * 40 for n in range(20)]
    alone = [render([Paragraph(text)], title=text) for text in texts]

    def all_of_them(_: int) -> list[bytes]:
        return [render([Paragraph(text)], title=text) for text in texts]

    with ThreadPoolExecutor(8) as pool:
        assert all(papers == alone for papers in pool.map(all_of_them, range(8)))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_only_text(name: str) -> None:
    text = HOSTILE[name]
    pdf = render(every_block(text, text[:300]), title=text[:300], footer=text[:300], author=text[:60])
    file = reader(pdf)
    assert file.pages
    assert "страница 1 из" in pages(pdf)[0]
    assert not any({"/URI", "/JS", "/Annots"} & item.keys() for item in objects(pdf))


def test_markup_is_printed_as_typed() -> None:
    (text,) = pages(render([Paragraph("<b>5 & 6</b> &lt; <br/>")], title="т"))
    assert "<b>5 & 6</b> &lt; <br/>" in text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Отпуск 😀👨‍👩‍👧!", "Отпуск [?]!"),
        ("漢 字", "[?] [?]"),
        ("а\x00\u202eб\u200d\u00adв", "абв"),
        ("и\u0306", "й"),
        ("а\tб\u2003в\u202fг", "а б в\u00a0г"),
        ("а\r\nб\u2028в", "а\nб\nв"),
        ("а\u0489\ufe0f", "а"),
        ("\ud800", "[?]"),
        ("\uf8ff\ue000", "[?]"),
        ("№ 5 — «ёж» … 100 ₽", "№ 5 — «ёж» … 100 ₽"),
    ],
)
def test_clean(text: str, printed: str) -> None:
    assert clean(text) == printed


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80), st.text(max_size=30))
def test_any_text_is_printed(text: str, line: str) -> None:
    assert render(every_block(text, line), title=line, footer=text).startswith(b"%PDF")


def test_a_text_without_bound_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="20001 characters"):
        render([Paragraph("ы" * (LONGEST + 1))], title="т")


def test_a_long_table_goes_on_under_its_head() -> None:
    rows = [[str(n), "комментарий " * (n % 6)] for n in range(120)]
    texts = pages(render([Heading("Сводка"), Table(["Номер", "Слова"], rows, [1, 4])], title="т"))
    assert len(texts) > 2
    assert all("Номер Слова" in text for text in texts)
    assert texts[0].startswith("Сводка Номер")
    assert all(f"страница {n} из {len(texts)}" in text for n, text in enumerate(texts, 1))


def test_a_comment_of_five_thousand_letters_loses_none() -> None:
    text = "".join(chr(0x430 + n % 32) for n in range(5000))
    pdf = render([Paragraph(text), Table(["а"], [[text]], [1])], title="т")
    printed = re.sub(r"страница \d+ из \d+|\s", "", " ".join(page.extract_text() for page in reader(pdf).pages))
    assert printed.count("ъ") == 2 * text.count("ъ")
    assert printed.startswith(text)


def test_a_row_higher_than_a_page_is_split() -> None:
    texts = pages(render([Table(["а", "б"], [["слово " * 900, "1"]], [1, 1])], title="т"))
    assert len(texts) > 1
    assert sum(text.count("слово") for text in texts) == 900


@pytest.mark.parametrize("lines", range(32, 44))
def test_headings_and_signatures_never_stand_alone(lines: int) -> None:
    filler = [Note("\n".join("строка" for _ in range(lines)))]
    opened = pages(render([*filler, Heading("Глава"), Table(["Верх"], [["Первая"]], [1])], title="т"))
    assert all(("Глава" in page) == ("Первая" in page) for page in opened)
    signed = pages(render([*filler, Paragraph("Последние слова"), Signature("А. С. Смирнова")], title="т"))
    assert all(("Последние" in page) == ("Подпись" in page) for page in signed)


def test_margins() -> None:
    """30 mm at the left, 15 at the right, 20 above and below, the foot line apart; seen by another program."""
    pdf = render([*every_block("Слово " * 60, "Строка"), Paragraph("слово " * 2000)], title="т", footer="внизу")
    boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    words = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]+)', boxes)
    millimetres = [[float(edge) * 25.4 / 72 for edge in word[:4]] for word in words]
    assert min(box[0] for box in millimetres) >= 29.9
    assert max(box[2] for box in millimetres) <= 195.1
    assert min(box[1] for box in millimetres) >= 19.8
    feet = {"внизу", "страница", "из"}
    body = [box[3] for box, word in zip(millimetres, words, strict=True) if word[4] not in feet and len(word[4]) > 1]
    assert max(body) <= 277.1
