"""pyHanko and asn1crypto, and nothing of theirs beyond this folder.

Half a second to import: its modules are imported by the functions that need them (cades, stamps), never at a start.
Both libraries log whose certificate failed, with the name; what is wrong stands in our verdicts, so they are silent.
"""

from __future__ import annotations

import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)


def finished(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine gives that waits for nothing: pyHanko's are such where nothing is fetched.

    Ten times cheaper than a loop for each of them, and good in any thread. RuntimeError where it does wait.
    """
    try:
        work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    work.close()
    raise RuntimeError("pyHanko waits for something")
