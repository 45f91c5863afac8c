"""Papers of joining electronic documents (КЭДО): the employer's notice and the employee's consent (ст. 22.2 ТК РФ).

The blocks are the one source of these forms, whatever prints them. Their wording is ours, written after the articles it
names, and a lawyer has to confirm it before a company uses it. Nobody consents by a button: it is signed by hand, by a
qualified signature or by «Госключ».
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from cabinet.names import Case
from cabinet.paper import Addressee, Items, Note, Paper, Paragraph, Signature, Title
from cabinet.parties import Employer, Person, addressed, applying
from cabinet.writing import day

ABOUT: Final = "взаимодействие с работодателем посредством электронного документооборота"
CODE: Final = "Трудового кодекса Российской Федерации"
PAPER_ONLY: Final = (
    "трудовые книжки и формируемые в электронном виде сведения о трудовой деятельности, акт о несчастном случае на "
    "производстве, приказ (распоряжение) об увольнении, документы, подтверждающие прохождение инструктажей по охране "
    "труда, в том числе лично подписываемые работником (часть третья статьи 22.1 ТК\u00a0РФ)"
)
COPIES: Final = (
    "По письменному заявлению работника работодатель безвозмездно выдаёт заверенные копии электронных документов, "
    "связанных с работой, на бумаге, не позднее трёх рабочих дней со дня подачи заявления (статья 62 ТК\u00a0РФ)."
)


@dataclass(frozen=True, slots=True)
class Rules:
    """The local act by which the employer introduced КЭДО («ЛНА»): its name, number and date."""

    name: str
    number: str
    approved: date

    def __str__(self) -> str:
        return f"{self.name} от\u00a0{day(self.approved)} №\u00a0{self.number}"


@dataclass(frozen=True, slots=True)
class Joining:
    """What both papers say. ``system``: the name of the information system; ``answer_by``: when the employer asks."""

    employer: Employer
    employee: Person
    rules: Rules
    system: str
    starts: date
    answer_by: date
    made: date


def notice(data: Joining) -> Paper:
    """«Уведомление о переходе»: what changes, what the employee may decide, until when."""
    employee, head = data.employee, data.employer.head
    lines = [employee.department, f"табельный номер {employee.number}" if employee.number else ""]
    return Paper(
        [
            Addressee([addressed(employee, *lines)]),
            Title("Уведомление", f"о переходе на {ABOUT}"),
            Paragraph(
                f"{data.employer.name} (далее\u00a0— работодатель) уведомляет о введении с {day(data.starts)} "
                f"электронного документооборота в сфере трудовых отношений (статьи 22.1–22.3 {CODE}, далее\u00a0— "
                f"ТК\u00a0РФ). Он введён локальным нормативным актом: {data.rules}."
            ),
            Items("Что меняется:", _changes(data)),
            Items("О праве выбора:", _choice()),
            Paragraph(_asked(data)),
            Signature(head.name.signature, f"{head.position}:"),
            Signature(employee.name.signature, "Уведомление получено работником:"),
        ],
        title=f"Уведомление о переходе на КЭДО: {employee.name}",
        subject=f"о переходе на {ABOUT}",
        author=data.employer.name,
        footer=_footer(data),
        dated=data.made,
    )


def _asked(data: Joining) -> str:
    return (
        f"Просим до\u00a0{day(data.answer_by)} вернуть в кадровую службу подписанное согласие или сообщить об отказе. "
        "Нажатие кнопки в чате согласием не является: оно лишь сообщает о намерении."
    )


def _changes(data: Joining) -> list[str]:
    return [
        "Документы, перечень которых установлен указанным актом, создаются, подписываются, используются и хранятся в "
        "электронном виде и на бумаге не дублируются.",
        f"Документы подписываются и хранятся в информационной системе работодателя «{data.system}». Ключ для входа "
        "выдаёт кадровая служба.",
        "Работник подписывает документы усиленной неквалифицированной электронной подписью. Порядок её проверки "
        "устанавливает соглашение сторон трудового договора (статья 22.3 ТК\u00a0РФ, статья 6 Федерального закона от "
        "06.04.2011 №\u00a063-ФЗ «Об электронной подписи»).",
        "Расходы на создание, использование и хранение электронных документов и на получение работником электронной "
        "подписи несёт работодатель.",
        f"На бумаге остаются {PAPER_ONLY}.",
    ]


def _choice() -> list[str]:
    return [
        "Переход осуществляется с письменного согласия работника. Отсутствие согласия признаётся отказом: документы "
        "оформляются на бумаге, как прежде, и других последствий отказ не имеет (статья 22.2 ТК\u00a0РФ).",
        "Согласие можно дать и позднее.",
        "Согласие не требуется от принятых на работу после 31\u00a0декабря 2021\u00a0г., у которых на эту дату не "
        "было трудового стажа.",
        COPIES,
    ]


def consent(data: Joining) -> Paper:
    """«Согласие»: given by the employee to his employer, signed by hand."""
    employee = data.employee
    return Paper(
        [
            Addressee([addressed(data.employer.head, data.employer.name), applying(employee)]),
            Title("Согласие", f"на {ABOUT}"),
            Paragraph(
                f"Я, {employee.name}, на основании статьи 22.2 {CODE} (далее\u00a0— ТК\u00a0РФ) с {day(data.starts)} "
                f"даю согласие на {ABOUT} в информационной системе «{data.system}»."
            ),
            Items("Мне известно, что:", _known(data)),
            Note(
                "Согласие на обработку персональных данных этим документом не даётся: оно оформляется отдельно "
                "(статья 9 Федерального закона от 27.07.2006 №\u00a0152-ФЗ «О персональных данных»)."
            ),
            Signature(employee.name.signature),
        ],
        title=f"Согласие на КЭДО: {employee.name}",
        subject=f"на {ABOUT}",
        author=str(employee.name),
        footer=_footer(data),
        dated=data.made,
    )


def _known(data: Joining) -> list[str]:
    return [
        f"Электронный документооборот введён локальным нормативным актом: {data.rules}. С ним, с перечнем "
        f"электронных документов и с порядком доступа к системе я ознакомлен{data.employee.ending}.",
        "Согласие даётся добровольно, и до него документы оформляются на бумаге.",
        "Подписывать документы усиленной неквалифицированной электронной подписью можно лишь после того, как "
        "заключено соглашение о порядке её проверки. Само соглашение этой подписью не подписывается.",
        f"На бумаге остаются {PAPER_ONLY}.",
    ]


def _footer(data: Joining) -> str:
    name = data.employee.named(Case.NOMINATIVE)
    return f"{name.initials} · сформировано в кабинете сотрудника {day(data.made)}"
