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

from sqlalchemy import BigInteger, Connection, Row, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from storage import lane_statements as ask
from storage.engine import signal
from storage.inbox import Lane, Update
from storage.lane_statements import FARTHEST, NOW
from storage.order_keys import group_of

__all__ = ["FARTHEST", "Crowd", "Fenced", "Hands", "Lease"]


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


@dataclass(frozen=True)
class Hands:
    """Of one process: ``owner`` names it, ``free``: so many lanes it may take, each for ``lasts``."""

    owner: uuid.UUID
    free: int
    lasts: timedelta


def put(connection: Connection, bot: int, lanes: Iterable[str], *, soon: bool = False) -> None:
    """Tell with the updates that are put in: there is work. A lane that pauses goes on pausing, unless ``soon``.

    Here and below lanes are locked in the order of their bytes, so that no two processes wait for each other.
    """
    connection.execute(ask.PUT_SOON if soon else ask.PUT_DUE, {"of_bot": bot, "these": sorted(set(lanes))})
    signal(connection, "inbox")


def enter(connection: Connection, bot: int, lanes: Iterable[str], hands: Hands) -> list[Lease]:
    """As ``put``, but who puts something into a lane where nothing waits takes it at once, as long as he has hands.

    Who has such a lane already finds what was put in when he ends what he does; only for the others all are woken.
    """
    if hands.free <= 0:
        put(connection, bot, lanes)
        return []
    known = connection.execute(ask.PUT, {"of_bot": bot, "these": sorted(set(lanes))}).all()
    idle = [row for row in known if row.idle]
    taken = [row for row in idle if group_of(row.order_key) is None][: hands.free]
    mine = {row.order_key for row in taken}
    left = [row.order_key for row in idle if row.order_key not in mine]
    if mine:
        values = {"of_bot": bot, "these": list(mine), "of_owner": hands.owner, "lasts": hands.lasts}
        connection.execute(ask.TAKE, values)
    if left:
        connection.execute(ask.WAKE, {"of_bot": bot, "these": left})
    if any(not row.held for row in known if row.order_key not in mine):
        signal(connection, "inbox")
    return [Lease(row.order_key, row.fence + 1, row.puts) for row in taken]


def adopt(connection: Connection, bot: int) -> None:
    """Make every lane due in which something waits that no process would look for (an inbox of an older make)."""
    waits = select(literal(bot, BigInteger), Update.order_key, NOW, literal(0), literal(1)).where(ask.waiting(bot))
    each = waits.group_by(Update.order_key).order_by(Update.order_key.collate("C"))
    made = insert(Lane).from_select(["bot", "order_key", "due_at", "fence", "puts"], each)
    due = {"due_at": func.coalesce(Lane.due_at, NOW)}
    connection.execute(made.on_conflict_do_update(index_elements=[Lane.bot, Lane.order_key], set_=due))


def claim(line: Connection, bot: int, hands: Hands, crowd: Crowd) -> list[Lease]:
    """Lease as many lanes as there are hands, of those that are due and nobody's, the longest waiting first."""
    values = {"of_bot": bot, "of_owner": hands.owner, "most": hands.free, "sight": ask.SIGHT * hands.free}
    values |= {"lasts": hands.lasts, "groups": list(crowd.groups), "crowd": crowd.most}
    return [Lease(*row) for row in line.execute(ask.CLAIM, values)]


def renew(line: Connection, bot: int, owner: uuid.UUID, lanes: Collection[str], lasts: timedelta) -> None:
    """Keep the lanes that are still ours. One that is being written at this moment is kept the next time."""
    line.execute(ask.RENEW, {"of_bot": bot, "of_owner": owner, "these": list(lanes), "lasts": lasts})


def contents(line: Connection, bot: int, lanes: Sequence[str], most: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """(order_key, id, raw_sealed, received_at) of what waits, in order, the first ``most`` of each lane."""
    return line.execute(ask.CONTENTS, {"of_bot": bot, "these": list(lanes), "most": most}).all()


def locked(connection: Connection, bot: int, owner: uuid.UUID, leases: Collection[Lease]) -> Mapping[str, int]:
    """Lane → puts of those that are ours still, locked until the commit: nobody claims or fills them meanwhile."""
    fences = {lease.lane: lease.fence for lease in leases}
    rows = connection.execute(ask.LOCKED, {"of_bot": bot, "of_owner": owner, "these": list(fences)})
    return {lane: puts for lane, fence, puts in rows if fences[lane] == fence}


def give_back(connection: Connection, bot: int, lanes: Collection[str], wait: timedelta | None = None) -> None:
    """Give up lanes that are ``locked``; somebody looks into them after ``wait``, None: when something is put in."""
    values = {"of_bot": bot, "these": list(lanes), "wait": None if wait is None else min(wait, FARTHEST)}
    connection.execute(ask.FREE, values)


def give_all_back(connection: Connection, bot: int, owner: uuid.UUID) -> None:
    """Whoever is left takes over at once what ``owner`` held."""
    held = select(Lane.order_key).where(Lane.bot == bot, Lane.owner == owner).order_by(Lane.order_key.collate("C"))
    lanes = connection.execute(held.with_for_update()).scalars().all()
    if lanes:
        give_back(connection, bot, lanes, timedelta(0))
        signal(connection, "inbox")
