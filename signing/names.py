"""Whose certificate it is: the distinguished name, written and read.

`cryptography` takes the 64 characters that RFC 5280 (appendix A.1) allows for a name as 64 bytes of UTF-8, which
«Константинопольская Александра Владимировна» exceeds with 43 letters. So it is told not to check, warns instead, and
warns again whenever such a name is read: here those warnings end. Names of companies above 64 characters are written as
they are, too: every verifier reads them, and a cut name would be somebody else's.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID, ObjectIdentifier

warnings.filterwarnings("ignore", "Attribute's length must be", UserWarning)

INN: Final = ObjectIdentifier("1.2.643.3.131.1.1")
"""Taxpayer's number of a person: 12 digits (order of ФСБ № 795, 27.12.2011)."""
INN_LE: Final = ObjectIdentifier("1.2.643.100.4")
"""Taxpayer's number of a legal entity: 10 digits (the same)."""


@dataclass(frozen=True)
class Subject:
    """Who is named: ``name`` is an employee's full name, or what a root calls itself. Empty texts are left out."""

    name: str
    organization: str
    inn: str = ""
    """Of the organization: 10 digits, or 12 where it is one person's business."""
    title: str = ""


def written(subject: Subject) -> x509.Name:
    """C=RU, O, INN, title, CN."""
    pairs = [
        (NameOID.COUNTRY_NAME, "RU"),
        (NameOID.ORGANIZATION_NAME, subject.organization),
        (INN_LE if len(subject.inn) == 10 else INN, subject.inn),
        (NameOID.TITLE, subject.title),
        (NameOID.COMMON_NAME, subject.name),
    ]
    return x509.Name([_attribute(oid, value) for oid, value in pairs if value])


def read(name: x509.Name) -> Subject:
    """What ``written`` wrote, or as much of it as another authority's name has."""

    def first(*oids: ObjectIdentifier) -> str:
        return next((str(item.value) for oid in oids for item in name.get_attributes_for_oid(oid)), "")

    return Subject(
        name=first(NameOID.COMMON_NAME),
        organization=first(NameOID.ORGANIZATION_NAME),
        inn=first(INN_LE, INN),
        title=first(NameOID.TITLE),
    )


def _attribute(oid: ObjectIdentifier, value: str) -> x509.NameAttribute[str]:
    digits = _ASN1Type.NumericString if oid in (INN, INN_LE) else None  # as the order wants it; the default is UTF-8
    return x509.NameAttribute(oid, value, digits, _validate=False)
