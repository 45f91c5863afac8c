"""Names of people as papers and letters write them: in a case, with initials, as a greeting.

``decline`` answers in the asked case only when it is sure of every part; else the whole name stays in the
nominative and says so in ``case``, and the writer turns the sentence («Заявитель: …» instead of «от …»). A
half-declined name («от Заяц Ивана») would be a statement about somebody's surname that we cannot back. Job titles
and departments are never declined.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cabinet import declension
from cabinet.declension import FEMALE, MALE, Forms

_WORD: Final = re.compile(r"[А-ЯЁ]([а-яё]+|[А-ЯЁ]+)(-[А-ЯЁ]([а-яё]+|[А-ЯЁ]+))*")
_NBSP: Final = "\u00a0"


class Case(StrEnum):
    """Cases that Russian letters ask for: «Кому» is the dative, «от кого» the genitive."""

    NOMINATIVE = "nominative"
    GENITIVE = "genitive"
    DATIVE = "dative"


@dataclass(frozen=True, slots=True)
class FullName:
    """A whole name with the case in which its parts stand; the patronymic may be empty."""

    last: str
    first: str
    patronymic: str = ""
    case: Case = Case.NOMINATIVE

    def __str__(self) -> str:
        return " ".join(part for part in (self.last, self.first, self.patronymic) if part)

    @property
    def initials(self) -> str:
        """«Смирнова А. С.» — for lists and cards."""
        return _NBSP.join(part for part in (self.last, _initials(self.first, self.patronymic)) if part)

    @property
    def signature(self) -> str:
        """«А. С. Смирнова» — beside the place for a signature."""
        return _NBSP.join(part for part in (_initials(self.first, self.patronymic), self.last) if part)

    @property
    def greeting(self) -> str:
        """«Анна Сергеевна», or the first name alone where there is no patronymic."""
        return " ".join(part for part in (self.first or self.last, self.patronymic) if part)


def decline(last: str, first: str, patronymic: str | None, gender: str | None, case: Case) -> FullName:
    """The name in ``case``, or in the nominative when any part is in doubt.

    ``gender`` is "male" or "female" (an enum of such strings will do); anything else is unknown, and then a
    Russian patronymic tells it.
    """
    last, first, patronymic = (" ".join((part or "").split()) for part in (last, first, patronymic))
    name = FullName(last, first, patronymic)
    if case is Case.NOMINATIVE:
        return name
    if gender not in (MALE, FEMALE):
        gender = declension.gender_of(name.patronymic.lower())
    if gender is None:
        return name
    index = 0 if case is Case.GENITIVE else 1
    last_in = _part(last, gender, index, _surname)
    first_in = _part(first, gender, index, declension.first_name)
    patronymic_in = _part(patronymic, gender, index, declension.patronymic) if patronymic else ""
    if last_in is None or first_in is None or patronymic_in is None:
        return name
    return FullName(last_in, first_in, patronymic_in, case)


def _part(word: str, gender: str, index: int, rule: Callable[[str, str], Forms | None]) -> str | None:
    """One part in the case of that index, in the writing of the original (title case or capitals)."""
    if not _WORD.fullmatch(word):
        return None
    forms = rule(word.lower(), gender)
    if forms is None:
        return None
    return forms[index].upper() if word.isupper() else "-".join(map(str.capitalize, forms[index].split("-")))


def _surname(word: str, gender: str) -> Forms | None:
    *heads, tail = word.split("-")
    if not all(declension.heads_a_double(head, gender) for head in heads):
        return None
    forms = [declension.surname(piece, gender) for piece in (*heads, tail)]
    known = [pair for pair in forms if pair is not None]
    if len(known) < len(forms):
        return None
    return "-".join(pair[0] for pair in known), "-".join(pair[1] for pair in known)


def _initials(*names: str) -> str:
    """«А. С.»; a double first name keeps its hyphen: «А.-М. С.»."""
    return _NBSP.join("-".join(f"{piece[0].upper()}." for piece in name.split("-") if piece) for name in names if name)
