"""How a mail is worded, and to what address: plain text, in the language of the company's papers.

A mail to an employee tells nothing private: it lies open in somebody else's house.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from cabinet.people.rules import works
from cabinet.ports import Clock, today
from locales import plain_key
from storage.company import Company
from storage.engine import Database
from storage.outbox import Letter
from storage.people import Employee


class Mails:
    """Words mail for the courier."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def word(self, letter: Letter) -> tuple[str, str, str] | None:
        """(address, subject, text); None where the person has no address, or works here no more."""
        data: dict[str, Any] = json.loads(letter.payload or "{}")
        address: str | None = data.pop("to_address", None)
        if letter.employee_id is not None:
            address, data["company"] = await self._reader(letter.employee_id)
        if address is None:
            return None
        subject, text = (plain_key(f"mail-{letter.topic}{part}", "ru", data) for part in ("-subject", ""))
        return address, subject, text

    async def _reader(self, employee_id: uuid.UUID) -> tuple[str | None, str]:
        """(address, name of the company)."""
        async with self._db.read() as session:
            employee = await session.get_one(Employee, employee_id)
            company = await session.get_one(Company, employee.company_id)
        works_today = works(employee, today(self._clock, company.zone))
        return employee.email if works_today else None, company.name
