"""Those whom papers name: to whom a paper goes, from whom it comes, and who employs them.

Names are declined only when that is certain; else «Адресат» and «Заявитель» take the nominative.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.names import Case, FullName, decline
from cabinet.paper import Party
from storage.people import Department, Employee, Gender


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the paper names; the position stays in the nominative."""

    last: str
    first: str
    patronymic: str = ""
    gender: Gender = Gender.UNKNOWN
    position: str = ""
    department: str = ""
    number: str = ""

    @property
    def name(self) -> FullName:
        """The whole name in the nominative."""
        return FullName(self.last, self.first, self.patronymic)

    @property
    def ending(self) -> str:
        """What a past participle ends in: «ознакомлен», «ознакомлена», «ознакомлен(а)»."""
        return {Gender.MALE: "", Gender.FEMALE: "а"}.get(self.gender, "(а)")

    @property
    def place(self) -> str:
        """Position and department, as far as they are known: «бухгалтер, отдел учёта»."""
        return ", ".join(part for part in (self.position, self.department) if part)

    def named(self, case: Case) -> FullName:
        """The whole name in that case, or in the nominative where that is not certain."""
        return decline(self.last, self.first, self.patronymic, self.gender, case)


async def person_of(session: AsyncSession, employee: Employee) -> Person:
    """An employee as papers name him."""
    department = await session.get(Department, employee.department_id) if employee.department_id else None
    return Person(
        employee.last_name, employee.first_name, employee.patronymic, employee.gender,
        employee.position, department.name if department else "", employee.number,
    )  # fmt: skip


def addressed(person: Person, *lines: str) -> Party:
    """«Кому»: name, position and whatever else says who it is."""
    name = person.named(Case.DATIVE)
    label = "Кому" if name.case is Case.DATIVE else "Адресат"
    return Party(label, [str(name), person.position, *lines])


def applying(person: Person) -> Party:
    """«От кого»: name, position, department, personnel number."""
    name = person.named(Case.GENITIVE)
    label = "От кого" if name.case is Case.GENITIVE else "Заявитель"
    number = f"табельный номер {person.number}" if person.number else ""
    return Party(label, [str(name), person.position, person.department, number])


@dataclass(frozen=True, slots=True)
class Employer:
    """The company as its papers name it. ``head`` signs for it, on the ground of ``basis`` (in the genitive)."""

    name: str
    inn: str
    head: Person
    ogrn: str = ""
    address: str = ""
    basis: str = "Устава"

    @property
    def details(self) -> str:
        """Name, numbers and address in one line."""
        numbers = [f"ИНН\u00a0{self.inn}", f"ОГРН\u00a0{self.ogrn}" if self.ogrn else "", self.address]
        return ", ".join([self.name, *(part for part in numbers if part)])

    @property
    def signer(self) -> str:
        """Who signs and by what right."""
        return f"{self.head.position} {self.head.name}, действует на основании {self.basis}"
