"""The certificates under which a time stamping authority has to stand, from the file that TSA_ROOTS names."""

from __future__ import annotations

from pathlib import Path

from bot.trouble import Exit, Trouble
from cabinet.checking import brought
from locales import keys


def read(path: Path) -> tuple[bytes, ...]:
    """Roots in DER, out of PEM or DER; Trouble where the file cannot be read or holds none."""
    try:
        found = brought({path.name: path.read_bytes()}).roots
    except OSError:
        found = ()
    if not found:
        raise Trouble(keys.console_tsa_roots_unread(path=str(path)), code=Exit.USAGE)
    return found
