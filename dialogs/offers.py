"""Which commands are offered to whom: in the messenger's «/» menu, in /help, and who may give them.

The list of everybody is told once at the start (bot/app). Whoever has a role gets a list of his own when the menu
opens; what was told last lies in his conversation, so that it is told again only when it has changed.
"""

from __future__ import annotations

from typing import Final

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.fsm.context import FSMContext
from aiogram.types import BotCommand, BotCommandScopeChat
from aiogram_dialog import DialogManager

from cabinet.access import Actor
from dialogs.access import actor_of
from dialogs.secret import address_of
from dialogs.texts import locale_of
from locales import plain_key
from storage.people import RoleName

EVERYBODYS: Final = ("start", "leave", "requests", "tasks", "settings", "help", "cancel")
OF_ROLE: Final = {"undelivered": RoleName.HR, "broadcast": RoleName.ADMIN, "troubles": RoleName.ADMIN}
"""Commands that ask for a role; the conversations behind them ask again."""
_AFTER: Final = EVERYBODYS.index("tasks") + 1
_TOLD: Final = "commands"


def own(actor: Actor) -> list[str]:
    """The commands that somebody has beyond everybody's."""
    return [name for name, role in OF_ROLE.items() if actor.has(role)]


def listed(names: list[str], locale: str) -> list[BotCommand]:
    """Everybody's commands with some more among them, as the messenger shows them."""
    every = [*EVERYBODYS[:_AFTER], *names, *EVERYBODYS[_AFTER:]]
    return [BotCommand(command=name, description=plain_key(f"command-{name}", locale, {})) for name in every]


async def offer(manager: DialogManager) -> None:
    """Tell the messenger the list of whoever opens the menu, where it is not the one that was told last.

    Without roles it is everybody's again. It works without, too: a refusal is tried again at the next opening.
    """
    talk: FSMContext = manager.middleware_data["state"]
    bot: Bot = manager.middleware_data["bot"]
    names, known = own(actor_of(manager)), await talk.get_data()
    if names == known.get(_TOLD, []):
        return
    place = BotCommandScopeChat(chat_id=int(address_of(manager)))
    try:
        if names:
            await bot.set_my_commands(listed(names, locale_of(manager)), scope=place)
        else:
            await bot.delete_my_commands(scope=place)
    except TelegramAPIError:
        return
    await talk.update_data({_TOLD: names})
