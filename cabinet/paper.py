"""What a paper says: blocks of meaning in the order in which they are read; no storage, no clock, no place on a page.

Papers are kept for decades, hashed and signed, therefore: the same paper gives the same bytes, and whoever writes one
says what a block *is*, never where it lies. `cabinet.press` draws it as PDF/A-1a; another printer (an editable DOCX of
the forms) would read the same blocks. Text of people is text: no markup in it is obeyed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

LONGEST: Final = 20_000
"""Characters of one text: the printer wraps the rest anew on every page, 100,000 of one word take it a minute."""
MAKER: Final = "Кабинет сотрудника"
"""Who made the file, in its properties."""
PAGE: Final = "страница {page} из {total}"


@dataclass(frozen=True, slots=True)
class Title:
    """The name of the kind of paper, and below it what it is about."""

    text: str
    subtitle: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """Opens a section; never stays alone at the foot of a page."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; line breaks in it are kept."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A remark in small italics that explains and does not decide."""

    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """What has to be typed as it stands; line breaks are kept, nothing is spread to the margin."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A numbered list under its caption, e.g. the attachments."""

    caption: str
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under a head that is repeated on every page; ``widths`` are shares of the page's width."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one thing: (name, value) line by line, each name the head of its row."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Party:
    """One entry of the addressee block: «Кому» and the lines that say who."""

    label: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Addressee:
    """The «шапка» at the right: to whom and from whom."""

    parties: Sequence[Party]


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign by hand, the name beside it, and a place for the date; kept whole on one page.

    ``role``: as whom one signs, where several do.
    """

    name: str
    role: str = ""
    label: str = "Подпись"
    date_label: str = "Дата"


Block = Title | Heading | Paragraph | Note | Command | Items | Table | Facts | Addressee | Signature


@dataclass(frozen=True, slots=True)
class Paper:
    """Blocks with the properties of the file; ``footer`` stands on every page beside «страница n из m».

    ``dated``: the day that the paper speaks of, for its properties; the clock is never asked.
    """

    blocks: Sequence[Block]
    title: str
    subject: str = ""
    author: str = ""
    footer: str = ""
    dated: date | None = None

    def print(self) -> bytes:
        """PDF/A-1a, checked; the same paper gives the same bytes. NotArchival: the check refuses it.

        Takes milliseconds of pure computing: call it off the event loop.
        """
        from cabinet.press import printed  # only who prints pays for the libraries

        return printed(self)
