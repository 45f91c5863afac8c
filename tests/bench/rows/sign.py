"""Row 8: a batch under one unlocked key, each document signed and its signature checked, beside pyHanko's own way.

pyHanko signs with its `SimpleSigner` and validates as its manual does, with one context for each signature.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from time import process_time

from asn1crypto import cms, keys, x509
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, SimpleSigner
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.cades import Checker, Pen
from tests.bench.figures import Row, Scale
from tests.conftest import START
from tests.signing.pki import Employee, Firm

BATCH = 150
SIGNED = START + timedelta(hours=1)
LEAST = 40
"""Documents a CPU second, which the house promises with storing; without it there has to be room."""


async def measure(scale: Scale) -> list[Row]:
    """Ours against pyHanko's, in turns."""
    firm = Firm()
    employee, batch = firm.hire(), scale.many(BATCH, 2)
    documents = [bytes([number]) * 50_000 for number in range(batch)]
    row = Row("sign", "documents signed and checked per CPU second", 1.5, most=False)
    rates = list[float]()
    for turn in range(scale.warm + scale.pairs):
        bare = await asyncio.to_thread(_cost, _bare(employee), documents)
        ours = await asyncio.to_thread(_cost, _ours(employee), documents)
        if turn >= scale.warm:
            row.ratios.append(bare / ours)
            rates.append(batch / ours)
    row.notes = [f"ours {min(rates):.0f} … {max(rates):.0f} a CPU second"]
    if min(rates) < LEAST and not scale.quick:
        row.faults.append(f"less than {LEAST} a CPU second")
    return [row]


def _cost(one: Callable[[bytes], bool], documents: list[bytes]) -> float:
    began = process_time()
    assert all(one(document) for document in documents)
    return process_time() - began


def _ours(employee: Employee) -> Callable[[bytes], bool]:
    pen, checker = Pen(employee.key, employee.der), Checker(employee.firm.trust())
    return lambda document: checker.check(pen.sign(document, SIGNED), document).good


def _bare(employee: Employee) -> Callable[[bytes], bool]:
    signer = SimpleSigner(
        signing_cert=x509.Certificate.load(employee.der),
        signing_key=keys.PrivateKeyInfo.load(employee.key.dump()),
        cert_registry=SimpleCertificateStore(),
    )
    return lambda document: asyncio.run(_one(signer, employee.firm, document))


async def _one(signer: SimpleSigner, firm: Firm, document: bytes) -> bool:
    attributes = PdfCMSSignedAttributes(signing_time=SIGNED)
    signed = await signer.async_sign_general_data(document, "sha256", use_cades=True, signed_attr_settings=attributes)
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(firm.root)],
        crls=firm.lists,
        moment=SIGNED,
        best_signature_time=SIGNED,
        revocation_mode="require",
        retroactive_revinfo=True,
    )
    read = cms.ContentInfo.load(signed.dump())["content"]
    status = await async_validate_detached_cms(document, read, signer_validation_context=context)
    return bool(status.bottom_line)
