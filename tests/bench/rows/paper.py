"""An application from its data to checked PDF/A-1a, beside reportlab's canvas that only writes the same lines.

The bare side is given the lines that a reader found, takes the faces as they come from their package, and makes no
layout, no structure, no archive and no check. Both sides print in this process; CPU is compared.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from statistics import mean
from typing import TypeVar

import fontpkg
from pypdf import PdfReader
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFNameBytes, TTFont
from reportlab.pdfgen.canvas import Canvas

from cabinet import typeface
from cabinet.leave.paper import Application, application
from cabinet.press import LEFT
from tests.bench.figures import Row, Scale
from tests.leave.test_paper import ANNUAL

Data = TypeVar("Data")

PAPERS = 60
"""Of each side in each turn."""
PLAIN, BOLD = "Bare", "Bare-Bold"


async def measure(scale: Scale) -> list[Row]:
    """One page, a number of its own each time."""
    papers = [replace(ANNUAL, number=number) for number in range(scale.many(PAPERS, 2))]
    row = Row("paper", "application's data → PDF/A-1a → checked, CPU", 4.0, most=True)
    for name, weight in ((PLAIN, 400), (BOLD, 700)):
        face = TTFont(name, str(fontpkg.path("PT Serif", weight, "normal")))
        face.face.name = TTFNameBytes(name.encode())  # else reportlab takes our lighter one, which bears the same name
        pdfmetrics.registerFont(face)
    lines = [_lines(data) for data in papers]
    light = partial(_bare, plain=typeface.PLAIN, bold=typeface.BOLD)
    turns = [
        (_spent(_bare, lines), _spent(light, lines), _spent(_ours, papers)) for _ in range(scale.warm + scale.pairs)
    ]
    row.ratios = [ours / bare for bare, _, ours in turns[scale.warm :]]
    row.notes = [_told(turns), f"KB: bare {len(_bare(lines[0])) / 1024:.0f}, ours {len(_ours(papers[0])) / 1024:.0f}"]
    return [row]


def _told(turns: Sequence[tuple[float, float, float]]) -> str:
    bare, light, ours = (mean(side) * 1e3 for side in zip(*turns, strict=True))
    return f"CPU ms of one: bare {bare:.1f}, bare with our lighter faces {light:.1f}, ours {ours:.1f}"


def _spent(printing: Callable[[Data], bytes], papers: Sequence[Data]) -> float:
    began = time.process_time()
    for data in papers:
        printing(data)
    return (time.process_time() - began) / len(papers)


def _lines(data: Application) -> list[str]:
    return PdfReader(BytesIO(_ours(data))).pages[0].extract_text().splitlines()


def _ours(data: Application) -> bytes:
    return application(data).print()


def _bare(lines: Sequence[str], plain: str = PLAIN, bold: str = BOLD) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for number, line in enumerate(lines):
        canvas.setFont(bold if line.strip() == "Заявление" else plain, 12)
        canvas.drawString(LEFT, A4[1] - LEFT - number * 17, line)
    canvas.save()
    return out.getvalue()
