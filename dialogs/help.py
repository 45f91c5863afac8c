"""/help: the commands that one has, how to know the real bot, whom to ask. A stranger goes back to the key."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Start

from cabinet.access import Actor
from dialogs import states
from dialogs.widgets import Label, T
from storage.people import RoleName


async def getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Whether a menu lies behind this screen; the roles that have commands of their own."""
    actor: Actor | None = dialog_manager.middleware_data.get("actor")
    own = {role.value: actor is not None and actor.has(role) for role in (RoleName.HR, RoleName.ADMIN)}
    return {"bound": actor is not None, **own}


help_dialog = Dialog(
    Window(
        T("help-text"),
        T("help-hr", when="hr"),
        T("help-admin", when="admin"),
        T("help-rest"),
        Start(Label("help-check"), id="help_check", state=states.Checks.files, when="bound"),
        Start(Label("common-home"), id="help_home", state=states.Menu.home, mode=StartMode.RESET_STACK, when="bound"),
        Start(
            Label("common-back"), id="help_key", state=states.Activation.key, mode=StartMode.RESET_STACK,
            when=~F["bound"],
        ),
        state=states.Help.home,
        getter=getter,
        preview_data={"bound": True, "hr": True, "admin": True},
    ),
)  # fmt: skip
