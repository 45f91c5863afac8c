"""Who takes part in electronic documents (КЭДО): four steps, each with its date, written once and never guessed.

*Notified* → *consented* (or exempt) → *agreed* on the signature → *certificate* (storage/certificates). A refusal keeps
everything on paper until he consents after all; КЭДО ends for a person by the employer's decision, from a day on.
ТК РФ, ст. 22.2 and 22.3.
"""

from __future__ import annotations

import enum
import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.people import Employee


class Way(enum.StrEnum):
    """How somebody declared what he wants. A press in the chat is none of these."""

    PAPER = "paper"  # signed by hand
    QUALIFIED = "qualified"  # УКЭП
    GOSKEY = "goskey"  # «Госключ»
    EXEMPT = "exempt"  # consent only: hired after 31.12.2021 with no earlier record (ст. 22.2 ТК РФ)


class Introduction(Base):
    """How a company introduced КЭДО: its local act, and what its papers and certificates name."""

    __tablename__ = "introduction"

    company_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("company.id"), primary_key=True)
    act_name: Mapped[str]
    act_number: Mapped[str]
    act_date: Mapped[date]
    starts_on: Mapped[date]
    answer_by: Mapped[date]
    """By when those who were notified are asked to answer."""
    crl_url: Mapped[str]
    """Where the revocation list is published: stands in every certificate, fixed before the root is made."""
    system: Mapped[str]
    """What its papers call the information system."""
    place: Mapped[str] = mapped_column(default="")
    """The town where its papers are made."""
    ogrn: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    basis: Mapped[str]
    """On the ground of what the director signs, in the genitive."""
    heads_to: Mapped[str] = mapped_column(default="")
    """Comma-separated addresses outside IT to which the journal's daily head is mailed."""


class Joining(Base):
    """Where one employee stands. Moments are set once; ``step`` is the compare-and-set of every button."""

    __tablename__ = "joining"

    employee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employee.id"), primary_key=True)
    company_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("company.id"), index=True)
    step: Mapped[int] = mapped_column(default=0)
    notified_at: Mapped[datetime | None] = mapped_column(default=None)
    wished_at: Mapped[datetime | None] = mapped_column(default=None)
    """He pressed «хочу»: an intention that HR sees, no consent."""
    consented_at: Mapped[datetime | None] = mapped_column(default=None)
    consented_by: Mapped[Way | None] = mapped_column(default=None)
    refused_at: Mapped[datetime | None] = mapped_column(default=None)
    agreed_at: Mapped[datetime | None] = mapped_column(default=None)
    agreed_by: Mapped[Way | None] = mapped_column(default=None)
    agreement: Mapped[int | None] = mapped_column(default=None)
    """Number of the agreement on the signature."""
    ended_on: Mapped[date | None] = mapped_column(default=None)
    """The first day on paper again."""

    def takes_part(self, day: date) -> bool:
        """Consent (or exemption) and agreement are there, and КЭДО has not ended by that day of the company's zone."""
        whole = self.consented_at is not None and self.agreed_at is not None
        return whole and (self.ended_on is None or day < self.ended_on)


async def joining_of(session: AsyncSession, employee_id: uuid.UUID) -> Joining | None:
    """Where somebody stands; None: nobody told him yet."""
    return await session.get(Joining, employee_id)


async def joinings(session: AsyncSession, company_id: uuid.UUID) -> Sequence[tuple[Employee, Joining | None]]:
    """Everybody who works in a company (no dismissal set) with where he stands, by name."""
    found = (
        select(Employee, Joining)
        .outerjoin(Joining, Joining.employee_id == Employee.id)
        .where(Employee.company_id == company_id, Employee.dismissed_on.is_(None))
        .order_by(Employee.search_key, Employee.number)
    )
    return [(row[0], row[1]) for row in await session.execute(found)]
