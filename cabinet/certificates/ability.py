"""Who signs electronically at a moment: asked by what is to be signed, before anybody is shown a pad."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.certificates import rules
from cabinet.ports import local_day
from storage.certificates import certificate_of
from storage.company import Company
from storage.joining import Introduction, joining_of
from storage.people import Employee


async def takes_part(session: AsyncSession, employee: Employee, now: datetime) -> bool:
    """Electronic documents are for him today: his company has begun with them, consent and agreement are there, and
    neither КЭДО nor his work ended."""
    company = await session.get_one(Company, employee.company_id)
    joining, day = await joining_of(session, employee.id), local_day(now, company.zone)
    introduction = await session.get(Introduction, company.id)
    begun = introduction is not None and introduction.starts_on <= day
    return begun and joining is not None and joining.takes_part(day) and not rules.is_dismissed(employee, day)


async def can_sign(session: AsyncSession, employee: Employee, now: datetime) -> bool:
    """With the right PIN he would sign: otherwise what he asks for goes its way on paper."""
    if not await takes_part(session, employee, now):
        return False
    certificate = await certificate_of(session, employee.id)
    return certificate is not None and rules.in_force(certificate, now) and not rules.is_locked(certificate)
