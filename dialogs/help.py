"""/help: what the cabinet is for, how to know the real bot, whom to ask. A stranger goes back to the key."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Start

from dialogs import states
from dialogs.widgets import Label, T


async def getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Whether a menu lies behind this screen."""
    return {"bound": dialog_manager.middleware_data.get("actor") is not None}


help_dialog = Dialog(
    Window(
        T("help-text"),
        Start(Label("common-home"), id="help_home", state=states.Menu.home, mode=StartMode.RESET_STACK, when="bound"),
        Start(
            Label("common-back"), id="help_key", state=states.Activation.key, mode=StartMode.RESET_STACK,
            when=~F["bound"],
        ),
        state=states.Help.home,
        getter=getter,
        preview_data={"bound": True},
    ),
)  # fmt: skip
