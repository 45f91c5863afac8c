"""Reads papers as others do: poppler for the structure tree and the fonts, pikepdf for what lies in the file."""

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


def tree(pdf: bytes, folder: Path) -> Node:
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
