"""Reads a CMS signature (RFC 5652), and sees whether it has the one form that its contents allow.

What is signed cannot be changed unseen. The rest of a file could be: version numbers, the list of digests, the name of
the issuer in another case, an attribute that is not signed. All of that follows from what is signed, so it is compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, core, tsp, x509
from pyhanko.sign.general import (
    CMSExtractionError,
    CMSStructuralError,
    MultivaluedAttributeError,
    NonexistentAttributeError,
    extract_certificate_info,
    extract_signer_info,
    find_cms_attribute_iter,
    find_unique_cms_attribute,
)
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation

from signing import der

UNREADABLE = (
    *(ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError),
    *(CMSExtractionError, CMSStructuralError, NonexistentAttributeError, MultivaluedAttributeError),
)
"""What asn1crypto and pyHanko raise over bytes that are not what they seem."""
MOST_CERTIFICATES = 16
"""A chain has three or four; looking for ways through hundreds is what somebody wants who sends them."""
RUSSIAN = "1.2.643."
"""Where ГОСТ's algorithms are numbered; asn1crypto gives the bare number of what it does not know."""
TOKEN = "signature_time_stamp_token"  # noqa: S105 # the name of an attribute
_CERTIFICATE = "signing_certificate_v2"
_CERTIFICATE_ONCE = "signing_certificate"


@dataclass(frozen=True)
class Read:
    """A CMS signature of one signer, its parts not yet judged."""

    signed: cms.SignedData
    signer: cms.SignerInfo
    certificate: x509.Certificate
    """The signer's: matched by issuer and serial, and by the signed attribute where there is one."""
    others: Sequence[x509.Certificate]
    checkable: bool
    """Not by ГОСТ, of which pyHanko knows nothing; then its certificate is not compared with the signed attribute."""

    def attribute(self, name: str) -> core.Asn1Value | None:
        """The signed attribute of that name; None where there is none. ValueError where there are several."""
        try:
            return find_unique_cms_attribute(self.signer["signed_attrs"], name)
        except NonexistentAttributeError:
            return None

    @property
    def digest(self) -> bytes:
        """Of what was signed."""
        value = self.attribute("message_digest")
        found: bytes = b"" if value is None else value.native
        return found

    @property
    def claimed(self) -> datetime | None:
        """When, says the signer."""
        value = self.attribute("signing_time")
        found: datetime | None = None if value is None else value.native
        return found

    @property
    def names_certificate(self) -> bool:
        """The certificate is among what was signed, in the present way or in the one of before 2007 (RFC 2634)."""
        return any(self.attribute(name) is not None for name in (_CERTIFICATE, _CERTIFICATE_ONCE))

    @property
    def is_cades(self) -> bool:
        """Certificate and time are among what was signed (ETSI EN 319 122-1 § 6.3, level B-B)."""
        return self.attribute(_CERTIFICATE) is not None and self.claimed is not None

    def tokens(self) -> list[cms.SignedData]:
        """Time stamps on the signature value; mostly none or one."""
        return [token["content"] for token in find_cms_attribute_iter(self.signer["unsigned_attrs"], TOKEN)]


def read(signature: bytes) -> Read:
    """The parts of a detached signature. UNREADABLE where it is none; SignatureValidationError where its certificate is
    not there, or not the one that was signed."""
    content = cms.ContentInfo.load(signature, strict=True)
    if content["content_type"].native != "signed_data":
        raise ValueError("not signed data")
    found = parts(content["content"])
    if not isinstance(found.signed["encap_content_info"]["content"], core.Void):
        raise ValueError("not detached")
    return found


def parts(signed: cms.SignedData) -> Read:
    """The same of a structure that is read already, detached or not."""
    signer = extract_signer_info(signed)
    if len(signed["certificates"]) > MOST_CERTIFICATES:
        raise ValueError("a heap of certificates")
    named = (signer["digest_algorithm"]["algorithm"].native, signer["signature_algorithm"]["algorithm"].native)
    checkable = not any(name.startswith(RUSSIAN) for name in named)
    found = (extract_certs_for_validation if checkable else extract_certificate_info)(signed)
    return Read(signed, signer, found.signer_cert, found.other_certs, checkable)


def is_der(signature: bytes) -> bool:
    """It is written in the one way."""
    try:
        der.check(signature)
    except der.NotDer:
        return False
    return True


def is_regular(found: Read) -> bool:
    """What is not signed is what follows from what is; time stamps are looked into, too."""
    try:
        return _is_regular(found) and all(_is_regular(parts(token)) for token in found.tokens())
    except (SignatureValidationError, *UNREADABLE):
        return False


def _is_regular(found: Read) -> bool:
    signed, signer = found.signed, found.signer
    unsigned = signer["unsigned_attrs"]
    extra = [] if isinstance(unsigned, core.Void) else list(unsigned)
    return (
        [attribute["type"].native for attribute in extra] in ([], [TOKEN])
        and _versions(signed) == (signed["version"].native, signer["version"].native)
        and [item.dump() for item in signed["digest_algorithms"]] == [signer["digest_algorithm"].dump()]
        and _names(signer, found.certificate)
        and isinstance(signed["crls"], core.Void)
        and _each_counts(found)
        and _exact(signed, signer, signed["encap_content_info"], signer["sid"].chosen)
        and _exact(signer["digest_algorithm"], signer["signature_algorithm"], *extra)
    )


def _exact(*parts: core.Sequence) -> bool:
    """asn1crypto lets elements follow that a structure does not have, and reads them as nothing."""
    return all(len(part) <= len(part._fields) for part in parts)


def _versions(signed: cms.SignedData) -> tuple[str, str]:
    """RFC 5652 § 5.1 and 5.3, for plain certificates and a signer who is named by issuer and serial."""
    plain = signed["encap_content_info"]["content_type"].native == "data"
    return ("v1" if plain else "v3"), "v1"


def _names(signer: cms.SignerInfo, certificate: x509.Certificate) -> bool:
    """Byte for byte; as names, «ООО» and «ооо» would be the same."""
    named = signer["sid"]
    same: bool = named.name == "issuer_and_serial_number" and named.chosen["issuer"].dump() == certificate.issuer.dump()
    return same


def _each_counts(found: Read) -> bool:
    """No certificate twice, and none that is not an issuer of the signer's, by name."""
    wanted = {found.certificate.issuer.hashable}
    rest = list(found.others)
    while rest:
        used = [item for item in rest if item.subject.hashable in wanted]
        if not used:
            return False
        wanted |= {item.issuer.hashable for item in used}
        rest = [item for item in rest if item not in used]
    return True


def token_moment(token: cms.SignedData) -> datetime:
    """When a time stamp says that it was made; UNREADABLE."""
    info = token["encap_content_info"]["content"].parsed
    if not isinstance(info, tsp.TSTInfo):
        raise ValueError("not a time stamp")
    moment: datetime = info["gen_time"].native
    return moment
