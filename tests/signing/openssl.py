"""OpenSSL's own opinion: what an inspector has on his machine, and nothing of ours."""

from __future__ import annotations

import subprocess
from base64 import encodebytes
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Said:
    """Whether it was content, and its words."""

    good: bool
    words: str


def pem(kind: str, *ders: bytes) -> bytes:
    """DER as the files that OpenSSL wants for roots and lists."""
    return b"".join(
        f"-----BEGIN {kind}-----\n{encodebytes(der).decode()}-----END {kind}-----\n".encode() for der in ders
    )


def run(*words: str | Path) -> Said:
    """`openssl …`."""
    done = subprocess.run(["openssl", *map(str, words)], capture_output=True, check=False)
    return Said(done.returncode == 0, (done.stdout + done.stderr).decode("utf-8", "replace"))


class Desk:
    """A folder in which OpenSSL looks at files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def verify(self, signature: bytes, document: bytes, root: bytes, *lists: bytes, at: datetime | None = None) -> Said:
        """`openssl cms -verify -cades`; with lists also `-crl_check`, with ``at`` as of that moment."""
        trusted = self.put("root.pem", pem("CERTIFICATE", root) + pem("X509 CRL", *lists))
        files = ("-in", self.put("x.p7s", signature), "-content", self.put("x.pdf", document), "-CAfile", trusted)
        more = (["-crl_check"] if lists else []) + ([] if at is None else ["-attime", str(int(at.timestamp()))])
        return run("cms", "-verify", "-binary", "-cades", "-inform", "DER", *files, *more, "-out", "/dev/null")

    def stamped(self, token: bytes, data: bytes, root: bytes, at: datetime | None = None) -> Said:
        """`openssl ts -verify` of a time stamp token over data."""
        files = ("-in", self.put("x.tst", token), "-data", self.put("x.sig", data))
        trusted = ("-CAfile", self.put("tsa.pem", pem("CERTIFICATE", root)))
        more = [] if at is None else ["-attime", str(int(at.timestamp()))]
        return run("ts", "-verify", "-token_in", *files, *trusted, *more)
