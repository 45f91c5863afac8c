"""How each letter is worded, and to whom the courier carries it: the only place that turns rows into messages.

A notice words one history row in the reader's language at the moment of sending. Nothing private stands in it: the
message leads to the thing itself, which asks for the access code.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.people.chats import Chats
from cabinet.people.rules import CODE_LIVES, works
from cabinet.ports import Clock, today
from cabinet.requests.decisions import Decisions
from cabinet.requests.desks import Desks
from cabinet.requests.rights import may_see
from cabinet.requests.service import Requests, View
from dialogs import facts
from handlers.commands import BroadcastPress, CertificatesPress, DeskPress, JoiningPress, TroublesPress
from handlers.copies import Copies
from handlers.desk import DeskCards
from handlers.mails import Mails
from handlers.membership import MESSENGER
from handlers.opening import OpenPress
from handlers.readers import Reader, Readers
from handlers.spoken import Spoken
from locales import html_key, plain_key
from storage.chats import Chat, chat_of
from storage.company import Company
from storage.engine import Database
from storage.outbox import Card, Desk, DeskState, Letter, LetterKind
from storage.people import Employee, roles_of
from storage.requests import Event

CHANNEL = "telegram"


def _leads(topic: str, data: dict[str, Any], locale: str) -> InlineKeyboardMarkup | None:
    """A button that leads straight to the thing, where the letter is about one."""
    if "desk" in data:
        press = DeskPress(desk=data["desk"]).pack()
    elif "broadcast" in data:
        press = BroadcastPress(broadcast=data["broadcast"]).pack()
    elif "troubles" in data:
        press = TroublesPress().pack()
    elif "joining" in data:
        press = JoiningPress().pack()
    elif topic.startswith("certificates-"):
        press = CertificatesPress(mine=topic != "certificates-waiting").pack()
    else:
        return None
    button = InlineKeyboardButton(text=plain_key("common-show", locale, {}), callback_data=press)
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


async def _at_desk(session: AsyncSession, topic: str, data: dict[str, Any]) -> Spoken | None:
    desk = await session.get(Desk, uuid.UUID(data["to_desk"]))
    if desk is None or desk.state is not DeskState.LINKED:
        return None
    return Spoken(desk.address, html_key(f"letter-{topic}", "ru", data), None)


class Voice:
    """Words letters and cards for the courier (bot.courier.Voice)."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        requests: Requests,
        decisions: Decisions,
        cards: DeskCards,
        chats: Chats,
        desks: Desks,
    ) -> None:
        self.db, self.clock = db, clock
        self.requests, self.decisions, self.cards = requests, decisions, cards
        self.chats, self.desks = chats, desks
        self.readers = Readers(db, clock)
        self.copies = Copies(db, self.readers)
        self.mails = Mails(db, clock)

    async def prepare(self, letters: Sequence[Letter]) -> None:
        """Look up the readers of letters that are worded next."""
        await self.readers.prepare(letters)

    async def letter(self, letter: Letter) -> Spoken | None:
        """The message of a letter; None where its deed was reversed or nobody can be told."""
        if letter.kind is LetterKind.BROADCAST:
            return await self.copies.word(letter)
        data: dict[str, Any] = json.loads(letter.payload or "{}")
        if "to_desk" in data:
            async with self.db.read() as session:
                return await _at_desk(session, letter.topic, data)
        reader = await self.readers.of(letter)
        if reader is None:
            return None
        if letter.event_id is not None:
            return await self._notice(letter, letter.event_id, reader)
        text = html_key(f"letter-{letter.topic}", reader.locale, data)
        return Spoken(reader.address, text, _leads(letter.topic, data, reader.locale))

    async def _reader(self, session: AsyncSession, employee_id: uuid.UUID) -> Chat | None:
        """The chat of somebody who works here today: whoever was dismissed is told nothing more."""
        employee = await session.get_one(Employee, employee_id)
        company = await session.get_one(Company, employee.company_id)
        works_today = works(employee, today(self.clock, company.zone))
        return await chat_of(session, employee_id) if works_today else None

    async def _notice(self, letter: Letter, event_id: uuid.UUID, reader: Reader) -> Spoken | None:
        async with self.db.read() as session:
            event = await session.get_one(Event, event_id)
        if event.reversed_at is not None:
            return None
        view = await self.requests.desk_view(event.request_id)
        text = html_key(f"letter-{letter.topic}", reader.locale, self._data(view, event, reader.locale))
        open_it = InlineKeyboardButton(
            text=plain_key("common-open", reader.locale, {}), callback_data=OpenPress.of(view.request.id).pack()
        )
        return Spoken(reader.address, text, InlineKeyboardMarkup(inline_keyboard=[[open_it]]))

    @staticmethod
    def _data(view: View, event: Event, locale: str) -> dict[str, Any]:
        request = view.request
        return {
            "number": request.number,
            "title": facts.title(view, locale),
            "first": view.facts.first,
            "last": view.facts.last,
            "who": view.names.get(event.actor_id, "") if event.actor_id else "",
            "due": facts.moment(view, request.due_at, locale) if request.due_at else "",
            "order": request.order_number or "",
            "on": request.order_date or view.facts.first,
            "then": facts.standing(view, locale),
            "kind": request.kind,
        }

    async def sms(self, letter: Letter) -> tuple[str, str] | None:
        """(phone, text) of an SMS; None where the person has no phone any more."""
        async with self.db.read() as session:
            employee = await session.get(Employee, letter.employee_id) if letter.employee_id else None
        if employee is None or employee.phone is None or letter.payload is None:
            return None
        if letter.topic == "code" and self.clock.now() >= letter.made_at + CODE_LIVES:
            return None  # the code in it is dead: dropped, and its payload erased
        data = {"purpose": ""} | json.loads(letter.payload)  # what was written before codes had a purpose
        return employee.phone, plain_key(f"sms-{letter.topic}", "ru", data)

    async def mail(self, letter: Letter) -> tuple[str, str, str] | None:
        """(address, subject, text) of a mail; None where the person has no address, or works here no more."""
        return await self.mails.word(letter)

    async def card(self, card: Card) -> Spoken | None:
        """A request as its desk or its holder sees it now."""
        view = await self.requests.desk_view(card.request_id)
        async with self.db.read() as session:
            if card.desk_id is not None:
                desk = await session.get(Desk, card.desk_id)
                linked = desk is not None and desk.state is DeskState.LINKED
                return await self.cards.at_desk(view, desk.address) if desk and linked else None
            chat = await self._reader(session, card.employee_id) if card.employee_id else None
            roles = await roles_of(session, card.employee_id) if card.employee_id else frozenset()
        if chat is None or card.employee_id is None:
            return None
        reader = Actor(card.employee_id, view.company.id, roles, chat.id)
        return await self.cards.for_person(view, reader, chat) if may_see(reader, view.request, view.events) else None

    async def shown(self, card: Card) -> None:
        """The messenger confirmed a card: the undo's ten seconds start."""
        await self.decisions.shown(card.request_id)

    async def shut(self, chat: str) -> None:
        """The messenger takes nothing more for a chat: who cannot be reached holds no request any more."""
        await self.chats.reached(MESSENGER, CHANNEL, chat, blocked=True)

    async def moved(self, old: str, new: str) -> None:
        """A group has another address: its desk moves, whether the update that tells of it comes or not."""
        await self.desks.moved(MESSENGER, CHANNEL, old, new)
