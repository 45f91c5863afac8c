"""The journal's part of the protocol: where the signing is recorded, and what to hold its proof against.

A proof is worth what its root is worth. That of a daily head lies in the mail of people outside; where the
journal stands at the moment nobody else knows, and the paper says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from cabinet.paper import Block, Facts, Heading, Items, Paragraph
from cabinet.writing import amount, digest, moment


@dataclass(frozen=True, slots=True)
class Proof:
    """That the journal holds the signing (RFC 9162, 2.1.3): the leaf's index, and the hashes from it to the root.

    ``day``: of the first daily head with the leaf, whose root this is; None: there is none yet, and the root is that of
    the whole tree. ``sealed``: when it was made.
    """

    index: int
    size: int
    root: bytes
    hashes: Sequence[bytes]
    sealed: datetime
    day: date | None = None


def journal(proofs: Sequence[tuple[str, Proof]], zone: tzinfo) -> list[Block]:
    """What is said of proofs, each with the name of its signature's file; nothing where there is none."""
    if not proofs:
        return []
    blocks: list[Block] = [Heading("Запись в журнале событий")]
    for file, proof in proofs:
        blocks += _proof(file, proof, zone)
    return [*blocks, *map(Paragraph, dict.fromkeys(_compared(proof) for _, proof in proofs))]


def _proof(file: str, proof: Proof, zone: tzinfo) -> list[Block]:
    facts = [
        ("Файл подписи", file),
        ("Запись", f"№\u00a0{amount(proof.index)} (счёт от нуля) из {amount(proof.size)}"),
        ("Корень журнала", digest(proof.root)),
        ("Отпечаток журнала", f"на {proof.day:%d.%m.%Y}" if proof.day else "до ближайшего отпечатка"),
        ("Скреплён", moment(proof.sealed.astimezone(zone))),
    ]
    hashes = [digest(one, 8) for one in proof.hashes]
    listed: list[Block] = [Items("Хеши от записи к корню (RFC\u00a09162, 2.1.3):", hashes)] if hashes else []
    return [Facts(facts), *listed]


def _compared(proof: Proof) -> str:
    if proof.day is None:
        return (
            "До ближайшего отпечатка сравнить корень не с чем: отпечаток журнала уходит раз в день. Скачайте архив "
            "снова на следующий день: в нём будет корень, который разослан."
        )
    return (
        f"Сравните число записей и корень с отпечатком на {proof.day:%d.%m.%Y} («число:корень») в письме или в "
        "сообщении группы кадров. Берите тот, что хранился не у администратора: совпал — запись не переписана."
    )
