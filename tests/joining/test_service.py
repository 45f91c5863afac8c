"""HR marks many at once; one failure takes nobody along, nobody marks himself, nothing crosses companies."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from cabinet.access import Actor
from cabinet.errors import NotAllowed, NotFound, Stale
from cabinet.joining.rules import MOST, Form, Stage
from cabinet.joining.service import Outcome
from storage.certificates import Certificate, CertificateState, Root
from storage.joining import Way
from tests import people
from tests.conftest import START
from tests.joining.conftest import Office, invalid


def refusals(outcomes: object) -> list[str | None]:
    assert isinstance(outcomes, list)
    return [one.refusal.key if one.refusal else None for one in outcomes if isinstance(one, Outcome)]


async def consented(office: Office, *names: str) -> None:
    officer = office.actors["officer"]
    await office.joinings.notify(officer, office.picked(0, *names), "notified")
    await office.joinings.confirm_consent(officer, office.picked(1, *names), Way.PAPER, "consented")


async def test_two_people_walk_all_steps(office: Office) -> None:
    officer, names = office.actors["officer"], ("anna", "boris")
    await consented(office, *names)
    office.clock.forward(days=1)
    made = await office.joinings.confirm_agreement(officer, office.picked(2, *names), Way.GOSKEY, "agreed")
    assert refusals(made) == [None, None]
    for number, name in enumerate(names, 1):
        found = await office.joining(name)
        assert found is not None
        assert (found.step, found.agreement, found.consented_by, found.agreed_by) == (3, number, Way.PAPER, Way.GOSKEY)
        assert (found.notified_at, found.agreed_at) == (START, START + timedelta(days=1))
        assert found.takes_part(office.clock.now().date())
        assert await office.verbs(name) == ["joining.notify", "joining.consent", "joining.agree"]
        assert sorted(await office.letters(name)) == ["joining-agree", "joining-consent", "joining-notify"]
    seen = await office.joinings.overview(officer)
    assert (seen.counts[Stage.AGREED], seen.counts[Stage.UNTOLD]) == (2, 4)
    assert "12-ЭД" in seen.act


async def test_one_failure_takes_nobody_along(office: Office) -> None:
    officer = office.actors["officer"]
    await office.joinings.notify(officer, office.picked(0, "anna"), "k")
    everybody = {**office.picked(0, "anna", "boris", "officer", "foreigner"), uuid.uuid4(): 0}
    made = await office.joinings.notify(officer, everybody, "l")
    assert refusals(made) == ["error-stale", None, "error-invalid-joining-self", "error-not-found", "error-not-found"]
    assert await office.joining("boris") is not None
    assert await office.joining("officer") is None
    skipped = await office.joinings.confirm_agreement(officer, office.picked(1, "boris"), Way.PAPER, "m")
    assert refusals(skipped) == ["error-invalid-joining-order"]


async def test_a_repeated_press_is_the_same_deed(office: Office) -> None:
    officer = office.actors["officer"]
    for _ in range(2):
        assert refusals(await office.joinings.notify(officer, office.picked(0, "anna"), "k")) == [None]
    assert (await office.verbs("anna"), await office.letters("anna")) == (["joining.notify"], ["joining-notify"])


async def test_of_two_officers_one_wins(office: Office) -> None:
    pair = ("officer", "colleague")
    both = await asyncio.gather(
        *(office.joinings.notify(office.actors[name], office.picked(0, "anna"), name) for name in pair)
    )
    assert sorted(str(refusals(one)[0]) for one in both) == ["None", "error-stale"]
    assert await office.verbs("anna") == ["joining.notify"]


async def test_an_exemption_is_stated_for_those_who_came_later(office: Office) -> None:
    officer, names = office.actors["officer"], ("anna", "boris")
    await office.joinings.notify(officer, office.picked(0, *names), "k")
    made = await office.joinings.confirm_consent(officer, office.picked(1, *names), Way.EXEMPT, "l")
    assert refusals(made) == ["error-invalid-joining-exempt", None]


async def test_a_refusal_and_a_change_of_mind(office: Office) -> None:
    officer, anna = office.actors["officer"], office.actors["anna"]
    await office.joinings.notify(officer, office.picked(0, "anna"), "1")
    await office.joinings.refuse(officer, office.picked(1, "anna"), "2")
    assert (await office.joinings.mine(anna)).stage is Stage.REFUSED
    office.clock.forward(days=2)
    await office.joinings.wish(anna, 2, "3")
    standing = await office.joinings.mine(anna)
    assert (standing.stage, standing.may_wish) == (Stage.WISHED, False)
    [row] = await office.joinings.list(officer, Stage.WISHED)
    assert (row.employee.id, row.step) == (office.id("anna"), 3)
    await office.joinings.confirm_consent(officer, {row.employee.id: row.step}, Way.QUALIFIED, "4")
    assert (await office.joinings.mine(anna)).stage is Stage.CONSENTED


async def test_a_wish_is_no_consent_and_a_stale_one_nothing(office: Office) -> None:
    anna = office.actors["anna"]
    await office.joinings.wish(anna, 0, "1")
    await office.joinings.wish(anna, 0, "1")
    found = await office.joining("anna")
    assert found is not None
    assert (found.wished_at, found.consented_at, found.step) == (START, None, 1)
    for step in (0, 1):
        with pytest.raises(Stale):
            await office.joinings.wish(anna, step, f"again {step}")
    assert (await office.joinings.mine(anna)).stage is Stage.UNTOLD
    await office.joinings.notify(office.actors["officer"], office.picked(1, "anna"), "2")
    assert (await office.joinings.mine(anna)).stage is Stage.WISHED


async def test_it_ends_from_a_day_on(office: Office) -> None:
    await consented(office, "anna")
    officer, day = office.actors["officer"], office.clock.now().date() + timedelta(days=1)
    await office.joinings.end(officer, office.picked(2, "anna"), day, "e")
    assert (await office.joinings.mine(office.actors["anna"])).stage is Stage.CONSENTED
    late = await office.joinings.confirm_agreement(officer, office.picked(3, "anna"), Way.PAPER, "f")
    assert refusals(late) == ["error-invalid-joining-ended"]
    office.clock.forward(days=1)
    assert (await office.joinings.mine(office.actors["anna"])).stage is Stage.ENDED
    assert sorted(await office.letters("anna")) == ["joining-consent", "joining-end", "joining-notify"]


async def test_the_director_marks_officers_and_nobody_else(office: Office) -> None:
    director = office.actors["director"]
    made = await office.joinings.notify(director, office.picked(0, "officer", "anna", "director"), "k")
    assert refusals(made) == [None, "error-not-allowed", "error-invalid-joining-self"]
    shown = await office.joinings.list(director, Stage.UNTOLD)
    assert [row.employee.id for row in shown] == [office.id("colleague")]


Deed = Callable[[Office, Actor], Awaitable[object]]
OF_HR: dict[str, Deed] = {
    "overview": lambda office, actor: office.joinings.overview(actor),
    "list": lambda office, actor: office.joinings.list(actor, Stage.UNTOLD),
    "notify": lambda office, actor: office.joinings.notify(actor, {}, "k"),
    "consent": lambda office, actor: office.joinings.confirm_consent(actor, {}, Way.PAPER, "k"),
    "agree": lambda office, actor: office.joinings.confirm_agreement(actor, {}, Way.PAPER, "k"),
    "refuse": lambda office, actor: office.joinings.refuse(actor, {}, "k"),
    "end": lambda office, actor: office.joinings.end(actor, {}, START.date(), "k"),
    "again": lambda office, actor: office.joinings.begin_again(actor, {}, Way.PAPER, "k"),
    "undo": lambda office, actor: office.joinings.take_back(actor, {}, "k"),
    "print": lambda office, actor: office.forms.print(actor, [], Form.NOTICE, "k"),
}


@pytest.mark.parametrize("name", OF_HR)
async def test_nobody_but_hr_and_the_director(office: Office, name: str) -> None:
    for who in (office.actors["anna"], office.actors["admin"], Actor.system("schedule")):
        with pytest.raises(NotAllowed):
            await OF_HR[name](office, who)


async def test_no_system_actor_stands_anywhere(office: Office) -> None:
    nobody = Actor.system("console")
    for deed in (
        office.joinings.mine(nobody),
        office.joinings.wish(nobody, 0, "k"),
        office.joinings.introduced(nobody),
        office.joinings.today(nobody),
    ):
        with pytest.raises(NotAllowed):
            await deed


async def test_a_company_without_it_has_nothing(office: Office) -> None:
    officer, reader = office.actors["foreign officer"], office.actors["foreigner"]
    assert not await office.joinings.introduced(reader)
    for deed in (
        office.joinings.mine(reader),
        office.joinings.wish(reader, 0, "k"),
        office.joinings.overview(officer),
        office.joinings.today(officer),
    ):
        with pytest.raises(NotFound):
            await deed
    made = await office.joinings.notify(officer, office.picked(0, "foreigner", "anna"), "k")
    assert refusals(made) == ["error-not-found"] * 2
    assert await office.joining("anna") is None


async def test_whoever_is_gone_is_not_marked(office: Office) -> None:
    gone = await people.employee(office.db, office.firm, "99", last="Ушедшая", dismissed=office.clock.now().date())
    made = await office.joinings.notify(office.actors["officer"], {gone.id: 0}, "k")
    assert refusals(made) == ["error-not-found"]


async def test_not_more_than_a_hundred_at_once(office: Office) -> None:
    many = {uuid.uuid4(): 0 for _ in range(MOST + 1)}
    with invalid("many"):
        await office.joinings.notify(office.actors["officer"], many, "k")


async def test_a_wrong_mark_is_taken_back_on_its_day(office: Office) -> None:
    officer, colleague = office.actors["officer"], office.actors["colleague"]
    await consented(office, "anna")
    await office.joinings.confirm_agreement(officer, office.picked(2, "anna"), Way.PAPER, "agreed")
    for _ in range(2):  # the same press twice, by another officer
        assert refusals(await office.joinings.take_back(colleague, office.picked(3, "anna"), "u")) == [None]
    found = await office.joining("anna")
    assert found is not None
    assert (found.step, found.agreed_at, found.agreed_by, found.agreement) == (4, None, None, 1)
    assert (await office.joinings.mine(office.actors["anna"])).stage is Stage.CONSENTED
    assert (await office.verbs("anna"))[-1] == "joining.undo"
    assert "joining-undo" in await office.letters("anna")
    again = await office.joinings.take_back(officer, office.picked(4, "anna"), "v")  # the last one alone
    assert refusals(again) == ["error-invalid-joining-undo"]
    await office.joinings.confirm_agreement(officer, office.picked(4, "anna"), Way.PAPER, "w")
    office.clock.forward(days=1)
    late = await office.joinings.take_back(officer, office.picked(5, "anna"), "x")
    assert refusals(late) == ["error-invalid-joining-undo"]


async def test_every_mark_but_a_wish_can_be_taken_back(office: Office) -> None:
    officer, day = office.actors["officer"], office.clock.now().date()
    joinings = office.joinings
    await joinings.notify(officer, office.picked(0, "anna", "boris"), "1")
    await joinings.refuse(officer, office.picked(1, "anna"), "2")
    assert refusals(await joinings.take_back(officer, office.picked(2, "anna"), "3")) == [None]
    await joinings.confirm_consent(officer, office.picked(3, "anna"), Way.PAPER, "4")
    await joinings.end(officer, office.picked(4, "anna"), day, "5")
    assert refusals(await joinings.take_back(officer, office.picked(5, "anna"), "6")) == [None]
    assert (await joinings.mine(office.actors["anna"])).stage is Stage.CONSENTED
    assert refusals(await joinings.take_back(officer, office.picked(1, "boris"), "7")) == [None]
    assert (await joinings.mine(office.actors["boris"])).stage is Stage.UNTOLD
    await joinings.notify(officer, office.picked(2, "boris"), "8")
    await joinings.wish(office.actors["boris"], 3, "9")
    wished = await joinings.take_back(officer, office.picked(4, "boris"), "10")
    assert refusals(wished) == ["error-invalid-joining-order"]


async def test_a_director_takes_back_his_own_marks_alone(office: Office) -> None:
    director, colleague = office.actors["director"], office.actors["colleague"]
    await office.joinings.notify(colleague, office.picked(0, "officer"), "1")
    foreign = await office.joinings.take_back(director, office.picked(1, "officer"), "2")
    assert refusals(foreign) == ["error-invalid-joining-undo"]
    await office.joinings.refuse(director, office.picked(1, "officer"), "3")
    foreign = await office.joinings.take_back(colleague, office.picked(2, "officer"), "4")
    assert refusals(foreign) == ["error-invalid-joining-undo"]
    own = await office.joinings.take_back(director, office.picked(2, "officer", "anna", "director"), "5")
    assert refusals(own) == [None, "error-not-allowed", "error-invalid-joining-self"]


async def test_nothing_is_taken_back_once_there_was_a_certificate(office: Office) -> None:
    officer, at = office.actors["officer"], office.clock.now()
    await consented(office, "anna")
    async with office.db.write() as session:
        root = Root(company_id=office.firm.id, serial="1", der=b"", key_record=b"", made_at=at)
        session.add(root)
        await session.flush()
        session.add(
            Certificate(
                company_id=office.firm.id, employee_id=office.id("anna"), root_id=root.id, serial="2", fingerprint=b"f",
                der=b"", made_at=at, begins=at, ends=at, state=CertificateState.REVOKED,
            )
        )  # fmt: skip
    made = await office.joinings.take_back(officer, office.picked(2, "anna"), "u")
    assert refusals(made) == ["error-invalid-joining-certificate"]


async def test_what_ended_begins_again_with_a_new_consent_and_agreement(office: Office) -> None:
    await consented(office, "anna")
    officer, anna = office.actors["officer"], office.actors["anna"]
    await office.joinings.confirm_agreement(officer, office.picked(2, "anna"), Way.PAPER, "a")
    early = await office.joinings.begin_again(officer, office.picked(3, "anna"), Way.PAPER, "b")
    assert refusals(early) == ["error-invalid-joining-order"]
    await office.joinings.end(officer, office.picked(3, "anna"), office.clock.now().date(), "c")
    exempt = await office.joinings.begin_again(officer, office.picked(4, "anna"), Way.EXEMPT, "d")
    assert refusals(exempt) == ["error-invalid-joining-way"]
    office.clock.forward(days=400)
    made = await office.joinings.begin_again(officer, office.picked(4, "anna"), Way.GOSKEY, "e")
    assert refusals(made) == [None]
    assert (await office.joinings.mine(anna)).stage is Stage.CONSENTED
    found, day = await office.joining("anna"), office.clock.now().date()
    assert found is not None
    assert (found.consented_at, found.consented_by, found.agreement) == (office.clock.now(), Way.GOSKEY, None)
    assert not found.takes_part(day)
    await office.joinings.confirm_agreement(officer, office.picked(5, "anna"), Way.PAPER, "f")
    found = await office.joining("anna")
    assert found is not None
    assert (found.agreement, found.takes_part(day)) == (2, True)
    assert "joining-again" in await office.letters("anna")
