"""The statements of lanes, each built once: to build one takes as long as to ask it.

Lanes come as one array and no list, so that a statement stays the same for any number of them. PostgreSQL.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    BindParameter,
    ColumnElement,
    DateTime,
    Executable,
    Integer,
    Interval,
    Select,
    SQLColumnExpression,
    String,
    Uuid,
    and_,
    bindparam,
    func,
    literal,
    null,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.inbox import Lane, Update
from storage.order_keys import chat

FARTHEST = timedelta(minutes=10)
"""Nobody lets a lane wait longer than this."""
SIGHT = 8
"""So many times as many lanes as are wanted are looked at: most of them may be of one group."""
NOW: ColumnElement[Any] = func.now(type_=DateTime(timezone=True))
_BOT, _OWNER = bindparam("of_bot", type_=BigInteger), bindparam("of_owner", type_=Uuid)
_LANES = bindparam("these", type_=ARRAY(String))
_LASTS = bindparam("lasts", type_=Interval)


def waiting(bot: int | BindParameter[int]) -> ColumnElement[bool]:
    """What waits to be handled."""
    return and_(Update.bot == bot, Update.handled_at.is_(None), Update.trouble.is_(None))


def _these() -> ColumnElement[bool]:
    return and_(Lane.bot == _BOT, Lane.order_key == func.any(_LANES))


def _put(**due: ColumnElement[Any]) -> Executable:
    """``due``: what becomes of the moment of a lane that is known."""
    key = func.unnest(_LANES).column_valued("key")
    each = select(_BOT, key, NOW if due else null(), literal(0), literal(1)).order_by(key.collate("C"))
    made = insert(Lane).from_select(["bot", "order_key", "due_at", "fence", "puts"], each)
    known = made.on_conflict_do_update(index_elements=[Lane.bot, Lane.order_key], set_={"puts": Lane.puts + 1, **due})
    idle = and_(Lane.owner.is_(None), Lane.due_at.is_(None)).label("idle")
    return known.returning(Lane.order_key, Lane.fence, Lane.puts, idle, Lane.owner.is_not(None).label("held"))


def _taken(lanes: CTE | None = None) -> Any:
    which = _these() if lanes is None else and_(Lane.bot == _BOT, Lane.order_key == lanes.c.order_key)
    return update(Lane).where(which).values(owner=_OWNER, lease_until=NOW + _LASTS, fence=Lane.fence + 1)


def _held(order_key: SQLColumnExpression[str]) -> ColumnElement[int]:
    """How many lanes of this one's group are held."""
    return func.cardinality(func.array_positions(bindparam("groups", type_=ARRAY(String)), chat(order_key)))


def _few_of_each(near: CTE) -> Select[str]:
    """Of each group no more than may be held of it; in private a lane is alone with its chat."""
    place = func.row_number().over(partition_by=chat(near.c.order_key), order_by=near.c.due_at)
    placed = select(near.c.order_key, (place + _held(near.c.order_key)).label("place")).subquery()
    return select(placed.c.order_key).where(placed.c.place <= bindparam("crowd", type_=Integer))


def _claim() -> Executable:
    due = or_(Lane.due_at <= NOW, Lane.due_at > NOW + FARTHEST)
    nobodys = or_(Lane.owner.is_(None), Lane.lease_until < NOW, Lane.lease_until > NOW + _LASTS + _LASTS)
    free = and_(Lane.bot == _BOT, due, nobodys)
    near = select(Lane.order_key, Lane.due_at).where(free, _held(Lane.order_key) < bindparam("crowd", type_=Integer))
    near = near.order_by(Lane.due_at).limit(bindparam("sight", type_=Integer))
    found = select(Lane.order_key, Lane.owner.is_not(None).label("left_behind"))
    found = found.where(free, Lane.order_key.in_(_few_of_each(near.cte("near"))))
    found = found.order_by(Lane.due_at).limit(bindparam("most", type_=Integer))
    mine = found.with_for_update(skip_locked=True).cte("mine")
    taken: Executable = _taken(mine).returning(Lane.order_key, Lane.fence, Lane.puts, mine.c.left_behind)
    return taken


def _renew() -> Executable:
    ours = select(Lane.order_key).where(_these(), Lane.owner == _OWNER)
    mine = ours.with_for_update(skip_locked=True).cte("mine")
    kept = update(Lane).where(Lane.bot == _BOT, Lane.order_key == mine.c.order_key)
    return kept.values(lease_until=NOW + _LASTS)


def _contents() -> Executable:
    keys = func.unnest(_LANES).table_valued("order_key", name="asked").render_derived()
    first = select(Update.order_key, Update.id, Update.raw_sealed, Update.received_at, Update.seq)
    first = first.where(waiting(_BOT), Update.order_key == keys.c.order_key).order_by(Update.seq)
    each = first.limit(bindparam("most", type_=Integer)).lateral("each")
    found = select(each.c.order_key, each.c.id, each.c.raw_sealed, each.c.received_at)
    return found.select_from(keys.join(each, true())).order_by(each.c.seq)


PUT = _put()
PUT_DUE = _put(due_at=func.coalesce(Lane.due_at, NOW))
PUT_SOON = _put(due_at=NOW)
WAKE = update(Lane).where(_these()).values(due_at=NOW)
TAKE = _taken().values(due_at=NOW)
CLAIM = _claim()
RENEW = _renew()
CONTENTS = _contents()
LOCKED = (
    select(Lane.order_key, Lane.fence, Lane.puts)
    .where(_these(), Lane.owner == _OWNER)
    .order_by(Lane.order_key.collate("C"))
    .with_for_update()
)
FREE = update(Lane).where(_these()).values(owner=None, lease_until=NOW, due_at=NOW + bindparam("wait", type_=Interval))
