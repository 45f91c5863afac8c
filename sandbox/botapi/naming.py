"""Commands, names and descriptions: what the bot says of itself outside its messages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sandbox.botapi.params import Params
from sandbox.errors import bad
from sandbox.shapes import Json
from sandbox.world import World, scope_key

WITH_CHAT = frozenset({"chat", "chat_administrators", "chat_member"})
SCOPES = WITH_CHAT | {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}


def set_commands(world: World, params: Params) -> bool:
    """The list behind the menu button, per scope and language."""
    commands = params.structure("commands", "commands")
    if not isinstance(commands, list):
        raise bad("can't parse commands: expected an Array of BotCommand")
    if len(commands) > 100:
        raise bad("too many commands")
    return _write(world, params, [_command(item) for item in commands])


def delete_commands(world: World, params: Params) -> bool:
    """Back to the wider scope."""
    return _write(world, params, [])


def get_commands(world: World, params: Params) -> list[Json]:
    """The list of exactly this scope and language."""
    found: list[Json] = world.store.note("commands", {}).get(_key(world, params), [])
    return found


def _write(world: World, params: Params, commands: list[Json]) -> bool:
    lists: Json = world.store.note("commands", {})
    world.store.put_note("commands", {**lists, _key(world, params): commands})
    world.live.publish("commands", commands=world.commands())
    return True


def _key(world: World, params: Params) -> str:
    scope: Any = params.structure("scope", "BotCommandScope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    if scope["type"] in WITH_CHAT and int(scope.get("chat_id", 0)) not in world.chats:
        raise bad("chat not found")
    return scope_key(scope, params.text("language_code"))


def _command(item: Any) -> Json:
    name = str(item.get("command", "")).removeprefix("/") if isinstance(item, dict) else ""
    if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
        raise bad("BOT_COMMAND_INVALID")
    description = str(item.get("description", "")).strip()
    if not 1 <= len(description) <= 256:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID" if description else "command description can't be empty")
    return {"command": name, "description": description}


def setter(name: str, longest: int) -> Callable[[World, Params], bool]:
    """A method that keeps one text per language."""

    def change(world: World, params: Params) -> bool:
        value, language = params.text(name), params.text("language_code")
        if len(value) > longest:
            raise bad(f"bot {name.replace('_', ' ')} is too long")
        fallback = world.config.bot.first_name if name == "name" else ""
        world.store.put_note(f"{name}:{language}", value or fallback)
        return True

    return change


def getter(name: str) -> Callable[[World, Params], Json]:
    """A method that reads one text of a language."""

    def read(world: World, params: Params) -> Json:
        own = world.store.note(f"{name}:{params.text('language_code')}")
        common = world.store.note(f"{name}:", world.config.bot.first_name if name == "name" else "")
        return {name: own or common}

    return read


def set_menu_button(world: World, params: Params) -> bool:
    """What the button beside the input opens."""
    button = params.structure("menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in ("commands", "web_app", "default"):
        raise bad("can't parse menu button: unsupported type specified")
    world.store.put_note(f"menu_button:{params.number('chat_id')}", button)
    return True


def get_menu_button(world: World, params: Params) -> Json:
    """The button of a chat, else the common one."""
    common = world.store.note("menu_button:0", {"type": "commands"})
    button: Json = world.store.note(f"menu_button:{params.number('chat_id')}", common)
    return button
