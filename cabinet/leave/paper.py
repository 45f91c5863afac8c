"""The leave application («заявление») as the document that the employee signs, by hand or with his key.

The legal wording stands here and not among the texts of the bot: a lawyer's correction is one change in one place.
The comment to the request is not printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from cabinet.paper import Addressee, Block, Items, Note, Paper, Paragraph, Signature, Title
from cabinet.parties import Person, addressed, applying
from cabinet.writing import day
from storage.leave import LeaveKind

_ABOUT: Final = {
    LeaveKind.ANNUAL: "о предоставлении ежегодного оплачиваемого отпуска",
    LeaveKind.UNPAID: "о предоставлении отпуска без сохранения заработной платы",
}
_LEAVE: Final = {
    LeaveKind.ANNUAL: "ежегодный основной оплачиваемый отпуск",
    LeaveKind.UNPAID: "отпуск без сохранения заработной платы",
}
_HOLIDAYS: Final = (
    "Нерабочие праздничные дни, приходящиеся на период отпуска, в число его календарных дней не включены "
    "(часть первая статьи 120 Трудового кодекса Российской Федерации)."
)


@dataclass(frozen=True, slots=True)
class Application:
    """All that the application says. ``days`` are calendar days that the leave spends; both ends belong to it.

    ``ground`` is a phrase in the nominative with its article, for the unpaid leave only. ``by_hand``: with a line for a
    pen; else name and day stand below the text.
    """

    company: str
    addressee: Person
    applicant: Person
    kind: LeaveKind
    first: date
    last: date
    days: int
    number: int
    version: int
    submitted: date
    ground: str = ""
    substitute: str | None = None
    attachments: Sequence[str] = ()
    by_hand: bool = True


def application(data: Application) -> Paper:
    """The application; the same data give the same paper."""
    name = data.applicant.name
    blocks: list[Block] = [
        Addressee([addressed(data.addressee, data.company), applying(data.applicant)]),
        Title("Заявление", _ABOUT[data.kind]),
        Paragraph(_request(data)),
    ]
    if data.kind is LeaveKind.ANNUAL and data.days < (data.last - data.first).days + 1:
        blocks.append(Note(_HOLIDAYS))
    if data.substitute:
        blocks.append(Paragraph(f"Замещающий работник на время отпуска (предложение): {data.substitute}."))
    if data.attachments:
        blocks.append(Items("Приложения:", data.attachments))
    blocks.append(Signature(name.signature) if data.by_hand else Paragraph(f"{name.signature}, {day(data.submitted)}"))
    return Paper(
        blocks,
        title=f"Заявление № {data.number}: {_LEAVE[data.kind]}",
        subject=f"{_ABOUT[data.kind]}, версия {data.version}",
        author=str(name),
        footer=f"Сформировано в кабинете сотрудника {day(data.submitted)}, №\u00a0{data.number}, версия {data.version}",
        dated=data.submitted,
    )


def _request(data: Application) -> str:
    """«Прошу предоставить мне … с … по … продолжительностью …»."""
    span = f"с\u00a0{day(data.first)} по\u00a0{day(data.last)}"
    if data.first == data.last:
        span = f"на\u00a0{day(data.first)}"
    text = f"Прошу предоставить мне {_LEAVE[data.kind]} {span} продолжительностью {_calendar_days(data.days)}"
    if data.kind is LeaveKind.UNPAID and data.ground:
        return f"{text}. Основание: {data.ground}."
    return f"{text}."


def _calendar_days(count: int) -> str:
    """«1 календарный день», «2 календарных дня», «14 календарных дней» (no line break after the number)."""
    if count % 10 == 1 and count % 100 != 11:
        return f"{count}\u00a0календарный день"
    few = count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14)
    return f"{count}\u00a0календарных {'дня' if few else 'дней'}"
