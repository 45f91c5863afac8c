"""HR of a company sees who was not reached and why, and decides; the second company sees nothing of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select, update

from cabinet.access import Actor
from cabinet.errors import NotAllowed, NotFound, Stale
from cabinet.undelivered import PAGE, SHOWN, Sort, Undelivered, lost
from dialogs.undelivered import HINTS
from locales import plain_key
from storage.broadcasts import Broadcast, BroadcastState
from storage.chats import Binding
from storage.company import Company
from storage.engine import Database
from storage.journal import Entry
from storage.outbox import Letter, LetterKind, LetterState, Why
from storage.people import Employee, RoleName
from storage.requests import Event, Request, State, Verb
from tests import people
from tests.conftest import START, HandClock

DEAD, UNSURE = LetterState.DEAD, LetterState.UNSURE
BLOCKED = "blocked"


@dataclass
class Office:
    """Two officers of the first company, one of the second; «anna» and «boris» are the first company's readers."""

    db: Database
    clock: HandClock
    service: Undelivered
    firm: Company
    people: dict[str, Employee] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    async def letter(
        self, to: str, kind: LetterKind = LetterKind.NOTICE, state: LetterState = DEAD, **values: object
    ) -> Letter:
        """One that has ended so."""
        place = values.pop("place", {"employee_id": self.people[to].id})
        payload = values.pop("payload", None)
        known = {"reason": BLOCKED if state is DEAD else None, "done_at": self.clock.now()}
        if state is LetterState.PENDING:
            known["done_at"] = None
        made = Letter(
            dedupe=str(uuid.uuid4()), kind=kind, topic="x", made_at=START, due_at=START, state=state,
            **{**known, **place, **values},  # type: ignore[dict-item]
        )  # fmt: skip
        made.payload = payload  # type: ignore[assignment]
        async with self.db.write() as session:
            session.add(made)
        return made

    async def event(self) -> uuid.UUID:
        """A step of a request of anna's."""
        request = Request(
            company_id=self.firm.id, employee_id=self.people["anna"].id, kind="leave", number=1, state=State.OFFICE,
            submitted_at=START, changed_at=START,
        )  # fmt: skip
        event = Event(
            request_id=request.id, step=1, verb=Verb.SUBMIT, at=START, state_before=State.OFFICE,
            state_after=State.OFFICE, actor_id=None,
        )  # fmt: skip
        async with self.db.write() as session:
            session.add(request)
            await session.flush()
            session.add(event)
        return event.id

    async def broadcast(self, state: BroadcastState) -> uuid.UUID:
        made = Broadcast(
            company_id=self.firm.id, author_id=self.people["officer"].id, made_at=START, state=state, ended_at=START
        )
        made.text = "Вода"
        async with self.db.write() as session:
            session.add(made)
        return made.id

    async def now(self, known: Letter) -> Letter:
        async with self.db.read() as session:
            return await session.get_one(Letter, known.id)

    async def case(self, name: str, *, unsure: bool = False, by: str = "officer") -> object:
        return await self.service.case(self.actors[by], self.people[name].id, unsure=unsure)


@pytest.fixture
async def office(db: Database, clock: HandClock) -> Office:
    first, second = await people.company(db), await people.company(db, "7700000002", name="ООО «Соседи»")
    made = Office(db, clock, Undelivered(db, clock), first)
    for number, (name, firm, roles) in enumerate(
        (
            ("officer", first, [RoleName.HR]),
            ("second officer", first, [RoleName.HR]),
            ("anna", first, []),
            ("boris", first, []),
            ("admin", first, [RoleName.ADMIN, RoleName.DIRECTOR]),
            ("foreign officer", second, [RoleName.HR]),
            ("foreign reader", second, []),
        )
    ):
        made.people[name] = await people.employee(db, firm, str(number), last=name, roles=roles, bound=str(number))
        made.actors[name] = await people.actor(db, made.people[name])
    return made


async def test_what_one_reader_did_not_get_is_one_case(office: Office) -> None:
    await office.letter("anna", event_id=await office.event())
    office.clock.forward(hours=1)
    await office.letter("anna", LetterKind.BROADCAST, broadcast_id=await office.broadcast(BroadcastState.DONE))
    await office.letter("anna", state=UNSURE, payload="{}")
    office.clock.forward(hours=1)
    await office.letter("boris", LetterKind.SMS, reason="sms-refused: unknown number")
    await office.letter("boris", state=LetterState.SENT)
    await office.letter("boris", state=LetterState.PENDING)
    officer = office.actors["officer"]
    assert await office.service.count(officer) == 3
    page = await office.service.page(officer, 0)
    assert [(row.employee.last_name, row.unsure, row.total) for row in page.rows] == [
        ("boris", False, 1), ("anna", False, 2), ("anna", True, 1),
    ]  # fmt: skip
    case = await office.service.case(officer, office.people["anna"].id, unsure=False)
    assert [(one.sort, one.why) for one in case.letters] == [
        (Sort.BROADCAST, Why.BLOCKED), (Sort.REQUEST, Why.BLOCKED),
    ]  # fmt: skip
    assert case.again
    assert not (await office.service.case(officer, office.people["boris"].id, unsure=False)).again


async def test_pages(office: Office) -> None:
    for number in range(PAGE + 2):
        office.clock.forward(minutes=1)
        office.people[str(number)] = await people.employee(office.db, office.firm, f"9{number}", last=f"n{number}")
        await office.letter(str(number))
    for _ in range(SHOWN + 3):
        await office.letter("anna")
    officer = office.actors["officer"]
    first, last = await office.service.page(officer, 0), await office.service.page(officer, 999)
    assert (first.page, first.pages, last.page) == (0, 2, 1)
    assert {row.employee.last_name for row in first.rows[:2]} == {"anna", f"n{PAGE + 1}"}
    assert (len(first.rows), len(last.rows)) == (PAGE, 3)
    case = await office.service.case(officer, office.people["anna"].id, unsure=False)
    assert (case.total, len(case.letters)) == (SHOWN + 3, SHOWN)


async def test_an_empty_list_has_no_pages(office: Office) -> None:
    page = await office.service.page(office.actors["officer"], 3)
    assert (page.rows, page.page, page.pages) == ([], 0, 0)
    assert await office.service.count(office.actors["officer"]) == 0


async def test_sent_again_is_what_can_be_said_again(office: Office) -> None:
    notice = await office.letter("anna", event_id=await office.event(), attempts=4)
    copy = await office.letter("anna", LetterKind.BROADCAST, broadcast_id=await office.broadcast(BroadcastState.DONE))
    stopped = await office.letter(
        "anna", LetterKind.BROADCAST, broadcast_id=await office.broadcast(BroadcastState.STOPPED)
    )
    code, worded = await office.letter("anna", LetterKind.SMS), await office.letter("anna")
    mail = await office.letter("anna", LetterKind.MAIL, reason="mail-refused: 550 5.1.1")
    officer, anna = office.actors["officer"], office.people["anna"].id
    assert await office.service.send_again(officer, anna, "k", unsure=False) == 3
    assert await office.service.send_again(officer, anna, "k", unsure=False) == 3, "a repeated press"
    for one in (notice, copy, mail):
        letter = await office.now(one)
        assert (letter.state, letter.attempts, letter.reason) == (LetterState.PENDING, 0, None)
        assert letter.due_at == letter.done_at == office.clock.now()
    assert [(await office.now(one)).state for one in (stopped, code, worded)] == [DEAD] * 3
    with pytest.raises(Stale):
        await office.service.send_again(office.actors["second officer"], anna, "l", unsure=False)
    async with office.db.read() as session:
        [entry] = (await session.scalars(select(Entry).where(Entry.subject_id == anna))).all()
    assert (entry.verb, entry.actor_id, entry.result) == ("undelivered.repeat", officer.employee_id, "3")


async def test_what_was_sent_again_stays_until_its_outcome_is_known(office: Office) -> None:
    known, doubtful = (
        await office.letter("anna", payload="{}"),
        await office.letter("boris", state=UNSURE, payload="{}"),
    )
    await office.letter("boris", state=LetterState.PENDING)
    officer, anna, boris = office.actors["officer"], office.people["anna"].id, office.people["boris"].id
    await office.service.send_again(officer, anna, "k", unsure=False)
    await office.service.send_again(officer, boris, "l", unsure=True)
    for person in (anna, boris):
        case = await office.service.case(officer, person, unsure=False)
        assert ([one.going for one in case.letters], case.total, case.going, case.again) == ([True], 1, 1, False)
    assert await office.service.count(officer) == 2
    page = await office.service.page(officer, 0)
    assert {(row.employee.last_name, row.unsure) for row in page.rows} == {("anna", False), ("boris", False)}
    with pytest.raises(Stale):
        await office.service.put_away(officer, anna, "m")
    async with office.db.write() as session:
        failed, arrived = (update(Letter).where(Letter.id == one.id) for one in (known, doubtful))
        await session.execute(failed.values(state=DEAD, reason=BLOCKED))
        await session.execute(arrived.values(state=LetterState.SENT))
    case = await office.service.case(officer, anna, unsure=False)
    assert ([(one.why, one.going) for one in case.letters], case.going) == ([(Why.BLOCKED, False)], 0)
    assert (await office.service.case(officer, boris, unsure=False)).letters == []
    assert await office.service.count(officer) == 1


async def test_put_away_leaves_the_figures_alone(office: Office) -> None:
    one, doubt = await office.letter("anna"), await office.letter("anna", state=UNSURE)
    officer, anna = office.actors["officer"], office.people["anna"].id
    assert await office.service.put_away(officer, anna, "k") == 1
    assert (await office.now(one)).state is DEAD
    assert (await office.now(doubt)).put_away_at is None
    case = await office.service.case(officer, anna, unsure=False)
    assert (case.total, case.letters) == (0, [])
    with pytest.raises(Stale):
        await office.service.put_away(officer, anna, "l")
    await office.letter("anna")
    assert await office.service.count(officer) == 2, "what fails later is news again"


async def test_a_doubt_is_settled_either_way(office: Office) -> None:
    arrived = await office.letter("anna", state=UNSURE, payload='{"n": 1}')
    again = await office.letter("boris", state=UNSURE, payload='{"n": 1}')
    security = await office.letter("boris", LetterKind.ALERT, UNSURE, payload='{"n": 1}')
    officer = office.actors["officer"]
    assert await office.service.count_as_sent(officer, office.people["anna"].id, "k") == 1
    letter = await office.now(arrived)
    assert (letter.state, letter.payload) == (LetterState.SENT, None)
    assert await office.service.send_again(officer, office.people["boris"].id, "l", unsure=True) == 1
    assert (await office.now(again)).state is LetterState.PENDING
    assert (await office.now(security)).state is UNSURE, "an alert of the past is not repeated"


async def test_an_alert_to_a_former_chat_belongs_to_whoever_had_it_last(office: Office) -> None:
    anna = office.people["anna"]
    async with office.db.write() as session:
        binding = (await session.scalars(select(Binding).where(Binding.employee_id == anna.id))).one()
        await session.execute(update(Binding).where(Binding.id == binding.id).values(ended_at=START))
    place = {"chat_id": binding.chat_id}
    await office.letter("anna", LetterKind.ALERT, place=place)
    case = await office.service.case(office.actors["officer"], anna.id, unsure=False)
    assert ([one.sort for one in case.letters], case.again) == ([Sort.ALERT], False)
    assert await office.service.count(office.actors["foreign officer"]) == 0
    assert await office.service.put_away(office.actors["officer"], anna.id, "k") == 1


@pytest.mark.parametrize("name", ["admin", "anna"])
async def test_only_hr(office: Office, name: str) -> None:
    await office.letter("anna")
    actor, anna, service = office.actors[name], office.people["anna"].id, office.service
    asked = (
        service.count(actor),
        service.page(actor, 0),
        service.case(actor, anna, unsure=False),
        service.send_again(actor, anna, "1", unsure=False),
        service.put_away(actor, anna, "2"),
        service.count_as_sent(actor, anna, "3"),
    )
    for deed in asked:
        with pytest.raises(NotAllowed):
            await deed


async def test_the_second_company_never_crosses(office: Office) -> None:
    known = await office.letter("anna", event_id=await office.event())
    foreign, anna, service = office.actors["foreign officer"], office.people["anna"].id, office.service
    assert await service.count(foreign) == 0
    assert (await service.page(foreign, 0)).rows == []
    for whose in (anna, uuid.uuid4()):
        for deed in (
            service.case(foreign, whose, unsure=False),
            service.send_again(foreign, whose, "1", unsure=False),
            service.put_away(foreign, whose, "2"),
            service.count_as_sent(foreign, whose, "3"),
        ):
            with pytest.raises(NotFound):
                await deed
    assert (await office.now(known)).state is DEAD


@pytest.mark.parametrize(
    ("state", "said", "why", "number"),
    [
        (DEAD, BLOCKED, Why.BLOCKED, None),
        (DEAD, "refused: Bad Request: text must be non-empty", Why.REFUSED, None),
        (DEAD, "broken: К-7F3A ValueError", Why.BROKEN, "К-7F3A"),
        (DEAD, "written by an older version", Why.REFUSED, None),
        (DEAD, None, Why.REFUSED, None),
        (UNSURE, "died", Why.DIED, None),
        (UNSURE, None, Why.CUT, None),
    ],
)
def test_reasons_are_read_off_the_row(state: LetterState, said: str | None, why: Why, number: str | None) -> None:
    letter = Letter(
        dedupe="x", kind=LetterKind.NOTICE, topic="x", made_at=START, due_at=START, state=state, reason=said
    )
    assert (lost(letter).why, lost(letter).number) == (why, number)


@pytest.mark.parametrize("why", Why)
def test_every_reason_has_its_words_and_its_hint(why: Why) -> None:
    assert plain_key(f"undelivered-why-{why}", "ru", {"number": "К-7F3A"})
    assert plain_key(f"undelivered-hint-{HINTS.get(why, 'other')}", "ru", {})
