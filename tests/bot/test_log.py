"""What people and secrets are called never reaches a log line, whatever way it came."""

from __future__ import annotations

import errno
import io
import json
import logging
import warnings
from collections.abc import Iterator

import pytest
import structlog

from bot import log
from bot.settings import LogFormat, LogLevel

TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
PHONE = "+79161234567"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    log.set_up(LogFormat.JSON, LogLevel.INFO, ["hush-hush"])
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_of_ours_is_json_with_its_fields(written: io.StringIO) -> None:
    structlog.get_logger("bot.x").info("sent", letters=3, gone=None, fine=True, where={"desk": 1})
    (line,) = lines(written)
    assert line["event"] == "sent"
    assert line["letters"] == 3
    assert line["gone"] is None
    assert line["fine"] is True
    assert line["where"] == {"desk": 1}
    assert line["level"] == "info"
    assert line["logger"] == "bot.x"
    assert str(line["timestamp"]).endswith("Z")


@pytest.mark.parametrize(
    "secret",
    [
        TOKEN,
        f"https://api.telegram.org/bot{TOKEN}/getMe",
        "/bot1:AA/getMe",
        PHONE,
        "8 (916) 123-45-67",
        "79161234567",
        "key-7H2K-QX9M-4CDE-WJR",
        "7H2K-QX9M-4CDE-WJR",
        "postgresql+asyncpg://kabinet:pass@db/k",
        "anna@example.ru",
        "hush-hush",
    ],
)
def test_secrets_are_blanked_in_texts_of_every_kind(written: io.StringIO, secret: str) -> None:
    structlog.get_logger().warning(f"so {secret} it is", where=["a", {"deep": f"x {secret} y"}])
    logging.getLogger("aiogram").error("failed with %s", secret)
    try:
        raise ValueError(f"bad {secret}")
    except ValueError:
        structlog.get_logger().exception("broken")
    shown = written.getvalue()
    assert shown.count(log.HIDDEN) >= 4
    inner = secret.replace("https://api.telegram.org/bot", "").replace("/getMe", "").replace("/bot", "")
    assert inner.replace("postgresql+asyncpg://", "").replace("@db/k", "") not in shown


def test_a_field_with_a_secret_name_is_blanked_whole(written: io.StringIO) -> None:
    structlog.get_logger().info("x", code="4821", comment="семья", callback_data="d:1", deep={"phone": [1]}, Text="т")
    (line,) = lines(written)
    assert {line["code"], line["comment"], line["callback_data"], line["Text"]} == {log.HIDDEN}
    assert line["deep"] == {"phone": log.HIDDEN}


def test_what_is_no_secret_stays_readable(written: io.StringIO) -> None:
    structlog.get_logger().info(
        "№ 214 2026-11-24T09:00 0b9f4a52-7a57-4f5e-8a36-79161234567f took 12.5 s", trouble="К-7F3A"
    )
    (line,) = lines(written)
    assert line["event"] == "№ 214 2026-11-24T09:00 0b9f4a52-7a57-4f5e-8a36-79161234567f took 12.5 s"
    assert line["trouble"] == "К-7F3A"


def test_warnings_and_levels_go_the_same_way(written: io.StringIO) -> None:
    structlog.get_logger().debug("too small")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"call {PHONE}", stacklevel=1)
    (line,) = lines(written)
    assert line["logger"] == "py.warnings"
    assert PHONE not in str(line)


def test_the_console_form_is_masked_too(written: io.StringIO) -> None:
    log.set_up(LogFormat.CONSOLE, LogLevel.INFO)
    structlog.get_logger().info(f"call {PHONE}", word="ромашка")
    assert PHONE not in written.getvalue()
    assert "ромашка" not in written.getvalue()


def test_a_line_for_which_there_is_no_room_is_lost_and_nothing_else(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_text: str) -> int:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(written, "write", full)
    structlog.get_logger("bot.x").error("sent")
    monkeypatch.undo()
    structlog.get_logger("bot.x").error("sent again")
    assert [line["event"] for line in lines(written)] == ["sent again"]
