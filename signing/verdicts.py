"""What a check of a signature found, in plain values: nothing of the libraries that found it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime

from signing.authority import Revoked
from signing.certificates import Certificate


class Problem(enum.StrEnum):
    """What is wrong with a signature; an empty list of them is a good one."""

    MALFORMED = "malformed"  # no detached CMS signature of one signer: nothing can be said
    ALGORITHM = "algorithm"  # made with one that we cannot check (ГОСТ): neither good nor bad, others have to say
    FORM = "form"  # readable, but not in the one form of DER and CMS: somebody changed the file
    DOCUMENT = "document"  # made over another document, or the document was changed since
    LATER = "later"  # inside a PDF that was changed afterwards: what it shows now is not what was signed
    FORGED = "forged"  # the value does not come from the certificate's key, or the certificate is not the signed one
    BARE = "bare"  # no CAdES: certificate or time are not among what was signed
    WEAK = "weak"  # made with an algorithm that proves nothing any more
    FOREIGN = "foreign"  # the certificate does not lead to a root that we trust
    CHAIN = "chain"  # it leads there in a way that the rules forbid (an issuer that may not issue)
    TERM = "term"  # certificate or root were not good at that moment: not yet, or no more
    REVOKED = "revoked"  # it was taken back before that moment
    NO_LIST = "no-list"  # no revocation list covers that moment
    USAGE = "usage"  # the certificate is not meant for signatures that bind
    UNREGISTERED = "unregistered"  # the root's, but never issued here: made with a copy of the root's key
    STAMP = "stamp"  # its time stamp is of another signature, or was changed


class Since(enum.StrEnum):
    """What became of a PDF after a signature inside it."""

    NOTHING = "nothing"  # it ends with what was signed
    ALLOWED = "allowed"  # signatures, their proofs or values of fields were added; what was signed is shown as it was
    CHANGED = "changed"  # anything else


@dataclass(frozen=True)
class Query:
    """What is sent to a time stamping authority, in DER; ``nonce`` comes back in its answer."""

    der: bytes
    nonce: int


class Refused(Exception):
    """A time stamping authority answered, and gave no stamp; the message holds its words."""


class Unfit(Exception):
    """What a time stamping authority answered proves nothing: unreadable, of another signature, or nobody we trust."""


@dataclass(frozen=True)
class Stamp:
    """A time stamp (RFC 3161) on a signature."""

    at: datetime | None
    authority: Certificate | None
    problems: tuple[Problem, ...]

    @property
    def trusted(self) -> bool:
        """It proves that the signature was there at ``at``."""
        return not self.problems


@dataclass(frozen=True)
class Verdict:
    """One signature, judged. What is None could not be read, or was not asked."""

    problems: tuple[Problem, ...]
    certificate: Certificate | None = None
    digest: bytes = field(default=b"", repr=False)
    """Of the document that was signed, whichever it was."""
    claimed: datetime | None = None
    """When it was made, says the signer."""
    stamp: Stamp | None = None
    moment: datetime | None = None
    """At which the certificate was judged: of the time stamp where it can be trusted, else as claimed."""
    revoked: Revoked | None = None
    """The certificate was taken back: before that moment (Problem.REVOKED) or after it (which is no problem)."""
    registered: bool | None = None
    since: Since | None = None
    """Of a signature inside a PDF alone."""

    @property
    def good(self) -> bool:
        """Unchanged, by that certificate, and the certificate was good at that moment."""
        return not self.problems


@dataclass(frozen=True)
class Inside:
    """A signature inside a PDF: what its field is called there («» where none could be read), and the verdict."""

    field: str
    verdict: Verdict


@dataclass(frozen=True)
class Trust:
    """What a check rests on: certificates and revocation lists in DER, archived ones too. Nothing is ever fetched."""

    roots: tuple[bytes, ...]
    lists: tuple[bytes, ...] = ()
    stamp_roots: tuple[bytes, ...] = ()
    stamp_lists: tuple[bytes, ...] = ()
