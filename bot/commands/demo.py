"""`kabinet demo`: the trial company, the bot and the sandbox together, without a token and without Telegram."""

from __future__ import annotations

import argparse
import asyncio
import shlex
import sys
from pathlib import Path

from pydantic import SecretStr

from bot import cast, house, playhouse, seed, stage
from bot.command_line import Command, say
from bot.commands.start import configured, opened, settle, until_stopped
from bot.house import Opened
from bot.playhouse import Sandbox
from bot.settings import Settings, SmsGateway
from bot.stage import Stage
from bot.trouble import Exit, Trouble
from cabinet.ports import SystemClock
from locales import keys
from locales.translator import Text
from storage.company import Stamp

ALONE = frozenset({"health_listen", "demo_port"})
"""Settings that are no matter of whoever looks from a second terminal."""


async def _run(_typed: argparse.Namespace) -> int:
    code = await until_stopped(_play())
    say(keys.console_stopped())
    return code


async def _play() -> int:
    tree = own(configured().data_dir / "demo")
    async with opened(tree, build=True) as found:
        set_stage = await set_up(tree, found)
        async with playhouse.sandbox(set_stage.folder, tree.demo_port) as running:
            return await _perform(tree, found, set_stage, running)


def own(home: Path, **more: object) -> Settings:
    """The demo's own settings: folders below ``home``, no webhook, no mail, whatever .env says of the real one."""
    places = {"data_dir": home / "store", "keys_file": home / "keys" / "kabinet.keys", "database_url": None}
    return configured(**places | {"sms_gateway": SmsGateway.SANDBOX, "webhook_url": None, "smtp_host": None} | more)


async def set_up(tree: Settings, found: Opened) -> Stage:
    """The company and what the sandbox is told of it. Raises Trouble: other people are in the database."""
    clock = SystemClock()
    if not await house.people(found.database):
        await seed.plant(found.database, clock, demo=True)
    elif found.stamp is not Stamp.DEMO:
        raise Trouble(keys.console_has_people())
    return await stage.prepare(tree.data_dir.parent / "sandbox", found.database, clock)


async def greet(running: Sandbox, tree: Settings, token: str) -> Settings:
    """Whoever is inside has started the bot; the settings of a bot that serves this sandbox."""
    await playhouse.greet(running, [part.chat for part in cast.PARTS if part.inside])
    place = {"bot_token": token, "bot_api_url": running.api, "sandbox_url": running.url}
    return own(tree.data_dir.parent, database_url=tree.database_url, **place)


def leave_settings(home: Path, tree: Settings) -> None:
    """Write all of them into ``home/.env``: a command that is given there looks at this very house."""
    given = {name: getattr(tree, name) for name in sorted(tree.model_fields_set - ALONE)}
    lines = [f"{name.upper()}={_quoted(value)}" for name, value in given.items() if value is not None]
    (home / ".env").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _quoted(value: object) -> str:
    clear = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    return "'{}'".format(clear.replace("\\", r"\\").replace("'", r"\'"))


def place(home: Path) -> dict[str, str]:
    """Where and by what the second terminal asks, as a shell takes it."""
    program = Path(sys.executable).with_name("kabinet")
    return {"folder": shlex.quote(str(home)), "program": shlex.quote(str(program))}


def invite(running: Sandbox, *more: Text) -> None:
    """Say where the page is, what to try first, ``more``, and how to stop."""
    say(keys.console_demo_ready(address=running.url, person=stage.full_name(cast.NEWCOMER), code=cast.CODE))
    for text in (*more, keys.console_demo_stop()):
        say(text)


async def _perform(tree: Settings, found: Opened, set_stage: Stage, running: Sandbox) -> int:
    """The bot until it is stopped, or until the sandbox is gone."""
    from bot.app import serve  # the messenger's libraries are heavy: only who serves loads them

    full, home = await greet(running, tree, set_stage.token), tree.data_dir.parent
    leave_settings(home, full)
    invite(running, keys.console_demo_second(**place(home)))
    serving = asyncio.ensure_future(serve(full, found.database, ready=settle))
    gone = asyncio.ensure_future(running.process.wait())
    try:
        await asyncio.wait({serving, gone}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            return serving.result()
        raise Trouble(keys.console_sandbox_failed(why="—"), code=Exit.FAILED)
    finally:
        serving.cancel()
        gone.cancel()
        await asyncio.wait({serving, gone})


COMMAND = Command("demo", keys.console_help_demo(), _run)
