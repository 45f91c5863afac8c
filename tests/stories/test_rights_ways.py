"""Links and commands in every hand, in private and in groups; which group becomes the desk, and by whose word."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import pytest
from sqlalchemy import select

from dialogs.access import short
from locales import plain_key
from sandbox.screen import Json
from storage.outbox import Desk, DeskState
from tests.stories.conftest import CODE, DESK, Town
from tests.stories.enemy import PASSING, Dump, Hit, arrives_raw, changes, dump, fire, new_group, settled
from tests.stories.hands import (
    ADMIN,
    BLIND,
    COLLEAGUE,
    DIRECTOR,
    EMPLOYEE,
    MANAGER,
    NOT_ALLOWED,
    NOT_FOUND,
    OFFICER,
    STALE,
    STRANGER,
    THEIR_DIRECTOR,
    THEIR_OFFICER,
    Target,
    screens,
    targets,
)
from tests.stories.steps import tap

pytestmark = pytest.mark.timeout(600)
KEYS = PASSING | {"throttle", "journal"}
"""What a wrong key leaves behind: a count, and a line that somebody tried."""
COMMANDS = ("/start", "/leave", "/requests", "/tasks", "/settings", "/help", "/cancel", "/queue", "/desk")
OURS = ("Медведев", "Ковалёва", "Попов")
"""Names in requests that none of the blind may see."""
THEIR_GROUP = "group:-1002"


def texts(messages: Iterable[Json]) -> list[str]:
    """What the bot says in them, labels and links of buttons included."""
    return [str(one.get("text", "")) + str(one.get("reply_markup", "")) for one in messages if one["from"]["is_bot"]]


async def test_links_lead_nobody_to_what_is_not_his(town: Town) -> None:
    known = await targets(town)
    await screens(town)
    before = await dump(town.db)
    links = links_to(known)
    seers = {"office": (MANAGER, OFFICER), "theirs": (THEIR_OFFICER,), "employees": (EMPLOYEE, OFFICER)}
    for link in links:
        for person in (STRANGER, EMPLOYEE, MANAGER, OFFICER, ADMIN, THEIR_OFFICER):
            await town.world.phone(person).start(link)
    await settled(town)
    assert changes(before, await dump(town.db)) == []
    for person in (STRANGER, EMPLOYEE, ADMIN, THEIR_OFFICER):
        said = texts(await town.world.phone(person).messages())
        assert [text for text in said for name in OURS if name in text and person != THEIR_OFFICER] == []
        blind = {name for name, who in seers.items() if person not in who}
        opened = {name for name in blind if any(short(known[name].id) in text for text in said)}
        assert opened == set()
    assert not [text for text in texts(await town.world.phone(STRANGER).messages()) if "заявк" in text]
    assert await town.world.phone(MANAGER).see("Медведев")  # who may, does see it
    await wrong_keys(town, before)


def links_to(known: dict[str, Target]) -> list[str]:
    """Payloads of links: to real things, to nothing, of every length."""
    ways = ("open", "do", "return", "decline")
    real = [f"{way}-{short(known[name].id)}" for name in ("office", "theirs") for way in ways]
    long = ["open-" + "A" * 59, "return-" + "_" * 57, "decline-" + "-" * 56, "A" * 64]
    own = [f"open-{short(known['employees'].id)}", f"open-{short(uuid.uuid4())}"]
    return [*real, *own, *long, "open-", "do-zzz", "OPEN-zzz", "zzz"]


async def wrong_keys(town: Town, before: Dump) -> None:
    """Keys of others, no keys at all, of any length: one answer, and nothing but a count."""
    refused = plain_key("error-secret-key-refused", "ru", {})
    for person in (STRANGER, EMPLOYEE):
        for link in ("key-", "key-" + "Z" * 60, "key-ACEH-KMPT-XY83-852", "key-7H2K-QX9M-4CDE-WJR"):
            await town.world.phone(person).start(link)
            await settled(town)
            assert refused in (await town.world.phone(person).last())["text"]
    after = await dump(town.db, KEYS)
    assert changes({name: before[name] for name in after}, after) == []


async def test_commands_do_nothing_that_their_sender_may_not(town: Town) -> None:
    await targets(town)
    last = await screens(town)
    intruders = (STRANGER, EMPLOYEE, THEIR_DIRECTOR)
    for person in intruders:
        await town.world.member(-1001, person)
    await settled(town)
    before = await dump(town.db)
    start = max(last.values())
    for command in COMMANDS:
        for person in (STRANGER, EMPLOYEE, MANAGER, OFFICER, ADMIN, THEIR_DIRECTOR):
            await town.world.phone(person).send(command)
            if person not in (MANAGER,):
                await town.world.phone(person).send(command, DESK)
    await settled(town)
    assert changes(before, await dump(town.db)) == []
    for person in (STRANGER, EMPLOYEE):
        said = texts(await town.world.phone(person).messages())
        assert person == STRANGER or plain_key("task-list-empty", "ru", {}) in "".join(said)
        assert [text for text in said for name in OURS if name in text] == []
    assert set(answers_in(town, DESK, start)) == {
        plain_key("error-private-only", "ru", {}),
        NOT_ALLOWED,
        plain_key("error-invalid-desk-known", "ru", {}),
        plain_key("error-invalid-desk-foreign", "ru", {}),
    }


def answers_in(town: Town, chat: str, after: int) -> list[str]:
    """What the bot wrote into a group since a message."""
    found = town.world.screens.messages(chat)
    return [one["text"] for one in found if one["from"]["is_bot"] and one["message_id"] > after]


async def test_only_an_administrator_links_a_group_and_only_after_his_code(town: Town) -> None:
    last = await screens(town)
    group = new_group(town, -1003, "Кадры <b>новые</b>", ADMIN, EMPLOYEE, OFFICER, THEIR_DIRECTOR, STRANGER)
    before = await dump(town.db)
    for person in (EMPLOYEE, OFFICER, STRANGER):
        await town.world.phone(person).send("/desk", group)
    hidden(town, -1003)
    wide = new_group(town, -1004, "Кадры", ADMIN)
    public(town, -1004, ADMIN)
    await settled(town)
    assert set(answers_in(town, group, 0)) == {NOT_ALLOWED, plain_key("desk-anonymous", "ru", {})}
    assert changes(before, await dump(town.db)) == []
    assert answers_in(town, wide, 0) == [plain_key("error-invalid-desk-public", "ru", {})]

    admin = town.world.phone(ADMIN)
    await admin.send("/desk", group)
    await admin.see("Кадры <b>новые</b>")
    await settled(town)
    async with town.db.read() as session:
        asked = (await session.scalars(select(Desk).where(Desk.state == DeskState.ASKED))).one()
    before = await dump(town.db)
    others = (STRANGER, COLLEAGUE, EMPLOYEE, OFFICER, DIRECTOR, THEIR_DIRECTOR, THEIR_OFFICER)
    answers = await fire(town, [Hit(person, f"k:{asked.id.hex}", None, last[person]) for person in others])
    assert {answer.text for answer in answers.values()} <= BLIND
    assert answers[Hit(THEIR_DIRECTOR, f"k:{asked.id.hex}", None, last[THEIR_DIRECTOR])].text == NOT_FOUND
    assert changes(before, await dump(town.db)) == []
    await the_code(town, group)
    async with town.db.read() as session:
        linked = (await session.scalars(select(Desk.address).where(Desk.state == DeskState.LINKED))).all()
    assert sorted(linked) == ["-1002", "-1003"]
    gone = Hit(ADMIN, f"k:{asked.id.hex}", None, last[ADMIN])
    assert (await fire(town, [gone]))[gone].text == STALE


def hidden(town: Town, group: int) -> None:
    """An administrator writes in the name of the group."""
    chat = {"id": group, "type": "group", "title": "Кадры"}
    robot = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    arrives_raw(town, "message", **_command(chat), sender_chat=chat, **{"from": robot})


def public(town: Town, group: int, person: int) -> None:
    """The same in a group that everybody can find."""
    chat = {"id": group, "type": "supergroup", "title": "Кадры", "username": "kadry_primer"}
    arrives_raw(town, "message", **_command(chat), **{"from": town.sandbox.world.user(person)})


def _command(chat: Json) -> Json:
    entity = {"type": "bot_command", "offset": 0, "length": 5}
    return {"message_id": 900, "date": 1_796_000_000, "chat": chat, "text": "/desk", "entities": [entity]}


async def the_code(town: Town, group: str) -> None:
    """The only administrator confirms; a wrong code links nothing."""
    admin = town.world.phone(ADMIN)
    await admin.press("Показать")
    await admin.see("Второго администратора нет")
    await admin.press("Да, это наша группа")
    await admin.see("Введите код входа")
    await tap(admin, "9027")
    await admin.see("Осталось 4 попытки")
    async with town.db.read() as session:
        assert (await session.scalars(select(Desk.state).where(Desk.address == "-1003"))).all() == [DeskState.ASKED]
    await tap(admin, CODE)
    await admin.see("Группа привязана", group)
    await settled(town)
    assert "Медведев" in "".join(answers_in(town, group, 0))
    assert (await town.world.phone(OFFICER).messages(group))[-1]["from"]["is_bot"]
