"""PDF/A-1a: every paper passes our check and the opinion of others, and what is spoilt is caught by its rule."""

from __future__ import annotations

import re
import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import page
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from structlog.testing import capture_logs

from cabinet import pdfa
from cabinet.errors import NotArchival
from cabinet.paper import Paper, Paragraph
from tests.paper.reading import ask, opened
from tests.paper.test_structure import BLOCKS, ROWS, Table

PAPER = Paper(
    [*BLOCKS, Table(["а", "б", "в"], ROWS, [1, 4, 2])],
    title="Заявление № 214: <отпуск> & «ёж»",
    subject="о предоставлении",
    author="Смирнова Анна",
    footer="№ 214",
    dated=date(2026, 11, 24),
)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return PAPER.print()


def rules(data: bytes, profile: str) -> set[str]:
    return {failure.rule_id for failure in page.validate_pdf_bytes(data, profile=profile).failures}


def test_the_check_passes_and_others_ask_for_nothing_but_their_own_name(pdf: bytes) -> None:
    """What PDF/A-2a and PDF/UA-1 ask for beyond 1a is kept too: only the file does not say that it is one of them."""
    pdfa.check(pdf)
    assert rules(pdf, "1b") == set()
    assert rules(pdf, "2a") == {"PDFA2A-ID-PART-001"}
    assert rules(pdf, "ua1") == {"PDFUA1-ID-PART-001", "PDFUA1-ID-SCHEMA-001"}


def test_the_second_opinion_of_pikepdf(pdf: bytes) -> None:
    """It knows level b alone, and regrets that ours is A."""
    report = pikepdf.pdfa.validate_written(BytesIO(pdf), "1b")
    assert [finding.rule for finding in report.findings] == ["ISO_19005_1:6.7.11-3"]


def test_qpdf_finds_no_fault(pdf: bytes, tmp_path: Path) -> None:
    assert "No syntax or stream encoding errors found" in ask("qpdf", pdf, tmp_path, "--check")


def test_every_font_is_embedded_with_the_meaning_of_its_codes(pdf: bytes, tmp_path: Path) -> None:
    fonts = [line.split() for line in ask("pdffonts", pdf, tmp_path).splitlines()[2:]]
    assert {font[0] for font in fonts} == {f"AAAAAA+PTSerif-{face}" for face in ("Regular", "Bold", "Italic")}
    assert all(
        font[1] == "TrueType" and font[3:6] == ["yes", "yes", "yes"] for font in fonts
    )  # CIDSet is for CID fonts


def test_codes_mean_letters_and_none_means_nothing(pdf: bytes) -> None:
    with opened(pdf) as file:
        for font in file.pages[0].Resources.Font.values():
            table = font.ToUnicode.read_bytes()
            counts = [int(count) for count in re.findall(rb"(\d+) beginbfchar", table)]
            assert sum(counts) == len(re.findall(rb"^<..> <....>$", table, flags=re.MULTILINE))
            assert max(counts) <= 100
            assert b"<0000>" not in table


def test_properties_are_said_twice_and_are_equal(pdf: bytes, tmp_path: Path) -> None:
    with opened(pdf) as file:
        info = {str(name): str(value) for name, value in file.docinfo.items()}
        assert info == {
            "/Title": PAPER.title, "/Subject": PAPER.subject, "/Author": PAPER.author,
            "/Creator": "Кабинет сотрудника", "/Producer": "reportlab, pikepdf", "/CreationDate": "D:20261124000000Z",
        }  # fmt: skip
        with file.open_metadata() as xmp:
            assert xmp["dc:title"] == PAPER.title
            assert xmp["dc:description"] == PAPER.subject
            assert xmp["dc:creator"] == [PAPER.author]
            assert xmp["xmp:CreateDate"] == "2026-11-24T00:00:00Z"
            assert xmp.pdfa_status == "1A"
        assert (file.Root.Lang, file.Root.MarkInfo.Marked, file.pdf_version) == ("ru-RU", True, "1.4")
    assert "Tagged:          yes" in ask("pdfinfo", pdf, tmp_path)


def test_nothing_comes_from_a_clock_or_from_chance(pdf: bytes) -> None:
    """Another process gives the same bytes; another word gives another ID."""
    code = "from tests.paper.test_archive import *; sys.stdout.buffer.write(PAPER.print())"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == pdf
    first, second = (opened(Paper([Paragraph(text)], title="т").print()).trailer.ID for text in ("а", "б"))
    assert [bytes(part) for part in first] != [bytes(part) for part in second]


def test_no_stream_ends_as_a_line_does() -> None:
    """A reader that takes CR LF for the end of a line would miss the last byte of one stream in 256."""
    with opened(Paper([Paragraph("а")], title="т").print()) as file:
        file.Root.Odd = pikepdf.Stream(file, b"\x0c")
        unlucky = pdfa.saved(file)
    assert zlib.compress(b"\x0c").endswith(b"\r")
    assert rules(unlucky, "1a") == set()
    with opened(unlucky) as file:
        assert not file.Root.Odd.read_raw_bytes().endswith(b"\r")
        assert file.Root.Odd.read_bytes() == b"\x0c"


def _of_font(pdf: Pdf) -> Dictionary:
    return next(iter(pdf.pages[0].Resources.Font.values()))


def no_font(pdf: Pdf) -> None:
    del _of_font(pdf).FontDescriptor.FontFile2


def no_meaning(pdf: Pdf) -> None:
    del _of_font(pdf).ToUnicode


def no_tree(pdf: Pdf) -> None:
    del pdf.Root.StructTreeRoot


def no_mark(pdf: Pdf) -> None:
    del pdf.Root.MarkInfo


def no_colours(pdf: Pdf) -> None:
    del pdf.Root.OutputIntents


def alpha(pdf: Pdf) -> None:
    pdf.pages[0].Resources.ExtGState = Dictionary(G0=Dictionary(Type=Name.ExtGState, ca=0.5))
    pdf.pages[0].contents_add(b"/G0 gs", prepend=True)


def script(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def other_title(pdf: Pdf) -> None:
    pdf.docinfo.Title = String("Другое")


def moving(pdf: Pdf) -> None:
    pdf.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Movie, Rect=Array([0, 0, 1, 1]))])


SPOILT: dict[Callable[[Pdf], None], str] = {
    no_font: "FONT",
    no_meaning: "UNICODE",
    no_tree: "STRUCT",
    no_mark: "TAGGED",
    no_colours: "DEVICE-RGB",
    alpha: "ALPHA",
    script: "ACTION",
    other_title: "INFO-TITLE",
    moving: "ANNOTATION",
}


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
def test_what_is_spoilt_is_refused_and_the_log_names_the_rule(pdf: bytes, spoil: Callable[[Pdf], None]) -> None:
    with opened(pdf) as file:
        spoil(file)
        spoilt = pdfa.saved(file)
    with capture_logs() as said, pytest.raises(NotArchival) as caught:
        pdfa.check(spoilt)
    assert any(SPOILT[spoil] in rule for rule in caught.value.rules), caught.value.rules
    assert said[0]["rules"] == list(caught.value.rules)
    assert said[0]["log_level"] == "error"
    assert not [word for word in ("Заявление", "Другое", "Смирнова") if word in str(said)]


def test_a_paper_that_fails_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfa, "LEVEL", page.ValidationProfile.PDF_UA_1)  # asks for a name that ours does not bear
    with pytest.raises(NotArchival):
        PAPER.print()
