"""A small dialog for tests of the moving parts: a pad that keeps its digits, and a second window that shows them."""

from __future__ import annotations

from typing import Any

from aiogram import Dispatcher
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.kbd import Button, Group, SwitchTo
from aiogram_dialog.widgets.text import Const, Format

from bot.fsm import ChatIsolation, TalkStorage
from storage.engine import Database
from tests.conftest import HandClock

DIGITS = "0123456789"


class Pad(StatesGroup):
    typing = State()
    done = State()


async def typed(event: Any, button: Any, manager: DialogManager) -> None:
    held = manager.dialog_data.get("typed", "")
    manager.dialog_data["typed"] = held + (button.widget_id or "")[1:]


async def getter(dialog_manager: DialogManager, **_: Any) -> dict[str, str]:
    return {"typed": dialog_manager.dialog_data.get("typed", "")}


async def begin(event: Message, dialog_manager: DialogManager) -> None:
    await dialog_manager.start(Pad.typing, mode=StartMode.RESET_STACK)


async def dispatcher(db: Database, clock: HandClock) -> Dispatcher:
    """All of it anew, as after a restart."""
    isolation = ChatIsolation()
    made = Dispatcher(storage=TalkStorage(db, clock), events_isolation=isolation)
    made.message.register(begin, CommandStart())
    keys = Group(*(Button(Const(d), id=f"d{d}", on_click=typed) for d in DIGITS), width=5)
    made.include_router(
        Dialog(
            Window(Format("[{typed}]"), keys, SwitchTo(Const("Готово"), id="done", state=Pad.done), state=Pad.typing),
            Window(Format("всего [{typed}]"), state=Pad.done),
            getter=getter,
        )
    )
    setup_dialogs(made, events_isolation=isolation)
    await made.emit_startup(dispatcher=made)
    return made
