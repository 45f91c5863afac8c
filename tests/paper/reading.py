"""Reads papers as others do: their structure tree by a walk of ours and by poppler (slow), their fonts, their marks."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pikepdf


@dataclass
class Node:
    """An element of the structure tree: its kind, the words that it holds itself, its children."""

    kind: str
    pieces: list[str] = field(default_factory=list)
    kids: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words of all pieces, wherever they lie."""
        return "".join(self.pieces).strip()

    def all(self, kind: str) -> list[Node]:
        """Elements of a kind at and below this one, in reading order."""
        return [*([self] if self.kind == kind else []), *(found for kid in self.kids for found in kid.all(kind))]

    def outline(self) -> list[tuple[str, str]]:
        """(kind, words) of all that is below, in reading order."""
        return [line for kid in self.kids for line in [(kid.kind, kid.text), *kid.outline()]]


def ask(program: str, pdf: bytes, folder: Path, *options: str) -> str:
    """What a program says of a file; CalledProcessError where it finds fault."""
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    command = [program, *options, str(file), *(["-"] if program == "pdftotext" else [])]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def tree(pdf: bytes) -> Node:
    """The structure tree with the words of its pieces, wherever they lie."""
    with opened(pdf) as file:
        words = {sheet.obj.objgen: _words(sheet) for sheet in file.pages}
        return _node(file.Root.StructTreeRoot.K, words)


def _node(element: pikepdf.Object, words: dict[tuple[int, int], dict[int, str]]) -> Node:
    node = Node(str(element.S).strip("/"))
    for kid in element.K:
        if isinstance(kid, int):
            node.pieces.append(words[element.Pg.objgen][kid])
        elif "/MCID" in kid:
            node.pieces.append(words[kid.Pg.objgen][int(kid.MCID)])
        else:
            node.kids.append(_node(kid, words))
    return node


def _words(sheet: pikepdf.Page) -> dict[int, str]:
    """Number of a piece → the letters that it shows, by the meanings of its fonts' codes."""
    meanings = {name: _meanings(font) for name, font in sheet.resources.get("/Font", {}).items()}
    found: dict[int, str] = {}
    piece, face = None, {}
    for step in pikepdf.parse_content_stream(sheet):
        match str(step.operator):
            case "BDC":
                piece = int(step.operands[1].MCID)
                found[piece] = ""
            case "EMC":
                piece = None
            case "Tf":
                face = meanings[str(step.operands[0])]
            case "Tj" if piece is not None:
                found[piece] += "".join(face[code] for code in bytes(step.operands[0]))
    return found


def _meanings(font: pikepdf.Object) -> dict[int, str]:
    lines = re.findall(rb"<(..)> <(....)>", font.ToUnicode.read_bytes())
    return {int(code, 16): chr(int(sign, 16)) for code, sign in lines}


def heard(pdf: bytes, folder: Path) -> Node:
    """The structure tree as poppler reads it."""
    top = Node("")
    path = [top]
    said = ask("pdfinfo", pdf, folder, "-struct-text")
    for line in re.findall(r'^( *)("[^"]*"|\w+)', said, flags=re.MULTILINE):
        depth, word = len(line[0]) // 2, line[1]
        if word.startswith('"'):
            path[depth].pieces.append(word.strip('"'))
        else:
            del path[depth + 1 :]
            path[-1].kids.append(Node(word))
            path.append(path[-1].kids[-1])
    return top.kids[0]


def shown(sheet: pikepdf.Page) -> Iterator[tuple[str, int | None]]:
    """For every operator of a page that shows or paints something: (innermost mark, its number there)."""
    marks: list[tuple[str, int | None]] = []
    for step in pikepdf.parse_content_stream(sheet):
        match str(step.operator):
            case "BMC":
                marks.append((str(step.operands[0]), None))
            case "BDC":
                marks.append((str(step.operands[0]), int(step.operands[1].MCID)))
            case "EMC":
                marks.pop()
            case "Tj" | "TJ" | "S" | "f" | "B" | "Do":
                yield marks[-1] if marks else ("", None)
    assert not marks


def opened(pdf: bytes) -> pikepdf.Pdf:
    """The file, to be looked at or spoilt."""
    return pikepdf.open(BytesIO(pdf))
