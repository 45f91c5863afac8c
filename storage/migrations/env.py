"""How alembic runs here: over the connection that storage/migrate hands in, inside its transaction.

Our own column types are written into a step as what the database sees of them, so that a step of today still runs when
the type has changed or gone.
"""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Enum

from storage.base import Days, Moment
from storage.tables import metadata


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """The plain type of a column of ours, for `alembic revision --autogenerate`."""
    if kind != "type":
        return False
    if isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, Days):
        return "sa.Integer()"
    if isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


def run() -> None:
    """Take the steps that alembic was asked for."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=render_item,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
