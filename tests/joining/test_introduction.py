"""A company introduces КЭДО once; facts can be changed, the address in certificates cannot once there is a root."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cabinet.access import Actor
from cabinet.errors import NotAllowed
from cabinet.joining.introduction import CONSOLE, Introducing
from storage.certificates import Root
from storage.company import Company
from storage.engine import Database
from storage.joining import Introduction
from tests import people
from tests.conftest import START, HandClock
from tests.joining.conftest import invalid

FACTS: dict[str, Any] = {
    "act_name": "Положение",
    "act_number": "12-ЭД",
    "act_date": date(2026, 10, 1),
    "starts_on": date(2027, 1, 11),
    "answer_by": date(2026, 12, 25),
    "crl_url": "http://kabinet.example/primer.crl",
}
CONSOLE_ACTOR = Actor.system(CONSOLE)


@pytest.fixture
async def firm(db: Database) -> Company:
    return await people.company(db)


@pytest.fixture
def introducing(db: Database, clock: HandClock) -> Introducing:
    return Introducing(db, clock)


async def test_it_is_introduced_and_changed(introducing: Introducing, firm: Company) -> None:
    made, new = await introducing.introduce(CONSOLE_ACTOR, firm.id, FACTS, "1")
    assert (new, made.system, made.basis) == (True, "Кабинет сотрудника", "Устава")
    made, new = await introducing.introduce(CONSOLE_ACTOR, firm.id, {"place": "г. Тула"}, "2")
    assert (new, made.act_number, made.place) == (False, "12-ЭД", "г. Тула")
    moved = {"crl_url": "https://kabinet.example/other.crl"}
    assert (await introducing.introduce(CONSOLE_ACTOR, firm.id, moved, "3"))[0].crl_url == moved["crl_url"]


async def test_the_address_of_the_list_is_fixed_by_the_root(
    introducing: Introducing, firm: Company, db: Database
) -> None:
    await introducing.introduce(CONSOLE_ACTOR, firm.id, FACTS, "1")
    async with db.write() as session:
        session.add(Root(company_id=firm.id, serial="01", der=b"r", key_record=b"k", made_at=START))
    with invalid("url-fixed"):
        await introducing.introduce(CONSOLE_ACTOR, firm.id, {"crl_url": "http://other.example/x.crl"}, "2")
    same = {"crl_url": FACTS["crl_url"], "ogrn": "1007700000019"}
    assert (await introducing.introduce(CONSOLE_ACTOR, firm.id, same, "3"))[0].ogrn == same["ogrn"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"act_name": ""}, "missing"),
        ({"act_name": "я" * 301}, "fact"),
        ({"crl_url": "ftp://kabinet.example/x"}, "url"),
        ({"crl_url": "primer.crl"}, "url"),
        ({"crl_url": "http://пример.рф/x.crl"}, "url"),
        ({"ogrn": "123"}, "ogrn"),
        ({"heads_to": "a@example.ru, кто-то"}, "mail"),
        ({"starts_on": date(2026, 9, 30)}, "dates"),
        ({"answer_by": date(2026, 9, 30)}, "dates"),
    ],
)
async def test_facts_that_cannot_be(introducing: Introducing, firm: Company, facts: dict[str, Any], code: str) -> None:
    with invalid(code):
        await introducing.introduce(CONSOLE_ACTOR, firm.id, {**FACTS, **facts}, "1")
    async with introducing.db.read() as session:
        assert await session.get(Introduction, firm.id) is None


@pytest.mark.parametrize("name", FACTS)
async def test_the_first_time_needs_all(introducing: Introducing, firm: Company, name: str) -> None:
    some = {key: value for key, value in FACTS.items() if key != name}
    with invalid("missing"):
        await introducing.introduce(CONSOLE_ACTOR, firm.id, some, "1")


async def test_only_the_console_may(introducing: Introducing, firm: Company, db: Database) -> None:
    officer = await people.actor(db, await people.employee(db, firm, "1"))
    for actor in (officer, Actor.system("schedule")):
        with pytest.raises(NotAllowed):
            await introducing.introduce(actor, firm.id, FACTS, "1")
