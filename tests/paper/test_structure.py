"""The meaning of a paper lies in the file: a program that reads aloud, or takes a table out, finds what was said."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from cabinet.paper import (
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
from tests.paper.reading import ask, heard, opened, shown, tree

ROWS = [[str(n), f"слово {n} & <{n}>", "" if n % 7 == 0 else "да " * (n % 5)] for n in range(1, 50)]
BLOCKS: list[Block] = [
    Addressee([Party("Кому", ["Петрову", "ООО «Пример»"]), Party("От кого", ["Смирновой"])]),
    Title("Заявление", "об отпуске"),
    Paragraph("Прошу предоставить отпуск."),
    Note("Примечание."),
    Heading("Проверка"),
    Command("openssl version\n-a"),
    Facts([("Номер", "214"), ("Версия", "")]),
    Items("Приложения:", ["Справка", "Билет"]),
    Table(["№", "Слова"], [["1", "первая"], ["", "вторая"]], [1, 4]),
    Signature("А. С. Смирнова"),
]


def pdf_of(*blocks: Block) -> bytes:
    return Paper(blocks, title="т", footer="внизу").print()


def test_every_block_says_what_it_is_to_us_and_to_others(tmp_path: Path) -> None:
    pdf = pdf_of(*BLOCKS)
    assert (
        heard(pdf, tmp_path).outline()
        == tree(pdf).outline()
        == [
            *[("P", text) for text in ("Кому", "Петрову", "ООО «Пример»", "От кого", "Смирновой")],
            ("H1", "Заявление"),
            *[("P", text) for text in ("об отпуске", "Прошу предоставить отпуск.", "Примечание.")],
            ("H2", "Проверка"),
            *[("P", ""), ("Code", "openssl version"), ("Code", "-a")],
            *[("Table", ""), ("TR", ""), ("TH", "Номер"), ("TD", "214"), ("TR", ""), ("TH", "Версия"), ("TD", "")],
            ("P", "Приложения:"),
            ("L", ""),
            *[("LI", ""), ("Lbl", "1."), ("LBody", "Справка"), ("LI", ""), ("Lbl", "2."), ("LBody", "Билет")],
            *[("Table", ""), ("TR", ""), ("TH", "№"), ("TH", "Слова")],
            *[("TR", ""), ("TD", "1"), ("TD", "первая"), ("TR", ""), ("TD", ""), ("TD", "вторая")],
            *[("P", text) for text in ("Подпись", "А. С. Смирнова", "Дата")],
        ]
    )


def test_the_cells_are_the_data_and_the_head_is_there_once(tmp_path: Path) -> None:
    pdf = pdf_of(Heading("Сводка"), Table(["Номер", "Слова", "Знак"], ROWS, [1, 4, 2]))
    assert len(opened(pdf).pages) > 1
    (table,) = tree(pdf).all("Table")
    head, *rows = table.kids
    assert [(cell.kind, cell.text) for cell in head.kids] == [("TH", "Номер"), ("TH", "Слова"), ("TH", "Знак")]
    assert [[cell.text for cell in row.kids] for row in rows] == [[cell.strip() for cell in row] for row in ROWS]
    printed = ask("pdftotext", pdf, tmp_path, "-layout")
    assert printed.count("Номер") == len(opened(pdf).pages)


def test_a_row_higher_than_a_page_stays_one_row() -> None:
    pdf = pdf_of(Table(["а", "б"], [["слово " * 900, "1"]], [1, 1]))
    (row,) = tree(pdf).all("Table")[0].kids[1:]
    assert [cell.text.split() for cell in row.kids] == [["слово"] * 900, ["1"]]


def test_what_breaks_over_pages_stays_one_paragraph() -> None:
    words = [f"слово{n}" for n in range(1500)]
    pdf = pdf_of(Paragraph(" ".join(words)), Paragraph("конец"))
    first, last = tree(pdf).all("P")
    assert (first.text.split(), last.text) == (words, "конец")
    with opened(pdf) as file:
        assert len(file.Root.StructTreeRoot.K.K[0].K) == len(file.pages) > 2


def test_a_long_list_stays_one_list() -> None:
    texts = [f"файл {n}" for n in range(45)]
    pdf = pdf_of(Items("Приложения:", texts))
    (listed,) = tree(pdf).all("L")
    assert [body.text for body in listed.all("LBody")] == texts


@pytest.mark.parametrize(
    "blocks", [BLOCKS, [*BLOCKS, Table(["а", "б", "в"], ROWS, [1, 4, 2]), Paragraph("да " * 2000), Signature("я")]]
)
def test_whatever_is_shown_has_its_mark_and_every_mark_its_element(blocks: list[Block]) -> None:
    pdf = opened(pdf_of(*blocks))
    root = pdf.Root.StructTreeRoot
    parents = list(root.ParentTree.Nums)
    for number, sheet in enumerate(pdf.pages):
        assert (sheet.obj.StructParents, parents[2 * number]) == (number, number)
        owners, marks = parents[2 * number + 1], list(shown(sheet))
        assert all(mark == "/Artifact" or piece is not None for mark, piece in marks)
        assert {piece for _, piece in marks if piece is not None} == set(range(len(owners)))
        for piece, owner in enumerate(owners):
            assert piece in pieces(owner, sheet)
            assert all(mark == owner.S for mark, at in marks if at == piece)


def pieces(element: pikepdf.Object, sheet: pikepdf.Page) -> set[int]:
    """The numbers that an element owns on a page."""
    own = {int(kid) for kid in element.K if isinstance(kid, int) and element.Pg.objgen == sheet.obj.objgen}
    marked = [kid for kid in element.K if isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid]
    return own | {int(kid.MCID) for kid in marked if kid.Pg.objgen == sheet.obj.objgen}


def test_page_numbers_and_rules_say_nothing(tmp_path: Path) -> None:
    pdf = pdf_of(*BLOCKS)
    said = [text for _, text in tree(pdf).outline()]
    assert not [text for text in said if "страница" in text or "внизу" in text]
    assert "страница 1 из 1" in ask("pdftotext", pdf, tmp_path)


def test_words_are_parted_at_the_ends_of_lines_and_letters_of_one_word_are_not() -> None:
    long, many = "ы" * 300, " ".join(["отпуск"] * 100)
    first, second, third = tree(pdf_of(Paragraph(many), Paragraph(long), Paragraph("раз\n\nдва"))).all("P")
    assert first.text.split() == many.split()
    assert second.text == long
    assert third.text.split() == ["раз", "два"]


def test_the_reading_order_is_the_order_of_the_pages(tmp_path: Path) -> None:
    pdf = pdf_of(*BLOCKS)
    read = " ".join(" ".join(text for _, text in tree(pdf).outline()).split())
    printed = " ".join(ask("pdftotext", pdf, tmp_path, "-raw").split())
    assert printed.startswith(read)


def test_no_line_to_type_ends_in_a_space() -> None:
    with opened(pdf_of(Command("openssl \\\nversion"), Paragraph("да"))) as file:
        first, second, third, *_ = (
            step.operands[0] for step in pikepdf.parse_content_stream(file.pages[0]) if str(step.operator) == "Tj"
        )
    assert not bytes(first).endswith(b" ")
    assert not bytes(second).endswith(b" ")
    assert bytes(third).endswith(b" ")
