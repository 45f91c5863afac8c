"""What every table shares, so that a moment, a sum of days or a state is stored in one way only.

Moments are UTC; dates are days of the company's zone; enums are text; days of leave are integer hundredths, because
SQLite has no decimals and a float would lose a hundredth of somebody's holiday.
"""

from __future__ import annotations

import enum
import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeVar, dataclass_transform

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    Dialect,
    Enum,
    Integer,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_column
from sqlalchemy.orm.instrumentation import manager_of_class

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC. A naive one is refused: nobody could say which hour it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Days(TypeDecorator[Decimal]):
    """Days of leave as a Decimal with two places, stored as an integer number of hundredths."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int((value * 100).to_integral_exact())

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)


def _values(members: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in members]


@dataclass_transform(kw_only_default=True, field_specifiers=(mapped_column,))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """The mother of all records: built in a test without a database, used by rules as they are."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {
        datetime: Moment,
        date: Date,
        Decimal: Days,
        uuid.UUID: Uuid,
        bytes: LargeBinary,
        str: String,
        enum.Enum: Enum(enum.Enum, native_enum=False, length=32, values_callable=_values),
    }


Sequence = BigInteger().with_variant(Integer, "sqlite")
"""The type of self-counting keys: SQLite counts only a plain INTEGER PRIMARY KEY."""


R = TypeVar("R", bound=Base)


def read_as(kind: type[R], values: Iterable[tuple[str, Any]]) -> R:
    """A record of no session from ``values``, (column, value) of every column: only to be read.

    It is what a session would have loaded, at a tenth of the cost.
    """
    made: R = manager_of_class(kind).new_instance()
    made.__dict__.update(values)
    return made


def snapshot(record: Any) -> dict[str, Any]:
    """Column name → value of one record, for tests and the journal."""
    return {column.key: getattr(record, column.key) for column in record.__mapper__.column_attrs}
