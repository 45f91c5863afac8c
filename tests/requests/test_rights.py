"""Nobody sees or does what is not his: every verb, every state, everybody, on both databases."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from cabinet.errors import NotFound, Stale
from storage.base import snapshot
from storage.journal import Entry
from storage.outbox import Card, Letter
from storage.requests import Event, Request, State, Verb
from tests.requests.conftest import PEOPLE, SCHEDULE, Town
from tests.requests.ways import PRESSES, TO_OFFICE, WAYS, refusal

MAY: dict[State, dict[str, set[Verb]]] = {
    State.MANAGER: {"manager": {Verb.APPROVE, Verb.RETURN, Verb.DECLINE}, "anna": {Verb.WITHDRAW}},
    State.OFFICE: {
        "officer": {Verb.ACCEPT, Verb.RETURN, Verb.DECLINE},
        "second officer": {Verb.ACCEPT, Verb.RETURN, Verb.DECLINE},
        "anna": {Verb.WITHDRAW},
    },
    State.ACCEPTED: {
        "officer": {Verb.COMPLETE, Verb.HAND, Verb.RETURN, Verb.DECLINE},
        "second officer": {Verb.COMPLETE, Verb.HAND, Verb.RETURN, Verb.DECLINE},
        "anna": {Verb.WITHDRAW},
    },
    State.RETURNED: {"anna": {Verb.WITHDRAW}},
    State.DONE: {},
    State.DECLINED: {},
    State.WITHDRAWN: {},
}
SEE = {"anna", "officer", "second officer", "director", "manager"}


async def test_nobody_does_or_sees_what_is_not_his(town: Town) -> None:
    for state, way in WAYS.items():
        request = await town.walk(await town.ask(), *way)
        town.clock.forward(minutes=2)
        await town.replacements.replace(SCHEDULE)
        before, rows = snapshot(await town.again(request)), await counted(town)
        for name in set(PEOPLE) - {"colleague"}:
            for verb in set(PRESSES) - MAY[state].get(name, set()):
                assert await refusal(town.press(name, verb, request)) in told(name), (state, name, verb)
            await looks(town, name, request)
        assert snapshot(await town.again(request)) == before
        assert await counted(town) == rows
        async with town.db.write() as session:  # out of the way of the next one
            (await session.get_one(Request, request.id)).state = State.WITHDRAWN


def told(name: str) -> tuple[str, ...]:
    """What somebody may be told who presses what is not his: strangers learn nothing of how it stands."""
    if name.startswith("foreign"):
        return ("error-not-found",)
    strange = ("error-not-allowed", "error-not-found")
    return (*strange, "error-decided", "error-stale") if name in SEE else strange


async def looks(town: Town, name: str, request: Request) -> None:
    actor = await town.actor(name)
    if name not in SEE:
        assert await refusal(town.requests.view(actor, request.id)) == "error-not-found"
        assert await town.requests.tasks(actor) == await town.requests.mine(actor) == []
        return
    view, state = await town.requests.view(actor, request.id), request.state
    extra = {Verb.RESUBMIT} if (name, state) == ("anna", State.RETURNED) else set()
    assert view.may == MAY[state].get(name, set()) | extra
    assert view.full == bool(view.facts.private) == (name in {"anna", "officer", "second officer"})
    doing = bool(MAY[state].get(name)) and name != "anna"
    assert [one.request.id for one in await town.requests.tasks(actor)] == [request.id] * doing


async def counted(town: Town) -> list[int]:
    async with town.db.read() as session:
        return [
            int(await session.scalar(select(func.count()).select_from(table)) or 0)
            for table in (Event, Entry, Letter, Card)
        ]


async def test_a_card_shows_nothing_private(town: Town) -> None:
    request = await town.ask()
    view = await town.requests.desk_view(request.id)
    assert (view.full, view.facts.private, view.files, view.may) == (False, (), (), frozenset())
    assert view.names[town.people["manager"].id] == town.people["manager"].short_name
    assert request.comment == "Очень нужно"


async def test_a_stranger_with_a_request_of_nobody(town: Town) -> None:
    officer = await town.actor("officer")
    for deed in (town.requests.view(officer, uuid4()), town.decisions.accept(officer, uuid4(), 0, "k")):
        with pytest.raises(NotFound):
            await deed
    with pytest.raises(Stale):
        await town.decisions.accept(officer, (await town.walk(await town.ask(), *TO_OFFICE)).id, 5, "k")


async def test_tasks_come_most_urgent_first(town: Town) -> None:
    late = await town.walk(await town.ask(), *TO_OFFICE)
    town.clock.forward(days=-1)
    early = await town.walk(await town.ask("colleague"), *TO_OFFICE)
    views = await town.requests.tasks(await town.actor("officer"))
    assert [view.request.id for view in views] == [early.id, late.id]
    assert [view.request.id for view in await town.requests.mine(await town.actor("anna"))] == [late.id]
