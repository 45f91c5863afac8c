"""«Передать»: only an officer, only what was accepted, only to a colleague who can hold it; once for one key."""

from __future__ import annotations

import pytest

from cabinet.errors import NotAllowed, NotFound, Stale
from cabinet.requests.handing import Handing
from storage.requests import Holder, State
from tests.requests.conftest import Town
from tests.requests.ways import TO_ACCEPTED, TO_OFFICE


def handing(town: Town) -> Handing:
    return Handing(town.db, town.clock, town.decisions)


async def test_a_colleague_holds_it_until_the_same_term(town: Town) -> None:
    request = await town.walk(await town.ask(), *TO_ACCEPTED)
    officer, due = await town.actor("officer"), request.due_at
    [taker] = [one for one in await handing(town).colleagues(officer, request.id) if one.id != officer.me()]
    handed = await handing(town).hand_over(officer, request.id, request.step, "hand", to=taker.id)
    assert (handed.state, handed.holder, handed.holder_id, handed.due_at) == (
        State.ACCEPTED, Holder.HR, taker.id, due,
    )  # fmt: skip
    again = await handing(town).hand_over(officer, request.id, request.step, "hand", to=taker.id)
    assert again.step == handed.step
    with pytest.raises(Stale):
        await handing(town).hand_over(officer, request.id, request.step, "later", to=taker.id)


async def test_only_officers_and_only_to_officers(town: Town) -> None:
    request = await town.walk(await town.ask(), *TO_ACCEPTED)
    officer = await town.actor("officer")
    for name in ("manager", "anna"):
        with pytest.raises(NotAllowed):
            await handing(town).colleagues(await town.actor(name), request.id)
        with pytest.raises(NotFound):
            await handing(town).hand_over(officer, request.id, request.step, f"to-{name}", to=town.people[name].id)
    with pytest.raises(NotFound):
        await handing(town).hand_over(officer, request.id, request.step, "same", to=officer.me())


async def test_nothing_is_handed_over_before_it_was_accepted(town: Town) -> None:
    request = await town.walk(await town.ask(), *TO_OFFICE)
    officer = await town.actor("officer")
    with pytest.raises(Stale):
        await handing(town).hand_over(officer, request.id, request.step, "early", to=officer.me())
