"""What the house consists of, for the tests that look at it from outside."""

from __future__ import annotations

import subprocess
from pathlib import Path

HOUSE = Path(__file__).parents[2]
FLOORS = ("bot", "handlers", "dialogs", "cabinet", "storage", "signing", "gateways", "locales", "sandbox")
MADE = ("locales/keys.py", "storage/migrations/versions/")
"""Written by a generator."""


def tracked() -> list[str]:
    """Every file of the project by its path from the root: what git knows, and what it would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:  # an unpacked archive has no git
        found = (path.relative_to(HOUSE) for path in HOUSE.rglob("*") if path.is_file())
        return sorted(path.as_posix() for path in found if not any(part.startswith(".venv") for part in path.parts))
    return sorted(line for line in listed.stdout.splitlines() if (HOUSE / line).exists())


def code() -> list[str]:
    """Python files of the floors, without what a generator wrote."""
    return [
        name
        for name in tracked()
        if name.endswith(".py") and name.split("/")[0] in FLOORS and not name.startswith(MADE)
    ]


def proofs() -> list[str]:
    """Python files of the tests."""
    return [name for name in tracked() if name.endswith(".py") and name.startswith("tests/")]


def pages() -> list[str]:
    """Markdown files."""
    return [name for name in tracked() if name.endswith(".md")]


def read(name: str) -> str:
    """The text of a file."""
    return (HOUSE / name).read_text(encoding="utf-8")
