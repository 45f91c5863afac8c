"""Every command as a process: what it prints, what it refuses in one sentence, and the code it ends with."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bot.commands import COMMANDS
from bot.trouble import Exit
from tests.bot.console import Said, kabinet

TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
KEY = re.compile(r"\b(?:[2-9A-Y]{4}-){3}[2-9A-Y]{3}\b")


def refused(said: Said, code: Exit, words: str, *, sentences: int = 1) -> None:
    """One clear sentence on stderr, no traceback, the code."""
    assert said.code == code, said
    assert words in said.err
    assert "Traceback" not in said.err
    assert TOKEN not in said.err + said.out
    assert len(said.err.strip().splitlines()) == sentences, said.err


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a seeded trial database."""
    folder = tmp_path_factory.mktemp("trial")
    assert kabinet(folder, "seed").code == Exit.DONE
    return folder


class _Api(BaseHTTPRequestHandler):
    """Answers as Telegram would to a good, a bad and a nonsensical call, by the port's own token rule."""

    def do_GET(self) -> None:
        good = f"/bot{TOKEN}/getMe" == self.path
        self.send_response(200 if good else 401)
        self.end_headers()
        bot = {"id": 123456789, "is_bot": True, "first_name": "К", "username": "kabinet_bot"}
        self.wfile.write(json.dumps({"ok": good, "result": bot} if good else {"ok": False}).encode())

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    """The address of something that answers getMe."""
    server = HTTPServer(("127.0.0.1", 0), _Api)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("name", ["", *(command.name for command in COMMANDS)])
def test_help_is_russian(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    from bot.__main__ import main

    with pytest.raises(SystemExit) as ended:
        main([*filter(None, [name]), "--help"])
    out = capsys.readouterr().out
    assert ended.value.code == Exit.DONE
    assert out.startswith(f"Запуск: kabinet {name}".rstrip())
    assert not re.search(r"usage|options|positional|show this", out)
    assert all(command.name in out for command in COMMANDS if not name)


@pytest.mark.parametrize("line", [[], ["fly"], ["invite"], ["seed", "--loud"], ["run", "--role", "king"]])
def test_a_wrong_line_shows_the_right_one(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    from bot.__main__ import main

    with pytest.raises(SystemExit) as ended:
        main(line)
    assert ended.value.code == Exit.USAGE
    assert "Команда не понята. Как её вводить: kabinet" in capsys.readouterr().err


def test_migrate_builds_once_and_says_where_the_keys_lie(tmp_path: Path) -> None:
    first = kabinet(tmp_path, "migrate")
    assert first.code == Exit.DONE
    assert str(tmp_path / "keys" / "kabinet.keys") in first.err
    assert "отдельно от копии базы" in first.err
    second = kabinet(tmp_path, "migrate")
    assert (second.code, second.err) == (Exit.DONE, "")
    for file in (tmp_path / "keys" / "kabinet.keys", tmp_path / "data" / "kabinet.db"):
        assert file.stat().st_mode & 0o077 == 0


def test_seed_tells_who_is_there_and_runs_once(tmp_path: Path) -> None:
    said = kabinet(tmp_path, "seed", "--json")
    assert said.code == Exit.DONE
    firms = json.loads(said.out)
    assert [len(firm["people"]) for firm in firms] == [40, 6]
    main = firms[0]["people"]
    assert {role for person in main for role in person["roles"]} == {"hr", "director", "admin", "manager"}
    assert sum("hr" in person["roles"] for person in main) == 2
    assert len({person["phone"] for firm in firms for person in firm["people"]}) == 46
    assert all(re.fullmatch(r"\+7900000\d{4}", person["phone"]) for person in main)
    refused(kabinet(tmp_path, "seed"), Exit.REFUSED, "уже есть люди")


def test_everything_refuses_without_the_keys_of_a_filled_database(trial: Path) -> None:
    keys = trial / "keys" / "kabinet.keys"
    keys.rename(trial / "away")
    try:
        for line in (["migrate"], ["seed"], ["invite", "0012"], ["unlock", "0012"]):
            refused(kabinet(trial, *line), Exit.REFUSED, f"Нет файла ключей {keys}")
        run = kabinet(trial, "run", BOT_TOKEN=TOKEN, SMS_GATEWAY="log")
        refused(run, Exit.REFUSED, f"Нет файла ключей {keys}")
        assert not keys.exists()
    finally:
        (trial / "away").rename(keys)


def test_invite_hands_out_a_key_and_a_link(trial: Path, api: str) -> None:
    said = kabinet(trial, "invite", "0012", "--company", "7700000001", "--json", BOT_TOKEN=TOKEN, BOT_API_URL=api)
    row = json.loads(said.out)
    assert (row["number"], row["company"], row["name"]) == ("0012", "7700000001", "Смирнова Анна Сергеевна")
    assert KEY.fullmatch(row["key"])
    assert row["link"] == f"https://t.me/kabinet_bot?start=key-{row['key']}"
    plain = kabinet(trial, "invite", "0012")
    assert KEY.search(plain.out)
    assert "появится, когда задан BOT_TOKEN" in plain.out
    kept = sqlite3.connect(trial / "data" / "kabinet.db")
    assert kept.execute("SELECT count(*) FROM activation_key").fetchone() == (2,)
    kept.close()
    assert row["key"].encode() not in (trial / "data" / "kabinet.db").read_bytes()


def test_invite_works_while_telegram_is_away(trial: Path) -> None:
    said = kabinet(trial, "invite", "0013", "--json", BOT_TOKEN=TOKEN, BOT_API_URL="http://127.0.0.1:9")
    assert said.code == Exit.DONE
    assert json.loads(said.out)["link"] is None
    assert "Не удалось связаться" in said.err


def test_invite_and_unlock_need_one_employee(trial: Path, tmp_path: Path) -> None:
    refused(kabinet(trial, "invite", "9999"), Exit.REFUSED, "Сотрудника с номером 9999 нет")
    refused(kabinet(trial, "unlock", "0012", "--company", "1"), Exit.REFUSED, "В компании с ИНН 1")
    refused(kabinet(trial, "invite", "0001"), Exit.USAGE, "7700000001, 7700000002")
    refused(kabinet(tmp_path, "invite", "0001"), Exit.REFUSED, "База пуста")
    assert list(tmp_path.iterdir()) == []


def test_unlock_forgets_wrong_tries(trial: Path) -> None:
    said = kabinet(trial, "unlock", "0012", "--json")
    assert said.code == Exit.DONE
    assert json.loads(said.out)["unlocked"] is True
    assert "блокировка снята" in kabinet(trial, "unlock", "0012").out


def test_run_names_what_is_missing(tmp_path: Path, trial: Path, api: str) -> None:
    refused(kabinet(tmp_path, "run"), Exit.USAGE, "Не задан BOT_TOKEN")
    assert list(tmp_path.iterdir()) == []
    fresh = kabinet(tmp_path, "run", BOT_TOKEN=TOKEN, BOT_API_URL=api)
    assert fresh.code == Exit.USAGE
    assert "Создан файл ключей" in fresh.err
    assert "Не задан SMS_GATEWAY" in fresh.err
    assert "В базе ещё нет людей" in fresh.err
    refused(kabinet(tmp_path, "run", BOT_TOKEN=TOKEN, SMS_GATEWAY="log"), Exit.REFUSED, "только для пробной базы")
    trouble = kabinet(trial, "run", BOT_TOKEN=TOKEN, SMS_GATEWAY="sandbox")
    refused(trouble, Exit.REFUSED, "только в демонстрации", sentences=2)
    assert "пробная база" in trouble.err


def test_roles_are_for_postgresql(trial: Path) -> None:
    said = kabinet(trial, "run", "--role", "courier", BOT_TOKEN=TOKEN, SMS_GATEWAY="log")
    refused(said, Exit.USAGE, "Роли процессов бывают только с PostgreSQL")


def test_run_tells_a_bad_token_and_a_dead_line(trial: Path, api: str) -> None:
    bad = kabinet(trial, "run", BOT_TOKEN="1:bad", BOT_API_URL=api, SMS_GATEWAY="log")
    refused(bad, Exit.USAGE, "Telegram не принял BOT_TOKEN", sentences=2)
    dead = kabinet(trial, "run", BOT_TOKEN=TOKEN, BOT_API_URL="http://127.0.0.1:9", SMS_GATEWAY="log")
    refused(dead, Exit.UNREACHABLE, "Не удалось связаться с http://127.0.0.1:9", sentences=2)


def test_a_wrong_setting_is_one_sentence_each(tmp_path: Path) -> None:
    said = kabinet(tmp_path, "migrate", BOT_API_URL="http://example.org", LOG_LEVEL="loud")
    refused(said, Exit.USAGE, "BOT_API_URL: без шифрования", sentences=2)
    inside = kabinet(tmp_path, "migrate", KEYS_FILE="data/k")
    refused(inside, Exit.USAGE, "KEYS_FILE лежит внутри DATA_DIR")
    nowhere = kabinet(tmp_path, "migrate", DATABASE_URL="postgresql://u:hush@127.0.0.1:9/x")
    refused(nowhere, Exit.UNREACHABLE, "База данных недоступна")
    assert "hush" not in nowhere.err


def test_demo_tells_a_busy_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = kabinet(tmp_path, "demo", DEMO_PORT=str(port))
    assert said.code == Exit.UNREACHABLE
    assert said.err.strip().splitlines()[-1].startswith(f"Порт {port} занят")
    assert "Traceback" not in said.err
    run = kabinet(
        tmp_path,
        "run",
        BOT_TOKEN=TOKEN,
        SMS_GATEWAY="log",
        DATA_DIR="data/demo/store",
        KEYS_FILE="data/demo/keys/kabinet.keys",
    )
    refused(run, Exit.REFUSED, "база демонстрации")


def test_doctor_looks_at_everything(trial: Path, tmp_path: Path, api: str) -> None:
    fine = kabinet(trial, "doctor", "--json", BOT_TOKEN=TOKEN, BOT_API_URL=api)
    rows = {row["name"]: row for row in json.loads(fine.out)}
    sure = ["settings", "keys", "database", "migrations", "api", "clock", "disk", "fonts"]
    assert list(rows) == [*sure, "mail", "stamps"]
    assert all(rows[name]["ok"] for name in sure), rows
    assert (rows["stamps"]["ok"], "не настроены" in rows["stamps"]["text"]) == (None, True)
    assert (rows["mail"]["ok"], "не настроена" in rows["mail"]["text"]) == (None, True)
    assert fine.code == Exit.DONE
    assert "trial" in rows["database"]["text"]
    empty = kabinet(tmp_path, "doctor")
    assert empty.code == Exit.FAILED
    assert "✗ база: пуста" in empty.out
    assert "– часы" in empty.out
    assert list(tmp_path.iterdir()) == []
    wrong = kabinet(tmp_path, "doctor", "--json", SMS_GATEWAY="pigeon")
    assert json.loads(wrong.out)[0] == {
        "name": "settings",
        "ok": False,
        "text": "SMS_GATEWAY: подходит одно из: log, sandbox.",
    }


INTRODUCE = (
    *("edo", "introduce", "--act-name", "Положение", "--act-number", "12-ЭД", "--act-date", "2026-10-01"),
    *("--starts", "2027-01-11", "--answer-by", "2026-12-25", "--crl-url", "http://kabinet.example/primer.crl"),
)


def test_edo_is_introduced_and_changed(tmp_path: Path) -> None:
    assert kabinet(tmp_path, "seed").code == Exit.DONE
    refused(kabinet(tmp_path, *INTRODUCE), Exit.USAGE, "добавьте --company")
    refused(kabinet(tmp_path, *INTRODUCE, "--company", "7"), Exit.REFUSED, "Компании с ИНН 7 в базе нет")
    main = ("--company", "7700000001")
    refused(kabinet(tmp_path, "edo", "introduce", *main, "--place", "г. Тула"), Exit.REFUSED, "Не хватает сведений")
    made = kabinet(tmp_path, *INTRODUCE, *main)
    assert (made.code, "КЭДО введён" in made.out) == (Exit.DONE, True), made
    changed = kabinet(tmp_path, "edo", "introduce", *main, "--heads-to", " a@example.ru,b@example.ru ", "--json")
    row = json.loads(changed.out)
    assert (row["heads_to"], row["act_number"], row["answer_by"]) == (
        "a@example.ru, b@example.ru", "12-ЭД", "2026-12-25",
    )  # fmt: skip
    refused(kabinet(tmp_path, "edo", "introduce", *main, "--ogrn", "12"), Exit.REFUSED, "ОГРН")
    wrong = kabinet(tmp_path, "edo", "introduce", "--starts", "завтра")
    assert (wrong.code, "Команда не понята" in wrong.err) == (Exit.USAGE, True)
