"""«Мои задачи»: what waits for an officer, a manager or the director, with room for own words and for the order."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.errors import Decided, Stale
from cabinet.requests.decisions import Decisions
from cabinet.requests.service import Requests
from dialogs import facts, states
from dialogs.access import actor_of, press_of
from dialogs.gate import Gated
from dialogs.handing import hand_window
from dialogs.order import date_window, number_window, paper_window
from dialogs.papers import give_archive, give_copy, give_file, give_paper
from dialogs.refusal import ask_reason, reason_window
from dialogs.requests import card_data, details_data, request_id
from dialogs.sentences import TOAST, sentence
from dialogs.widgets import Label, Pager, T, locale_of
from storage.requests import WAITING, Verb


async def on_start(data: Any, manager: DialogManager) -> None:
    """Started from a card or a link: straight to one request, perhaps to one deed."""
    if isinstance(data, dict) and "id" in data:
        manager.dialog_data.update(data)


@inject
async def list_getter(dialog_manager: DialogManager, requests: FromDishka[Requests], **_: Any) -> dict[str, Any]:
    """What waits, the most urgent first."""
    locale = locale_of(dialog_manager)
    views = await requests.tasks(actor_of(dialog_manager))
    return {
        "items": [(view.request.id.hex, facts.short_headline(view, locale, who=True)) for view in views],
        "empty": not views,
        "count": len(views),
    }


@inject
async def card_getter(dialog_manager: DialogManager, requests: FromDishka[Requests], **_: Any) -> dict[str, Any]:
    """One task and what this person may do with it."""
    view = await requests.view(actor_of(dialog_manager), request_id(dialog_manager))
    dialog_manager.dialog_data["step"] = view.request.step
    locale = locale_of(dialog_manager)
    data = card_data(view, locale, who=True)
    decided = facts.decided(view, locale) if view.request.state in WAITING else None
    return data | {
        "text": "\n".join(part for part in (data["text"], decided) if part),
        "full": view.full,
        "idle": not view.may and view.undo is None,
        **{f"may_{verb}": verb in view.may and view.undo is None for verb in Verb},
        "may_undo": view.undo is not None,
    }


@inject
async def details_getter(dialog_manager: DialogManager, requests: FromDishka[Requests], **_: Any) -> dict[str, Any]:
    """The whole request; behind the access code."""
    view = await requests.view(actor_of(dialog_manager), request_id(dialog_manager))
    return await details_data(dialog_manager, view, who=True) | {"full": view.full}


async def pick(callback: CallbackQuery, widget: Any, manager: DialogManager, item: str) -> None:
    """One of the list."""
    manager.dialog_data["id"] = item
    await manager.switch_to(states.Tasks.card)


@inject
async def press(
    callback: CallbackQuery, button: Button, manager: DialogManager, decisions: FromDishka[Decisions]
) -> None:
    """A decision without words: the button's id is its verb."""
    verb = Verb(button.widget_id or "")
    deed = {Verb.APPROVE: decisions.approve, Verb.ACCEPT: decisions.accept, Verb.UNDO: decisions.undo}[verb]
    try:
        await deed(actor_of(manager), request_id(manager), manager.dialog_data["step"], f"{press_of(manager)}:{verb}")
    except (Stale, Decided) as late:  # the window that follows shows how things stand
        await callback.answer(sentence(late, locale_of(manager))[:TOAST], show_alert=True)
    await manager.switch_to(states.Tasks.card)


PREVIEW = {
    "items": [("a", "⏳ № 214 · Смирнова А. С. · 3–16 июля")],
    "empty": False,
    "count": 1,
    "text": "<b>№ 214 · Ежегодный отпуск</b> · Смирнова А. С. · 3–16 июля",
    "full": True,
    "signed": True,
    "history": "\n<b>История</b>\n24 ноября, 14:05 — Отправлено: Смирнова А. С.",
    "files": [("0", "Файл 1: справка.pdf")],
    **{f"may_{verb}": True for verb in Verb},
}
list_window = Window(
    T("task-list-title"),
    T("task-list-empty", when="empty"),
    Pager(
        Select(Format("{item[1]}"), id="pick", item_id_getter=itemgetter(0), items="items", on_click=pick),
        id="pages",
    ),
    Cancel(Label("common-back"), id="list_back"),
    state=states.Tasks.list,
    getter=list_getter,
    preview_data=PREVIEW,
)
card_window = Window(
    Format("{text}"),
    T("task-idle", when="idle"),
    Row(
        Button(Label("desk-approve"), id="approve", on_click=press, when="may_approve"),
        Button(Label("desk-accept"), id="accept", on_click=press, when="may_accept"),
        SwitchTo(Label("task-complete"), id="to_order", state=states.Tasks.order_number, when="may_complete"),
    ),
    Row(
        Button(Label("desk-return"), id="why_return", on_click=ask_reason, when="may_return"),
        Button(Label("desk-decline"), id="why_decline", on_click=ask_reason, when="may_decline"),
    ),
    SwitchTo(Label("task-hand"), id="to_hand", state=states.Tasks.hand, when="may_hand"),
    Button(Label("desk-undo"), id="undo", on_click=press, when="may_undo"),
    Gated(Label("request-details"), id="details", state=states.Tasks.details),
    Row(
        SwitchTo(Label("task-all"), id="card_back", state=states.Tasks.list),
        Start(Label("common-home"), id="card_home", state=states.Menu.home, mode=StartMode.RESET_STACK),
    ),
    state=states.Tasks.card,
    getter=card_getter,
    preview_data=PREVIEW,
    preview_add_transitions=[SwitchTo(Label("desk-return"), id="to_reason", state=states.Tasks.reason)],
)
details_window = Window(
    Format("{text}"),
    Format("{history}"),
    Gated(Label("request-details"), id="details_again", state=states.Tasks.details, when="shut"),
    Gated(Label("request-paper"), id="paper", then=give_paper, when="full"),
    Gated(Label("request-archive"), id="archive", then=give_archive, when="signed"),
    Gated(Label("request-copy"), id="copy", then=give_copy, when="signed"),
    Column(Select(Format("{item[1]}"), id="file", item_id_getter=itemgetter(0), items="files", on_click=give_file)),
    SwitchTo(Label("common-back"), id="details_back", state=states.Tasks.card),
    state=states.Tasks.details,
    getter=details_getter,
    preview_data=PREVIEW,
)
tasks_dialog = Dialog(
    list_window,
    card_window,
    details_window,
    reason_window,
    hand_window,
    number_window,
    date_window,
    paper_window,
    on_start=on_start,
)
