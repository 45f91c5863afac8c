"""The commands as processes: what stops a start is one sentence; a signal ends one cleanly, and the next goes on."""

from __future__ import annotations

import asyncio
import json
import re
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientConnectionError, ClientSession

from cabinet.ports import SystemClock
from sandbox import app
from tests.bot.running import until
from tests.stories import process
from tests.stories.asking import fill
from tests.stories.conftest import CODE
from tests.stories.process import LATE, Patience, PatientPhone, Running
from tests.stories.steps import sms_code, tap

pytestmark = pytest.mark.timeout(600)
NEWCOMER, EMPLOYEE = 1001, 1007
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/[\w-]+/")
TRIAL = "Внимание: пробная база, люди в ней вымышленные."
RIVAL = "Обновления этого бота уже забирает другой процесс. Остановите его и запустите снова."


@dataclass
class Trial:
    """A trial database and a messenger for `kabinet run`; ``start`` is the payload of the newcomer's link."""

    home: Path
    world: Patience
    api: str
    token: str
    start: str

    def run(self, **settings: str) -> Running:
        """`kabinet run`."""
        usual = {
            "BOT_TOKEN": self.token,
            "BOT_API_URL": self.api,
            "DATA_DIR": str(self.home / "store"),
            "KEYS_FILE": str(self.home / "keys" / "kabinet.keys"),
            "SMS_GATEWAY": "log",
        }
        return process.kabinet(self.home, "run", **usual | settings)

    async def sms(self) -> str:
        """The code in the newest SMS of the log, once there is one: it leaves after the screen that promises it."""
        log = self.home / "store" / "sms.log"
        await until(log.exists, LATE)
        assert log.stat().st_mode & 0o777 == 0o600
        return sms_code(json.loads(log.read_text(encoding="utf-8").splitlines()[-1])["text"])


@pytest.fixture
async def trial(tmp_path: Path, no_proxy: None) -> AsyncIterator[Trial]:
    """The trial company, nobody activated, and a messenger."""
    home = tmp_path / "trial"
    await process.plant(home, SystemClock(), demo=False)
    config = json.loads((home / "sandbox" / "config.json").read_text(encoding="utf-8"))
    start = next(hint["start"] for hint in config["hints"] if hint.get("person") == NEWCOMER and "start" in hint)
    async with app.running(home / "sandbox") as messenger, Patience(messenger.url) as world:
        yield Trial(home, world, messenger.api, config["bot"]["token"], start)


def words(run: Running) -> list[str]:
    """What a command said on stderr, without the log of its work."""
    return [line for line in run.err.splitlines() if not re.match(r"\S*\d{4}-\d\d-\d\d", line)]


async def test_what_stops_a_start_is_one_sentence(trial: Trial) -> None:
    wrong = trial.run(BOT_TOKEN="123456789:AAE-this-is-not-the-token")
    dead = trial.run(BOT_API_URL="http://127.0.0.1:9")
    assert (await wrong.end(), words(wrong)[1:]) == (2, ["Telegram не принял BOT_TOKEN. Проверьте его у @BotFather."])
    assert await dead.end() == 4
    assert words(dead) == [
        TRIAL,
        "Не удалось связаться с http://127.0.0.1:9: нет соединения. Проверьте сеть и BOT_API_URL.",
    ]
    assert (wrong.out, dead.out) == ("", "")


async def test_a_second_run_says_one_sentence_and_the_first_goes_on(trial: Trial) -> None:
    await trial.world.faults(retry_after={"seconds": 30, "count": 1, "method": "setMyCommands"})
    pavel, first = trial.world.phone(NEWCOMER), trial.run()
    await first.says("работает")
    await pavel.start(trial.start)
    await pavel.see("Код придёт")
    second = trial.run()
    assert (await second.end(), words(second), second.out) == (4, [TRIAL, RIVAL], "")
    await pavel.send(await trial.sms())
    await pavel.see("Придумайте код входа")
    assert await first.stop() == 0
    assert "Traceback" not in first.err


async def test_a_signal_in_the_middle_of_a_dialog_ends_cleanly_and_nothing_is_lost(trial: Trial) -> None:
    pavel, run = trial.world.phone(NEWCOMER), trial.run()
    await pavel.start(trial.start)
    await pavel.see("Код придёт")
    code = await trial.sms()
    await ended(run, signal.SIGTERM)
    await pavel.send(code)
    run = trial.run()
    await pavel.see("Придумайте код входа")
    for digit in CODE[:2]:
        await pavel.press(digit)
    await ended(run, signal.SIGINT)
    run = trial.run()
    for digit in CODE[2:]:
        await pavel.press(digit)
    await pavel.press("Готово")
    await pavel.see("ещё раз")
    await tap(pavel, CODE)
    await pavel.see("кодовое слово")
    await pavel.press((await pavel.buttons())[0][0])
    await pavel.see("Отпуск:")
    await ended(run, signal.SIGTERM)


async def ended(run: Running, how: signal.Signals) -> None:
    """It stopped by itself, said so, and nothing went wrong."""
    assert await run.stop(how) == 0
    assert run.out.splitlines()[-1] == "Остановлено."
    assert "Traceback" not in run.err
    assert "ERROR" not in run.err.upper()


async def demo(home: Path, port: str = "0") -> Running:
    """`kabinet demo` in a folder that a former start has filled."""
    return process.kabinet(home, "demo", DEMO_PORT=port)


async def address(run: Running) -> str:
    """Where the page is."""
    found = ADDRESS.search(await run.says("Остановить: Ctrl-C"))
    assert found is not None
    return found.group()


async def test_the_demo_goes_on_where_it_stopped_and_a_busy_port_is_said(
    planted: Path, tmp_path: Path, no_proxy: None
) -> None:
    home, other = tmp_path / "one", tmp_path / "other"
    for folder in (home, other):
        process.copied(planted, folder / "data" / "demo")
    run = await demo(home)
    url = await address(run)
    port = url.split(":")[2].split("/")[0]
    busy = await demo(other, port)
    async with Patience(url) as world:
        anna = world.phone(EMPLOYEE)
        await fill(anna)
        before = await texts(anna)
        assert await busy.end() == 4
        assert words(busy) == [f"Порт {port} занят: остановите другую программу или задайте другой DEMO_PORT."]
        assert await run.stop(signal.SIGINT) == 0
    assert "Traceback" not in run.err
    assert await gone(url)
    run = await demo(home, port)
    again = await address(run)
    assert again == url
    async with Patience(again) as world:
        anna = world.phone(EMPLOYEE)
        assert await texts(anna) == before
        await anna.press("Отправить")
        await anna.see("принято")
        assert await run.stop(signal.SIGTERM) == 0
    assert run.out.splitlines()[-1] == "Остановлено."
    assert "Traceback" not in run.err


async def test_the_demo_can_be_looked_at_from_a_second_terminal(planted: Path, tmp_path: Path, no_proxy: None) -> None:
    """As it says itself: the line that it prints, with each of the commands."""
    home = process.copied(planted, tmp_path / "data" / "demo")
    run = await demo(tmp_path)
    await address(run)
    folder = re.findall(r"cd (\S+) && \S*/kabinet status", run.out)
    assert folder == [str(home)]
    assert (home / ".env").stat().st_mode & 0o777 == 0o600
    async with asyncio.timeout(LATE):  # the cards of the seed are shown first
        while await (status := process.kabinet(home, "status")).end():
            assert "Карточки" in status.out, status.out + status.err
    assert "Работает 1 процесс: обработчик сообщений, курьер, расписание." in status.out
    assert "База: демонстрация" in status.out
    for command in ("troubles", "doctor"):
        asked = process.kabinet(home, command)
        assert (await asked.end(), asked.err) == (0, ""), (command, asked.out)
    assert await run.stop() == 0


async def texts(phone: PatientPhone) -> list[str]:
    """What stands in the chat."""
    return [message.get("text", "") for message in await phone.messages()]


async def gone(url: str) -> bool:
    """Nothing listens there any more."""
    async with ClientSession() as http:
        for _ in range(200):
            try:
                async with http.get(url):
                    await asyncio.sleep(0.05)
            except ClientConnectionError:
                return True
    return False
