"""What a broadcast may say, how its copies are handed out, and how its figures are read."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cabinet.errors import Invalid
from storage.broadcasts import WAITING, Broadcast, BroadcastState
from storage.outbox import LetterState

LONGEST: Final = 3_500
"""Characters that a reader sees: with its frame the preview fits into one message (4096)."""
PAGE: Final = 500
"""Copies that one transaction makes or drops."""
BEGINNING: Final = 60
"""So many characters of a text tell which broadcast it is, in a letter or on a button."""
SOON: Final = 5.0
"""Seconds: what has left by then is not told in minutes."""
AHEAD: Final = 1_000
"""No page is made while so many copies wait: 45 seconds at 22 a second."""
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class Figures:
    """Copies of one broadcast, each counted once. ``left``: those to come, made or not; ``dropped``: by a stop."""

    total: int
    made: int
    sent: int
    dead: int
    unsure: int
    dropped: int
    pending: int
    left: int


def visible(text: str) -> str:
    """What a reader sees of a text in HTML."""
    return html.unescape(_TAG.sub("", text))


def checked_text(text: str, before: int = 0) -> str:
    """The text without white space around it; Invalid (broadcast-empty, broadcast-long) where it cannot be sent.

    ``before``: signs of it that came before, where it is the rest of a text that did not fit into one message.
    """
    kept, seen = text.strip(), visible(text).strip()
    if not seen:
        raise Invalid("broadcast-empty")
    if before + len(seen) > LONGEST:
        raise Invalid("broadcast-long", most=LONGEST, length=before + len(seen))
    return kept


def figures(broadcast: Broadcast, counted: Mapping[LetterState, int]) -> Figures:
    """Read the figures off the letters; off the row once it has ended and letters were cleaned away."""
    pending = sum(counted.get(state, 0) for state in WAITING)
    ends = [counted.get(state, 0) for state in (LetterState.SENT, LetterState.DEAD, LetterState.UNSURE)]
    if broadcast.ended_at is not None and sum(counted.values()) < broadcast.made:
        ends = [broadcast.sent, broadcast.dead, broadcast.unsure]
    sent, dead, unsure = ends
    made = max(broadcast.made, pending + sum(ends))
    dropped = made - pending - sum(ends)
    unmade = 0 if broadcast.paged or broadcast.state is BroadcastState.STOPPED else max(0, broadcast.total - made)
    return Figures(broadcast.total, made, sent, dead, unsure, dropped, pending, pending + unmade)


def beginning(text: str, most: int) -> str:
    """The first ``most`` signs that a reader sees, in one line: they tell which broadcast it is."""
    seen = " ".join(visible(text).split())
    return seen if len(seen) <= most else f"{seen[:most].rstrip()}…"


def minutes_left(left: int, pace: float) -> int:
    """Whole minutes until ``left`` copies have gone at ``pace`` a second; 0: at once (``SOON``)."""
    seconds = left / pace
    return 0 if seconds < SOON else math.ceil(seconds / 60)
