"""Forms in batches: one PDF or an archive, PDF/A that names the right people, behind the access code."""

from __future__ import annotations

import io
import zipfile

import pytest

from cabinet.errors import Closed, NotFound, Stale
from cabinet.joining.rules import MOST, Form
from storage.joining import Way
from storage.people import Role
from tests import people
from tests.conftest import START
from tests.joining.conftest import Office, invalid
from tests.paper.reading import tree

ORDER = (Form.NOTICE, Form.CONSENT, Form.AGREEMENT)


@pytest.fixture
async def open_office(office: Office) -> Office:
    await people.open_door(office.db, office.people["officer"], office.clock.now())
    return office


def said(data: bytes) -> str:
    assert data.startswith(b"%PDF-1.4")
    return " ".join(" ".join(text for _, text in tree(data).outline()).split())


async def advance(office: Office, form: Form) -> None:
    """Until this form comes next for both."""
    officer = office.actors["officer"]
    if form is not Form.NOTICE:
        await office.joinings.notify(officer, office.picked(0, "anna", "boris"), "1")
    if form is Form.AGREEMENT:
        await office.joinings.confirm_consent(officer, office.picked(1, "anna", "boris"), Way.PAPER, "2")


@pytest.mark.parametrize("form", ORDER)
async def test_one_is_a_pdf_and_several_are_an_archive(open_office: Office, form: Form) -> None:
    await advance(open_office, form)
    officer, ids = open_office.actors["officer"], [open_office.id("anna"), open_office.id("boris")]
    made = await open_office.forms.print(officer, ids, form, "k")
    assert made.name.endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        names = archive.namelist()
        texts = [said(archive.read(name)) for name in names]
    assert ["Anna" in names[0], "Boris" in names[1]] == [True, True]
    assert ["Anna" in texts[0], "Boris" in texts[0], "Boris" in texts[1]] == [True, False, True]
    assert all("Director" in text for text in texts)
    one = await open_office.forms.print(officer, ids[:1], form, "l")
    assert (one.name, said(one.data)) == (names[0], texts[0])
    assert (await open_office.verbs("anna"))[-2:] == [f"joining.print-{form}"] * 2


async def test_an_agreement_keeps_the_number_that_was_printed(open_office: Office) -> None:
    await advance(open_office, Form.AGREEMENT)
    officer = open_office.actors["officer"]
    for _ in range(2):
        made = await open_office.forms.print(officer, [open_office.id("boris")], Form.AGREEMENT, "k")
        assert "Соглашение № 1 " in said(made.data).replace("\u00a0", " ")
    await open_office.joinings.confirm_agreement(officer, open_office.picked(2, "anna", "boris"), Way.PAPER, "l")
    numbers = [found.agreement for name in ("anna", "boris") if (found := await open_office.joining(name))]
    assert numbers == [2, 1]
    assert (await open_office.verbs("boris")).count("joining.print-agreement") == 1, "the press came twice"


async def test_who_went_back_to_paper_may_sign_a_new_consent(open_office: Office) -> None:
    await advance(open_office, Form.AGREEMENT)
    officer = open_office.actors["officer"]
    await open_office.joinings.end(officer, open_office.picked(2, "anna"), START.date(), "e")
    made = await open_office.forms.print(officer, [open_office.id("anna")], Form.CONSENT, "k")
    assert made.name.startswith("Согласие")
    undone = await open_office.joinings.take_back(officer, open_office.picked(3, "anna"), "u")
    assert [one.refusal for one in undone] == [None]  # a form that was printed meanwhile is no mark


async def test_only_behind_the_access_code(office: Office) -> None:
    with pytest.raises(Closed):
        await office.forms.print(office.actors["officer"], [office.id("anna")], Form.NOTICE, "k")
    assert await office.verbs("anna") == []


async def test_what_is_not_printed(open_office: Office) -> None:
    officer, forms = open_office.actors["officer"], open_office.forms
    anna, me, foreigner = (open_office.id(name) for name in ("anna", "officer", "foreigner"))
    with pytest.raises(Stale):
        await forms.print(officer, [anna], Form.CONSENT, "k")
    with invalid("self"):
        await forms.print(officer, [anna, me], Form.NOTICE, "k")
    with pytest.raises(NotFound):
        await forms.print(officer, [foreigner], Form.NOTICE, "k")
    with invalid("nobody"):
        await forms.print(officer, [], Form.NOTICE, "k")
    with invalid("many"):
        await forms.print(officer, [anna] * (MOST + 1), Form.NOTICE, "k")
    assert await open_office.verbs("anna") == [], "all or nothing"


async def test_nobody_signs_for_a_company_without_a_director(open_office: Office) -> None:
    async with open_office.db.write() as session:
        role = await session.get_one(Role, (open_office.id("director"), "director"))
        await session.delete(role)
    with invalid("no-director"):
        await open_office.forms.print(open_office.actors["officer"], [open_office.id("anna")], Form.NOTICE, "k")
