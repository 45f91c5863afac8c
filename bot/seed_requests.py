"""Requests of the trial companies in different states, led there by the same verbs that people press.

The verbs run under a clock of the past, one step a day. What they would have told is dropped: it is no news, and the
first start would begin with a flood. Cards of what still waits for somebody stay to be shown.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from bot.people_data import ORDER, STORIES, Story
from bot.rows import row_id
from cabinet.access import Actor
from cabinet.errors import Invalid
from cabinet.leave.grounds import Ground
from cabinet.leave.kind import LeaveKindOfRequest
from cabinet.leave.service import LeaveDraft, Leaves
from cabinet.ports import Clock, today
from cabinet.requests.decisions import Decisions
from cabinet.requests.service import Requests
from storage.company import Company
from storage.engine import Database
from storage.leave import LeaveKind
from storage.outbox import Card, Letter, LetterState
from storage.people import headed_by, roles_of
from storage.requests import FINAL, Event, Request, State

FRESH = timedelta(hours=2)
"""How long ago the newest step happened: no term has run out yet."""


class _Past:
    """A clock that stands in the past and is moved by hand."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The moment it stands at."""
        return self.at


async def plant_requests(database: Database, clock: Clock) -> int:
    """Add the stories that are not there yet; the number of those that were added."""
    added = 0
    for story in STORIES:
        async with database.read() as session:
            known = await session.get(Request, _id(story))
        if known is None:
            past = _Past(clock.now() - timedelta(days=len(story.steps)) - FRESH)
            with suppress(Invalid):  # on a day on which the law forbids just this leave it is left out
                await _Teller(database, past).tell(story)
                added += 1
    if added:
        await _hush(database)
    return added


def _id(story: Story) -> uuid.UUID:
    return row_id(story.inn, "request", story.number)


class _Teller:
    """Plays one story through the services."""

    def __init__(self, database: Database, clock: _Past) -> None:
        kind = LeaveKindOfRequest(clock)
        self.database, self.clock = database, clock
        self.leaves = Leaves(database, clock)
        self.requests = Requests(database, clock, {kind.name: kind})
        self.decisions = Decisions(database, clock, {kind.name: kind})

    async def tell(self, story: Story) -> None:
        """Submit the request, then one step a day."""
        await self.leaves.submit(await self._actor(story, story.number), await self._draft(story), f"seed:{_id(story)}")
        for place, (verb, number) in enumerate(story.steps):
            self.clock.at += timedelta(days=1)
            await self._step(story, verb, await self._actor(story, number), place)

    async def _draft(self, story: Story) -> LeaveDraft:
        async with self.database.read() as session:
            company = await session.get_one(Company, row_id(story.inn))
        first = story.first(today(self.clock, company.zone))
        return LeaveDraft(
            id=_id(story),
            leave_kind=LeaveKind.UNPAID if story.unpaid else LeaveKind.ANNUAL,
            first=first,
            last=first + timedelta(days=story.days - 1),
            ground=Ground.FAMILY if story.unpaid else None,
            comment=story.comment,
        )

    async def _step(self, story: Story, verb: str, actor: Actor, place: int) -> None:
        async with self.database.read() as session:
            request = await session.get_one(Request, _id(story))
        if verb == "approve" and request.state is not State.MANAGER:
            return  # on a trial database no manager has a chat yet, so that HR has his step
        deeds: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
            "approve": (self.decisions.approve, {}),
            "accept": (self.decisions.accept, {}),
            "complete": (self.decisions.complete, {"number": ORDER, "on": self.clock.at.date(), "paper": True}),
            "return": (self.decisions.send_back, {"reason": story.reason}),
            "decline": (self.decisions.decline, {"reason": story.reason, "sure": True}),
            "withdraw": (self.requests.withdraw, {}),
        }
        deed, more = deeds[verb]
        await deed(actor, request.id, request.step, f"seed:{request.id}:{place}", **more)

    async def _actor(self, story: Story, number: str) -> Actor:
        me = row_id(story.inn, number)
        async with self.database.read() as session:
            roles, manages = await roles_of(session, me), bool(await headed_by(session, me))
        return Actor(me, row_id(story.inn), roles, manages=manages)


async def _hush(database: Database) -> None:
    """Nothing of the past is told, and no card is shown of what is over."""
    stories = [_id(story) for story in STORIES]
    over = select(Request.id).where(Request.id.in_(stories), Request.state.in_(list(FINAL)))
    past = select(Event.id).where(Event.request_id.in_(stories))
    async with database.write() as session:
        await session.execute(
            update(Letter)
            .where(Letter.state == LetterState.PENDING, Letter.event_id.in_(past))
            .values(state=LetterState.DROPPED, payload_sealed=None)
        )
        await session.execute(delete(Card).where(Card.request_id.in_(over)))
