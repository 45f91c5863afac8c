"""Time stamps on signatures (RFC 3161; CAdES-T, ETSI EN 319 122-1 § 5.3): query, reply, and the file with a stamp."""

from __future__ import annotations

from asn1crypto import cms, core, tsp
from cryptography.hazmat.primitives.hashes import Hash
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from signing.hanko.judge import Judge
from signing.hanko.reading import TOKEN, UNREADABLE, Read, is_der, is_regular, parts, read
from signing.verdicts import Query, Refused, Trust, Unfit

_GRANTED = ("granted", "granted_with_mods")


class _Reply(core.Sequence):  # type: ignore[misc] # asn1crypto has no types
    """TimeStampResp as the standard has it; asn1crypto's takes no refusal, which brings no token."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]  # noqa: RUF012 # as its siblings


def query(signature: bytes) -> Query:
    """A question about the signature value; ValueError where the bytes are no signature."""
    signer = _read(signature).signer
    algorithm = signer["digest_algorithm"]["algorithm"].native
    digest = Hash(get_pyca_cryptography_hash(algorithm))
    digest.update(signer["signature"].native)
    nonce, asked = TimeStamper().request_cms(digest.finalize(), algorithm)
    return Query(asked.dump(), nonce)


def stamped(signature: bytes, asked: Query, reply: bytes, trust: Trust) -> bytes:
    """The signature with the time stamp of the reply; nothing else of it changes. Refused, Unfit."""
    token = _token(asked, reply)
    content = cms.ContentInfo.load(signature)
    attribute = cms.CMSAttribute({"type": TOKEN, "values": [token]})
    content["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([attribute])
    result: bytes = content.dump()
    found = _read(result)
    stamp = Judge(trust).stamp_of(found)
    if stamp is None or not stamp.trusted:
        raise Unfit(", ".join(stamp.problems) if stamp else "no stamp")
    if not is_der(result) or not is_regular(found):
        raise Unfit("not in the one form of DER and CMS")
    return result


def token_of(signature: bytes) -> bytes | None:
    """The first time stamp as a file of its own (`openssl ts -verify -token_in`); None without one."""
    tokens = _read(signature).tokens()
    return cms.ContentInfo({"content_type": "signed_data", "content": tokens[0]}).dump() if tokens else None


def value_of(signature: bytes) -> bytes:
    """What a time stamp is over: the signature value."""
    value: bytes = _read(signature).signer["signature"].native
    return value


def _read(signature: bytes) -> Read:
    try:
        return read(signature)
    except (SignatureValidationError, *UNREADABLE) as error:
        raise ValueError("not a signature") from error


def _token(asked: Query, reply: bytes) -> cms.ContentInfo:
    """The token of a reply, whose signature is not looked at yet."""
    try:
        answer = _Reply.load(reply, strict=True)
        status = answer["status"]["status"].native
        if status not in _GRANTED:
            raise Refused(f"{status}: {'; '.join(answer['status']['status_string'].native or [])}")
        token = cms.ContentInfo.load(answer["time_stamp_token"].dump(), strict=True)
        info = parts(token["content"]).signed["encap_content_info"]["content"].parsed
        if not isinstance(info, tsp.TSTInfo) or info["nonce"] == core.VOID or info["nonce"].native != asked.nonce:
            raise Unfit("the answer to another question")
    except (SignatureValidationError, *UNREADABLE) as error:
        raise Unfit("not an answer of a time stamping authority") from error
    return token
