"""PDFs that somebody else signed inside (PAdES), by pyHanko's own way; its moment is that of the machine."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from asn1crypto import keys, x509
from pyhanko.pdf_utils.generic import StreamObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.signing.pki import Employee

WORDS = b"BT ET % pay 100"


class Careless(PdfSigner):
    """Signs where an earlier signature forbids it."""

    def _enforce_certification_constraints(self, reader: PdfFileReader) -> None:
        pass


def blank() -> bytes:
    """One page."""
    writer = PdfFileWriter(stream_xrefs=False)
    page = PageObject(contents=writer.add_object(StreamObject(stream_data=WORDS)), media_box=[0, 0, 300, 144])
    writer.insert_page(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def signed(pdf: bytes, by: Employee, field: str = "Signature1", certify: MDPPerm | None = None) -> bytes:
    """With one more signature inside; ``certify``: the first one, and what it allows afterwards."""
    signer = SimpleSigner(
        x509.Certificate.load(by.der), keys.PrivateKeyInfo.load(by.key.dump()), SimpleCertificateStore()
    )
    meta = PdfSignatureMetadata(
        field_name=field, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", certify=certify is not None,
        docmdp_permissions=certify or MDPPerm.FILL_FORMS,
    )  # fmt: skip
    out = Careless(meta, signer).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    return bytes(out.getvalue())


def appended(pdf: bytes, deed: Callable[[IncrementalPdfFileWriter], object]) -> bytes:
    """With one more revision."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    deed(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def swap_page(writer: IncrementalPdfFileWriter) -> None:
    """Other words on the page."""
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[pdf_name("/Contents")] = writer.add_object(StreamObject(stream_data=b"BT ET % pay 900"))
    writer.update_container(page)


def drop_fields(writer: IncrementalPdfFileWriter) -> None:
    """No form, and so no signature, any more."""
    del writer.root["/AcroForm"]
    writer.update_root()


def add_field(writer: IncrementalPdfFileWriter) -> None:
    """A place for somebody's signature."""
    append_signature_field(writer, SigFieldSpec("Later"))


def hole(pdf: bytes) -> tuple[int, int]:
    """(begin, end) of what the last signature leaves out."""
    ranges = re.findall(rb"/ByteRange\s*\[\s*0+\s+(\d+)\s+(\d+)", pdf)
    return int(ranges[-1][0]), int(ranges[-1][1])


def pdfsig(folder: Path, pdf: bytes) -> str:
    """What Poppler says; of certificates it is not asked."""
    (folder / "signed.pdf").write_bytes(pdf)
    words = ["pdfsig", "-nocert", str(folder / "signed.pdf")]
    done = subprocess.run(
        words, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
    )
    return done.stdout
