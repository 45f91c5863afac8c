"""The forms that HR prints for many at once: notices, consents, agreements; one PDF, or an archive of several.

An agreement has its number from its first print on, so that paper and record say the same.
"""

from __future__ import annotations

import asyncio
import io
import uuid
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet import agreement_paper, joining_paper
from cabinet.access import Actor
from cabinet.errors import Closed, Invalid, Stale
from cabinet.joining import rules
from cabinet.joining.deeds import introduction_of, may_mark, numbered
from cabinet.joining.rules import Form
from cabinet.journal import done_before, record
from cabinet.paper import Paper
from cabinet.parties import Employer, Person, person_of
from cabinet.people.doors import is_open
from cabinet.ports import Clock, today
from locales import plain_key
from storage.chats import Chat
from storage.company import Company
from storage.engine import Database
from storage.joining import Introduction, joining_of
from storage.people import RoleName, holders

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every entry of an archive: the same forms give the same bytes."""


@dataclass(frozen=True)
class Printed:
    """A file to be handed out."""

    name: str
    data: bytes


@dataclass(frozen=True)
class _Facts:
    """What all forms of one print share."""

    introduction: Introduction
    employer: Employer
    day: date

    @property
    def rules(self) -> joining_paper.Rules:
        found = self.introduction
        return joining_paper.Rules(found.act_name, found.act_number, found.act_date)


class JoiningForms:
    """Prints forms for HR, whose access code is open."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self.db, self.clock = db, clock

    async def print(self, actor: Actor, picked: Sequence[uuid.UUID], form: Form, key: str) -> Printed:
        """The forms of these people, who stand at the step before it; the journal keeps for whom.

        Closed: the access code first. Stale: somebody has moved on. Invalid: joining-many, joining-nobody,
        joining-no-director, joining-self. NotFound for another company's people.
        """
        actor.need(RoleName.HR, RoleName.DIRECTOR)
        if not picked:
            raise Invalid("joining-nobody")
        if len(picked) > rules.MOST:
            raise Invalid("joining-many", most=rules.MOST)
        papers: dict[str, Paper] = {}
        async with self.db.write() as session:
            await _need_open(session, actor, self.clock)
            facts = await self._facts(session, actor)
            for employee_id in picked:
                name, paper = await self._paper(session, actor, employee_id, form, facts, key)
                papers[name] = paper
        return await asyncio.to_thread(_bound, papers, plain_key(f"joining-forms-{form}", "ru", {}))

    async def _facts(self, session: AsyncSession, actor: Actor) -> _Facts:
        introduction = await introduction_of(session, actor)
        company = await session.get_one(Company, introduction.company_id)
        day = today(self.clock, company.zone)
        heads = await holders(session, company.id, RoleName.DIRECTOR, day)
        if not heads:
            raise Invalid("joining-no-director")
        head = await person_of(session, heads[0])
        employer = Employer(
            company.name, company.inn, head, introduction.ogrn, introduction.address, introduction.basis
        )
        return _Facts(introduction, employer, day)

    async def _paper(
        self, session: AsyncSession, actor: Actor, employee_id: uuid.UUID, form: Form, facts: _Facts, key: str
    ) -> tuple[str, Paper]:
        """(file name, paper) of one; an agreement is numbered here."""
        employee = await may_mark(session, actor, employee_id, facts.day)
        joining = await joining_of(session, employee_id)
        if rules.FORMS.get(rules.stage(joining, facts.day)) is not form:
            raise Stale
        number = await numbered(session, joining) if joining is not None and form is Form.AGREEMENT else 0
        own = f"{key}:{employee_id.hex}"
        if not await done_before(session, own):
            record(session, actor, f"joining.print-{form}", "employee", employee_id, self.clock.now(), key=own)
        person = await person_of(session, employee)
        args = {"who": employee.short_name, "tab": employee.number}
        return plain_key(f"joining-form-{form}", "ru", args), _MADE[form](facts, person, number)


async def _need_open(session: AsyncSession, actor: Actor, clock: Clock) -> None:
    chat = await session.get(Chat, actor.chat_id) if actor.chat_id else None
    if chat is None or not is_open(chat, clock.now()):
        raise Closed


def _joining(facts: _Facts, person: Person) -> joining_paper.Joining:
    found = facts.introduction
    return joining_paper.Joining(
        facts.employer, person, facts.rules, found.system, found.starts_on, found.answer_by, facts.day
    )


def _agreement(facts: _Facts, person: Person, number: int) -> Paper:
    found = facts.introduction
    return agreement_paper.agreement(
        agreement_paper.Agreement(
            str(number), facts.employer, person, facts.rules, found.system, found.place, facts.day
        )
    )


_MADE: Final[Mapping[Form, Callable[[_Facts, Person, int], Paper]]] = {
    Form.NOTICE: lambda facts, person, _: joining_paper.notice(_joining(facts, person)),
    Form.CONSENT: lambda facts, person, _: joining_paper.consent(_joining(facts, person)),
    Form.AGREEMENT: _agreement,
}


def _bound(papers: Mapping[str, Paper], name: str) -> Printed:
    """One PDF as it is; several in one archive."""
    printed = {each: paper.print() for each, paper in papers.items()}
    if len(printed) == 1:
        return Printed(*next(iter(printed.items())))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for each, data in printed.items():
            archive.writestr(zipfile.ZipInfo(each, EPOCH), data)
    return Printed(name, packed.getvalue())
