"""The archive of one signed document: all that a court or an inspector needs to check it without us, as a ZIP.

The document as it was signed, each signature beside it (`<name>_1.sgn`), the certificates, the root and the revocation
lists that were in force, the protocol, a card for machines with the fields of order 578н, the journal's proof of
each signing, and `verify.sh`, which needs OpenSSL 3.0 and a shell. The same data give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from io import BytesIO
from typing import Any, Final

from cabinet.proof_paper import Proof
from cabinet.protocol_paper import Protocol, Revocations, Signed, protocol
from cabinet.verify_script import script
from signing import certificates
from signing.revocations import Published, published
from signing.verdicts import Verdict

TRUSTED: Final = "trusted.pem"
PROTOCOL: Final = "protocol.pdf"
CARD: Final = "card.json"
SCRIPT: Final = "verify.sh"
LONGEST: Final = 200
"""Signs of a file's stem: the order allows 250, file systems 255 bytes."""
_UNFIT: Final = re.compile(r"[^a-zA-Z\u0430-\u044f\u0410-\u042f0-9]+")


@dataclass(frozen=True, slots=True)
class Signatory:
    """One who signed: the signature's file (DER), and what our check found. The verdict knows his certificate.

    ``entry``: the journal's entry of the signature, as it is hashed: what ``proof`` proves.
    """

    signature: bytes = field(repr=False)
    verdict: Verdict
    last: str
    first: str
    patronymic: str = ""
    position: str = ""
    proof: Proof | None = None
    entry: bytes = field(default=b"", repr=False)


def stem_of(name: str) -> str:
    """A document's name as order 578н lets files be called: letters (no ё), digits and «_» alone."""
    fit = _UNFIT.sub("_", name.replace("ё", "е").replace("Ё", "Е")).strip("_")
    return fit[:LONGEST].rstrip("_") or "document"


@dataclass(frozen=True, slots=True)
class Archive:
    """What is packed. ``lists``: the last revocation list before each signature, in DER; ``kind``: code of docType."""

    company: str
    inn: str
    name: str
    number: str
    kind: str
    dated: date
    document: bytes = field(repr=False)
    signatories: Sequence[Signatory]
    root: bytes = field(repr=False)
    lists: Sequence[bytes] = field(repr=False)
    checked: datetime
    zone: tzinfo

    @property
    def stem(self) -> str:
        """The name of the document as the order lets files be called."""
        return stem_of(self.name)

    @property
    def file(self) -> str:
        """The document's."""
        return f"{self.stem}.pdf"

    def signature_file(self, place: int) -> str:
        """Of the signature with that place, counted from 1."""
        return f"{self.stem}_{place}.sgn"


def packed(data: Archive) -> bytes:
    """The ZIP. Takes some 30 ms: call it off the event loop. NotArchival: the protocol's check refuses it."""
    made = BytesIO()
    moment = data.checked.astimezone(data.zone).timetuple()[:6]
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files(data):
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if name == SCRIPT else 0o644) << 16
            archive.writestr(entry, content)
    return made.getvalue()


def files(data: Archive) -> Iterator[tuple[str, bytes]]:
    """(name, content) of each file, the document first."""
    yield data.file, data.document
    for place, one in enumerate(data.signatories, 1):
        yield data.signature_file(place), one.signature
    for place, one in enumerate(data.signatories, 1):
        if one.verdict.certificate is not None:
            yield f"certificate_{place}.cer", one.verdict.certificate.der
    yield "root.cer", data.root
    yield TRUSTED, _trusted(data).encode()
    yield PROTOCOL, protocol(_protocol(data)).print()
    yield CARD, _json(_card(data))
    for place, one in enumerate(data.signatories, 1):
        if one.proof is not None:
            yield f"proof_{place}.json", _json(_proof(one.proof, one.entry))
    moments = [(data.signature_file(n), one.verdict.moment) for n, one in enumerate(data.signatories, 1)]
    yield SCRIPT, script(data.file, TRUSTED, moments).encode()


def _trusted(data: Archive) -> str:
    """Root and lists in PEM: OpenSSL takes of several lists the one that was in force at the moment it looks at."""
    return certificates.read(data.root).pem + "".join(one.pem for one in _lists(data))


def _lists(data: Archive) -> list[Published]:
    found = [published(der) for der in dict.fromkeys(data.lists)]
    return sorted(found, key=lambda one: one.number)


def _protocol(data: Archive) -> Protocol:
    last = _lists(data)[-1]
    return Protocol(
        company=data.company, name=data.name, number=data.number, file=data.file,
        digest=hashlib.sha256(data.document).digest(), size=len(data.document),
        signatures=[
            Signed(data.signature_file(n), one.verdict, one.proof) for n, one in enumerate(data.signatories, 1)
        ],
        root=certificates.read(data.root), trusted=TRUSTED, checked=data.checked, zone=data.zone,
        revocations=Revocations(last.number, last.made, last.due, hashlib.sha256(last.der).digest()),
    )  # fmt: skip


def _card(data: Archive) -> dict[str, Any]:
    """The fields of the description that order 578н asks for, and hashes; dates are days of the company's zone."""
    return {
        "content": {
            "employername": data.company,
            "innemployer": data.inn,
            "docinfo": {
                "docName": data.name,
                "docNumber": data.number,
                "date": data.dated.isoformat(),
                "docType": data.kind,
                "file": _file(data.file, data.document),
                "employeeinfo": [_signatory(data, n, one) for n, one in enumerate(data.signatories, 1)],
            },
        }
    }


def _signatory(data: Archive, place: int, one: Signatory) -> dict[str, Any]:
    claimed = one.verdict.claimed
    return {
        "lastnameinfo": one.last,
        "firstnameinfo": one.first,
        "patronymicInfo": one.patronymic,
        "jobtitle": one.position,
        "signature": {
            "date": claimed.astimezone(data.zone).date().isoformat() if claimed else None,
            "moment": claimed.isoformat() if claimed else None,
            "x509": _file(data.signature_file(place), one.signature),
            "serial": f"{one.verdict.certificate.serial:x}" if one.verdict.certificate else None,
        },
    }


def _file(name: str, content: bytes) -> dict[str, Any]:
    return {"file": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _proof(proof: Proof, entry: bytes) -> dict[str, Any]:
    """RFC 9162, 2.1.3; all hashes in hex. SHA-256 of a zero byte and the entry's bytes is the leaf.

    ``head``: day of the daily head that says «treeSize:rootHash»; null where no head holds the leaf yet.
    """
    return {
        "entry": entry.decode(),
        "leafIndex": proof.index,
        "treeSize": proof.size,
        "rootHash": proof.root.hex(),
        "inclusionPath": [one.hex() for one in proof.hashes],
        "sealed": proof.sealed.isoformat(),
        "head": proof.day.isoformat() if proof.day else None,
    }


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
