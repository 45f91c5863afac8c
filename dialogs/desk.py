"""Confirming an HR group in private: whose group it is, who asks, and what will be shown there."""

from __future__ import annotations

import uuid
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Start
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.requests.desks import Desks
from dialogs import states
from dialogs.access import actor_of, given, press_of, row_of
from dialogs.gate import Gated
from dialogs.widgets import Label, T


def desk_id(manager: DialogManager) -> uuid.UUID:
    """Which group is asked about."""
    return row_of(manager.start_data["desk"])  # type: ignore[index,call-overload] # always started with a mapping


@inject
async def getter(dialog_manager: DialogManager, desks: FromDishka[Desks], **_: Any) -> dict[str, Any]:
    """The group, the company and who asks."""
    view = await desks.view(actor_of(dialog_manager), desk_id(dialog_manager))
    return {
        "title": view.desk.title,
        "company": view.company.name,
        "who": view.asked_by.short_name,
        "alone": view.alone,
        "second": not view.alone,
    }


@inject
async def confirm(callback: CallbackQuery, button: Button, manager: DialogManager, desks: FromDishka[Desks]) -> None:
    """Link it; the group is told by a letter."""
    await link(manager, desks)


async def link(manager: DialogManager, desks: Desks) -> None:
    """The deed of both ways."""
    await desks.confirm(actor_of(manager), desk_id(manager), f"{press_of(manager)}:desk-confirm")
    await manager.start(states.Menu.home, mode=StartMode.RESET_STACK)


async def confirm_alone(manager: DialogManager) -> None:
    """The same one who asked, after his access code."""
    await link(manager, await given(manager, Desks))


@inject
async def refuse(callback: CallbackQuery, button: Button, manager: DialogManager, desks: FromDishka[Desks]) -> None:
    """«Это не наша группа»."""
    await desks.refuse(actor_of(manager), desk_id(manager), f"{press_of(manager)}:desk-refuse")
    await manager.start(states.Menu.home, mode=StartMode.RESET_STACK)


PREVIEW = {"title": "Кадры", "company": "ООО «Пример»", "who": "Орлов Д. А.", "alone": True, "second": True}

desk_dialog = Dialog(
    Window(
        T("desk-confirm"),
        T("desk-confirm-alone", when="alone"),
        Button(Label("desk-confirm-yes"), id="yes", on_click=confirm, when="second"),
        Gated(Label("desk-confirm-yes"), id="yes_alone", then=confirm_alone, when="alone", always=True),
        Button(Label("desk-confirm-no"), id="no", on_click=refuse),
        Start(Label("common-home"), id="desk_home", state=states.Menu.home, mode=StartMode.RESET_STACK),
        state=states.Desk.confirm,
        getter=getter,
        preview_data=PREVIEW,
    ),
)
