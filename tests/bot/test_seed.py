"""The trial companies: the same every time, whole, and in order with their own rules."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot import cast, house, seed
from bot.people_data import FIRMS, MAIN, STORIES
from bot.rows import row_id
from bot.seed_requests import plant_requests
from bot.trouble import Trouble
from cabinet.people.hashes import matches, owner_of
from storage.chats import Binding, Chat
from storage.company import House, Stamp
from storage.engine import Database
from storage.leave import BalanceEntry
from storage.outbox import Card, Desk, DeskState, Letter, LetterState
from storage.people import Department, Employee, Gender, RoleName, by_number, holders
from storage.requests import Request, State
from tests.conftest import HandClock


@pytest.fixture
async def stamped(db: Database, clock: HandClock) -> Database:
    async with db.write() as session:
        session.add(House(stamp=Stamp.REAL, made_at=clock.now()))
    return db


async def test_trial_has_people_and_nobody_is_in(stamped: Database, clock: HandClock) -> None:
    report = await seed.plant(stamped, clock, demo=False)
    assert report.people == 46
    async with stamped.read() as session:
        main = row_id(MAIN)
        assert (await house.house_row(stamped) or ("",))[0] is Stamp.TRIAL
        assert len((await session.scalars(select(Employee).where(Employee.company_id == main))).all()) == 40
        departments = (await session.scalars(select(Department).where(Department.company_id == main))).all()
        assert len(departments) == 4
        assert all(department.manager_id for department in departments)
        assert [len(await holders(session, main, role)) for role in RoleName] == [2, 1, 1]
        anna = await by_number(session, main, "0012")
        assert anna is not None
        assert (anna.full_name, anna.gender, anna.phone) == ("Смирнова Анна Сергеевна", Gender.FEMALE, "+79000000012")
        assert await session.scalar(select(func.count()).select_from(Binding)) == 0
        assert await session.scalar(select(func.count()).select_from(BalanceEntry)) == 46 + 1


async def test_it_is_planted_once(stamped: Database, clock: HandClock) -> None:
    await seed.plant(stamped, clock, demo=False)
    with pytest.raises(Trouble, match="console-has-people"):
        await seed.plant(stamped, clock, demo=False)
    assert await plant_requests(stamped, clock) == 0


async def test_a_demo_database_takes_no_trial(stamped: Database, clock: HandClock) -> None:
    await seed.plant(stamped, clock, demo=True)
    with pytest.raises(Trouble, match="console-seed-demo"):
        await seed.plant(stamped, clock, demo=False)


async def test_an_unbuilt_database_takes_nothing(db: Database, clock: HandClock) -> None:
    with pytest.raises(Trouble, match="console-empty-database"):
        await seed.plant(db, clock, demo=False)


async def test_requests_stand_in_every_state(stamped: Database, clock: HandClock) -> None:
    await seed.plant(stamped, clock, demo=True)
    async with stamped.read() as session:
        requests = (await session.scalars(select(Request))).all()
        states = Counter(request.state for request in requests)
        assert set(states) == set(State) - {State.SIGNATURE}, "nobody has a key yet"
        assert len(requests) == len(STORIES)
        assert all(request.due_at is None or request.due_at > clock.now() for request in requests)
        pending = select(func.count()).select_from(Letter).where(Letter.state == LetterState.PENDING)
        assert await session.scalar(pending) == 0
        shown = (await session.scalars(select(Card.request_id).where(Card.desk_id.is_not(None)))).all()
        open_ = {request.id for request in requests if request.state in (State.OFFICE, State.ACCEPTED)}
        assert open_ <= set(shown)


async def test_the_demo_cast_is_in_under_the_known_code(stamped: Database, clock: HandClock) -> None:
    await seed.plant(stamped, clock, demo=True)
    async with stamped.read() as session:
        chats = {chat.address: chat for chat in await session.scalars(select(Chat))}
        assert set(chats) == {str(part.chat) for part in cast.PARTS if part.inside}
        chat = chats[str(cast.SHOWN[1])]
        assert chat.access_hash is not None
        assert await matches(chat.access_hash, cast.CODE, owner_of(cast.CHANNEL, chat.address))
        assert chat.open_until is None
        desks = (await session.scalars(select(Desk))).all()
        assert {desk.address for desk in desks} == {"-1001", "-1002"}
        assert all(desk.state is DeskState.LINKED for desk in desks)


@pytest.mark.parametrize("day", range(0, 365, 97))
async def test_it_grows_on_any_day_of_the_year(sqlite_url: str, day: int) -> None:
    database, clock = Database(sqlite_url), HandClock(datetime(2026, 1, 1, 6, tzinfo=UTC) + timedelta(days=day))
    async with database.write() as session:
        session.add(House(stamp=Stamp.REAL, made_at=clock.now()))
    await seed.plant(database, clock, demo=False)
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Request)) == len(STORIES)
    await database.close()


def test_phones_and_numbers_are_nobody_elses() -> None:
    for firm in FIRMS:
        assert len({person.number for person in firm.people}) == len(firm.people)
        assert set(firm.managers.values()) | set(firm.roles) <= {person.number for person in firm.people}
    phones = [person.phone for firm in FIRMS for person in firm.people]
    assert len(set(phones)) == len(phones)
