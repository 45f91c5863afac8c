"""The company's own authority, inside a transaction: its root, what it issues, and what it takes back."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.certificates import rules
from cabinet.errors import NotFound
from cabinet.journal import record
from cabinet.ports import SealedKey
from signing import authority, certificates, vault
from signing.algorithms import P256, read_public
from signing.authority import Authority, Reason, Revoked
from signing.names import Subject
from signing.vault import Secrets
from storage.certificates import Certificate, CertificateState, RevocationList, Root, last_list, revoked_of, root_of
from storage.company import Company
from storage.joining import Introduction
from storage.people import Employee, employee_locked
from storage.sealed import ring


def secrets() -> Secrets:
    """The server's part of keys at rest, as the key ring has it."""
    return Secrets(ring().keys["vault"], ring().keys["pin"])


async def introduced(session: AsyncSession, company_id: uuid.UUID) -> Introduction:
    """How the company introduced КЭДО; NotFound where it did not."""
    found = await session.get(Introduction, company_id)
    if found is None:
        raise NotFound
    return found


async def root(session: AsyncSession, actor: Actor, company_id: uuid.UUID, now: datetime) -> Root:
    """The company's root, made on first need with its first, empty list. NotFound: КЭДО was not introduced."""
    company = await session.get_one(Company, company_id, with_for_update={"key_share": True})
    known = await root_of(session, company_id)
    if known is not None:
        return known
    about = await introduced(session, company_id)
    key, der = authority.new_root(Subject(about.system, company.name, company.inn), now)
    serial = certificates.read(der).serial
    pkcs8 = bytearray(key.dump())
    sealed = vault.seal_root(pkcs8, company_id, serial, secrets())
    vault.wipe(pkcs8)
    made = Root(company_id=company_id, serial=f"{serial:x}", der=der, key_record=sealed, made_at=now)
    session.add(made)
    await session.flush()
    record(session, actor, "make-root", "root", made.id, now, company_id=company_id, result=made.serial)
    await renew_list(session, made, now)
    return made


async def issue(
    session: AsyncSession, employee: Employee, above: Root, serial: int, key: SealedKey, now: datetime
) -> Certificate:
    """A certificate of a new key, waiting for its owner's identity to be confirmed."""
    company = await session.get_one(Company, employee.company_id)
    about = await introduced(session, company.id)
    subject = Subject(employee.full_name, company.name, company.inn, employee.position)
    with _opened(above) as issuer:
        der = issuer.issue(subject, read_public(key.public), about.crl_url, now, serial=serial)
    read = certificates.read(der)
    made = Certificate(
        company_id=company.id,
        employee_id=employee.id,
        root_id=above.id,
        serial=f"{serial:x}",
        fingerprint=read.fingerprint,
        der=der,
        made_at=now,
        begins=read.begins,
        ends=read.ends,
        key_record=key.record,
    )
    session.add(made)
    return made


async def open_locked(session: AsyncSession, employee_id: uuid.UUID) -> Sequence[Certificate]:
    """Somebody's certificates that were not taken back, at most one of each state, locked until the commit.

    Whoever takes one back or puts it in force comes through here first, and reads the clock afterwards: the employee's
    row, then his certificates by id, then their root. So nobody waits for somebody who waits for him, and what others
    have committed meanwhile is seen.
    """
    await employee_locked(session, employee_id)
    found = select(Certificate).where(
        Certificate.employee_id == employee_id, Certificate.state != CertificateState.REVOKED
    )
    locked = found.order_by(Certificate.id).with_for_update(key_share=True)
    return (await session.scalars(locked.execution_options(populate_existing=True))).all()


async def revoke(
    session: AsyncSession, certificate: Certificate, reason: Reason, by: uuid.UUID | None, now: datetime
) -> None:
    """Take a certificate back for good: its key is erased, and a new list says so at once.

    ``certificate``: locked (`open_locked`). What was taken back before keeps its first reason.
    """
    if certificate.state is CertificateState.REVOKED:
        return
    certificate.state, certificate.reason = CertificateState.REVOKED, str(reason)
    certificate.revoked_at, certificate.revoked_by, certificate.key_record = now, by, None
    await session.flush()
    await renew_list(session, await session.get_one(Root, certificate.root_id), now)


async def renew_list(session: AsyncSession, above: Root, now: datetime) -> RevocationList:
    """The next list of a root, with everything that it took back."""
    await session.refresh(above, with_for_update={"key_share": True})
    last = await last_list(session, above.id)
    number = 1 if last is None else last.number + 1
    gone = [_revoked(certificate) for certificate in await revoked_of(session, above.id)]
    with _opened(above) as issuer:
        der = issuer.revocation_list(gone, number, now, rules.LIST_LIVES)
    made = RevocationList(root_id=above.id, number=number, made_at=now, due_at=now + rules.LIST_LIVES, der=der)
    session.add(made)
    await session.flush()
    return made


async def fresh_list(session: AsyncSession, above: Root, now: datetime) -> bool:
    """Renew a root's list before it is due; whether that was needed."""
    needed = rules.needs_list(await last_list(session, above.id), now)
    if needed:
        await renew_list(session, above, now)
    return needed


def _revoked(certificate: Certificate) -> Revoked:
    at = rules.whole_second_after(certificate.revoked_at or certificate.made_at)
    return Revoked(int(certificate.serial, 16), at, Reason(certificate.reason or Reason.UNSPECIFIED))


@contextmanager
def _opened(above: Root) -> Iterator[Authority]:
    with vault.opened_root(above.key_record, above.company_id, int(above.serial, 16), secrets()) as pkcs8:
        yield Authority(above.der, P256.load(pkcs8))
