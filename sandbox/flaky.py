"""An API of which a share of the calls fails, in every way in which a real one does. Same seed, same failures."""

from __future__ import annotations

import random
from typing import Any

from sandbox.errors import ApiError, too_many

KINDS = ("429", "500", "502", "reset-before", "reset-after", "hang", "html")
"""Refusals in JSON · the connection breaks before or after the effect · no answer, no effect · a proxy's page."""
SPARED = "getme"
"""Whoever starts a bot must be able to."""
REFUSALS = {
    "429": too_many(1),
    "500": ApiError(500, "Internal Server Error"),
    "502": ApiError(502, "Bad Gateway"),
}
PAGE = """<html>
<head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body>
</html>
"""


class Flaky:
    """Strikes ``share`` of the calls (0 to 1) in one of ``kinds``; one that hangs is cut after ``hang_seconds``."""

    def __init__(
        self, share: float = 0.0, seed: int = 0, kinds: tuple[str, ...] = KINDS, hang_seconds: float = 5.0
    ) -> None:
        if not 0 <= share <= 1 or not kinds or not set(kinds) <= set(KINDS):
            raise ValueError(f"a share from 0 to 1, and kinds of {', '.join(KINDS)}")
        self._share, self._kinds, self.hang_seconds = share, kinds, hang_seconds
        self._chance = random.Random(seed)  # noqa: S311 # no secret: a story must fail in the same places again

    @classmethod
    def ordered(cls, wish: Any) -> Flaky:
        """What the control API wishes; None: all is well again."""
        if wish is None:
            return cls()
        return cls(**{**wish, "kinds": tuple(wish.get("kinds", KINDS))})

    def strikes(self, method: str) -> str | None:
        """How this call fails; None: it does not."""
        if self._share == 0 or method.lower() == SPARED or self._chance.random() >= self._share:
            return None
        return self._chance.choice(self._kinds)
