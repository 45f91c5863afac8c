"""A company's authority and its people for tests, at any moment of the past."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from signing import authority
from signing.algorithms import P256, Key
from signing.authority import Authority, Revoked
from signing.cades import Checker, Pen, Register
from signing.certificates import Certificate, read
from signing.names import Subject
from signing.verdicts import Trust, Verdict
from tests.conftest import START

LONG = "Константинопольская Александра Владимировна"
URL = "http://crl.example.ru/root.crl"
DOCUMENT = "Заявление на отпуск\n".encode() * 40 + bytes(range(256))


@dataclass
class Firm:
    """A company whose root was made at ``at``; ``lists`` are the revocation lists that it published."""

    at: datetime = START
    name: str = "Общество с ограниченной ответственностью «Ромашка и компания»"
    lists: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        subject = Subject("Удостоверяющий центр", self.name, "7701234567")
        self.root_key, self.root = authority.new_root(subject, self.at)
        self.authority = Authority(self.root, self.root_key)
        self.publish(self.at)

    def publish(self, at: datetime, *revoked: Revoked, life: timedelta = timedelta(days=7)) -> bytes:
        """The next revocation list."""
        self.lists.append(self.authority.revocation_list(revoked, len(self.lists) + 1, at, life))
        return self.lists[-1]

    def hire(self, name: str = LONG, at: datetime | None = None, life: timedelta = authority.LIFE) -> Employee:
        """An employee with key and certificate."""
        key = P256.generate()
        subject = Subject(name, self.name, "7701234567", "Инженер-конструктор")
        return Employee(self, key, self.authority.issue(subject, key.public, URL, at or self.at, life))

    def trust(self, *lists: bytes) -> Trust:
        """Our root and all our lists, or just these."""
        return Trust((self.root,), lists or tuple(self.lists))

    def check(self, signature: bytes, document: bytes = DOCUMENT, registered: Register | None = None) -> Verdict:
        """What our checker says."""
        return Checker(self.trust(), registered).check(signature, document)


@dataclass(frozen=True)
class Employee:
    """Who signs."""

    firm: Firm
    key: Key
    der: bytes

    @property
    def certificate(self) -> Certificate:
        return read(self.der)

    def sign(self, document: bytes = DOCUMENT, at: datetime | None = None) -> bytes:
        """A signature, an hour after the certificate was issued."""
        return Pen(self.key, self.der).sign(document, at or self.firm.at + timedelta(hours=1))
