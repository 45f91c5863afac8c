"""How a request comes into each state, and what a refused deed says: shared by the tests of this folder."""

from __future__ import annotations

from collections.abc import Awaitable

import pytest

from cabinet.errors import CabinetError
from storage.outbox import LetterState
from storage.requests import State, Verb

PENDING, SENT, DROPPED = LetterState.PENDING, LetterState.SENT, LetterState.DROPPED
TO_OFFICE = (("manager", Verb.APPROVE),)
TO_ACCEPTED = (*TO_OFFICE, ("officer", Verb.ACCEPT))
WAYS: dict[State, tuple[tuple[str, Verb], ...]] = {
    State.MANAGER: (),
    State.OFFICE: TO_OFFICE,
    State.ACCEPTED: TO_ACCEPTED,
    State.DONE: (*TO_ACCEPTED, ("officer", Verb.COMPLETE)),
    State.RETURNED: (("manager", Verb.RETURN),),
    State.DECLINED: (*TO_OFFICE, ("officer", Verb.DECLINE)),
    State.WITHDRAWN: (("anna", Verb.WITHDRAW),),
}
"""How a request comes into each state."""
PRESSES = (Verb.APPROVE, Verb.ACCEPT, Verb.COMPLETE, Verb.RETURN, Verb.DECLINE, Verb.WITHDRAW, Verb.UNDO)


async def refusal(deed: Awaitable[object]) -> str:
    """The key of the error that a deed ends in."""
    with pytest.raises(CabinetError) as refused:
        await deed
    return refused.value.key
