"""Whose turn it is, and what may follow what: pure functions over records."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from storage.people import Employee
from storage.requests import WAITING, Event, Holder, Request, State, Verb

ALLOWED: dict[Verb, frozenset[State]] = {
    Verb.APPROVE: frozenset({State.MANAGER}),
    Verb.ACCEPT: frozenset({State.OFFICE}),
    Verb.COMPLETE: frozenset({State.ACCEPTED}),
    Verb.HAND: frozenset({State.ACCEPTED}),
    Verb.RETURN: WAITING,
    Verb.DECLINE: WAITING,
    Verb.WITHDRAW: WAITING | {State.RETURNED, State.SIGNATURE},
    Verb.RESUBMIT: frozenset({State.RETURNED, State.SIGNATURE}),
    Verb.SIGN: frozenset({State.SIGNATURE}),
    Verb.PAPER: frozenset({State.SIGNATURE}),
}
"""From which states each verb may start."""

MANAGER_VERBS = frozenset({Verb.APPROVE, Verb.RETURN, Verb.DECLINE})
OFFICE_VERBS = frozenset({Verb.ACCEPT, Verb.COMPLETE, Verb.HAND, Verb.RETURN, Verb.DECLINE})
OWNER_VERBS = frozenset({Verb.WITHDRAW, Verb.RESUBMIT, Verb.SIGN, Verb.PAPER})
DECIDING = MANAGER_VERBS | OFFICE_VERBS | {Verb.WITHDRAW}
"""After these a late presser is told who was quicker; after any other step his button is merely stale."""

TROUBLES = ("own", "dismissed", "no-chat", "away")
"""Why somebody cannot hold a request, the gravest first."""
NOTES = (
    *(f"manager-{trouble}" for trouble in (*TROUBLES, "nobody", "silent")),
    "hr-nobody",
    "hr-silent",
    "holder-gone",
)
"""Why a request is not in the usual hands: request-note-<code> words it on the card."""


BEGINNINGS = frozenset({Verb.SUBMIT, Verb.RESUBMIT, Verb.SIGN, Verb.PAPER})
"""How the present version came to where it is: by these a request goes its way, nobody has decided yet."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who could hold a request on a day."""

    employee: Employee
    has_chat: bool
    away: bool = False
    works: bool = True


@dataclass(frozen=True)
class Office:
    """Who stands behind the managers of a company."""

    officers: Sequence[Candidate] = ()
    directors: Sequence[Candidate] = ()


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
    if not candidate.works:
        return "dismissed"
    if not candidate.has_chat:
        return "no-chat"
    return "away" if candidate.away else None


def route(requester_id: uuid.UUID, manager: Candidate | None, office: Office, *, manager_step: bool) -> Turn:
    """Whose turn a submitted request is: the manager where his step is set, else HR, else the director.

    A holder who is the requester himself, away, dismissed or without a chat is replaced at once.
    """
    if not manager_step:
        return office_turn(requester_id, office)
    trouble = why_not(manager, requester_id)
    if manager is None or trouble is not None:
        return office_turn(requester_id, office, f"manager-{trouble}")
    return Turn(State.MANAGER, Holder.MANAGER, manager.employee.id)


def office_turn(requester_id: uuid.UUID, office: Office, note: str | None = None) -> Turn:
    """HR's turn: any officer but the requester. Where no officer can, the director; where he cannot, HR's after all."""
    if _first(office.officers, requester_id) is None and (director := _first(office.directors, requester_id)):
        return Turn(State.OFFICE, Holder.DIRECTOR, director.employee.id, "hr-nobody")
    return Turn(State.OFFICE, Holder.HR, None, note)


def signed(events: Iterable[Event]) -> Event | None:
    """The step by which the present version was signed electronically; None where it was not."""
    last = [event for event in events if event.verb in BEGINNINGS][-1:]
    return next((event for event in last if event.verb is Verb.SIGN), None)


def _first(candidates: Iterable[Candidate], requester_id: uuid.UUID) -> Candidate | None:
    return next((one for one in candidates if why_not(one, requester_id) is None), None)


def successor(request: Request, holder: Candidate | None, office: Office, at: datetime) -> Turn | None:
    """Who takes over from a holder who is gone, or silent after his term; None: it stays where it is.

    ``holder`` is who holds it by name. Whoever executes an accepted request is not disturbed by a term or an absence:
    any officer may finish for him.
    """
    turn = _successor(request, holder, office, silent=request.due_at is not None and at > request.due_at)
    same = turn is None or (turn.holder, turn.holder_id) == (request.holder, request.holder_id)
    return None if same else turn


def _successor(request: Request, holder: Candidate | None, office: Office, *, silent: bool) -> Turn | None:
    who = request.employee_id
    if request.holder_id is None:
        return _of_office(request, office, silent=silent and request.state is State.OFFICE)
    trouble = why_not(holder, who)
    if request.state is State.MANAGER:
        trouble = trouble or ("silent" if silent else None)
        return office_turn(who, office, f"manager-{trouble}") if trouble else None
    if trouble is None or (trouble == "away" and request.state is State.ACCEPTED):
        return None
    return replace(office_turn(who, office, "holder-gone"), state=request.state)


def _of_office(request: Request, office: Office, *, silent: bool) -> Turn:
    turn = office_turn(request.employee_id, office)
    director = _first(office.directors, request.employee_id) if silent else None
    if director is not None and turn.holder is Holder.HR:
        turn = Turn(turn.state, Holder.DIRECTOR, director.employee.id, "hr-silent")
    return replace(turn, state=request.state)
