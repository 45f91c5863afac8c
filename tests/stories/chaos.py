"""People who go on with their work while processes die under them, and the books that are looked through afterwards."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import func, select

from sandbox.screen import Json
from storage.inbox import Update
from storage.outbox import Letter, LetterState
from storage.requests import Event, Request, State, Verb
from tests.bot.running import until
from tests.stories.asking import Place, all_handled, all_said, all_shown, mine, steps
from tests.stories.conftest import DESK
from tests.stories.process import LATE, PatientPhone

IN_HAND, GROUP = 12, 8
AGAIN = IN_HAND + GROUP
"""Letters on their way and results of one group: so many may come again for each kill (docs/reliability.md)."""
EMPLOYEE, MANAGER, STRAIGHT, OFFICER, SECOND = 1007, 1008, 1006, 1003, 1004
DAYS = ("18", "21", "22", "24", "25", "28")
THINKING = 1.0
"""Seconds that people look at a screen, at most."""


@dataclass
class Monkey:
    """Kills somebody at a moment that nobody knows beforehand, and starts him anew at once."""

    strike: Callable[[random.Random], Awaitable[None]]
    kills: int
    seed: int
    done: int = 0

    async def run(self) -> None:
        """Strike ``kills`` times."""
        chance = random.Random(self.seed)
        for _ in range(self.kills):
            await asyncio.sleep(chance.uniform(0.05, 2.0))
            await self.strike(chance)
            self.done += 1


@dataclass
class Work:
    """What was asked for and decided: number of the request → what must have happened to it."""

    wanted: dict[int, list[Verb]] = field(default_factory=dict)


def days() -> Iterator[tuple[int, str]]:
    """(month from now, day): a day of leave each, never the same twice."""
    month = 1
    while True:
        yield from ((month, day) for day in DAYS)
        month += 1


async def ask(phone: PatientPhone, month: int, day: str) -> int:
    """One day of leave, tap by tap; the number of the request. (No press waits for its toast: it may come too late.)"""
    before = (await phone.last())["message_id"]
    await phone.send("/leave")
    await phone.see("Какой отпуск нужен?", after=before)
    await think()
    await phone.press("Ежегодный", wait=False)
    await phone.see("Первый день", after=before)
    for turned in range(month):
        await think()
        await phone.press("›", wait=False)
        await month_shown(phone, turned + 1)
    await phone.press(day, wait=False)
    await phone.see("Последний день", after=before)
    await think()
    await phone.press(day, wait=False)
    await phone.see("Замещает:", after=before)
    await think()
    await phone.press("Отправить", wait=False)
    receipt = await phone.see("Сообщим о каждом шаге", after=before)
    found = re.search(r"№ (\d+)", receipt["text"])
    assert found, receipt
    return int(found.group(1))


async def think() -> None:
    """People are slower than machines, each as it comes."""
    await asyncio.sleep(random.uniform(0, THINKING))


MONTHS = ("декабр", "январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр")


async def month_shown(phone: PatientPhone, ahead: int) -> None:
    """The calendar shows the month that is ``ahead`` of November 2026."""
    name = MONTHS[(ahead - 1) % 12]

    def shown() -> Json | None:
        for message in reversed(phone.world.screens.messages(phone.key())):
            if "Первый день" in (message.get("text") or ""):
                labels = " ".join(button["text"] for row in rows_of(message) for button in row)
                return message if name in f"{message['text']} {labels}".casefold() else None
        return None

    if await phone.world.wait(shown, LATE) is None:
        raise await phone._unexpected(f"no {name!r}", None)


def rows_of(message: Json) -> list[list[Json]]:
    """The buttons under a message."""
    found: list[list[Json]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return found


async def straight(place: Place, work: Work, when: tuple[int, str]) -> None:
    """A request that goes to HR at once, and is accepted in the group."""
    number = await ask(place.world.phone(STRAIGHT), *when)
    work.wanted[number] = [Verb.SUBMIT, Verb.ACCEPT]
    await accepted(place, number, OFFICER)


async def by_way_of_the_manager(place: Place, work: Work, when: tuple[int, str]) -> None:
    """A request that its manager agrees to first, in private."""
    number = await ask(place.world.phone(EMPLOYEE), *when)
    work.wanted[number] = [Verb.SUBMIT, Verb.APPROVE, Verb.ACCEPT]
    await decided(place, number, MANAGER, None, "Согласовать", Verb.APPROVE)
    await accepted(place, number, SECOND)


async def accepted(place: Place, number: int, officer: int) -> None:
    """HR takes a request into work, by the card in the group."""
    await decided(place, number, officer, DESK, "Принять", Verb.ACCEPT)


async def decided(place: Place, number: int, who: int, chat: str | None, label: str, verb: Verb) -> None:
    """Somebody decides by the card, and the undo is over. A card that a dead process had in hand comes late."""
    phone = place.world.phone(who)
    card = await card_of(place, phone, number, chat, label)
    await think()
    await phone.press(label, chat, card["message_id"], wait=False)
    await until(lambda: took_place(place, number, verb), LATE)
    place.clock.forward(seconds=61)


async def took_place(place: Place, number: int, verb: Verb) -> bool:
    """The request has gone that step."""
    return verb in await steps(place, number)


async def card_of(place: Place, phone: PatientPhone, number: int, chat: str | None, label: str) -> Json:
    """The newest card of a request that offers ``label``. Time goes by while a dead courier's lease runs out."""

    def look() -> Json | None:
        found = [
            message
            for message in place.world.screens.messages(phone.key(chat))
            if f"№ {number}" in (message.get("text") or "")
            and any(label in button["text"] for row in rows_of(message) for button in row)
        ]
        return found[-1] if found else None

    for _ in range(LATE):
        card = await place.world.wait(look, 1.0)
        if card is not None:
            return card
        place.clock.forward(seconds=5)
    raise AssertionError(f"no card of № {number} with {label!r}")


async def at_rest(place: Place) -> None:
    """Everything is handled, said and shown; leases of the dead and undos run out meanwhile."""

    async def quiet() -> bool:
        place.clock.forward(seconds=5)
        return await all_handled(place) and await all_said(place) and await all_shown(place)

    await until(quiet, LATE)


async def books(place: Place, work: Work, allowed: int) -> Counter[str]:
    """Look through the books: nothing lost, nothing twice; which letters came again, at most ``allowed``."""
    for number, verbs in work.wanted.items():
        assert await steps(place, number) == verbs, number
    async with place.db.read() as session:
        asked = select(func.count()).select_from(Request).where(Request.number >= min(work.wanted))
        ours = asked.where(mine(Request.number))  # type: ignore[arg-type]
        assert await session.scalar(ours) == len(work.wanted), "a request more or less than was asked for"
        assert set(await session.scalars(select(Update.trouble))) <= {None}
        assert set(await session.scalars(select(Letter.state))) <= {LetterState.SENT, LetterState.DROPPED}
        assert await session.scalar(select(Event.id).where(Event.reversed_at.is_not(None)).limit(1)) is None
    return await repeats(place, work, allowed)


async def repeats(place: Place, work: Work, allowed: int) -> Counter[str]:
    """How often each letter came more than once; every one came, and no more than ``allowed`` came again."""
    said = Counter[str]()
    for who in (STRAIGHT, EMPLOYEE):
        for message in await place.world.phone(who).messages():
            found = re.search(r"№ (\d+).*принято к исполнению", message.get("text") or "", re.DOTALL)
            if found:
                said[found.group(1)] += 1
    missing = [number for number in work.wanted if said[str(number)] == 0]
    assert not missing, f"nobody told them of {missing}"
    again = Counter({number: count - 1 for number, count in said.items() if count > 1})
    assert again.total() <= allowed
    return again


__all__ = [
    "AGAIN",
    "Monkey",
    "State",
    "Work",
    "at_rest",
    "books",
    "by_way_of_the_manager",
    "card_of",
    "days",
    "straight",
]
