"""Puts visible marks on a copy: each is drawn once as a form of its own size and laid over the page as a figure.

A figure carries its words as its description, so the copy reads aloud as well as the original. The free foot of the
last page is known from its ArtBox (`cabinet.pdfa`). The QR code is made by reportlab's own encoder and read back by
another program in the tests: a library more would save 2 ms a mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any, Final, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String
from reportlab import platypus  # type: ignore[import-untyped] # reportlab ships no types
from reportlab.graphics.barcode import qrencoder  # type: ignore[import-untyped] # reportlab ships no types
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped] # reportlab ships no types
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped] # reportlab ships no types

from cabinet import pdfa
from cabinet import typeface as faces
from cabinet.marks import HEADING, NAME, STRIP, TITLE, Mark, MarkedCopy
from cabinet.press import ALL, BOTTOM, LEFT, LOCK, TOP, WIDTH, grid, line, words
from cabinet.typeface import MM

GAP: Final = 4 * MM
BOX: Final = (WIDTH - GAP) / 2
EDGE: Final = 0.75
PAD: Final = 2.5 * MM
QR: Final = 22 * MM
QUIET: Final = 4
"""Modules of white around a code (ISO/IEC 18004)."""


class Place(NamedTuple):
    """Where a figure stands: index of the page, lower left corner in points."""

    page: int
    x: float
    y: float


class Code(platypus.Flowable):  # type: ignore[misc] # reportlab ships no types
    """A QR code, level M."""

    def __init__(self, text: str) -> None:
        super().__init__()
        code = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
        code.addData(text)
        code.make()
        self.modules: list[list[bool]] = code.modules
        self.width = self.height = QR

    def draw(self) -> None:
        """One path of squares."""
        side = QR / (len(self.modules) + 2 * QUIET)
        path = self.canv.beginPath()
        for number, row in enumerate(self.modules):
            for column, dark in enumerate(row):
                if dark:
                    path.rect((column + QUIET) * side, QR - (number + QUIET + 1) * side, side, side)
        self.canv.drawPath(path, stroke=0, fill=1)


def marked(copy: MarkedCopy) -> bytes:
    """The copy, checked as a paper is. NotArchival: the check refuses it."""
    with LOCK:
        raw = _layer(copy)
    with pikepdf.open(BytesIO(copy.paper)) as pdf, pikepdf.open(BytesIO(raw)) as layer:
        pdfa.mend_fonts(layer)
        strip, heading, *boxes = (pdf.copy_foreign(sheet.as_form_xobject()) for sheet in layer.pages)
        for mark, box, place in zip(copy.marks, boxes, _placed(pdf, heading, boxes), strict=True):
            _figure(pdf, box, place, mark.spoken())
        for sheet in pdf.pages:
            _show(sheet, strip, "/Artifact BMC", LEFT, A4[1] - 14 * MM)
        told = pdfa.about(pdf)
        pdfa.describe(pdf, replace(told, title=NAME.format(title=told.title)))
        made = pdfa.saved(pdf)
    pdfa.check(made)
    return made


def _layer(copy: MarkedCopy) -> bytes:
    """A page of its own size for the strip, for the heading and for each mark."""
    canvas = Canvas(BytesIO(), invariant=1, pageCompression=0, initialFontName=faces.PLAIN)
    for thing in (words(STRIP.format(name=line(copy.name)), faces.STRIP), words(HEADING, faces.SECTION)):
        _, height = thing.wrapOn(canvas, WIDTH, A4[1])
        canvas.setPageSize((WIDTH, height))
        thing.drawOn(canvas, 0, 0)
        canvas.showPage()
    boxes = [_box(mark) for mark in copy.marks]
    highest = max((box.wrapOn(canvas, BOX, A4[1])[1] for box in boxes), default=0) + EDGE
    for box in boxes:
        canvas.setPageSize((BOX, highest))
        box.drawOn(canvas, 0, highest - EDGE / 2 - box.wrapOn(canvas, BOX, A4[1])[1])
        canvas.setLineWidth(EDGE)
        canvas.rect(EDGE / 2, EDGE / 2, BOX - EDGE, highest - EDGE)
        canvas.showPage()
    data: bytes = canvas.getpdfdata()
    return data


def _box(mark: Mark) -> platypus.Table:
    """The title above, the lines at the left, the code at the right."""
    title, lines = words(TITLE, faces.MARK_TITLE), [words(part, faces.MARK) for part in mark.lines()]
    looks: list[tuple[Any, ...]] = [(f"{side}PADDING", *ALL, PAD) for side in ("LEFT", "RIGHT", "BOTTOM")]
    looks += [("TOPPADDING", (0, 0), (-1, 0), PAD), ("BOTTOMPADDING", (0, 0), (-1, 0), PAD / 2)]
    if not mark.link:
        return grid([[title], [lines]], [BOX], *looks, renderCB=None)
    looks += [("SPAN", (0, 0), (1, 0)), ("LEFTPADDING", (1, 1), (1, 1), 0), ("RIGHTPADDING", (0, 1), (1, 1), 0)]
    widths = [BOX - QR - PAD / 2, QR + PAD / 2]
    return grid([[title, ""], [lines, Code(mark.link)]], widths, *looks, renderCB=None)


def _placed(pdf: Pdf, heading: Object, boxes: Sequence[Object]) -> Iterator[Place]:
    """Two marks a row: all of them below the last words, or all on pages of their own, which are added."""
    top, height = float(pdf.pages[-1].obj.ArtBox[1]) - 2 * GAP, max((float(box.BBox[3]) for box in boxes), default=0)
    if top - height - (height + GAP) * ((len(boxes) - 1) // 2) < BOTTOM:
        top = _own_page(pdf, heading)
    for number in range(len(boxes)):
        if top - height < BOTTOM:
            top = _own_page(pdf, heading)
        yield Place(len(pdf.pages) - 1, LEFT + number % 2 * (BOX + GAP), top - height)
        top -= (height + GAP) * (number % 2)


def _own_page(pdf: Pdf, heading: Object) -> float:
    """A new last page under its heading; how high it is free."""
    sheet = pdf.add_blank_page(page_size=A4)
    number = len(pdf.pages) - 1
    top: float = A4[1] - TOP - float(heading.BBox[3])
    sheet.obj.StructParents, sheet.obj.ArtBox = number, Array([0, top, *A4])
    tree = pdf.Root.StructTreeRoot
    tree.ParentTree.Nums.append(number)
    tree.ParentTree.Nums.append(pdf.make_indirect(Array()))
    tree.ParentTreeNextKey = number + 1
    _said(pdf, heading, Place(number, LEFT, top), "H2")
    return top - GAP


def _figure(pdf: Pdf, box: Object, place: Place, spoken: str) -> None:
    node = _said(pdf, box, place, "Figure")
    node.Alt = String(spoken)
    frame = Array([place.x, place.y, place.x + float(box.BBox[2]), place.y + float(box.BBox[3])])
    node.A = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=frame)


def _said(pdf: Pdf, form: Object, place: Place, kind: str) -> Object:
    """Show a form as the last element of the document; the element."""
    sheet, tree = pdf.pages[place.page], pdf.Root.StructTreeRoot
    owners = tree.ParentTree.Nums[2 * place.page + 1]
    number = len(owners)
    node = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), P=tree.K, Pg=sheet.obj, K=Array([number]))
    )
    tree.K.K.append(node)
    owners.append(node)
    _show(sheet, form, f"/{kind} <</MCID {number}>> BDC", place.x, place.y)
    return node


def _show(sheet: pikepdf.Page, form: Object, mark: str, x: float, y: float) -> None:
    name = sheet.add_resource(form, Name.XObject, Name(f"/Copy{len(sheet.resources.get('/XObject', {}))}"))
    sheet.contents_add(f"{mark} q 1 0 0 1 {x:.3f} {y:.3f} cm {name} Do Q EMC".encode())
