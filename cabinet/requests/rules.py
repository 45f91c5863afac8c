"""Whose turn it is, and what may follow what: pure functions over records."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from storage.people import Employee
from storage.requests import WAITING, Holder, State, Verb

ALLOWED: dict[Verb, frozenset[State]] = {
    Verb.APPROVE: frozenset({State.MANAGER}),
    Verb.ACCEPT: frozenset({State.OFFICE}),
    Verb.COMPLETE: frozenset({State.ACCEPTED}),
    Verb.RETURN: WAITING,
    Verb.DECLINE: WAITING,
    Verb.WITHDRAW: WAITING | {State.RETURNED},
    Verb.RESUBMIT: frozenset({State.RETURNED}),
}
"""From which states each verb may start."""

MANAGER_VERBS = frozenset({Verb.APPROVE, Verb.RETURN, Verb.DECLINE})
OFFICE_VERBS = frozenset({Verb.ACCEPT, Verb.COMPLETE, Verb.RETURN, Verb.DECLINE})


@dataclass(frozen=True)
class Candidate:
    """Somebody who could hold a request now."""

    employee: Employee
    has_chat: bool
    away: bool = False


@dataclass(frozen=True)
class Turn:
    """Where a request goes: its state, who holds it, and why it is not the usual one (a code, None if it is)."""

    state: State
    holder: Holder
    holder_id: uuid.UUID | None = None
    note: str | None = None


def why_not(candidate: Candidate | None, requester_id: uuid.UUID) -> str | None:
    """The reason (a code) why somebody cannot hold a request of ``requester_id``; None if he can."""
    if candidate is None:
        return "nobody"
    if candidate.employee.id == requester_id:
        return "own"
    if candidate.employee.dismissed_on is not None:
        return "dismissed"
    if not candidate.has_chat:
        return "no-chat"
    return "away" if candidate.away else None


def route(
    requester_id: uuid.UUID,
    manager: Candidate | None,
    officers: Sequence[Candidate],
    director: Candidate | None,
    *,
    manager_step: bool,
) -> Turn:
    """Whose turn a submitted request is: the manager where his step is set, else HR, else the director.

    A holder who is the requester himself, away, dismissed or without a chat is replaced at once.
    """
    trouble = why_not(manager, requester_id) if manager_step else None
    if manager_step and manager is not None and trouble is None:
        return Turn(State.MANAGER, Holder.MANAGER, manager.employee.id)
    note = f"manager-{trouble}" if trouble not in (None, "nobody") else None
    return office_turn(requester_id, officers, director, note)


def office_turn(
    requester_id: uuid.UUID, officers: Sequence[Candidate], director: Candidate | None, note: str | None = None
) -> Turn:
    """HR's turn: any officer but the requester; where no officer can, the director."""
    if any(why_not(officer, requester_id) in (None, "away") for officer in officers):
        return Turn(State.OFFICE, Holder.HR, None, note)
    if director is not None and why_not(director, requester_id) in (None, "away"):
        return Turn(State.OFFICE, Holder.DIRECTOR, director.employee.id, "hr-nobody")
    return Turn(State.OFFICE, Holder.HR, None, "hr-nobody")
