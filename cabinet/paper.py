"""A small kit for papers: blocks of meaning in, the bytes of a PDF out, no storage and no clock.

Papers are kept for decades, hashed and later signed, therefore: the same blocks give the same bytes, every font is
embedded, colours are gray, nothing is transparent, and whoever writes a paper says what a block *is*, never where it
lies (tags of PDF/A-1a are put on it later). Text of people is text: no markup in it is obeyed. reportlab's fonts are
not thread-safe (`IndexError` in one of 160 papers by four threads): one paper is made at a time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import zip_longest
from threading import Lock
from typing import Any, Final, Protocol

from reportlab import platypus  # type: ignore[import-untyped] # reportlab ships no types
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped] # reportlab ships no types
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped] # reportlab ships no types
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped] # reportlab ships no types

from cabinet import typeface as faces
from cabinet.typeface import MM, clean

LEFT, RIGHT, TOP, BOTTOM = 30 * MM, 15 * MM, 20 * MM, 20 * MM
"""Margins by ГОСТ Р 7.0.97-2016, 4.1 (a file kept for over ten years has 30 mm for the binding)."""
LONGEST: Final = 20_000
"""Characters of one text: reportlab wraps the rest anew on every page, 100,000 of one word take it a minute."""
WIDTH: Final = A4[0] - LEFT - RIGHT

_ALL: Final = ((0, 0), (-1, -1))
_SIDES: Final = ("LEFT", "RIGHT", "TOP", "BOTTOM")
_LOCK: Final = Lock()


class Block(Protocol):
    """One thing that a paper says."""

    def flow(self) -> list[platypus.Flowable]:
        """Fresh flowables: reportlab uses each only once."""


@dataclass(frozen=True, slots=True)
class Title:
    """The name of the kind of paper, and below it what it is about."""

    text: str
    subtitle: str = ""

    def flow(self) -> list[platypus.Flowable]:
        return [*_together(), _text(self.text, faces.TITLE), _text(self.subtitle, faces.SUBTITLE)]


@dataclass(frozen=True, slots=True)
class Heading:
    """Opens a section; never stays alone at the foot of a page."""

    text: str

    def flow(self) -> list[platypus.Flowable]:
        return [*_together(), _text(self.text, faces.SECTION)]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; line breaks in it are kept."""

    text: str

    def flow(self) -> list[platypus.Flowable]:
        return [_text(self.text, faces.BODY)]


@dataclass(frozen=True, slots=True)
class Note:
    """A remark in small italics that explains and does not decide."""

    text: str

    def flow(self) -> list[platypus.Flowable]:
        return [_text(self.text, faces.NOTE)]


@dataclass(frozen=True, slots=True)
class Items:
    """A numbered list under its caption, e.g. the attachments."""

    caption: str
    texts: Sequence[str]

    def flow(self) -> list[platypus.Flowable]:
        return [
            *_together(),
            _text(self.caption, faces.CAPTION),
            *(_text(f"{n}.\u00a0{text}", faces.ITEM) for n, text in enumerate(self.texts, 1)),
        ]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under a head that is repeated on every page; ``widths`` are shares of the page's width."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    numeric: frozenset[int] = frozenset()

    def flow(self) -> list[platypus.Flowable]:
        rows = [[_text(cell, faces.HEAD_CELL) for cell in self.head], *(self._row(row) for row in self.rows)]
        share = WIDTH / sum(self.widths)
        looks = [("GRID", *_ALL, 0.5, faces.RULE), *((f"{side}PADDING", *_ALL, 4) for side in _SIDES)]
        return [
            _grid(rows, [width * share for width in self.widths], *looks, repeatRows=1, spaceBefore=6, spaceAfter=6)
        ]

    def _row(self, row: Sequence[str]) -> list[platypus.Flowable]:
        return [_text(cell, faces.NUMBER if n in self.numeric else faces.CELL) for n, cell in enumerate(row)]


@dataclass(frozen=True, slots=True)
class Party:
    """One entry of the addressee block: «Кому» and the lines that say who."""

    label: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Addressee:
    """The «шапка» at the right: to whom and from whom."""

    parties: Sequence[Party]

    def flow(self) -> list[platypus.Flowable]:
        rows = [
            [_text(party.label, faces.LABEL), [_text(line, faces.FLUSH) for line in party.lines if line]]
            for party in self.parties
        ]
        gap, baseline = ("BOTTOMPADDING", *_ALL, 10), ("TOPPADDING", (0, 0), (0, -1), 2)
        return [_grid(rows, [22 * MM, 70 * MM], gap, baseline, hAlign="RIGHT")]


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign by hand, the name beside it, and a place for the date; kept whole on one page."""

    name: str
    label: str = "Подпись"
    date_label: str = "Дата"

    def flow(self) -> list[platypus.Flowable]:
        parts = (
            (self.label, faces.FLUSH),
            ("", faces.FLUSH),
            (self.name, faces.NAME),
            (self.date_label, faces.FLUSH),
            ("", faces.FLUSH),
        )
        widths = [20 * MM, 40 * MM, 58 * MM, 14 * MM, 33 * MM]
        rules = [("LINEBELOW", (column, 0), (column, 0), 0.5, faces.INK) for column in (1, 4)]
        row = [_text(_line(text), style) for text, style in parts]
        return [_grid([row], widths, *rules, ("VALIGN", *_ALL, "BOTTOM"), spaceBefore=36, splitInRow=0)]


def render(blocks: Sequence[Block], *, title: str, subject: str = "", author: str = "", footer: str = "") -> bytes:
    """The paper as PDF bytes; ``footer`` stands on every page beside «страница n из m». The same input, the same bytes.

    Takes milliseconds of pure computing: call it off the event loop.
    """
    meta = {"title": _line(title), "subject": _line(subject), "author": _line(author)}
    with _LOCK:
        _, total = _build(blocks, meta, _line(footer), 0, _layout_only)
        return _build(blocks, meta, _line(footer), total, Canvas)[0]


def _text(text: str, style: ParagraphStyle) -> platypus.Paragraph:
    """A paragraph that keeps line breaks; the text never meets the parser of markup, so none can be injected."""
    if len(text) > LONGEST:
        raise ValueError(f"{len(text)} characters in one text: bound what people may type before it is printed")
    paragraph = platypus.Paragraph("-", style)
    sample = paragraph.frags[0]
    lines = [sample.clone(text=line) for line in clean(text).strip().split("\n")]
    breaks = [sample.clone(text="", lineBreak=True) for _ in lines[1:]]
    paragraph.frags = [frag for pair in zip_longest(lines, breaks) for frag in pair if frag]
    return paragraph


def _line(text: str) -> str:
    return clean(text).replace("\n", " ")


def _together() -> list[platypus.Flowable]:
    """A new page where a heading would be parted from what it opens (keepWithNext would move a whole table)."""
    return [platypus.CondPageBreak(30 * MM)]


def _grid(rows: list[list[Any]], widths: list[float], *looks: tuple[Any, ...], **options: Any) -> platypus.Table:
    """A table of flowables that may break between rows, and inside a row that is higher than a page."""
    tight = [(f"{side}PADDING", *_ALL, 0) for side in _SIDES]
    style = [
        ("FONTNAME", *_ALL, faces.PLAIN),
        ("VALIGN", *_ALL, "TOP"),
        *tight,
        *looks,
    ]  # the default font is Helvetica
    return platypus.Table(rows, widths, style=style, **{"splitInRow": 1, **options})


def _flow(blocks: Sequence[Block]) -> list[platypus.Flowable]:
    """All flowables; the last words go with the signature, which alone on a page would sign nothing."""
    out: list[platypus.Flowable] = []
    for block in blocks:
        if isinstance(block, Signature) and out and isinstance(out[-1], platypus.Paragraph):
            out[-1].keepWithNext = 1
        out.extend(block.flow())
    return out


def _layout_only(*args: Any, **options: Any) -> Canvas:
    """A canvas that is never written: the first pass only counts pages, and embedding fonts is most of the work."""
    canvas = Canvas(*args, **options)
    canvas.save = lambda: None
    return canvas


def _build(
    blocks: Sequence[Block], meta: dict[str, str], footer: str, total: int, canvas: Callable[..., Canvas]
) -> tuple[bytes, int]:
    """One pass over the paper: its bytes and its number of pages, which the next pass prints as ``total``."""
    out = BytesIO()
    paper = platypus.BaseDocTemplate(
        out, pagesize=A4, lang="ru-RU", initialFontName=faces.PLAIN, invariant=1, creator="Кабинет сотрудника", **meta
    )
    frame = platypus.Frame(LEFT, BOTTOM, WIDTH, A4[1] - TOP - BOTTOM, 0, 0, 0, 0)
    foot = partial(_foot, footer=footer, total=total)
    paper.addPageTemplates([platypus.PageTemplate("page", [frame], onPageEnd=foot)])
    paper.build(_flow(blocks), canvasmaker=canvas)
    return out.getvalue(), paper.page


def _foot(canvas: Any, paper: platypus.BaseDocTemplate, *, footer: str, total: int) -> None:
    page = _text(f"страница {paper.page} из {total}", faces.FOOT.clone("page", alignment=faces.RIGHTWARD))
    row = _grid([[_text(footer, faces.FOOT), page]], [WIDTH - 32 * MM, 32 * MM])
    row.wrapOn(canvas, WIDTH, BOTTOM)
    row.drawOn(canvas, LEFT, 8 * MM)
