"""Papers of one's own signature: the agreement on it, and the act of identity with the certificate's fingerprint.

The agreement says how a signature is checked, without which a non-qualified one equals no hand (63-ФЗ, ст. 6 ч. 2; ТК
РФ, ст. 22.3), and what a code is (63-ФЗ, ст. 9 ч. 2). It is never signed by the signature that it introduces. The
wording is ours, and a lawyer has to confirm it before a company uses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from cabinet.joining_paper import CODE, PAPER_ONLY, Rules
from cabinet.paper import Block, Facts, Heading, Items, Paper, Paragraph, Signature, Title
from cabinet.parties import Employer, Person
from cabinet.writing import day, fingerprint, moment, serial
from signing.certificates import Certificate

LAW: Final = "Федерального закона от 06.04.2011 №\u00a063-ФЗ «Об электронной подписи»"
"""At its first mention, in the genitive."""
BLANK: Final = "_" * 40
"""To be filled in by hand."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the agreement says. ``place``: the town where it is made."""

    number: str
    employer: Employer
    employee: Person
    rules: Rules
    system: str
    place: str
    made: date


@dataclass(frozen=True, slots=True)
class Identity:
    """What the act says. ``document``: by what the officer knew the employee, empty: written in by hand."""

    number: str
    employer: Employer
    employee: Person
    officer: Person
    certificate: Certificate
    agreement: str
    agreed: date
    at: datetime
    place: str
    document: str = ""


def agreement(data: Agreement) -> Paper:
    """«Соглашение об использовании электронной подписи» between employer and employee, two copies."""
    blocks: list[Block] = [
        Title(f"Соглашение №\u00a0{data.number}", "об использовании усиленной неквалифицированной электронной подписи"),
        Facts(
            [
                ("Место и дата", f"{data.place}, {day(data.made)}"),
                ("Работодатель", f"{data.employer.details}\n{data.employer.signer}"),
                ("Работник", _who(data.employee)),
            ]
        ),
        *_sections([_subject(data), _making(), _checking(), _codes(), _duties(), _term()]),
        Signature(data.employer.head.name.signature, "За работодателя:"),
        Signature(data.employee.name.signature, "Работник:"),
    ]
    return Paper(
        blocks,
        title=f"Соглашение № {data.number} об электронной подписи: {data.employee.name}",
        subject="об использовании усиленной неквалифицированной электронной подписи",
        author=data.employer.name,
        footer=f"Соглашение №\u00a0{data.number} · {data.employee.name.initials}",
        dated=data.made,
    )


Section = tuple[str, Sequence[str]]


def _sections(sections: Sequence[Section]) -> list[Block]:
    """Headings and paragraphs with their numbers: «1. Предмет», «1.1. …»."""
    blocks: list[Block] = []
    for number, (name, texts) in enumerate(sections, 1):
        blocks.append(Heading(f"{number}. {name}"))
        blocks += [Paragraph(f"{number}.{part}.\u00a0{text}") for part, text in enumerate(texts, 1)]
    return blocks


def _subject(data: Agreement) -> Section:
    return "Предмет соглашения", [
        "Электронные документы, которые работник подписал усиленной неквалифицированной электронной подписью "
        f"(далее\u00a0— подпись) в информационной системе работодателя «{data.system}» (далее\u00a0— система), "
        "признаются равнозначными документам на бумаге, подписанным собственноручно, если подпись действительна по "
        f"разделу 3 (часть 2 статьи 6 {LAW}, далее\u00a0— Закон; статья 22.3 {CODE}, далее\u00a0— ТК\u00a0РФ).",
        f"Виды документов устанавливает {data.rules}. Подпись не применяется к документам, для которых закон требует "
        f"квалифицированной подписи. На бумаге остаются {PAPER_ONLY}.",
        "Соглашение заключается на бумаге либо подписывается квалифицированной подписью или подписью в приложении "
        "«Госключ». Подписью, о которой оно говорит, его подписать нельзя.",
    ]


def _making() -> Section:
    return "Ключ и сертификат", [
        "Ключ подписи создаёт система по команде работника, когда он выбрал ПИН-код. Ключ хранится в системе "
        "зашифрованным и открывается только на время подписания, когда введён ПИН-код. ПИН-код известен лишь "
        "работнику и в системе не хранится.",
        "Сертификат ключа проверки подписи выдаёт работодатель, заверяя его своим корневым сертификатом. До выдачи "
        "уполномоченное лицо работодателя устанавливает личность работника; об этом составляется акт с серийным "
        "номером и отпечатком сертификата. Пока личность не подтверждена, сертификат не действует.",
        "Срок действия указан в сертификате. До его окончания работник, знающий ПИН-код, может получить новый "
        "сертификат без нового акта; если ПИН-код утрачен, личность устанавливается снова.",
    ]


def _checking() -> Section:
    return "Порядок проверки подписи", [
        "Подпись хранится отдельным файлом в формате CAdES-BES (алгоритмы ECDSA P-256 и SHA-256). Она действительна, "
        "если одновременно: хеш-сумма документа совпадает с подписанной; значение подписи создано ключом, который "
        "соответствует сертификату работника; сертификат заверен корневым сертификатом работодателя и числится в "
        "реестре выданных; на момент подписания срок действия сертификата начался и не истёк, и сертификат не был "
        "отозван.",
        "Момент подписания указан в подписи и записан в журнале событий системы. Если подпись снабжена меткой "
        "времени, которой стороны доверяют, применяется время метки.",
        "Проверку выполняет система; её результат указывается в листе подписания. Каждая сторона вправе повторить "
        "проверку программой OpenSSL или иной программой, работающей с этим форматом: документ, подписи, сертификаты "
        "и список отозванных сертификатов работник может получить в любое время.",
        "При разногласиях стороны сопоставляют файл документа, файл подписи, сертификаты, список отозванных "
        "сертификатов, реестр выданных сертификатов и записи журнала событий.",
    ]


def _codes() -> Section:
    return "Подтверждение кодом", [
        "Там, где закон и локальный нормативный акт допускают простую электронную подпись, ею является код входа или "
        "код из СМС, введённый работником в системе. Подписавшим считается работник, за которым закреплены чат и "
        "номер телефона, если код введён верно и своевременно (часть 2 статьи 9 Закона).",
        "Кто создаёт и использует код, обязан хранить его в тайне.",
    ]


def _duties() -> Section:
    return "Обязанности сторон", [
        "Работник хранит ПИН-код в тайне и никому не передаёт; узнав, что ПИН-код стал известен другому, не позднее "
        "одного рабочего дня сообщает об этом работодателю или сам отзывает сертификат в системе и более этим ключом "
        "не пользуется (статья 10 Закона).",
        "Работодатель обеспечивает работу системы и защиту ключей; по сообщению работника, при увольнении и по "
        "решению о прекращении электронного документооборота с работником незамедлительно отзывает сертификат.",
        "Работодатель хранит документы, подписи, сертификаты, списки отозванных сертификатов, реестр выданных "
        "сертификатов и журнал событий не менее срока хранения документов. Расходы на подпись несёт работодатель.",
        "Работодатель не требует сообщить ПИН-код и не подписывает документы вместо работника.",
    ]


def _term() -> Section:
    return "Срок действия", [
        "Соглашение действует со дня подписания до прекращения трудового договора либо до решения работодателя о "
        "прекращении электронного документооборота с работником. Действительность документов, подписанных до этого, "
        "сохраняется.",
        "Соглашение составлено в двух экземплярах, по одному для каждой стороны.",
    ]


def identity(data: Identity) -> Paper:
    """«Акт»: an officer confirms whose certificate it is; its fingerprint is compared in the employee's chat."""
    return Paper(
        [
            Title(f"Акт №\u00a0{data.number}", "об установлении личности и выдаче сертификата"),
            Facts(_meeting(data)),
            Heading("Сертификат"),
            Facts(_certificate(data)),
            Items("Работник подтверждает:", _confirmed(data)),
            Paragraph("Личность работника установлена в его присутствии по предъявленному документу."),
            Signature(data.officer.name.signature, "Личность установил:"),
            Signature(data.employee.name.signature, "Работник:"),
        ],
        title=f"Акт № {data.number} об установлении личности: {data.employee.name}",
        subject=f"сертификат {serial(data.certificate.serial, 40)}",
        author=data.employer.name,
        footer=f"Акт №\u00a0{data.number} · {data.employee.name.initials}",
        dated=data.at.date(),
    )


def _meeting(data: Identity) -> list[tuple[str, str]]:
    return [
        ("Место и время", f"{data.place}, {moment(data.at)}"),
        ("Работодатель", data.employer.details),
        ("Личность установил", _who(data.officer)),
        ("Работник", _who(data.employee)),
        ("Предъявлен документ", data.document or BLANK),
    ]


def _certificate(data: Identity) -> list[tuple[str, str]]:
    certificate, zone = data.certificate, data.at.tzinfo
    begins, ends = certificate.begins.astimezone(zone), certificate.ends.astimezone(zone)
    return [
        ("Владелец", certificate.subject.name),
        ("Серийный номер", serial(certificate.serial, 20)),
        ("Отпечаток SHA-256", fingerprint(certificate.fingerprint)),
        ("Действителен", f"с {moment(begins)}\nпо {moment(ends)}"),
        ("Издатель", f"{certificate.issuer.name}, {certificate.issuer.organization}"),
    ]


def _confirmed(data: Identity) -> list[str]:
    return [
        "Ключ подписи создан по его команде, ПИН-код выбран им самим и никому не сообщён.",
        "Отпечаток сертификата, показанный в его чате, совпадает с указанным в акте, данные о владельце верны.",
        f"Соглашение об использовании электронной подписи №\u00a0{data.agreement} от\u00a0{day(data.agreed)} им "
        "подписано.",
    ]


def _who(person: Person) -> str:
    number = f"табельный номер\u00a0{person.number}" if person.number else ""
    return ", ".join(part for part in (str(person.name), person.place, number) if part)
