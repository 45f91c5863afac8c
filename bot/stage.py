"""What the sandbox is told before it starts: its bot, its people and groups, and what to try first.

Token and secret are drawn once and kept in config.json, so that a second start continues in the same world; activation
keys stand there in clear, as on the slip of paper that HR would hand out, and are made anew when they have run out.
"""

from __future__ import annotations

import json
import os
import secrets
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot import links
from bot.cast import CODE, GROUPS, NEWCOMER, PARTS, SHOWN, Part
from bot.rows import row_id
from cabinet.access import Actor
from cabinet.people.invitations import CONSOLE, Invitations
from cabinet.ports import Clock
from locales import keys, translator
from locales.translator import Text
from storage.chats import ActivationKey, chat_of
from storage.engine import Database

BOT_ID = 5_000_000_001
USERNAME = "kabinet_demo_bot"
SPARE = timedelta(days=1)
"""A key that lives shorter than this is replaced at the start."""


@dataclass(frozen=True)
class Stage:
    """The folder of the sandbox as it was set; ``token`` is the bot's."""

    folder: Path
    token: str


async def prepare(folder: Path, database: Database, clock: Clock) -> Stage:
    """Write config.json into ``folder``, keeping token, secret and good keys of an earlier start."""
    before = _before(folder)
    token = before.get("bot", {}).get("token") or f"{BOT_ID}:{secrets.token_urlsafe(26)}"
    invited = await _invitations(database, clock, _known_keys(before))
    config = {
        "bot": {"token": token, "id": BOT_ID, "username": USERNAME, "first_name": _word(keys.console_demo_bot())},
        "secret": before.get("secret") or secrets.token_urlsafe(24),
        "people": [_person(part) for part in PARTS],
        "groups": [
            {"id": group.chat, "title": group.title, "members": list(group.members), "bot_is_admin": False}
            for group in GROUPS
        ],
        "hints": list(_hints(invited)),
        "phones": list(SHOWN),
    }
    _write(folder, config)
    return Stage(folder, token)


def _before(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _known_keys(before: Mapping[str, Any]) -> dict[int, str]:
    return {
        hint["person"]: hint["start"].removeprefix(links.KEY) for hint in before.get("hints", []) if "start" in hint
    }


async def _invitations(database: Database, clock: Clock, known: Mapping[int, str]) -> dict[int, str]:
    """Chat → activation key of everybody who is not in yet."""
    service, invited = Invitations(database, clock), {}
    for part in PARTS:
        employee = row_id(part.inn, part.number)
        async with database.read() as session:
            if await chat_of(session, employee) is not None:
                continue
        if part.chat in known and await _is_good(database, clock, employee):
            invited[part.chat] = known[part.chat]
        else:
            invited[part.chat] = await service.invite(Actor.system(CONSOLE), employee, f"console:{uuid.uuid4()}")
    return invited


async def _is_good(database: Database, clock: Clock, employee: uuid.UUID) -> bool:
    wanted = select(ActivationKey.id).where(
        ActivationKey.employee_id == employee,
        ActivationKey.used_at.is_(None),
        ActivationKey.expires_at > clock.now() + SPARE,
    )
    async with database.read() as session:
        return (await session.scalars(wanted)).first() is not None


def _person(part: Part) -> dict[str, object]:
    person = part.person
    note = f"{person.position[:1].upper()}{person.position[1:]}, {person.department}"
    return {
        "id": part.chat,
        "first_name": person.first,
        "last_name": person.last,
        "phone": person.phone,
        "note": note,
    }


def _hints(invited: Mapping[int, str]) -> Iterator[dict[str, object]]:
    for part in PARTS:
        if part.chat in invited:
            text = keys.console_hint_key(person=full_name(part))
            yield {"text": _word(text), "person": part.chat, "start": links.key_payload(invited[part.chat])}
    _newcomer, manager, officer = SHOWN
    yield {"text": _word(keys.console_hint_leave()), "person": NEWCOMER.chat}
    yield {"text": _word(keys.console_hint_manager()), "person": manager}
    yield {"text": _word(keys.console_hint_desk()), "person": officer}
    yield {"text": _word(keys.console_hint_joining()), "person": officer}
    yield {"text": _word(keys.console_hint_certificate()), "person": NEWCOMER.chat}
    yield {"text": _word(keys.console_hint_code(code=CODE))}


def full_name(part: Part) -> str:
    """«Павел Новиков»."""
    return f"{part.person.first} {part.person.last}"


def _word(text: Text) -> str:
    return translator.plain(text)


def _write(folder: Path, config: Mapping[str, object]) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = folder / f"config.{os.getpid()}.tmp"
    fresh.write_text(json.dumps(config, ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.chmod(0o600)
    fresh.replace(folder / "config.json")
