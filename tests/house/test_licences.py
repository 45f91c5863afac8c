"""What we build on may be given on with an MIT program; what only tests use may ask for more."""

from __future__ import annotations

import re
from importlib import metadata

import pytest

from tests.house.test_lock import LOCKS, pinned

FREE = (
    *("Apache", "APL 2", "BSD", "ISC", "MIT", "Unlicense", "Zlib", "PSF", "Python Software Foundation"),
    *("MPL-2.0", "Mozilla Public License 2.0", "OFL-1.1"),
)
FOR_TESTS = (*FREE, "LGPL")
NOT_HERE = frozenset({"colorama", "pywin32", "greenlet", "cffi-gen-src"})
"""Locked for other systems or Python versions, perhaps not installed on this one."""


def licence(name: str) -> str:
    """Everything that a package says of its licence."""
    about = metadata.metadata(name)
    said = [about.get("License-Expression"), about.get("License"), *(about.get_all("Classifier") or [])]
    return " ".join(line[:80] for line in said if line and (not line.count("::") or line.startswith("License")))


@pytest.mark.parametrize(("lock", "allowed"), [(LOCKS[0], FREE), (LOCKS[1], FOR_TESTS)])
def test_licences_fit(lock: str, allowed: tuple[str, ...]) -> None:
    for requirement in sorted(pinned(lock)):
        name = requirement.split("==")[0]
        try:
            said = licence(name)
        except metadata.PackageNotFoundError:
            assert name in NOT_HERE, f"{name} is locked and not installed"
            continue
        assert any(mark in said for mark in allowed), f"{name}: {said}"
        if allowed is FREE:
            assert not re.search(r"\bA?L?GPL", said), f"{name}: {said}"
