"""The letters that papers are printed with, their sizes, and what becomes of text that they cannot print.

PT Serif (SIL OFL 1.1) comes as a package of PyPI, so a paper looks the same on every machine. What a person typed must
not vanish behind an empty box: a character without a glyph is shown as «[?]»; marks that only steer the eye (control,
direction, joining) are dropped. The faces are registered by the import, which Python does once for all threads.
"""

import unicodedata
from typing import Final

import fontpkg  # type: ignore[import-untyped] # the package ships no types
from reportlab.lib.colors import Color  # type: ignore[import-untyped] # reportlab ships no types
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped] # reportlab ships no types
from reportlab.pdfbase import pdfmetrics, ttfonts  # type: ignore[import-untyped] # reportlab ships no types

MM: Final = 72 / 25.4
"""Points of a millimetre."""
PLAIN: Final = "PTSerif"
BOLD: Final = "PTSerif-Bold"
ITALIC: Final = "PTSerif-Italic"
UNKNOWN: Final = "[?]"

_FACES: Final = {PLAIN: (400, "normal"), BOLD: (700, "normal"), ITALIC: (400, "italic")}
_SILENT: Final = ("Cc", "Cf")
_ACCENTS: Final = ("Mn", "Me")


def _register() -> frozenset[str]:
    """Characters that every face has, once reportlab knows the faces."""
    known = []
    for name, (weight, style) in _FACES.items():
        font = ttfonts.TTFont(name, str(fontpkg.path("PT Serif", weight, style)))
        pdfmetrics.registerFont(font)
        known.append(frozenset(map(chr, font.face.charToGlyph)))
    return frozenset.intersection(*known)


_GLYPHS: Final = _register()

INK, FAINT, RULE = Color(0, 0, 0), Color(0.35, 0.35, 0.35), Color(0.6, 0.6, 0.6)
_LEFTWARD, _CENTRE, RIGHTWARD, _JUSTIFIED = 0, 1, 2, 4  # as reportlab counts them

BODY: Final = ParagraphStyle(
    "body",
    fontName=PLAIN,
    bulletFontName=PLAIN,
    fontSize=12,
    leading=17,
    textColor=INK,
    alignment=_JUSTIFIED,
    firstLineIndent=12.5 * MM,
    spaceAfter=6,
    allowOrphans=0,
    allowWidows=0,
)
FLUSH: Final = BODY.clone("flush", alignment=_LEFTWARD, firstLineIndent=0, spaceAfter=0)
LABEL: Final = FLUSH.clone("label", fontSize=10, textColor=FAINT)
CELL: Final = FLUSH.clone("cell", fontSize=10.5, leading=14)
HEAD_CELL: Final = CELL.clone("head", fontName=BOLD)
TITLE: Final = FLUSH.clone("title", fontName=BOLD, fontSize=15, leading=20, alignment=_CENTRE, spaceBefore=24)
SUBTITLE: Final = FLUSH.clone("subtitle", alignment=_CENTRE, spaceAfter=18)
SECTION: Final = FLUSH.clone("section", fontName=BOLD, spaceBefore=12, spaceAfter=6)
NOTE: Final = FLUSH.clone("note", fontName=ITALIC, fontSize=10.5, leading=14, spaceAfter=6)
CAPTION: Final = BODY.clone("caption", spaceBefore=6, spaceAfter=2)
ITEM: Final = FLUSH.clone("item", leftIndent=12.5 * MM)
NUMBER: Final = CELL.clone("number", alignment=RIGHTWARD)
NAME: Final = FLUSH.clone("name", leftIndent=4 * MM, rightIndent=4 * MM)
FOOT: Final = FLUSH.clone("foot", fontSize=8, leading=10, textColor=FAINT)


def clean(text: str) -> str:
    """The text in normal form C with line ends as ``\\n``; a run of unknown characters is one «[?]»."""
    out: list[str] = []
    for sign in unicodedata.normalize("NFC", text):
        printed = _printed(sign)
        if printed and (printed != UNKNOWN or out[-1:] != [UNKNOWN]):
            out.append(printed)
    return "".join(out)


def _printed(sign: str) -> str:
    kind = unicodedata.category(sign)
    if sign in "\n\u2028\u2029":
        return "\n"
    if kind == "Zs" or sign == "\t":
        return "\u00a0" if sign in "\u00a0\u202f" else " "
    if kind in _SILENT:
        return ""
    if sign in _GLYPHS and kind != "Co":
        return sign
    return "" if kind in _ACCENTS else UNKNOWN
