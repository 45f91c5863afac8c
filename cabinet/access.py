"""Who acts: every public verb takes an ``Actor`` first and states its permission, or refuses. Default: deny."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from cabinet.errors import NotAllowed, NotFound
from storage.people import RoleName


@dataclass(frozen=True)
class Actor:
    """An employee acting from a chat, or a named system actor (courier, schedule, console) without an employee."""

    employee_id: uuid.UUID | None
    company_id: uuid.UUID | None
    roles: frozenset[RoleName] = field(default_factory=frozenset)
    chat_id: uuid.UUID | None = None
    manages: bool = False
    name: str = "employee"

    @staticmethod
    def system(name: str) -> Actor:
        """A system actor: may do what a verb grants to it by name, nothing else."""
        return Actor(None, None, name=name)

    @property
    def is_system(self) -> bool:
        """No person behind it."""
        return self.employee_id is None

    def has(self, *roles: RoleName) -> bool:
        """One of the roles is his."""
        return not self.roles.isdisjoint(roles)

    def me(self) -> uuid.UUID:
        """The acting employee; NotAllowed for a system actor."""
        if self.employee_id is None:
            raise NotAllowed
        return self.employee_id

    def company(self) -> uuid.UUID:
        """The acting employee's company; NotAllowed for a system actor."""
        if self.company_id is None:
            raise NotAllowed
        return self.company_id

    def need(self, *roles: RoleName) -> None:
        """Refuse unless one of the roles is his."""
        if not self.has(*roles):
            raise NotAllowed

    def same_company(self, company_id: uuid.UUID) -> None:
        """Refuse what belongs to another company, as if it were not there."""
        if self.company_id != company_id:
            raise NotFound
