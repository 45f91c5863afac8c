"""What PostgreSQL says of rows in its errors is cut before anybody sees them: errors go to the log.

SQLAlchemy's ``hide_parameters`` hides what we sent. The server's DETAIL holds it all the same («Key (channel, address)=
(telegram, 123456789) already exists»), and so does the message of a value that fits no type.
"""

from __future__ import annotations

from typing import Any

from asyncpg import DataError, PostgresError  # type: ignore[import-untyped] # the package ships no types
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext


def hush(engine: Engine) -> None:
    """Cut the errors of an engine over asyncpg."""
    event.listen(engine, "handle_error", _cut)


def _cut(context: ExceptionContext) -> None:
    """The driver's own error and the two that are made of it: a traceback shows all three."""
    driver: Any = context.original_exception.__cause__
    for piece, instead in _pieces(driver):
        for error in filter(None, (driver, context.original_exception, context.sqlalchemy_exception)):
            error.args = tuple(one.replace(piece, instead) if isinstance(one, str) else one for one in error.args)
    if isinstance(driver, PostgresError):
        driver.detail = None


def _pieces(driver: Any) -> list[tuple[str, str]]:
    """What has to go, and what stands there instead."""
    detail = getattr(driver, "detail", None)
    pieces = [(f"\nDETAIL:  {detail}", "")] if detail else []
    if isinstance(driver, DataError) and driver.args:
        said = str(driver.args[0])
        pieces.append((said, said.partition(":")[0]))
    return pieces
