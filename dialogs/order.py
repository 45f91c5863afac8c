"""The order that ends a request: its number, its date, and the signed paper in HR's hands."""

from __future__ import annotations

from datetime import date
from typing import Any

from aiogram import F
from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Keyboard, SwitchTo
from aiogram_dialog.widgets.text import Format
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.ports import Clock, today
from cabinet.requests.decisions import Decisions
from cabinet.requests.service import Requests
from dialogs import facts, states
from dialogs.access import actor_of, given, press_of
from dialogs.requests import request_id
from dialogs.widgets import DayPicker, Label, T, locale_of


async def type_number(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """The order's number, typed."""
    manager.dialog_data["number"] = Decisions.order_number(message.text or "")
    manager.show_mode = ShowMode.DELETE_AND_SEND
    await manager.switch_to(states.Tasks.order_date)


async def company_day(manager: DialogManager) -> date:
    """The company's day."""
    view = await (await given(manager, Requests)).view(actor_of(manager), request_id(manager))
    return today(await given(manager, Clock), view.company.zone)  # type: ignore[type-abstract] # a port is a protocol


async def pick_date(callback: CallbackQuery, widget: DayPicker, manager: DialogManager, day: date) -> None:
    """The order's date, from the calendar."""
    manager.dialog_data.update({"on": day.isoformat(), "paper": False})
    await manager.switch_to(states.Tasks.paper)


async def order_is_today(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """The order's date is today's, the usual case."""
    manager.dialog_data.update({"on": (await company_day(manager)).isoformat(), "paper": False})
    await manager.switch_to(states.Tasks.paper)


@inject
async def order_getter(dialog_manager: DialogManager, requests: FromDishka[Requests], **_: Any) -> dict[str, Any]:
    """The order as far as it is known."""
    data = dialog_manager.dialog_data
    view = await requests.view(actor_of(dialog_manager), request_id(dialog_manager))
    data["step"] = view.request.step
    return {
        "head": facts.headline(view, locale_of(dialog_manager), who=True),
        "order": data.get("number", ""),
        "on": date.fromisoformat(data["on"]) if "on" in data else view.facts.first,
        "paper": data.get("paper", False),
        "signed": facts.signed(view, locale_of(dialog_manager)),
        "by_hand": facts.signed(view, locale_of(dialog_manager)) is None,
    }


async def toggle_paper(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """«Подписанная бумага получена», on and off."""
    manager.dialog_data["paper"] = not manager.dialog_data.get("paper", False)


@inject
async def complete(
    callback: CallbackQuery, button: Button, manager: DialogManager, decisions: FromDishka[Decisions]
) -> None:
    """«Выполнено»."""
    data = manager.dialog_data
    await decisions.complete(
        actor_of(manager),
        request_id(manager),
        data["step"],
        f"{press_of(manager)}:complete",
        number=data["number"],
        on=date.fromisoformat(data["on"]),
        paper=bool(data.get("paper")),
    )
    await manager.switch_to(states.Tasks.card)


PREVIEW = {
    "head": "<b>№ 214 · Ежегодный отпуск</b> · Смирнова А. С. · 3–16 июля",
    "order": "214-к",
    "on": date(2026, 11, 24),
    "paper": False,
    "signed": None,
    "by_hand": True,
}
TO_CARD: list[Keyboard] = [SwitchTo(Label("common-done"), id="to_card", state=states.Tasks.card)]

number_window = Window(
    Format("{head}"),
    T("task-order-number"),
    MessageInput(type_number, content_types=[ContentType.TEXT]),
    SwitchTo(Label("common-back"), id="number_back", state=states.Tasks.card),
    state=states.Tasks.order_number,
    getter=order_getter,
    preview_data=PREVIEW,
    preview_add_transitions=[SwitchTo(Label("common-next"), id="to_date", state=states.Tasks.order_date)],
)
date_window = Window(
    Format("{head}"),
    T("task-order-date"),
    Button(Label("task-order-today"), id="date_today", on_click=order_is_today),
    DayPicker("order_day", pick_date, today=company_day, back=2, ahead=2),
    SwitchTo(Label("common-back"), id="date_back", state=states.Tasks.order_number),
    state=states.Tasks.order_date,
    getter=order_getter,
    preview_data=PREVIEW,
    preview_add_transitions=[SwitchTo(Label("common-next"), id="to_paper", state=states.Tasks.paper)],
)
paper_window = Window(
    Format("{head}"),
    T("task-order"),
    T("task-paper-hint", when="by_hand"),
    Format("{signed}", when="signed"),
    Button(Label("task-paper-no"), id="paper_no", on_click=toggle_paper, when=F["by_hand"] & ~F["paper"]),
    Button(Label("task-paper-yes"), id="paper_yes", on_click=toggle_paper, when=F["by_hand"] & F["paper"]),
    Button(Label("task-done"), id="done", on_click=complete),
    SwitchTo(Label("common-back"), id="paper_back", state=states.Tasks.order_date),
    state=states.Tasks.paper,
    getter=order_getter,
    preview_data=PREVIEW,
    preview_add_transitions=TO_CARD,
)
