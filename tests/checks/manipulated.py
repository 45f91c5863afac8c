"""PDFs that others made to deceive whoever checks signatures: read out of pyHanko's source, not copied here."""

from __future__ import annotations

import hashlib
import os
import tarfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path, PurePosixPath

from tests.house.places import HOUSE, read

FETCHED = HOUSE / ".venv" / "pyhanko-source"
DATA = "pyhanko_testing_commons/test_data/data/"


def source() -> Path:
    """The source distribution: what PYHANKO_SOURCE names, else what `make test` has fetched."""
    named = os.environ.get("PYHANKO_SOURCE")
    found = [Path(named)] if named else sorted(FETCHED.glob("*.tar.gz"))
    assert found, "make .venv/.pyhanko-source fetches what this test reads"
    return found[0]


@cache
def data() -> Mapping[str, bytes]:
    """Name below the folder of test data → bytes; only of the very file that the lock names."""
    path = source()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert f"--hash=sha256:{digest}" in read("requirements.lock"), "another file than the lock's"
    found = {}
    with tarfile.open(path) as archive:
        for member in archive:
            name = PurePosixPath(member.name).as_posix().partition(DATA)[2]
            if name and member.isfile() and (file := archive.extractfile(member)) is not None:
                found[name] = file.read()
    return found


def pdfs() -> Mapping[str, bytes]:
    """All PDFs among them."""
    return {name.removeprefix("pdf/"): content for name, content in data().items() if name.endswith(".pdf")}
