"""What a check of signatures rests on: a company's roots, also former ones, all their lists, and the register."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.certificates import Certificate, RevocationList, Root


async def roots_and_lists(session: AsyncSession, company_id: uuid.UUID) -> tuple[Sequence[bytes], Sequence[bytes]]:
    """(roots, revocation lists) of a company in DER, the oldest first."""
    roots = select(Root.der).where(Root.company_id == company_id).order_by(Root.made_at)
    lists = (
        select(RevocationList.der)
        .join(Root, Root.id == RevocationList.root_id)
        .where(Root.company_id == company_id)
        .order_by(RevocationList.made_at)
    )
    return (await session.scalars(roots)).all(), (await session.scalars(lists)).all()


async def issued(session: AsyncSession, company_id: uuid.UUID, fingerprints: Iterable[bytes]) -> frozenset[bytes]:
    """Those of some fingerprints that stand in a company's register of issue."""
    asked = Certificate.fingerprint.in_(list(fingerprints))
    found = select(Certificate.fingerprint).where(Certificate.company_id == company_id, asked)
    return frozenset(await session.scalars(found))
