"""Draws a paper as PDF/A-1a: blocks of meaning become tagged lines on pages, by ГОСТ Р 7.0.97-2016 where it says how.

Every font is embedded, colours are gray, nothing is transparent. reportlab's fonts are not thread-safe (`IndexError` in
one of 160 papers by four threads): one paper is drawn at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from io import BytesIO
from itertools import pairwise, zip_longest
from threading import Lock
from typing import Any, Final

from reportlab import platypus  # type: ignore[import-untyped] # reportlab ships no types
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped] # reportlab ships no types
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped] # reportlab ships no types

from cabinet import paper, pdfa
from cabinet import typeface as faces
from cabinet.tags import Element, Sheet, Words, rules_aside
from cabinet.typeface import MM, clean

LEFT, RIGHT, TOP, BOTTOM = 30 * MM, 15 * MM, 20 * MM, 20 * MM
"""Margins by ГОСТ Р 7.0.97-2016, 4.1 (a file kept for over ten years has 30 mm for the binding)."""
WIDTH: Final = A4[0] - LEFT - RIGHT
ALL: Final = ((0, 0), (-1, -1))
"""Every cell of a grid."""
LOCK: Final = Lock()
"""Held while anything is drawn."""

_SIDES: Final = ("LEFT", "RIGHT", "TOP", "BOTTOM")

Flow = list[platypus.Flowable]


def printed(what: paper.Paper) -> bytes:
    """The paper as PDF/A-1a, checked. NotArchival: the check refuses it."""
    with LOCK:
        sheet, tree, pages = _drawn(what, 1)
        if pages != 1:
            sheet, tree, _ = _drawn(what, pages)
        raw = sheet.finished()
    about = pdfa.About(line(what.title), line(what.subject), line(what.author), what.dated)
    made = pdfa.archival(raw, about, pdfa.Structure(tree, sheet.owners, sheet.lowest))
    pdfa.check(made)
    return made


def _drawn(what: paper.Paper, total: int) -> tuple[Sheet, Element, int]:
    """One pass over the paper, which says that it has ``total`` pages: what was drawn, and how many there are."""
    tree = Element("Document")
    template = platypus.BaseDocTemplate(
        BytesIO(), pagesize=A4, initialFontName=faces.PLAIN, invariant=1, pageCompression=0
    )
    frame = platypus.Frame(LEFT, BOTTOM, WIDTH, A4[1] - TOP - BOTTOM, 0, 0, 0, 0)
    foot = partial(_foot, footer=line(what.footer), total=total)
    template.addPageTemplates([platypus.PageTemplate("page", [frame], onPageEnd=foot)])
    sheets: list[Sheet] = []

    def sheet(*args: Any, **options: Any) -> Sheet:
        sheets.append(Sheet(*args, **options))
        return sheets[-1]

    template.build(_flow(what.blocks, tree), canvasmaker=sheet)
    return sheets[-1], tree, template.page


def _foot(canvas: Sheet, template: platypus.BaseDocTemplate, *, footer: str, total: int) -> None:
    page = words(paper.PAGE.format(page=template.page, total=total), faces.PAGE)
    row = grid([[words(footer, faces.FOOT), page]], [WIDTH - 32 * MM, 32 * MM], renderCB=None)
    row.wrapOn(canvas, WIDTH, BOTTOM)
    with canvas.artifact():
        row.drawOn(canvas, LEFT, 8 * MM)


def _flow(blocks: Sequence[paper.Block], tree: Element) -> Flow:
    """All flowables; the last words go with the signatures, which alone on a page would sign nothing."""
    out: Flow = []
    for before, block in pairwise([None, *blocks]):
        if isinstance(block, paper.Signature) and out and (isinstance(out[-1], Words) or type(before) is type(block)):
            out[-1].keepWithNext = 1
        out.extend(_DRAWN[type(block)](block, tree))
    return out


def _title(block: paper.Title, tree: Element) -> Flow:
    return [
        *_together(),
        words(block.text, faces.TITLE, tree.add("H1")),
        words(block.subtitle, faces.SUBTITLE, tree.add("P")),
    ]


def _heading(block: paper.Heading, tree: Element) -> Flow:
    return [*_together(), words(block.text, faces.SECTION, tree.add("H2"))]


def _paragraph(block: paper.Paragraph, tree: Element) -> Flow:
    return [words(block.text, faces.BODY, tree.add("P"))]


def _note(block: paper.Note, tree: Element) -> Flow:
    return [words(block.text, faces.NOTE, tree.add("P"))]


def _command(block: paper.Command, tree: Element) -> Flow:
    """Line by line, and no line ends in a space: who copies it gets what may be typed."""
    whole = tree.add("P")
    lines = [words(part, faces.COMMAND, whole.add("Code")) for part in block.text.split("\n")]
    for one in lines:
        one.exact = True
    return [platypus.KeepTogether(lines), platypus.Spacer(0, 6)]


def _items(block: paper.Items, tree: Element) -> Flow:
    """The caption, and a list whose numbers hang at the left."""
    caption, listed = words(block.caption, faces.CAPTION, tree.add("P")), tree.add("L")
    rows = []
    for number, text in enumerate(block.texts, 1):
        item = listed.add("LI")
        label = words(f"{number}.", faces.ITEM_NUMBER, item.add("Lbl"))
        rows.append([label, words(text, faces.FLUSH, item.add("LBody"))])
    if not rows:
        return [*_together(), caption]
    return [*_together(), caption, grid(rows, [12.5 * MM, WIDTH - 12.5 * MM], spaceAfter=6)]


def _table(block: paper.Table, tree: Element) -> Flow:
    table = tree.add("Table")
    head = table.add("TR")
    rows = [[words(cell, faces.HEAD_CELL, head.add("TH", "Column")) for cell in block.head]]
    for cells in block.rows:
        row = table.add("TR")
        looks = [faces.NUMBER if n in block.numeric else faces.CELL for n in range(len(cells))]
        rows.append([words(cell, look, row.add("TD")) for cell, look in zip(cells, looks, strict=True)])
    share = WIDTH / sum(block.widths)
    looks = [("GRID", *ALL, 0.5, faces.RULE), *((f"{side}PADDING", *ALL, 4) for side in _SIDES)]
    return [grid(rows, [width * share for width in block.widths], *looks, repeatRows=1, spaceBefore=6, spaceAfter=6)]


def _facts(block: paper.Facts, tree: Element) -> Flow:
    table, rows = tree.add("Table"), []
    for name, value in block.rows:
        row = table.add("TR")
        rows.append(
            [words(name, faces.FACT, row.add("TH", "Row")), words(value, faces.CELL, row.add("TD"))],
        )
    looks = [("LINEBELOW", *ALL, 0.5, faces.RULE), *((f"{side}PADDING", *ALL, 3) for side in ("TOP", "BOTTOM"))]
    return [grid(rows, [48 * MM, WIDTH - 48 * MM], *looks, spaceBefore=4, spaceAfter=8)] if rows else []


def _addressee(block: paper.Addressee, tree: Element) -> Flow:
    rows = [
        [
            words(party.label, faces.LABEL, tree.add("P")),
            [words(line, faces.FLUSH, tree.add("P")) for line in party.lines if line],
        ]
        for party in block.parties
    ]
    gap, baseline = ("BOTTOMPADDING", *ALL, 10), ("TOPPADDING", (0, 0), (0, -1), 2)
    return [grid(rows, [22 * MM, 70 * MM], gap, baseline, hAlign="RIGHT")] if rows else []


def _signature(block: paper.Signature, tree: Element) -> Flow:
    parts = ((block.label, faces.FLUSH), ("", faces.FLUSH), (block.name, faces.NAME), (block.date_label, faces.FLUSH))
    role: list[list[Any]] = [[words(line(block.role), faces.FLUSH, tree.add("P"))]] if block.role else []
    row = [words(line(text), style, tree.add("P")) for text, style in parts]
    looks: list[tuple[Any, ...]] = [("VALIGN", *ALL, "BOTTOM")]
    looks += [("LINEBELOW", (column, -1), (column, -1), 0.5, faces.INK) for column in (1, 4)]
    if role:
        looks += [("SPAN", (0, 0), (-1, 0)), ("BOTTOMPADDING", (0, 0), (-1, 0), 18)]
    whole = {"spaceBefore": 20 if role else 36, "splitByRow": 0, "splitInRow": 0}
    return [grid([*role, [*row, ""]], [20 * MM, 40 * MM, 58 * MM, 14 * MM, 33 * MM], *looks, **whole)]


_DRAWN: Final[dict[type, Callable[[Any, Element], Flow]]] = {
    paper.Title: _title,
    paper.Heading: _heading,
    paper.Paragraph: _paragraph,
    paper.Note: _note,
    paper.Command: _command,
    paper.Items: _items,
    paper.Table: _table,
    paper.Facts: _facts,
    paper.Addressee: _addressee,
    paper.Signature: _signature,
}


def words(text: str, style: ParagraphStyle, element: Element | None = None) -> Words:
    """A paragraph that keeps line breaks; the text never meets the parser of markup, so none can be injected."""
    if len(text) > paper.LONGEST:
        raise ValueError(f"{len(text)} characters in one text: bound what people may type before it is printed")
    text, sample = clean(text).strip(), _sample(style)
    lines = [sample.clone(text=part) for part in text.split("\n")]
    breaks = [sample.clone(text="", lineBreak=True) for _ in lines[1:]]
    made = Words(None, style, frags=[frag for pair in zip_longest(lines, breaks) for frag in pair if frag])
    made.element, made.said = element, bool(text)
    return made


@cache
def _sample(style: ParagraphStyle) -> Any:
    """What reportlab's parser makes of a letter in this style: asked once, it is a fifth of the drawing."""
    return platypus.Paragraph("-", style).frags[0]


def line(text: str) -> str:
    """The text without line breaks."""
    return clean(text).replace("\n", " ")


def _together() -> Flow:
    """A new page where a heading would be parted from what it opens (keepWithNext would move a whole table)."""
    return [platypus.CondPageBreak(30 * MM)]


def grid(rows: list[list[Any]], widths: list[float], *looks: tuple[Any, ...], **options: Any) -> platypus.Table:
    """A table of flowables that may break between rows, and inside a row that is higher than a page."""
    tight = [(f"{side}PADDING", *ALL, 0) for side in _SIDES]
    style = [
        ("FONTNAME", *ALL, faces.PLAIN),
        ("VALIGN", *ALL, "TOP"),
        *tight,
        *looks,
    ]  # the default font is Helvetica
    return platypus.Table(rows, widths, style=style, **{"splitInRow": 1, "renderCB": rules_aside, **options})
