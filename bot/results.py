"""What became of letters, written together: a synced commit for each would cost more than its sending.

Who dies before a group is committed leaves letters that may have left: so many as are in hand, and one group.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final, cast

from sqlalchemy import Connection, Table, Update, bindparam, update

from bot import metrics
from bot.outcome import Fate, Outcome
from bot.retry import steady
from cabinet.ports import Clock
from storage.engine import Database
from storage.groups import Batching
from storage.outbox import Letter, LetterState

GROUP: Final = 8
"""So many results at most in one transaction."""
GATHER: Final = 0.1
"""Seconds until a group is written that has not become full."""
_ENDS: Final = {
    Fate.SENT: LetterState.SENT,
    Fate.DROPPED: LetterState.DROPPED,
    Fate.DEAD: LetterState.DEAD,
    Fate.UNSURE: LetterState.UNSURE,
}
_ROWS = cast("Table", Letter.__table__)


def _statement(*columns: str, **more: Any) -> Update:
    """Of the letter that is still ours: whoever took it since has counted one more attempt."""
    ours = update(_ROWS).where(_ROWS.c.id == bindparam("row"), _ROWS.c.attempts == bindparam("tries"))
    given: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("state", "reason", "message_id", *columns)}
    return ours.where(_ROWS.c.state == LetterState.SENDING).values(given | {"lease_until": None} | more)


_AGAIN = _statement("due_at")
_ASIDE = _statement("done_at")
"""Its payload stays: it may have to be sent again."""
_OVER = _statement("done_at", payload_sealed=None)


class Results:
    """Writes results; each call returns once its own is committed. ``wait``: seconds that a result waits for others."""

    def __init__(self, db: Database, clock: Clock, *, wait: float = GATHER) -> None:
        self._clock = clock
        self._group = Batching(db, _write, most=GROUP, wait=wait)

    async def write(self, letter: Letter, outcome: Outcome) -> None:
        """Write what became of a letter, unless its lease ran out and somebody else has it now."""
        await steady(partial(self._group.add, self._result(letter, outcome)))

    def _result(self, letter: Letter, outcome: Outcome) -> tuple[Update, dict[str, Any]]:
        now, end = self._clock.now(), _ENDS.get(outcome.fate)
        values = {
            "row": letter.id,
            "tries": letter.attempts,
            "new_state": end or LetterState.PENDING,
            "new_reason": outcome.why,
            "new_message_id": outcome.message_id,
        }
        if end is None:
            return _AGAIN, values | {"new_due_at": now + timedelta(seconds=outcome.wait)}
        return _ASIDE if end is LetterState.UNSURE else _OVER, values | {"new_done_at": now}


def _write(connection: Connection, results: Sequence[tuple[Update, dict[str, Any]]]) -> Sequence[None]:
    metrics.group("results", len(results))
    for statement in (_AGAIN, _ASIDE, _OVER):
        rows = [values for of, values in results if of is statement]
        if rows:
            connection.execute(statement, rows)
    return [None] * len(results)
