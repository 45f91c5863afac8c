"""`kabinet journal verify`: what it says of a journal, rewritten or not, and on what that rests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from bot import house
from bot.commands.journal import row, sentences
from bot.settings import Settings
from bot.trouble import Exit
from cabinet.journal_check import Known, Report
from cabinet.journal_tree import JournalTree
from locales.translator import plain
from storage.engine import Database
from storage.journal import Entry
from storage.journal_tree import Head
from tests.bot.console import kabinet
from tests.conftest import HandClock
from tests.journal.test_tree import rewrite, told_head

HEAD, OTHER = Known(7, b"\xab" * 32), Known(9, b"\xcd" * 32)


def said(report: Report, *against: Known) -> str:
    return "\n".join(plain(sentence) for sentence in sentences(report, against))


def test_what_fits_is_said_with_what_it_rests_on() -> None:
    report = Report(size=9, root=OTHER.root, unsealed=2, fits=[HEAD, OTHER])
    told = said(report, HEAD)
    assert told.splitlines()[0].startswith("Журнал цел")
    assert f"Сходится отпечаток {HEAD}." in told
    assert "которые сходятся: 1." in told, "the other one lies in the database itself"
    assert f"Записей в дереве: 9, ещё не скреплено: 2. Отпечаток сейчас:\n{OTHER}" in told
    assert "--against" not in told


def test_without_a_head_from_outside_it_says_what_that_is_worth() -> None:
    assert "--against ОТПЕЧАТОК" in said(Report())


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (Report(changed=[3, 5]), "Изменены записи с номерами: 3, 5."),
        (Report(removed=list(range(1, 40))), "19, 20, …."),
        (Report(added=[8]), "Вставлены задним числом записи с номерами: 8."),
        (Report(gaps=[4]), "убраны листы: 5."),
        (Report(forged=["2026-11-24"]), "за дни: 2026-11-24."),
        (Report(stale=True), "Вершина дерева"),
        (
            Report(spans=[(HEAD, 3, 7)]),
            f"Не сходится отпечаток {HEAD}\n  Переписано что-то среди записей с 3-й по 7-ю.",
        ),
        (Report(size=2, short=[HEAD]), f"Не сходится отпечаток {HEAD}\n  Записей осталось меньше, чем в нём: 2."),
    ],
)
def test_each_thing_that_is_wrong_is_said(report: Report, words: str) -> None:
    told = said(report, HEAD)
    assert told.splitlines()[0] == "ЖУРНАЛ ПЕРЕПИСАН."
    assert words in told
    assert row(report)["fine"] is False


def test_a_slip_of_the_finger_is_thought_of_where_nothing_else_is_wrong() -> None:
    slip = "опечатка выглядит так же"
    assert slip in said(Report(size=9, spans=[(HEAD, 1, 7)], fits=[OTHER]), HEAD)
    assert slip in said(Report(size=2, short=[HEAD]), HEAD)
    assert slip not in said(Report(size=9, spans=[(HEAD, 1, 7), (OTHER, 8, 9)]), HEAD), (
        "a kept head does not fit either"
    )
    assert slip not in said(Report(size=9, spans=[(HEAD, 1, 7)], changed=[3]), HEAD)
    assert slip not in said(Report(size=9, fits=[HEAD]), HEAD)


async def enemy(db: Database) -> None:
    """He has the database: an entry says something else, everything is made anew from it, the kept head is gone."""
    async with db.write() as session:
        seq = await session.scalar(select(Entry.seq).order_by(Entry.seq).limit(1))
        await session.execute(update(Entry).where(Entry.seq == seq).values(result="другое"))
        await session.execute(delete(Head))
    await rewrite(db)


async def test_the_command_says_it_and_its_code_does(tmp_path: Path, clock: HandClock) -> None:
    tree = Settings(_env_file=None, data_dir=tmp_path / "data", keys_file=tmp_path / "keys" / "kabinet.keys")
    async with house.opened(tree, clock, build=True) as found:
        head = await told_head(found.database, JournalTree(found.database, clock), clock)
        fine = kabinet(tmp_path, "journal", "verify", "--against", str(head))
        await enemy(found.database)
    assert (fine.code, f"Сходится отпечаток {head}." in fine.out) == (Exit.DONE, True), fine
    rewritten = kabinet(tmp_path, "journal", "verify", "--json", "--against", str(head))
    answer = json.loads(rewritten.out)
    assert (rewritten.code, answer["fine"]) == (Exit.FAILED, False)
    assert answer["spans"] == [{"head": str(head), "first": 1, "last": 7}]
    typed = kabinet(tmp_path, "journal", "verify", "--against", "7:ab")
    assert (typed.code, "не отпечаток" in typed.err) == (Exit.USAGE, True), typed
