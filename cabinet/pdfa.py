"""A drawn paper becomes PDF/A-1a (ISO 19005-1, level A), and proves it before anybody gets it.

reportlab writes good pages and no archive: lengths of streams that a strict reader refuses, codes without a meaning,
no XMP, no output intent. pikepdf writes the file anew with all of that and with the structure tree. Nothing in it comes
from a clock or from chance: the same paper gives the same bytes, its ID is the digest of what it holds.
"""

from __future__ import annotations

import re
import zlib
from base64 import a85encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape

import page
import pikepdf
import structlog
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, Stream, StreamDecodeLevel, String

from cabinet.errors import NotArchival
from cabinet.paper import MAKER
from cabinet.tags import Element

log = structlog.get_logger(__name__)

LEVEL: Final = page.ValidationProfile.PDF_A_1A
PRODUCER: Final = "reportlab, pikepdf"
LANGUAGE: Final = "ru-RU"

_XMP: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>1</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>
{properties}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
_MEANING: Final = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]{4,})>")


@dataclass(frozen=True, slots=True)
class About:
    """The properties of the file."""

    title: str
    subject: str = ""
    author: str = ""
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class Structure:
    """What the pages mean: the tree, whose the pieces of each page are, and how low each page is filled (points)."""

    tree: Element
    owners: Sequence[Sequence[Element]]
    lowest: Sequence[float]


def archival(raw: bytes, told: About, said: Structure) -> bytes:
    """The pages of ``raw`` (reportlab's, uncompressed) as PDF/A-1a with that tree; not checked yet."""
    with pikepdf.open(BytesIO(raw)) as pdf:
        for sheet, lowest in zip(pdf.pages, said.lowest, strict=False):
            del sheet.obj["/Trans"]
            sheet.obj.ArtBox = Array([0, lowest, *sheet.mediabox[2:]])  # what is below is free: a copy is stamped there
        mend_fonts(pdf)
        _structure(pdf, said)
        describe(pdf, told)
        return saved(pdf)


def saved(pdf: Pdf) -> bytes:
    """The file as PDF 1.4 without object streams, with an ID that is the digest of what it holds."""
    for thing in pdf.objects:
        if isinstance(thing, Stream) and thing.get("/Type") != Name.Metadata and "/Filter" not in thing:
            _pack(thing)
    out = BytesIO()
    pdf.save(
        out,
        force_version="1.4",
        object_stream_mode=ObjectStreamMode.disable,
        compress_streams=False,  # they are, and not one filter shall be changed
        stream_decode_level=StreamDecodeLevel.none,
        deterministic_id=True,
    )
    return out.getvalue()


def _pack(stream: Stream) -> None:
    """Compress; what would end in CR is wrapped once more, or readers that take CR LF for an end of line miss a byte.

    One stream in 256 is such a one, and page-validation 0.11 is such a reader.
    """
    data = zlib.compress(stream.read_bytes())
    if data.endswith(b"\r"):
        stream.write(a85encode(data, adobe=True)[2:], filter=Array([Name.ASCII85Decode, Name.FlateDecode]))
    else:
        stream.write(data, filter=Name.FlateDecode)


def check(data: bytes) -> None:
    """NotArchival where a rule of PDF/A-1a is broken; the log keeps which, and of which objects.

    What the checker says in words may quote the paper, and is given to no log.
    """
    report = page.validate_pdf_bytes(data, profile=LEVEL)
    if not report.is_compliant:
        rules = sorted({failure.rule_id for failure in report.failures})
        objects = sorted({failure.object_id.object_number for failure in report.failures if failure.object_id})
        log.error("a paper breaks PDF/A-1a", rules=rules, objects=objects[:20], checks=report.checks.failed)
        raise NotArchival(rules)


def mend_fonts(pdf: Pdf) -> None:
    """Codes without a meaning (U+0000) leave the tables of meanings, whose parts hold at most 100 lines."""
    for font in {font.objgen: font for sheet in pdf.pages for font in sheet.obj.Resources.Font.values()}.values():
        table = font.ToUnicode.read_bytes()
        lines = [f"<{code.decode()}> <{sign.decode()}>" for code, sign in _MEANING.findall(table) if int(sign, 16)]
        parts = [lines[start : start + 100] for start in range(0, len(lines), 100)]
        body = "\n".join("\n".join([f"{len(part)} beginbfchar", *part, "endbfchar"]) for part in parts)
        head, tail = table.split(b"endcodespacerange", 1)
        font.ToUnicode.write(
            head + b"endcodespacerange\n" + body.encode() + tail[tail.index(b"endbfchar") + len(b"endbfchar") :]
        )


def _structure(pdf: Pdf, said: Structure) -> None:
    """The tree as objects, and for each page the list of elements that its pieces belong to."""
    said.tree.trim()
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    made: dict[Element, Object] = {}
    root.K = _node(pdf, said.tree, root, made)
    parents = Array()
    for number, owners in enumerate(said.owners[: len(pdf.pages)]):
        pdf.pages[number].obj.StructParents = number
        parents.append(number)
        parents.append(pdf.make_indirect(Array(made[owner] for owner in owners)))
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=parents))
    root.ParentTreeNextKey = len(pdf.pages)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _node(pdf: Pdf, element: Element, parent: Object, made: dict[Element, Object]) -> Object:
    node = made[element] = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{element.kind}"), P=parent))
    if element.scope:
        node.A = Dictionary(O=Name.Table, Scope=Name(f"/{element.scope}"))
    home = next((kid[0] for kid in element.kids if isinstance(kid, tuple)), None)
    if home is not None:
        node.Pg = pdf.pages[home].obj
    node.K = Array(_kid(pdf, kid, node, home, made) for kid in element.kids)
    return node


def _kid(
    pdf: Pdf, kid: Element | tuple[int, int], node: Object, home: int | None, made: dict[Element, Object]
) -> Object | int:
    if isinstance(kid, Element):
        return _node(pdf, kid, node, made)
    sheet, number = kid
    return number if sheet == home else Dictionary(Type=Name.MCR, Pg=pdf.pages[sheet].obj, MCID=number)


def about(pdf: Pdf) -> About:
    """The properties of a paper of ours."""
    told = {str(name): str(value) for name, value in pdf.docinfo.items()}
    day = told.get("/CreationDate", "")[2:10]
    return About(
        told["/Title"], told.get("/Subject", ""), told.get("/Author", ""), date.fromisoformat(day) if day else None
    )


def describe(pdf: Pdf, told: About) -> None:
    """Properties twice, as the standard wants them: in the old dictionary and, equal to it, in XMP; and the colours."""
    lines = {"Title": told.title, "Subject": told.subject, "Author": told.author}
    lines |= {"Creator": MAKER, "Producer": PRODUCER}
    info = Dictionary({f"/{name}": String(value) for name, value in lines.items() if value})
    if told.dated:
        info.CreationDate = String(f"D:{told.dated:%Y%m%d}000000Z")
    pdf.trailer.Info = pdf.make_indirect(info)
    packet = _XMP.format(properties="\n".join(_properties(told))).encode()
    pdf.Root.Metadata = Stream(pdf, packet, Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.Lang = String(LANGUAGE)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    colours = Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=String("sRGB"))
    colours.DestOutputProfile = Stream(pdf, _profile(), N=3, Filter=Name.FlateDecode)
    pdf.Root.OutputIntents = Array([pdf.make_indirect(colours)])


def _properties(told: About) -> Iterable[str]:
    said = '<dc:{0}><rdf:Alt><rdf:li xml:lang="x-default">{1}</rdf:li></rdf:Alt></dc:{0}>'
    yield said.format("title", escape(told.title))
    if told.subject:
        yield said.format("description", escape(told.subject))
    if told.author:
        yield f"<dc:creator><rdf:Seq><rdf:li>{escape(told.author)}</rdf:li></rdf:Seq></dc:creator>"
    if told.dated:
        yield f"<xmp:CreateDate>{told.dated.isoformat()}T00:00:00Z</xmp:CreateDate>"
    yield f"<xmp:CreatorTool>{MAKER}</xmp:CreatorTool><pdf:Producer>{PRODUCER}</pdf:Producer>"


@cache
def _profile() -> bytes:
    """The sRGB profile (ICC v2) that pikepdf brings for this purpose, compressed."""
    return zlib.compress(files("pikepdf").joinpath("pdfa", "data", "sRGB.icc").read_bytes())
