"""What became of letters and cards, written together: a synced commit for each would cost more than its sending.

Who dies before a group is committed leaves letters that may have left: so many as are in hand, and one group.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import and_, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import metrics
from bot.outcome import Fate, Outcome
from bot.retry import steady
from cabinet.ports import Clock
from storage.engine import Database
from storage.groups import Deed, Group
from storage.outbox import Letter, LetterState

GROUP = 8
"""So many results at most in one transaction."""
GATHER = 0.1
"""Seconds until a group is written that has not become full."""
_ENDS = {
    Fate.SENT: LetterState.SENT,
    Fate.DROPPED: LetterState.DROPPED,
    Fate.DEAD: LetterState.DEAD,
    Fate.UNSURE: LetterState.UNSURE,
}


class Results:
    """Writes results; each call returns once its own is committed. ``wait``: seconds that a result waits for others."""

    def __init__(self, db: Database, clock: Clock, *, wait: float = GATHER) -> None:
        self._clock = clock
        self._group = Group(db, most=GROUP, wait=wait, told=partial(metrics.group, "results"))

    async def do(self, deed: Deed) -> None:
        """Do ``deed`` in the transaction of the next group, again while the trouble is passing."""
        await steady(partial(self._group.do, deed))

    async def write(self, letter: Letter, outcome: Outcome) -> None:
        """Write what became of a letter, unless its lease ran out and somebody else has it now."""
        await self.do(partial(self._write, letter, outcome))

    async def _write(self, letter: Letter, outcome: Outcome, session: AsyncSession) -> None:
        ours = and_(Letter.id == letter.id, Letter.state == LetterState.SENDING, Letter.attempts == letter.attempts)
        await session.execute(update(Letter).where(ours).values(**self._values(outcome)))

    def _values(self, outcome: Outcome) -> dict[str, object]:
        now, end = self._clock.now(), _ENDS.get(outcome.fate)
        values: dict[str, object] = {"lease_until": None, "reason": outcome.why, "message_id": outcome.message_id}
        if end is None:
            return values | {"state": LetterState.PENDING, "due_at": now + timedelta(seconds=outcome.wait)}
        if end is not LetterState.UNSURE:  # it may have to be sent again
            values["payload_sealed"] = None
        return values | {"state": end, "done_at": now}
