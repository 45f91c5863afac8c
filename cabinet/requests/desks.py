"""Linking the HR group: asked for inside it by an administrator, confirmed in private, by another one if there is one.

Whoever can add a bot to a group could otherwise read the company's requests there.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet import letters
from cabinet.access import Actor
from cabinet.errors import Closed, Invalid, NotAllowed, NotFound, Stale
from cabinet.journal import done_before, record
from cabinet.people.doors import is_open
from cabinet.ports import Clock
from cabinet.requests import words
from cabinet.requests.desk_reach import SHOWN_AT_DESK, post_again
from storage.chats import Chat, chat_of
from storage.company import Company
from storage.desks import forget_letters, linked_key
from storage.engine import Database
from storage.outbox import Card, Desk, DeskState, wake
from storage.people import Employee, RoleName, holders
from storage.requests import Holder, Request

MESSENGER = "messenger"
"""The only actor who may say that a group moved."""


@dataclass(frozen=True)
class DeskView:
    """A group that asks to be linked, as its confirmer sees it. ``alone``: the asker confirms himself."""

    desk: Desk
    company: Company
    asked_by: Employee
    alone: bool


class Desks:
    """Verbs of administrators about the HR group."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self.db, self.clock = db, clock

    async def ask(
        self, actor: Actor, channel: str, address: str, title: str, public: bool, key: str
    ) -> Sequence[Employee]:
        """Ask to link a group; those who may confirm are told. An earlier question of the company is dropped.

        Nobody where it is the company's desk and what it did not take is posted anew. Invalid: desk-public for a group
        with a public name, desk-known, desk-foreign for one that is linked already.
        """
        actor.need(RoleName.ADMIN)
        if public:
            raise Invalid("desk-public")
        at = self.clock.now()
        async with self.db.write() as session:
            await _company_locked(session, actor.company())
            confirmers = await _confirmers(session, actor.company(), actor.me())
            if entry := await done_before(session, key):
                return confirmers if entry.verb == "desk.ask" else []
            linked = await _linked(session, channel, address)
            if linked and linked.company_id == actor.company() and await post_again(session, linked, at):
                record(session, actor, "desk.again", "desk", linked.id, at, key=key)
                return []
            _not_taken(linked, actor.company())
            await _close(session, actor.company(), DeskState.ASKED)
            desk = Desk(
                company_id=actor.company(), channel=channel, address=address, title=words.title(title),
                state=DeskState.ASKED, asked_by=actor.me(), asked_at=at,
            )  # fmt: skip
            session.add(desk)
            await session.flush()
            _tell(session, desk, confirmers)
            record(session, actor, "desk.ask", "desk", desk.id, at, key=key)
        return confirmers

    async def view(self, actor: Actor, desk_id: uuid.UUID) -> DeskView:
        """A group that waits for its confirmation; Stale once it was confirmed, refused or asked for anew."""
        async with self.db.read() as session:
            desk, asker = await _asked(session, actor, desk_id)
            _still_asked(desk)
            company = await session.get_one(Company, desk.company_id)
            return DeskView(desk, company, asker, await _alone(session, asker))

    async def confirm(self, actor: Actor, desk_id: uuid.UUID, key: str) -> Desk:
        """Link the group: the former one is closed, open requests are shown in the new one.

        NotAllowed: the asker, while another administrator could. Closed: the asker alone, without his access code.
        Stale: it does not wait any more. Invalid: another company was quicker with this group.
        """
        at = self.clock.now()
        async with self.db.write() as session:
            desk, asker = await _asked(session, actor, desk_id, lock=True)
            if await done_before(session, key):
                return desk
            _still_asked(desk)
            await _may_confirm(session, actor, asker, at)
            closed = await _close(session, desk.company_id, DeskState.LINKED)
            await forget_letters(session, closed, at)
            await _link(session, desk, actor.me(), at)
            letters.to_desk(session, desk, "desk-linked", dedupe=linked_key(desk.id), at=at)
            record(session, actor, "desk.confirm", "desk", desk.id, at, key=key)
        return desk

    async def refuse(self, actor: Actor, desk_id: uuid.UUID, key: str) -> None:
        """«Это не наша группа»: any administrator may say so. Stale: it does not wait any more."""
        async with self.db.write() as session:
            desk, _ = await _asked(session, actor, desk_id, lock=True)
            if await done_before(session, key):
                return
            _still_asked(desk)
            desk.state = DeskState.CLOSED
            record(session, actor, "desk.refuse", "desk", desk.id, self.clock.now(), key=key)

    async def moved(self, actor: Actor, channel: str, old: str, new: str) -> None:
        """The group became a supergroup: its desks move, and their open cards are shown anew there."""
        if not (actor.is_system and actor.name == MESSENGER):
            raise NotAllowed
        at = self.clock.now()
        async with self.db.write() as session:
            here = select(Desk).where(Desk.channel == channel, Desk.address == old, Desk.state != DeskState.CLOSED)
            for desk in await session.scalars(here.with_for_update()):
                desk.address = new
                await _carry_cards(session, desk, at)
                await forget_letters(session, [desk.id], at)
                record(session, actor, "desk.move", "desk", desk.id, at, company_id=desk.company_id)


async def _company_locked(session: AsyncSession, company_id: uuid.UUID) -> None:
    """One linking of a company at a time; rows that only refer to it are not held up."""
    await session.get_one(Company, company_id, with_for_update={"key_share": True})


async def _asked(
    session: AsyncSession, actor: Actor, desk_id: uuid.UUID, *, lock: bool = False
) -> tuple[Desk, Employee]:
    """The desk of the administrator's company and who asked for it; NotFound for any other."""
    actor.need(RoleName.ADMIN)
    if lock:
        await _company_locked(session, actor.company())
    desk = await session.get(Desk, desk_id)
    if desk is None or desk.company_id != actor.company() or desk.asked_by is None:
        raise NotFound
    return desk, await session.get_one(Employee, desk.asked_by)


def _still_asked(desk: Desk) -> None:
    if desk.state is not DeskState.ASKED:
        raise Stale


async def _linked(session: AsyncSession, channel: str, address: str) -> Desk | None:
    here = select(Desk).where(Desk.channel == channel, Desk.address == address, Desk.state == DeskState.LINKED)
    return await session.scalar(here)


def _not_taken(linked: Desk | None, company_id: uuid.UUID) -> None:
    if linked is not None:
        raise Invalid("desk-known" if linked.company_id == company_id else "desk-foreign")


async def _close(session: AsyncSession, company_id: uuid.UUID, state: DeskState) -> Sequence[uuid.UUID]:
    """Close the company's desks in a state; which they were."""
    those = update(Desk).where(Desk.company_id == company_id, Desk.state == state)
    return (await session.scalars(those.values(state=DeskState.CLOSED).returning(Desk.id))).all()


async def _confirmers(session: AsyncSession, company_id: uuid.UUID, asker_id: uuid.UUID) -> Sequence[Employee]:
    """The other administrators who can be told, in chats of their own; else the asker himself."""
    admins = await holders(session, company_id, RoleName.ADMIN)
    own = await chat_of(session, asker_id)
    others = [one for one in admins if one.id != asker_id and _another(await chat_of(session, one.id), own)]
    return others or [one for one in admins if one.id == asker_id]


def _another(chat: Chat | None, own: Chat | None) -> bool:
    """Whether ``chat`` takes letters and is not the asker's: two employments in one chat are one person."""
    return chat is not None and chat.blocked_at is None and (own is None or chat.id != own.id)


async def _alone(session: AsyncSession, asker: Employee) -> bool:
    """Whether the asker has to confirm himself."""
    return [one.id for one in await _confirmers(session, asker.company_id, asker.id)] == [asker.id]


async def _may_confirm(session: AsyncSession, actor: Actor, asker: Employee, at: datetime) -> None:
    """Another administrator may; the asker only when alone, and with his access code entered just now."""
    chat = await session.get(Chat, actor.chat_id) if actor.chat_id else None
    own = await chat_of(session, asker.id)
    if actor.employee_id != asker.id and not (chat and own and chat.id == own.id):
        return
    if not await _alone(session, asker):
        raise NotAllowed
    if chat is None or not is_open(chat, at):
        raise Closed


def _tell(session: AsyncSession, desk: Desk, confirmers: Sequence[Employee]) -> None:
    for one in confirmers:
        letters.notice(
            session, one.id, "desk-ask", dedupe=f"desk:{desk.id}:{one.id}", at=desk.asked_at,
            args={"title": desk.title, "desk": desk.id.hex},
        )  # fmt: skip


async def _link(session: AsyncSession, desk: Desk, confirmer_id: uuid.UUID, at: datetime) -> None:
    """The group is the desk from now on, and shows what HR has to do."""
    desk.state, desk.confirmed_by, desk.confirmed_at = DeskState.LINKED, confirmer_id, at
    try:
        await session.flush()
    except IntegrityError as error:  # the same group was confirmed for another company meanwhile
        raise Invalid("desk-foreign") from error
    waiting = select(Request.id).where(
        Request.company_id == desk.company_id, Request.state.in_(SHOWN_AT_DESK), Request.holder == Holder.HR
    )
    for request_id in await session.scalars(waiting.order_by(Request.number)):
        await letters.show(session, Card(request_id=request_id, desk_id=desk.id, due_at=at))


async def _carry_cards(session: AsyncSession, desk: Desk, at: datetime) -> None:
    """Open cards are sent as new messages; the others stay behind until something happens to them."""
    still = select(Request.id).where(Request.company_id == desk.company_id, Request.state.in_(SHOWN_AT_DESK))
    again = update(Card).where(Card.desk_id == desk.id, Card.request_id.in_(still))
    await session.execute(again.values(message_id=None, address=None, wanted=Card.wanted + 1, due_at=at, attempts=0))
    wake(session)
