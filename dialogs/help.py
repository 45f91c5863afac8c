"""/help: what the cabinet is for, how to know the real bot, whom to ask."""

from __future__ import annotations

from aiogram_dialog import Dialog, StartMode, Window
from aiogram_dialog.widgets.kbd import Start

from dialogs import states
from dialogs.widgets import Label, T

help_dialog = Dialog(
    Window(
        T("help-text"),
        Start(Label("common-home"), id="help_home", state=states.Menu.home, mode=StartMode.RESET_STACK),
        state=states.Help.home,
    ),
)
