"""What a stranger is told of a marked copy: number and date; no more of anything to anybody, and not too often."""

from __future__ import annotations

import uuid
from dataclasses import fields
from pathlib import Path

import pytest

from cabinet.errors import Invalid, NotAllowed, NotFound
from cabinet.signatures import copies
from cabinet.signatures.copies import MOST, STRANGER, Copied, Copies
from cabinet.signatures.links import code_of
from storage.engine import Database
from tests.conftest import HandClock
from tests.signatures.signed import Firm


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database is enough: one row is read."""
    return sqlite_url


@pytest.fixture
def answers(db: Database, clock: HandClock) -> Copies:
    return Copies(db, clock)


async def test_a_signed_document_is_told_by_number_and_date_alone(
    db: Database, clock: HandClock, tmp_path: Path, answers: Copies
) -> None:
    firm = await Firm(db, clock, tmp_path).build()
    _, document = await firm.asked()
    with pytest.raises(NotFound):
        await answers.find(STRANGER, code_of(document.id), "a")  # nobody signed it: no copy was made
    await firm.sign(document)
    found = await answers.find(STRANGER, code_of(document.id), "a")
    assert (found.number, f"{found.dated:%d.%m.%Y}") == ("1", "24.11.2026")
    assert [one.name for one in fields(Copied)] == ["number", "dated"]
    with pytest.raises(NotAllowed):
        await answers.find(await firm.actor("officer"), code_of(document.id), "a")


async def test_what_we_did_not_make_is_not_there(answers: Copies) -> None:
    for code in (code_of(uuid.uuid4()), "A" * 35, "", "1 OR 1=1"):
        with pytest.raises(NotFound):
            await answers.find(STRANGER, code, "a")


async def test_who_asks_too_often_waits_and_others_do_not(answers: Copies, clock: HandClock) -> None:
    async def refused(who: str) -> bool:
        try:
            await answers.find(STRANGER, "no code", who)
        except NotFound:
            return False
        except Invalid as error:
            return error.key == "error-invalid-document-often"
        return False

    assert [await refused("a") for _ in range(MOST + 2)] == [False] * MOST + [True] * 2
    assert not await refused("b")
    clock.forward(seconds=59)
    assert await refused("a")
    clock.forward(seconds=1)
    assert not await refused("a")


async def test_askers_are_forgotten_before_they_fill_the_memory(
    answers: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "ASKERS", 5)
    for number in range(50):
        with pytest.raises(NotFound):
            await answers.find(STRANGER, "no code", str(number))
    assert list(answers._asked) == ["45", "46", "47", "48", "49"]
