"""Whose order an update belongs to, as a text: «user» in private, «group/user» in a group; made and read here alone."""

from __future__ import annotations

from sqlalchemy import ColumnElement, SQLColumnExpression, func

_BETWEEN = "/"


def in_group(group: object, user: object) -> str:
    """The order key of one person in one group.

    >>> in_group(-1001, 7)
    '-1001/7'
    """
    return f"{group}{_BETWEEN}{user}"


def group_of(order_key: str) -> str | None:
    """The group; None in private."""
    return order_key.partition(_BETWEEN)[0] if _BETWEEN in order_key else None


def sender_of(order_key: str) -> str:
    """The messenger's id of whoever sent an update."""
    return order_key.rpartition(_BETWEEN)[2]


def sender(order_key: SQLColumnExpression[str], dialect: str) -> ColumnElement[str]:
    """``sender_of`` in SQL. ``dialect``: its name."""
    place = func.strpos if dialect == "postgresql" else func.instr
    return func.substr(order_key, place(order_key, _BETWEEN) + 1)


def chat(order_key: SQLColumnExpression[str]) -> ColumnElement[str]:
    """The group in SQL, the sender in private. PostgreSQL."""
    return func.split_part(order_key, _BETWEEN, 1)
