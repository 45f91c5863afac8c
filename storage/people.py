"""Employees, their departments and roles.

An employee is one employment (company, personnel number); a person with two employments has two rows.
"""

from __future__ import annotations

import enum
import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.sealed import sealed_text


class Gender(enum.StrEnum):
    """Grammatical gender, needed to decline a name; unknown means: keep the nominative."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


class RoleName(enum.StrEnum):
    """What somebody may do beyond looking after himself. A manager is whoever heads a department."""

    HR = "hr"
    DIRECTOR = "director"
    ADMIN = "admin"


class Department(Base):
    """A department; ``manager_step`` asks its manager before HR."""

    __tablename__ = "department"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    company_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("company.id"), index=True)
    name: Mapped[str]
    manager_step: Mapped[bool] = mapped_column(default=True)
    manager_id: Mapped[uuid.UUID | None] = mapped_column(default=None)


class Employee(Base):
    """One employment. Dates are days of the company's zone; ``search_key`` is casefolded with ё→е."""

    __tablename__ = "employee"
    __table_args__ = (
        UniqueConstraint("company_id", "number"),
        Index("ix_employee_page", "company_id", "id"),  # who goes through a company page by page
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    company_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("company.id"), index=True)
    number: Mapped[str]
    last_name: Mapped[str]
    first_name: Mapped[str]
    patronymic: Mapped[str] = mapped_column(default="")
    gender: Mapped[Gender] = mapped_column(default=Gender.UNKNOWN)
    position: Mapped[str] = mapped_column(default="")
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("department.id"), index=True, default=None)
    hired_on: Mapped[date]
    dismissed_on: Mapped[date | None] = mapped_column(default=None)
    search_key: Mapped[str] = mapped_column(index=True, default="")
    phone_sealed: Mapped[bytes | None] = mapped_column(init=False, default=None, repr=False)
    phone_blind: Mapped[bytes | None] = mapped_column(init=False, default=None, index=True, repr=False)
    email_sealed: Mapped[bytes | None] = mapped_column(init=False, default=None, repr=False)
    email_blind: Mapped[bytes | None] = mapped_column(init=False, default=None, index=True, repr=False)
    born_sealed: Mapped[bytes | None] = mapped_column(init=False, default=None, repr=False)

    phone = sealed_text("phone_sealed", "phone_blind")
    """+7 and ten digits."""
    email = sealed_text("email_sealed", "email_blind")
    born = sealed_text("born_sealed")
    """Birth date as an ISO string."""

    @property
    def full_name(self) -> str:
        """«Смирнова Анна Сергеевна»."""
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)

    @property
    def short_name(self) -> str:
        """«Смирнова А. С.»."""
        return " ".join([self.last_name, *(f"{part[0]}." for part in (self.first_name, self.patronymic) if part)])

    @property
    def greeting(self) -> str:
        """«Анна Сергеевна»."""
        return " ".join(part for part in (self.first_name, self.patronymic) if part)


class Role(Base):
    """A role of an employee in his company."""

    __tablename__ = "role"

    employee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employee.id"), primary_key=True)
    name: Mapped[RoleName] = mapped_column(primary_key=True)


MOST_COLLEAGUES = 60
"""How many are offered to choose from; more are found by typing more of the name."""


def folded(text: str) -> str:
    """How names are compared: casefold, ё as е, single spaces."""
    return " ".join(text.casefold().replace("ё", "е").split())


async def employee_locked(session: AsyncSession, employee_id: uuid.UUID) -> Employee | None:
    """The employee's row, locked until the commit: taken before overlaps, sums and limits are checked.

    Rows that only refer to him are not held up (FOR NO KEY UPDATE): two people whose requests wait for each other would
    otherwise block one another.
    """
    return await session.get(Employee, employee_id, with_for_update={"key_share": True})


async def roles_of(session: AsyncSession, employee_id: uuid.UUID) -> frozenset[RoleName]:
    """The roles somebody has."""
    return frozenset(await session.scalars(select(Role.name).where(Role.employee_id == employee_id)))


async def holders(
    session: AsyncSession, company_id: uuid.UUID, role: RoleName, on: date | None = None
) -> Sequence[Employee]:
    """Everybody who has a role in a company, by personnel number, as long as no dismissal is set.

    With a day: whoever works on it, a dismissal still to come included.
    """
    later = Employee.dismissed_on > on if on is not None else false()
    found = (
        select(Employee)
        .join(Role, Role.employee_id == Employee.id)
        .where(Employee.company_id == company_id, Role.name == role, or_(Employee.dismissed_on.is_(None), later))
        .order_by(Employee.number)
    )
    return (await session.scalars(found)).all()


async def by_number(session: AsyncSession, company_id: uuid.UUID, number: str) -> Employee | None:
    """The employee with a personnel number."""
    return await session.scalar(select(Employee).where(Employee.company_id == company_id, Employee.number == number))


async def headed_by(session: AsyncSession, employee_id: uuid.UUID) -> Sequence[Department]:
    """The departments that somebody heads."""
    return (await session.scalars(select(Department).where(Department.manager_id == employee_id))).all()


async def colleagues(session: AsyncSession, employee: Employee, part: str = "") -> Sequence[Employee]:
    """Others who work in his company now, by name: those of his department, or whoever has ``part`` in the name."""
    found = select(Employee).where(
        Employee.company_id == employee.company_id, Employee.id != employee.id, Employee.dismissed_on.is_(None)
    )
    if part:
        found = found.where(Employee.search_key.contains(folded(part), autoescape=True))
    else:
        found = found.where(Employee.department_id == employee.department_id)
    return (await session.scalars(found.order_by(Employee.search_key, Employee.number).limit(MOST_COLLEAGUES))).all()
