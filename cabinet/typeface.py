"""The letters that papers are printed with, their sizes, and what becomes of text that they cannot print.

PT Serif (SIL OFL 1.1) comes as a package of PyPI, so a paper looks the same on every machine. What a person typed must
not vanish behind an empty box: a character without a glyph is shown as «[?]»; marks that only steer the eye (control,
direction, joining) are dropped. Hints for screens of old, and tables that no paper embeds, are left out of the faces: a
paper is a fifth of the size and a third of the work. The faces are made and registered by the import, which Python does
once for all threads; it is slow (0.1 s), so only who prints imports this module.
"""

import unicodedata
from io import BytesIO
from typing import Final

import fontpkg  # type: ignore[import-untyped] # the package ships no types
from fontTools import ttLib  # type: ignore[import-untyped] # fontTools marks no types
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
_EMBEDDED: Final = frozenset({"head", "hhea", "maxp", "OS/2", "hmtx", "cmap", "loca", "glyf", "name", "post"})
_SILENT: Final = ("Cc", "Cf")
_ACCENTS: Final = ("Mn", "Me")


def _plainer(path: str) -> BytesIO:
    """The face without hints, with the name that PDF needs; the same bytes whenever it is made."""
    out = BytesIO()
    with ttLib.TTFont(path, recalcTimestamp=False, recalcBBoxes=False, lazy=True) as face:
        for table in set(face.keys()) - _EMBEDDED - {"GlyphOrder"}:
            del face[table]
        for glyph in face["glyf"].glyphs.values():
            glyph.trim(remove_hinting=True)
        face["name"].names = [name for name in face["name"].names if name.nameID in (1, 2, 6)]
        face.save(out)
    out.seek(0)
    return out


def _register() -> frozenset[str]:
    """Characters that every face has, once reportlab knows the faces."""
    known = []
    for name, (weight, style) in _FACES.items():
        data = _plainer(str(fontpkg.path("PT Serif", weight, style)))
        font = ttfonts.TTFont(name, data, asciiReadable=0)  # only letters that are there are embedded
        pdfmetrics.registerFont(font)
        known.append(frozenset(map(chr, font.face.charToGlyph)))
    return frozenset.intersection(*known)


_GLYPHS: Final = _register()
_PRINTED: Final = frozenset(sign for sign in _GLYPHS if unicodedata.category(sign) not in {"Co", "Zs", *_SILENT}) | set(
    " \u00a0\n"
)
"""Characters that stand in a paper as they were typed."""

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
ITEM_NUMBER: Final = FLUSH.clone("item number", alignment=RIGHTWARD, rightIndent=2 * MM)
FACT: Final = CELL.clone("fact", textColor=FAINT)
COMMAND: Final = CELL.clone("command", leftIndent=6 * MM)
NUMBER: Final = CELL.clone("number", alignment=RIGHTWARD)
NAME: Final = FLUSH.clone("name", leftIndent=4 * MM, rightIndent=4 * MM)
FOOT: Final = FLUSH.clone("foot", fontSize=8, leading=10, textColor=FAINT)
MARK: Final = FLUSH.clone("mark", fontSize=7.5, leading=9.5)
MARK_TITLE: Final = MARK.clone("mark title", fontName=BOLD, alignment=_CENTRE)
STRIP: Final = FOOT.clone("strip", alignment=_CENTRE, textColor=INK)
PAGE: Final = FOOT.clone("page", alignment=RIGHTWARD)


def clean(text: str) -> str:
    """The text in normal form C with line ends as ``\\n``; a run of unknown characters is one «[?]»."""
    if _PRINTED.issuperset(text) and unicodedata.is_normalized("NFC", text):
        return text
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
