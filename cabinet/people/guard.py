"""Tries are counted in SQL before anything is compared: of a hundred guesses at once, not one goes uncounted.

A try while a subject waits is refused by an error, which rolls the count back: impatience locks nobody out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.people import rules
from cabinet.people.refusals import Locked, TryLater
from storage.chats import Chat, count_failure, hold, throttles
from storage.people import Employee


async def count(session: AsyncSession, subjects: Sequence[str], now: datetime, *, locks: bool = True) -> int:
    """Count one try of each subject and set what follows if it is wrong; the highest count.

    TryLater, Locked: a subject waits; roll back. Rows are taken in one order, so that two tries never lock each other.
    """
    counts = {subject: await count_failure(session, subject) for subject in sorted(subjects)}
    await refuse_waiting(session, subjects, now)
    for subject, failures in counts.items():
        held = rules.hold_after(failures, locks=locks)
        await hold(session, subject, now + held.wait if held.wait else None, locked=held.locked)
    return max(counts.values())


async def refuse_waiting(session: AsyncSession, subjects: Sequence[str], now: datetime) -> None:
    """TryLater or Locked when one of the subjects may not try now."""
    for until, locked in (await throttles(session, subjects)).values():
        if locked:
            raise Locked
        if until is not None and until > now:
            raise TryLater(until - now)


def sms_subjects(channel: str, address: str, employee: Employee) -> list[str]:
    """Whose tries an SMS code counts: the person's, the chat's and the phone's."""
    phone = [f"phone:{employee.phone_blind.hex()}"] if employee.phone_blind else []
    return [f"person:{employee.id}", chat_subject(channel, address), *phone]


def chat_subject(channel: str, address: str) -> str:
    """A messenger's account that tries SMS codes."""
    return f"chat:{channel}:{address}"


def key_subject(channel: str, address: str) -> str:
    """A messenger's account that tries keys."""
    return f"keys:{channel}:{address}"


def access_subjects(chat: Chat) -> tuple[str, str]:
    """(wrong access codes of a chat, how often an SMS code bought more tries)."""
    return f"access:{chat.id}", f"grants:{chat.id}"
