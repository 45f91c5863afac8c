"""КЭДО of the demonstration's first company: introduced, a few people on their way, most of them to be told by HR."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from bot.people_data import MAIN
from bot.rows import row_id
from cabinet.ports import Clock, today
from storage.base import Base
from storage.joining import Introduction, Joining

ZONE: Final = "Europe/Moscow"
TOLD: Final = ("0005", "0006", "0013")
"""They have the notice."""
REFUSED: Final = "0009"


def rows(clock: Clock) -> Iterator[Base]:
    """The introduction, dated around the day of planting, and where a few people stand."""
    day, at = today(clock, ZONE), clock.now() - timedelta(days=3)
    yield Introduction(
        company_id=row_id(MAIN),
        act_name="Положение об электронном документообороте",
        act_number="12-ЭД",
        act_date=day - timedelta(days=84),
        starts_on=date(day.year, day.month, 1),
        answer_by=day + timedelta(days=31),
        crl_url="http://kabinet.example.ru/crl/primer.crl",
        system="Кабинет сотрудника",
        basis="Устава",
        place="г. Москва",
        ogrn="1007700000019",
        address="127006, г. Москва, ул. Примерная, д. 1",
    )
    for number in TOLD:
        yield _joining(number, step=1, notified_at=at)
    yield _joining(REFUSED, step=2, notified_at=at, refused_at=at + timedelta(days=1))


def _joining(number: str, **known: object) -> Joining:
    return Joining(employee_id=row_id(MAIN, number), company_id=row_id(MAIN), **known)  # type: ignore[arg-type] # columns
