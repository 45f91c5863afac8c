"""Copies with visible marks: the pages as they are, who signed, a code that a phone reads, and never the original."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import page
import pytest
import zxingcpp
from PIL import Image

from cabinet import pdfa
from cabinet.marks import Mark, MarkedCopy
from cabinet.paper import Paper, Paragraph, Signature, Title
from tests.paper.reading import ask, opened, shown, tree

ZONE = timezone(timedelta(hours=3))
ANNA = Mark(
    "Смирнова Анна Сергеевна",
    0x5F3A91C0A1B2C3D4E5F607182930A4B5C6D7E8F9,
    datetime(2026, 11, 1, tzinfo=ZONE),
    datetime(2028, 1, 30, tzinfo=ZONE),
    datetime(2026, 11, 24, 14, 5, 31, tzinfo=ZONE),
    "https://t.me/kabinet_demo_bot?start=c_8f3a91c0a1b2c3d4e5f6",
)
OLEG = replace(
    ANNA,
    owner="Константинопольский-Преображенский Олег-Александр Владимирович",
    serial=0x1234,
    link="https://t.me/kabinet_demo_bot?start=c_0a1b",
)


def paper(lines: int = 3) -> bytes:
    blocks = [Title("Заявление"), Paragraph("\n".join(["строка"] * lines)), Signature("А. С. Смирнова")]
    return Paper(blocks, title="Заявление № 214", author="Смирнова Анна", footer="№ 214").print()


def copy_of(original: bytes, *marks: Mark) -> bytes:
    return MarkedCopy(original, "Заявление № 214.pdf", marks).print()


def codes(pdf: bytes, folder: Path) -> list[str]:
    """What a phone reads of the pages as pictures."""
    (folder / "copy.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "150", "-png", folder / "copy.pdf", folder / "copy"], check=True)
    return [code.text for one in sorted(folder.glob("copy-*.png")) for code in zxingcpp.read_barcodes(Image.open(one))]


def words(pdf: bytes, folder: Path, *options: str) -> str:
    return " ".join(ask("pdftotext", pdf, folder, *options).split())


def test_who_signed_stands_below_the_last_words(tmp_path: Path) -> None:
    copy = copy_of(paper(), ANNA)
    assert len(opened(copy).pages) == 1
    assert (
        "ДОКУМЕНТ ПОДПИСАН ЭЛЕКТРОННОЙ ПОДПИСЬЮ "
        "Сертификат: 5F:3A:91:C0:A1:B2:C3:D4:E5:F6: 07:18:29:30:A4:B5:C6:D7:E8:F9 "
        "Владелец: Смирнова Анна Сергеевна "
        "Действителен: с 01.11.2026 по 30.01.2028 "
        "Подписано: 24.11.2026 14:05:31 (UTC+03:00)"
    ) in words(copy, tmp_path, "-raw")


def test_it_says_on_every_page_that_it_is_a_copy(tmp_path: Path) -> None:
    copy = copy_of(paper(120), *[ANNA] * 14)
    pages = ask("pdftotext", copy, tmp_path).split("\f")[:-1]
    assert len(pages) == len(opened(copy).pages) > 3
    assert all("КОПИЯ ЭЛЕКТРОННОГО ДОКУМЕНТА" in text and "«Заявление № 214.pdf»" in text for text in pages)
    assert str(opened(copy).docinfo.Title) == "Копия: Заявление № 214"


def test_the_pages_are_as_they_were() -> None:
    original = paper(60)
    with opened(original) as before, opened(copy_of(original, ANNA)) as after:
        for old, new in zip(before.pages, after.pages, strict=False):
            assert new.Contents[0].read_bytes() == old.Contents.read_bytes()
            assert old.mediabox == new.mediabox


def test_a_phone_reads_the_code_of_each_mark(tmp_path: Path) -> None:
    assert codes(copy_of(paper(), ANNA, OLEG), tmp_path) == [ANNA.link, OLEG.link]


def test_without_a_link_there_is_no_code(tmp_path: Path) -> None:
    copy = copy_of(paper(), replace(ANNA, link=""))
    assert codes(copy, tmp_path) == []
    assert "Владелец: Смирнова Анна Сергеевна" in words(copy, tmp_path, "-raw")


@pytest.mark.parametrize(
    ("lines", "marks", "pages"), [(3, 1, 1), (3, 6, 1), (3, 12, 2), (37, 1, 2), (3, 30, 4), (3, 0, 1)]
)
def test_marks_go_where_there_is_room_and_overlap_nothing(lines: int, marks: int, pages: int, tmp_path: Path) -> None:
    original = paper(lines)
    copy = copy_of(original, *[ANNA] * marks)
    assert len(opened(copy).pages) == pages
    boxes = figures(copy)
    assert len(boxes) == marks
    assert all(bottom >= 56 and left >= 85 and right <= 553 for _, left, bottom, right, _ in boxes)
    with opened(original) as file:
        lowest = float(file.pages[0].ArtBox[1])
    assert all(top < lowest for number, *_, top in boxes if number == 0)
    for n, (number, left, bottom, right, top) in enumerate(boxes):
        for other, x, y, end, above in boxes[n + 1 :]:
            assert number != other or right <= x or end <= left or top <= y or above <= bottom
    assert ("Отметки об электронных подписях" in words(copy, tmp_path)) == (pages > 1)


def figures(pdf: bytes) -> list[tuple[int, float, float, float, float]]:
    """(index of the page, left, bottom, right, top) of every figure."""
    with opened(pdf) as file:
        order = {sheet.obj.objgen: number for number, sheet in enumerate(file.pages)}
        found = [kid for kid in file.Root.StructTreeRoot.K.K if kid.S == "/Figure"]
        return [(order[one.Pg.objgen], *map(float, one.A.BBox)) for one in found]


def test_it_reads_aloud_as_well_as_the_original() -> None:
    copy = copy_of(paper(), ANNA, *[OLEG] * 11)
    kinds = [kind for kind, _ in tree(copy).outline()]
    assert kinds == ["H1", "P", "P", "P", "P", "H2", *["Figure"] * 12]
    with opened(copy) as file:
        spoken = str(file.Root.StructTreeRoot.K.K[-12].Alt)
        assert spoken.startswith("Документ подписан электронной подписью. Сертификат: 5F:3A:91:C0")
        for number, sheet in enumerate(file.pages):
            owners = file.Root.StructTreeRoot.ParentTree.Nums[2 * number + 1]
            assert {at for _, at in shown(sheet) if at is not None} == set(range(len(owners)))
            assert all(mark == "/Artifact" or at is not None for mark, at in shown(sheet))


def test_a_copy_keeps_the_rules_of_papers(tmp_path: Path) -> None:
    copy = copy_of(paper(), *[ANNA] * 12)
    pdfa.check(copy)
    failures = page.validate_pdf_bytes(copy, profile="ua1").failures
    assert {failure.rule_id for failure in failures} == {"PDFUA1-ID-PART-001", "PDFUA1-ID-SCHEMA-001"}
    assert "No syntax or stream encoding errors found" in ask("qpdf", copy, tmp_path, "--check")
    fonts = [line.split() for line in ask("pdffonts", copy, tmp_path).splitlines()[2:]]
    assert all(font[-5:-2] == ["yes", "yes", "yes"] for font in fonts)


def test_the_same_copy_is_the_same_bytes() -> None:
    original = paper()
    assert copy_of(original, ANNA, OLEG) == copy_of(original, ANNA, OLEG)
    assert copy_of(original, ANNA) != copy_of(original, OLEG)


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    copy = MarkedCopy(paper(), "<b>&.pdf\n" + "ы" * 200, [replace(ANNA, owner="<i>" + "ы" * 300 + "\u202e😀")]).print()
    assert "<i>ыыы" in words(copy, tmp_path, "-raw")
