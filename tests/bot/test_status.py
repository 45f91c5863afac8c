"""`kabinet status` says in words what is wrong and what waits, and its exit code says whether somebody has to come."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands.status import Sight, age, row, sentences
from bot.trouble import Exit
from cabinet.figures import ALIVE, Concern, ProcessRole, concerns
from locales.translator import plain
from storage.company import Stamp
from storage.figures import Figures
from storage.outbox import LetterKind, LetterState
from storage.processes import Beat
from tests.bot.console import kabinet
from tests.conftest import START

NOTICE, SMS, BROADCAST = LetterKind.NOTICE, LetterKind.SMS, LetterKind.BROADCAST


def ago(**time: float) -> timedelta:
    return timedelta(**time)


def beat(role: str, seconds: float = 2, *, active: bool = True, pid: int = 7) -> Beat:
    at = START - ago(seconds=seconds)
    return Beat(role=role, host="server", pid=pid, started_at=START - ago(hours=1), seen_at=at, active=active)


FINE = Figures(
    at=START,
    stamp=Stamp.REAL,
    upkeep_at=START - ago(minutes=24),
    bytes=12_940_000,
    open=3,
    open_since=START - ago(seconds=2),
    beats=[beat(role) for role in ProcessRole],
)
BAD = replace(
    FINE,
    open_since=START - ago(minutes=6),
    stranded=3,
    stranded_why="kicked",
    aside=2,
    letters={(NOTICE, LetterState.PENDING): 2, (NOTICE, LetterState.DEAD): 1, (SMS, LetterState.UNSURE): 5},
    letters_since=START - ago(hours=3),
    cards=1,
    cards_since=START - ago(days=2),
    upkeep_at=START - ago(days=2),
)
SIGHT = Sight(
    BAD,
    [("К-7F3A", "message", START - ago(hours=1)), ("К-0001", "callback_query", START - ago(hours=2))],
    [
        (NOTICE, "blocked", START - ago(minutes=10)),
        (NOTICE, "refused: Bad Request: message is too long", START - ago(hours=1)),
        (NOTICE, "broken: К-7F3A ZeroDivisionError", START - ago(hours=2)),
        (SMS, "", None),
    ],
)


def words(sight: Sight) -> list[str]:
    return [plain(sentence) for sentence in sentences(sight)]


def test_a_house_in_order() -> None:
    assert words(Sight(FINE, [], [])) == [
        "Всё в порядке.",
        "Работает 1 процесс: обработчик сообщений, курьер, расписание.",
        "Ждут ответа: 3 сообщения, старейшее 2 с.",
        "Неотправленных писем нет.",
        "База: рабочая, 12,3 МБ; последняя уборка 24 мин назад.",
    ]


def test_everything_that_can_be_wrong() -> None:
    assert words(SIGHT) == [
        "Нужен человек:",
        "✗ Уборки давно не было, последняя — 2 сут назад: база растёт. Посмотрите журнал процесса с расписанием.",
        "✗ Сообщения ждут ответа слишком долго, старейшее — 6 мин. Бот не успевает или стоит: посмотрите его журнал.",
        "✗ Письма не уходят, старейшее ждёт 3 ч. Проверьте связь: kabinet doctor.",
        "✗ Карточки заявок не обновляются, старейшая ждёт 2 сут. Проверьте связь: kabinet doctor.",
        "✗ В группу кадров не попало 3 сообщения: бота удалили из группы. "
        "Верните бота в группу, разрешите ему писать и наберите там /desk.",
        "✗ Отложено 2 сообщения, которые не удалось обработать: К-7F3A, К-0001. "
        "Причина — в журнале под этими номерами; повторить: «Сбои» в меню администратора или kabinet retry НОМЕР.",
        "✗ 5 писем могли не дойти: кадры решают в «Недоставленных», отправить ли ещё раз.",
        "✗ 1 письмо не доставлено: список у кадров в «Недоставленных».",
        "Работает 1 процесс: обработчик сообщений, курьер, расписание.",
        "Ждут ответа: 3 сообщения, старейшее 6 мин.",
        "Ждут отправки: 2 письма, старейшее 3 ч.",
        "Обновится 1 карточка, ждёт 2 сут.",
        "Отказ 10 мин назад: бот заблокирован",
        "Отказ 1 ч назад: мессенджер не принял сообщение (Bad Request: message is too long)",
        "Отказ 2 ч назад: неполадка у нас, номер К-7F3A",
        "База: рабочая, 12,3 МБ; последняя уборка 2 сут назад.",
    ]


def test_a_broadcast_under_way_is_no_queue() -> None:
    seen = replace(FINE, letters={(BROADCAST, LetterState.PENDING): 5000, (NOTICE, LetterState.SENDING): 1})
    said = words(Sight(seen, [], []))
    assert said[0] == "Всё в порядке."
    assert "Ждут отправки: 1 письмо, старейшее 0 с." in said
    assert "Рассылка: ждут 5000 писем." in said


def test_a_letter_that_falls_due_later_does_not_wait_for_its_sending() -> None:
    seen = replace(FINE, letters={(NOTICE, LetterState.PENDING): 3}, later=2, letters_since=START - ago(seconds=4))
    said = words(Sight(seen, [], []))
    assert said[3:5] == ["Ждут отправки: 1 письмо, старейшее 4 с.", "Уйдут позже, в свой срок: 2 письма."]
    said = words(Sight(replace(seen, later=3, letters_since=None), [], []))
    assert said[3:5] == ["Неотправленных писем нет.", "Уйдут позже, в свой срок: 3 письма."]


def test_who_is_alive_and_who_only_stands_by() -> None:
    roles = (
        ("worker", 2, True),
        ("worker", 3, True),
        ("courier", 2, True),
        ("courier", 2, False),
        ("schedule", 60, True),
    )
    beats = [beat(role, seconds, active=active, pid=pid) for pid, (role, seconds, active) in enumerate(roles)]
    said = words(Sight(replace(FINE, beats=beats), [], []))
    assert said[:3] == [
        "Нужен человек:",
        "✗ По расписанию ничего не делается: запустите kabinet run --role schedule.",
        "Работают 4 процесса: 2 обработчика сообщений, курьер, запасной курьер; 1 не подаёт сигналов (1 мин).",
    ]


def test_the_dead_are_not_counted_and_the_order_is_always_the_same() -> None:
    living = [beat("schedule", pid=1), beat("courier", pid=2), *(beat("worker", 7, pid=3 + n) for n in range(3))]
    more = [beat("courier", active=False, pid=20 + n) for n in range(2)]
    dead = [beat(role, 12.5, pid=9) for role in ("courier", "schedule")] + [beat("worker", 40, pid=10)]
    working = "3 обработчика сообщений, курьер, 2 запасных курьера, расписание"
    said = f"Работают 7 процессов: {working}; 2 не подают сигналов (12 с)."
    for beats in ([*dead, *more, *living], [*living, *dead, *more], [*reversed(living), *more, *reversed(dead)]):
        assert words(Sight(replace(FINE, beats=beats), [], []))[1] == said


@pytest.mark.parametrize("concern", list(Concern))
def test_every_concern_has_its_sentence(concern: Concern) -> None:
    beats = {
        Concern.NOBODY: [],
        Concern.NO_WORKER: [beat("courier"), beat("schedule")],
        Concern.NO_COURIER: [beat("worker"), beat("schedule"), beat("courier", active=False)],
        Concern.NO_SCHEDULE: [beat("worker"), beat("courier"), beat("schedule", active=False)],
    }
    seen = replace(BAD, beats=beats.get(concern, BAD.beats))
    assert concern in concerns(seen)
    assert len([line for line in words(replace(SIGHT, seen=seen)) if line.startswith("✗ ")]) == len(concerns(seen))


def test_ages_are_told_in_one_unit() -> None:
    told = {
        0: "0 с",
        59.9: "59 с",
        60: "1 мин",
        3599: "59 мин",
        3600: "1 ч",
        86_399: "23 ч",
        200_000: "2 сут",
        -5: "0 с",
    }
    assert {seconds: plain(age(ago(seconds=seconds))) for seconds in told} == told


def test_a_script_gets_the_same_figures() -> None:
    told = json.loads(json.dumps(row(SIGHT)))
    assert told["fine"] is False
    assert told["concerns"] == [concern.value for concern in concerns(BAD)]
    assert told["updates"] == {"open": 3, "oldest": 360.0, "aside": 2}
    assert told["put_aside"][0] == {"number": "К-7F3A", "type": "message", "age": 3600.0}
    letters = {"notice": {"pending": 2, "dead": 1}, "sms": {"unsure": 5}, "oldest": 10_800.0, "later": 0}
    assert (told["letters"], told["undelivered"][-1]) == (letters, {"kind": "sms", "why": "", "age": None})
    beats = {"host": "server", "pid": 7, "active": True, "alive": True, "beat": 2.0}
    assert told["processes"] == [{"role": role.value} | beats for role in ProcessRole]
    assert (told["cards"]["due"], told["database"]["stamp"]) == (1, "real")


def test_the_command(tmp_path: Path) -> None:
    empty = kabinet(tmp_path, "status")
    assert (empty.code, empty.out) == (Exit.REFUSED, "")
    assert kabinet(tmp_path, "migrate").code == Exit.DONE
    idle = kabinet(tmp_path, "status")
    assert (idle.code, idle.err) == (Exit.FAILED, "")
    assert "Бот не запущен" in idle.out
    with sqlite3.connect(tmp_path / "data" / "kabinet.db") as kept:
        kept.executemany(
            "INSERT INTO beat VALUES (?, ?, 'h', 1, datetime('now'), datetime('now', ?), 1)",
            [(f"{number:032}", role.value, f"+{ALIVE.seconds} seconds") for number, role in enumerate(ProcessRole)],
        )
    kept.close()
    fine = kabinet(tmp_path, "status", "--json")
    assert (fine.code, json.loads(fine.out)["fine"]) == (Exit.DONE, True)
