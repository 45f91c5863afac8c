"""What the pieces of a page mean: the structure tree of a tagged PDF (ISO 32000-1, 14.7), made while the page is drawn.

Every word drawn belongs to an element (heading, cell of a table …), everything else is an artifact. An element keeps
one identity however many pages its pieces lie on: a paragraph that is torn by the end of a page is read as one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from reportlab import platypus  # type: ignore[import-untyped] # reportlab ships no types
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped] # reportlab ships no types
from reportlab.pdfgen.textobject import PDFTextObject  # type: ignore[import-untyped] # reportlab ships no types

HOLLOW: Final = frozenset({"TD", "TH", "LBody"})
"""Kinds that have their place even where nothing was drawn for them: an empty cell is a cell."""


class Element:
    """A node of the tree. ``kids`` are elements and pieces, a piece is (index of the page, its number there)."""

    __slots__ = ("kids", "kind", "scope")

    def __init__(self, kind: str, scope: str = "") -> None:
        self.kind, self.scope = kind, scope
        self.kids: list[Element | tuple[int, int]] = []

    def add(self, kind: str, scope: str = "") -> Element:
        """A new last child; ``scope``: what a TH is the head of, Row or Column."""
        child = Element(kind, scope)
        self.kids.append(child)
        return child

    def trim(self) -> bool:
        """Drop what nothing was drawn for; whether anything is left of this one."""
        self.kids = [kid for kid in self.kids if isinstance(kid, tuple) or kid.trim()]
        return bool(self.kids) or self.kind in HOLLOW


class Sheet(Canvas):  # type: ignore[misc] # reportlab ships no types
    """A canvas that remembers whose the pieces are: ``owners[page][number]``, and how low each page is filled."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.owners: list[list[Element]] = [[]]
        self.lowest: list[float] = [self._pagesize[1]]

    def showPage(self) -> None:  # noqa: N802  reportlab's name
        """Close the page."""
        super().showPage()
        self.owners.append([])
        self.lowest.append(self._pagesize[1])

    def save(self) -> None:
        """Only close the last page: BaseDocTemplate saves what it built, and we do not know yet whether we keep it."""

    def finished(self) -> bytes:
        """The bytes of the file. Fonts are embedded here, which is most of the work."""
        data: bytes = self.getpdfdata()
        return data

    @contextmanager
    def belongs(self, element: Element) -> Iterator[None]:
        """What is drawn inside is a piece of the element."""
        page = len(self.owners) - 1
        number = len(self.owners[page])
        self.owners[page].append(element)
        element.kids.append((page, number))
        self.addLiteral(f"/{element.kind} <</MCID {number}>> BDC")
        yield
        self.addLiteral("EMC")
        self.reaches(self.absolutePosition(0, 0)[1])

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn inside says nothing: rules, page numbers, a head that is repeated."""
        self.addLiteral("/Artifact BMC")
        yield
        self.addLiteral("EMC")

    def reaches(self, height: float) -> None:
        """The page is filled down to this height, in points from its lower edge."""
        self.lowest[-1] = min(self.lowest[-1], height)


class Spaced(PDFTextObject):  # type: ignore[misc] # reportlab ships no types
    """Lines that end in a space: who listens to a paragraph, or copies it, hears no two words as one."""

    def _textOut(self, text: str, TStar: int = 0) -> None:  # noqa: N802,N803  reportlab's names
        super()._textOut(f"{text} " if TStar else text, TStar)


class Words(platypus.Paragraph):  # type: ignore[misc] # reportlab ships no types
    """A paragraph that belongs to an element, and so do its parts. Without an element the artifact around it counts.

    Drawn a second time it is an artifact: the head of a table that goes on. ``said``: there is something to read;
    ``exact``: nothing is added to it.
    """

    element: Element | None = None
    said = True
    exact = drawn = torn = False

    def split(self, width: float, height: float) -> list[Words]:
        """As the parent does, the parts belong together."""
        parts: list[Words] = super().split(width, height)
        for part in parts:
            part.element, part.said, part.torn = self.element, self.said, self.torn
        return parts

    def breakLines(self, width: float | list[float]) -> Any:  # noqa: N802  reportlab's name
        """As the parent does, and see whether a word is longer than a line."""
        lines = super().breakLines(width)
        self.torn = bool(self._splitLongWordCount)
        return lines

    def beginText(self, x: float, y: float) -> PDFTextObject:  # noqa: N802  reportlab's name
        """Lines that end in a space, unless that would part the letters of one word."""
        spaced = self.said and not self.torn and not self.exact
        return Spaced(self.canv, x, y) if spaced else self.canv.beginText(x, y)

    def draw(self) -> None:
        """Draw the lines, and say whose they are."""
        if self.element is None or not self.said:
            super().draw()
            return
        with self.canv.artifact() if self.drawn else self.canv.belongs(self.element):
            super().draw()
        self.drawn = True


def rules_aside(table: platypus.Table, event: str, *_: Any) -> None:
    """The ``renderCB`` of a table: its lines are artifacts, and the page is filled down to its foot."""
    if event == "startLines":
        table.canv.addLiteral("/Artifact BMC")
    elif event == "endLines":
        table.canv.addLiteral("EMC")
        table.canv.reaches(table.canv.absolutePosition(0, 0)[1])
