"""Who may see a request and who has a say in it, in one place: pure functions over the actor and the records.

Rights come from the database at the moment of the press, never from the card, the group or what a button says.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cabinet.access import Actor
from cabinet.errors import NotAllowed
from cabinet.requests.rules import ALLOWED, MANAGER_VERBS, OFFICE_VERBS, OWNER_VERBS
from storage.people import RoleName
from storage.requests import Event, Holder, Request, State, Verb, unseen


def may_see(actor: Actor, request: Request, events: Sequence[Event]) -> bool:
    """The owner, HR and the director of the company, whoever holds it, held it or decided on it.

    What its owner never signed, and nobody ever had, is his alone.
    """
    if actor.is_system or actor.company_id != request.company_id:
        return False
    me = actor.employee_id
    if unseen(request, events):
        return me == request.employee_id
    if me in (request.employee_id, request.holder_id) or actor.has(RoleName.HR, RoleName.DIRECTOR):
        return True
    return any(me in (event.actor_id, event.holder_id_before) for event in events)


def may_read(actor: Actor, request: Request) -> bool:
    """Whether the private part is his to read: the owner, HR, and the director who holds it in HR's place.

    Of a corrected version it is the owner's alone until he has signed it.
    """
    if request.state is State.SIGNATURE:
        return request.employee_id == actor.employee_id
    return request.employee_id == actor.employee_id or actor.has(RoleName.HR) or _stands_in(actor, request)


def may_decide(actor: Actor, request: Request, verb: Verb) -> None:
    """NotAllowed for whoever has no say: the manager's step is the holder's by name, the office step HR's.

    The director has HR's say while he holds the request. Nobody decides on his own one.
    """
    actor.same_company(request.company_id)
    if request.employee_id == actor.me() or request.state is State.SIGNATURE:
        raise NotAllowed
    if request.state is State.MANAGER:
        allowed = request.holder_id == actor.employee_id and verb in MANAGER_VERBS
    else:
        allowed = verb in OFFICE_VERBS and (actor.has(RoleName.HR) or _stands_in(actor, request))
    if not allowed:
        raise NotAllowed


def _stands_in(actor: Actor, request: Request) -> bool:
    holds = request.holder is Holder.DIRECTOR and request.holder_id == actor.employee_id
    return holds and actor.has(RoleName.DIRECTOR)


def may_undo(actor: Actor, event: Event) -> bool:
    """Only the presser takes a step back, and only with the right that he had: HR's steps ask for the role anew."""
    if actor.employee_id is None or event.actor_id != actor.employee_id:
        return False
    return event.state_before is State.MANAGER or actor.has(RoleName.HR, RoleName.DIRECTOR)


def undoable(event: Event | None, now: datetime) -> bool:
    """Whether the time to take a step back still runs; it ends exactly when its letters fall due."""
    return event is not None and event.reversed_at is None and event.undo_until is not None and now < event.undo_until


def allowed(actor: Actor, request: Request) -> frozenset[Verb]:
    """What somebody who sees a request may do with it now."""
    if request.employee_id == actor.employee_id:
        return frozenset(verb for verb in OWNER_VERBS if request.state in ALLOWED[verb])
    return frozenset(
        verb for verb in MANAGER_VERBS | OFFICE_VERBS if request.state in ALLOWED[verb] and _may(actor, request, verb)
    )


def _may(actor: Actor, request: Request, verb: Verb) -> bool:
    try:
        may_decide(actor, request, verb)
    except NotAllowed:
        return False
    return True
