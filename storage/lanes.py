"""Whose turn it is with the updates of one order key, where several processes share the work over PostgreSQL.

A process leases a lane, handles what waits in it in order, and gives it back. All moments are the database's own, so
that no process has to trust another one's clock; one that lies further ahead than we ever set it was written before the
clock was put back, and does not count.

READ COMMITTED: a statement sees what was committed before it began, but a row that it waited for in its newest form. So
what waits in a lane is read by a statement of its own, after the one that saw ``puts``, and nothing is concluded from a
sub-select beside a row that may have been waited for.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    DateTime,
    Row,
    Select,
    SQLColumnExpression,
    String,
    and_,
    func,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.engine import signal
from storage.inbox import Lane, Update
from storage.order_keys import chat

FARTHEST = timedelta(minutes=10)
"""Nobody lets a lane wait longer than this."""
_SIGHT = 8
"""So many times as many lanes as are wanted are looked at: most of them may be of one group."""
NOW: ColumnElement[Any] = func.now(type_=DateTime(timezone=True))


class Fenced(Exception):
    """The lease ran out and another process has the lane: nothing of this turn may be written."""


@dataclass(frozen=True)
class Lease:
    """A lane of ours. ``puts``: how often something had been put into it when we last knew all that waits.

    ``left_behind``: another process had it, and let its lease run out.
    """

    lane: str
    fence: int
    puts: int
    left_behind: bool = False


@dataclass(frozen=True)
class Crowd:
    """How many lanes of one group a process may hold; ``groups``: those of the lanes it holds, each as often."""

    most: int
    groups: Sequence[str]

    def held(self, order_key: SQLColumnExpression[str]) -> ColumnElement[int]:
        """How many lanes of this one's group are held."""
        groups = literal(list(self.groups), ARRAY(String))
        return func.cardinality(func.array_positions(groups, chat(order_key)))


def put(connection: Connection, bot: int, lanes: Iterable[str], *, soon: bool = False) -> None:
    """Tell with the updates that are put in: there is work. A lane that pauses goes on pausing, unless ``soon``.

    Here and below lanes are locked in the order of their bytes, so that no two processes wait for each other.
    """
    rows = [{"bot": bot, "order_key": lane} for lane in sorted(set(lanes))]
    made = insert(Lane).values(due_at=NOW, fence=0, puts=1)
    more = {"puts": Lane.puts + 1, "due_at": NOW if soon else func.coalesce(Lane.due_at, NOW)}
    known = made.on_conflict_do_update(index_elements=[Lane.bot, Lane.order_key], set_=more)
    connection.execute(known, rows)
    signal(connection, "inbox")


def adopt(connection: Connection, bot: int) -> None:
    """Make every lane due in which something waits that no process would look for (an inbox of an older make)."""
    waits = select(literal(bot, BigInteger), Update.order_key, NOW, literal(0), literal(1)).where(waiting(bot))
    each = waits.group_by(Update.order_key).order_by(Update.order_key.collate("C"))
    made = insert(Lane).from_select(["bot", "order_key", "due_at", "fence", "puts"], each)
    due = {"due_at": func.coalesce(Lane.due_at, NOW)}
    connection.execute(made.on_conflict_do_update(index_elements=[Lane.bot, Lane.order_key], set_=due))


def waiting(bot: int) -> ColumnElement[bool]:
    """What waits to be handled."""
    return and_(Update.bot == bot, Update.handled_at.is_(None), Update.trouble.is_(None))


def claim(line: Connection, bot: int, owner: uuid.UUID, most: int, lasts: timedelta, crowd: Crowd) -> list[Lease]:
    """Lease up to ``most`` lanes that are due and nobody's, the longest waiting first."""
    due = or_(Lane.due_at <= NOW, Lane.due_at > NOW + FARTHEST)
    nobodys = or_(Lane.owner.is_(None), Lane.lease_until < NOW, Lane.lease_until > NOW + 2 * lasts)
    free = and_(Lane.bot == bot, due, nobodys)
    near = select(Lane.order_key, Lane.due_at).where(free, crowd.held(Lane.order_key) < crowd.most)
    chosen = _few_of_each(near.order_by(Lane.due_at).limit(_SIGHT * most).cte("near"), crowd)
    found = select(Lane.order_key, Lane.owner.is_not(None).label("left_behind"))
    found = found.where(free, Lane.order_key.in_(chosen)).order_by(Lane.due_at).limit(most)
    mine = found.with_for_update(skip_locked=True).cte("mine")
    taken = update(Lane).where(Lane.bot == bot, Lane.order_key == mine.c.order_key)
    taken = taken.values(owner=owner, lease_until=NOW + lasts, fence=Lane.fence + 1)
    rows = line.execute(taken.returning(Lane.order_key, Lane.fence, Lane.puts, mine.c.left_behind))
    return [Lease(*row) for row in rows]


def _few_of_each(near: CTE, crowd: Crowd) -> Select[str]:
    """Of each group no more than may be held of it; in private a lane is alone with its chat."""
    place = func.row_number().over(partition_by=chat(near.c.order_key), order_by=near.c.due_at)
    placed = select(near.c.order_key, (place + crowd.held(near.c.order_key)).label("place")).subquery()
    return select(placed.c.order_key).where(placed.c.place <= crowd.most)


def renew(line: Connection, bot: int, owner: uuid.UUID, lanes: Collection[str], lasts: timedelta) -> None:
    """Keep the lanes that are still ours. One that is being written at this moment is kept the next time."""
    ours = select(Lane.order_key).where(Lane.bot == bot, Lane.owner == owner, _among(lanes))
    mine = ours.with_for_update(skip_locked=True).cte("mine")
    kept = update(Lane).where(Lane.bot == bot, Lane.order_key == mine.c.order_key)
    line.execute(kept.values(lease_until=NOW + lasts))


def contents(line: Connection, bot: int, lanes: Sequence[str], most: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """(order_key, id, raw_sealed, received_at) of what waits, in order, the first ``most`` of each lane."""
    keys = func.unnest(literal(list(lanes), ARRAY(String))).table_valued("order_key", name="asked").render_derived()
    first = select(Update.order_key, Update.id, Update.raw_sealed, Update.received_at, Update.seq)
    first = first.where(waiting(bot), Update.order_key == keys.c.order_key).order_by(Update.seq).limit(most)
    each = first.lateral("each")
    found = select(each.c.order_key, each.c.id, each.c.raw_sealed, each.c.received_at)
    return line.execute(found.select_from(keys.join(each, true())).order_by(each.c.seq)).all()


def locked(connection: Connection, bot: int, owner: uuid.UUID, leases: Collection[Lease]) -> Mapping[str, int]:
    """Lane → puts of those that are ours still, locked until the commit: nobody claims or fills them meanwhile."""
    fences = {lease.lane: lease.fence for lease in leases}
    found = select(Lane.order_key, Lane.fence, Lane.puts).where(Lane.bot == bot, Lane.owner == owner, _among(fences))
    rows = connection.execute(found.order_by(Lane.order_key.collate("C")).with_for_update())
    return {lane: puts for lane, fence, puts in rows if fences[lane] == fence}


def give_back(connection: Connection, bot: int, lanes: Collection[str], wait: timedelta | None = None) -> None:
    """Give up lanes that are ``locked``; somebody looks into them after ``wait``, None: when something is put in."""
    due = None if wait is None else NOW + min(wait, FARTHEST)
    free = update(Lane).where(Lane.bot == bot, _among(lanes))
    connection.execute(free.values(owner=None, lease_until=NOW, due_at=due))


def give_all_back(connection: Connection, bot: int, owner: uuid.UUID) -> None:
    """Whoever is left takes over at once what ``owner`` held."""
    held = select(Lane.order_key).where(Lane.bot == bot, Lane.owner == owner).order_by(Lane.order_key.collate("C"))
    lanes = connection.execute(held.with_for_update()).scalars().all()
    if lanes:
        give_back(connection, bot, lanes, timedelta(0))
        signal(connection, "inbox")


def _among(lanes: Iterable[str]) -> ColumnElement[bool]:
    """One array and no list: the statement stays the same for any number of them."""
    return Lane.order_key == func.any(literal(list(lanes), ARRAY(String)))
