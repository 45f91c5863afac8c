"""A copy of a paper for people, with a visible mark of each signature (ГОСТ Р 7.0.97-2016, 5.23; 63-ФЗ asks for none).

What was signed is the file as it was printed: a mark on it would be another file, whose signatures do not fit. So marks
stand on copies alone, and every page of a copy says that it is one. What a mark says can be typed by anybody; only the
original with its signatures proves anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cabinet.writing import moment, serial

TITLE: Final = "ДОКУМЕНТ ПОДПИСАН\nЭЛЕКТРОННОЙ ПОДПИСЬЮ"
HEADING: Final = "Отметки об электронных подписях"
STRIP: Final = (
    "КОПИЯ ЭЛЕКТРОННОГО ДОКУМЕНТА\n"
    "Подлинник — файл «{name}» и файлы подписей к нему: проверять нужно их, а не эту копию"
)
NAME: Final = "Копия: {title}"


@dataclass(frozen=True, slots=True)
class Mark:
    """One signature: who, by which certificate, when. Moments know their zone. ``link`` becomes the QR code.

    Whoever finds a printed copy reads the link: it must say nothing of anybody.
    """

    owner: str
    serial: int
    begins: datetime
    ends: datetime
    signed: datetime
    link: str = ""

    def lines(self) -> list[str]:
        """What stands in the mark below its title."""
        number = serial(self.serial)
        return [
            f"Сертификат:\n{number}" if "\n" in number else f"Сертификат: {number}",
            f"Владелец: {self.owner}",
            f"Действителен: с {self.begins:%d.%m.%Y} по {self.ends:%d.%m.%Y}",
            f"Подписано: {moment(self.signed)}",
        ]

    def spoken(self) -> str:
        """The whole mark in words, for who cannot see it."""
        return ". ".join(text.replace("\n", " ") for text in (TITLE.capitalize(), *self.lines()))


@dataclass(frozen=True, slots=True)
class MarkedCopy:
    """``paper``: what `Paper.print` gave; ``name``: of the original's file."""

    paper: bytes
    name: str
    marks: Sequence[Mark]

    def print(self) -> bytes:
        """The pages as they are with the marks where there is room, else on pages of their own; PDF/A-1a as well.

        The same copy gives the same bytes. Milliseconds of pure computing: call it off the event loop.
        """
        from cabinet.marking import marked  # only who prints pays for the libraries

        return marked(self)
