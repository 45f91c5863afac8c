"""What becomes of a letter of which nobody knows whether it arrived: the network broke, or a process died, in between.

The Bot API knows no key by which it would tell a second one, so it is one or the other: maybe twice, or maybe never and
a person decides. Each kind of letter has its rule, in one table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select

from storage.broadcasts import Broadcast, Doubt
from storage.engine import Database
from storage.outbox import Letter, LetterKind

DOUBTS: Final[Mapping[LetterKind, Doubt | None]] = {
    LetterKind.NOTICE: Doubt.REPEAT,  # read twice it says the same
    LetterKind.ALERT: Doubt.REPEAT,
    LetterKind.SMS: Doubt.REPEAT,  # the gateway knows the second one by its id
    LetterKind.MAIL: Doubt.REPEAT,  # its Message-ID is the same
    LetterKind.BROADCAST: None,  # as its broadcast says
}


async def doubt_of(db: Database, letter: Letter) -> Doubt:
    """The rule for one letter."""
    rule = DOUBTS[letter.kind]
    if rule is not None:
        return rule
    rows = await db.glance(select(Broadcast.in_doubt).where(Broadcast.id == letter.broadcast_id))
    return rows[0][0] if rows else Doubt.REPEAT


def asks() -> ColumnElement[bool]:
    """Letters about which a person is asked."""
    own = [kind for kind, rule in DOUBTS.items() if rule is Doubt.ASK]
    others = [kind for kind, rule in DOUBTS.items() if rule is None]
    asking = select(Broadcast.id).where(Broadcast.in_doubt == Doubt.ASK)
    return or_(Letter.kind.in_(own), and_(Letter.kind.in_(others), Letter.broadcast_id.in_(asking)))
