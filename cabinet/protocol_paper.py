"""The protocol of a signed document («лист подписания»): who signed what and when, what a check found, how to repeat.

It is for people and proves nothing itself: it says where the proof lies, and the line by which anybody's OpenSSL checks
it without us. What a check found comes from `signing` as it is; the words stand here, for a lawyer to correct.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from cabinet.paper import Block, Command, Facts, Heading, Note, Paper, Paragraph, Table, Title
from cabinet.proof_paper import Proof, journal
from cabinet.writing import amount, digest, fingerprint, moment, serial
from signing.certificates import Certificate
from signing.verdicts import Problem, Verdict

FINE: Final = "соответствует"
CHECKS: Final[dict[str, tuple[Problem, ...]]] = {
    "Документ тот же, что был подписан (SHA-256)": (Problem.DOCUMENT, Problem.LATER),
    "Подпись создана ключом этого сертификата и не изменена": (
        Problem.MALFORMED, Problem.ALGORITHM, Problem.FORM, Problem.FORGED, Problem.BARE, Problem.WEAK,
    ),
    "Сертификат выдан корневым сертификатом работодателя": (Problem.FOREIGN, Problem.CHAIN, Problem.USAGE),
    "Сертификат числится в реестре выданных": (Problem.UNREGISTERED,),
    "Сертификат действовал на момент подписания": (Problem.TERM,),
    "Сертификат не был отозван на момент подписания": (Problem.REVOKED, Problem.NO_LIST),
    "Метка времени": (Problem.STAMP,),
}  # fmt: skip
"""What is checked, and what may be wrong with it."""
PROBLEMS: Final = {
    Problem.MALFORMED: "файл не является отсоединённой подписью",
    Problem.ALGORITHM: "создана алгоритмом, который здесь не проверяется: ни верна, ни неверна",
    Problem.FORM: "файл подписи изменён",
    Problem.DOCUMENT: "подписан другой документ, либо он изменён после подписания",
    Problem.LATER: "файл изменён после подписания: показывается не то, что было подписано",
    Problem.FORGED: "подпись создана не этим ключом",
    Problem.BARE: "сертификат или время не подписаны",
    Problem.WEAK: "подпись создана ненадёжным алгоритмом",
    Problem.FOREIGN: "корневой сертификат неизвестен",
    Problem.CHAIN: "сертификат выдан с нарушением правил",
    Problem.TERM: "сертификат не действовал",
    Problem.REVOKED: "сертификат был отозван",
    Problem.NO_LIST: "нет списка отозванных сертификатов на этот момент",
    Problem.USAGE: "сертификат не предназначен для подписания",
    Problem.UNREGISTERED: "работодателем не выдавался",
    Problem.STAMP: "метка времени относится к другой подписи или изменена",
}
ABOUT: Final = (
    "Лист подписания составлен информационной системой работодателя для удобства людей. Он не подписан и сам ничего не "
    "доказывает: доказательствами служат файл документа, файлы подписей, сертификаты и список отозванных сертификатов."
)


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature: the name of its file, what its check found, and what the journal holds of it."""

    file: str
    verdict: Verdict
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Revocations:
    """The last revocation list before the signatures. ``digest``: SHA-256 of its file."""

    number: int
    made: datetime
    due: datetime
    digest: bytes


@dataclass(frozen=True, slots=True)
class Protocol:
    """All that the protocol says. ``trusted``: the file with root and revocation list in PEM; ``zone``: of moments."""

    company: str
    name: str
    number: str
    file: str
    digest: bytes
    size: int
    signatures: Sequence[Signed]
    root: Certificate
    revocations: Revocations
    trusted: str
    checked: datetime
    zone: tzinfo


def protocol(data: Protocol) -> Paper:
    """The protocol; the same data give the same paper."""
    blocks: list[Block] = [Title("Лист подписания", data.name), Note(ABOUT), *_document(data)]
    for number, signed in enumerate(data.signatures, 1):
        blocks += _signature(number, signed, data.zone)
    proofs = [(one.file, one.proof) for one in data.signatures if one.proof]
    blocks += [*_trust(data), *journal(proofs, data.zone), *_how(data)]
    return Paper(
        blocks,
        title=f"Лист подписания: {data.name}",
        subject=f"SHA-256 {data.digest.hex()}",
        author=data.company,
        footer=f"Лист подписания составлен {moment(data.checked.astimezone(data.zone))}",
        dated=data.checked.astimezone(data.zone).date(),
    )


def _document(data: Protocol) -> list[Block]:
    facts = [
        ("Наименование", data.name),
        ("Номер", data.number),
        ("Работодатель", data.company),
        ("Файл", data.file),
        ("Размер", f"{amount(data.size)}\u00a0байт"),
        ("SHA-256", digest(data.digest)),
    ]
    return [Heading("Документ"), Facts(facts)]


def _opinion(verdict: Verdict) -> str:
    if Problem.ALGORITHM in verdict.problems:
        return "подпись не проверена"
    return "подпись действительна" if verdict.good else "подпись недействительна"


def _signature(number: int, signed: Signed, zone: tzinfo) -> list[Block]:
    verdict = signed.verdict
    facts = [("Файл подписи", signed.file)]
    if verdict.certificate:
        facts += _owner(verdict.certificate, zone)
    if verdict.claimed:
        facts.append(("Подписано", moment(verdict.claimed.astimezone(zone))))
    if verdict.stamp and verdict.stamp.at:
        by = f", {verdict.stamp.authority.subject.name}" if verdict.stamp.authority else ""
        facts.append(("Метка времени", f"{moment(verdict.stamp.at.astimezone(zone))}{by}"))
    facts.append(("Заключение", _opinion(verdict)))
    blocks: list[Block] = [Heading(f"Подпись {number}"), Facts(facts)]
    blocks.append(Table(["Что проверено", "Результат"], _checks(verdict), [7, 3]))
    if verdict.revoked and Problem.REVOKED not in verdict.problems:
        at = moment(verdict.revoked.at.astimezone(zone))
        blocks.append(Note(f"Сертификат отозван {at}, после подписания: действительность подписи это не меняет."))
    return blocks


def _owner(certificate: Certificate, zone: tzinfo) -> list[tuple[str, str]]:
    subject = certificate.subject
    told = [("Подписал", subject.name), ("Должность", subject.title), ("Организация", subject.organization)]
    return [*((name, value) for name, value in told if value), *_numbers(certificate, zone)]


def _numbers(certificate: Certificate, zone: tzinfo) -> list[tuple[str, str]]:
    begins, ends = certificate.begins.astimezone(zone), certificate.ends.astimezone(zone)
    return [
        ("Серийный номер", serial(certificate.serial, 20)),
        ("Отпечаток SHA-256", fingerprint(certificate.fingerprint)),
        ("Действителен", f"с {moment(begins)}\nпо {moment(ends)}"),
    ]


def _checks(verdict: Verdict) -> list[tuple[str, str]]:
    """Each check with its result; of a file that is no signature nothing more is known."""
    rows = []
    for name, problems in CHECKS.items():
        found = "; ".join(PROBLEMS[problem] for problem in problems if problem in verdict.problems)
        rows.append((name, found or _unfound(problems, verdict)))
    return rows


def _unfound(problems: tuple[Problem, ...], verdict: Verdict) -> str:
    """A check that found nothing wrong, or was not made."""
    if Problem.STAMP in problems and verdict.stamp is None:
        return "не проставлена"
    unasked = Problem.UNREGISTERED in problems and verdict.registered is None
    unread = {Problem.MALFORMED, Problem.ALGORITHM}.intersection(verdict.problems)
    return "не проверялось" if unasked or unread else FINE


def _trust(data: Protocol) -> list[Block]:
    root, revocations = data.root, data.revocations
    listed = [
        ("Номер", str(revocations.number)),
        ("Издан", moment(revocations.made.astimezone(data.zone))),
        ("Следующий", f"не позднее {moment(revocations.due.astimezone(data.zone))}"),
        ("SHA-256", digest(revocations.digest)),
    ]
    return [
        Heading("Корневой сертификат работодателя"),
        Facts([("Владелец", f"{root.subject.name}, {root.subject.organization}"), *_numbers(root, data.zone)]),
        Heading("Список отозванных сертификатов"),
        Facts(listed),
    ]


def _how(data: Protocol) -> list[Block]:
    """The lines to type; the moment is that of the signature, so that they hold when everything has expired."""
    lines = [command(data, signed) for signed in data.signatures]
    return [
        Heading("Как проверить самостоятельно"),
        Paragraph(
            "В папке с файлами архива, программой OpenSSL версии 3.0 или новее. Ответ «CAdES Verification successful» "
            "означает, что подпись верна. Числится ли сертификат в реестре выданных, программа не видит."
        ),
        *map(Command, lines),
    ]


def command(data: Protocol, signed: Signed) -> str:
    """The check of one signature for a POSIX shell; with the moment at which its certificate was judged, if known."""
    at = signed.verdict.moment
    parts = [
        "openssl cms -verify -binary -cades -inform DER",
        f"-in {shlex.quote(signed.file)}",
        f"-content {shlex.quote(data.file)}",
        f"-CAfile {shlex.quote(data.trusted)} -crl_check{f' -attime {int(at.timestamp())}' if at else ''}",
        "-out /dev/null",
    ]
    return " \\\n".join(parts)
