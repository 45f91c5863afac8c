"""«Мои задачи»: what waits for an officer, a manager or the director, with room for own words and for the order."""

from __future__ import annotations

import uuid
from operator import itemgetter
from typing import Any

from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Keyboard, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.access import Actor
from cabinet.errors import Invalid, Stale
from cabinet.requests.decisions import Decisions
from cabinet.requests.service import Requests
from dialogs import facts, states
from dialogs.access import actor_of, press_of
from dialogs.gate import Gated
from dialogs.order import date_window, number_window, paper_window
from dialogs.papers import give_file, give_paper
from dialogs.requests import card_data, details_data, request_id
from dialogs.widgets import Label, Pager, T, locale_of
from locales import plain_key
from storage.requests import Verb

REASONS = 3
WARNED = "error-invalid-decline-warn"
READY = {Verb.RETURN: "desk-reason-return", Verb.DECLINE: "desk-reason-decline"}


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
    decided = facts.decided(view, locale)
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
    return details_data(view, locale_of(dialog_manager), who=True) | {"full": view.full}


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
    await deed(actor_of(manager), request_id(manager), manager.dialog_data["step"], f"{press_of(manager)}:{verb}")
    await manager.switch_to(states.Tasks.card)


async def ask_reason(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """A refusal needs words: ready ones or own ones."""
    manager.dialog_data["verb"] = str(button.widget_id).removeprefix("why_")
    await manager.switch_to(states.Tasks.reason)


async def reason_getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The ready reasons of the verb in hand."""
    verb = Verb(dialog_manager.dialog_data["verb"])
    locale = locale_of(dialog_manager)
    ready = [(str(n), plain_key(f"{READY[verb]}-{n}", locale, {})) for n in range(1, REASONS + 1)]
    return {"ask": plain_key(f"task-ask-{verb}", locale, {}), "reasons": ready}


async def _decline(
    manager: DialogManager, decisions: Decisions, place: tuple[Actor, uuid.UUID, int, str], reason: str, *, sure: bool
) -> bool:
    """A refusal that the law warns of needs the same reason a second time. True: it was declined."""
    try:
        await decisions.decline(*place, reason=reason, sure=sure)
    except Invalid as refusal:
        if refusal.key != WARNED:
            raise
        manager.dialog_data["warned"] = reason
        words, event = plain_key(WARNED, locale_of(manager), refusal.args_), manager.event
        if isinstance(event, CallbackQuery | Message):
            await (event.answer(words, show_alert=True) if isinstance(event, CallbackQuery) else event.answer(words))
        return False
    return True


async def _refuse(manager: DialogManager, decisions: Decisions, reason: str) -> None:
    verb = Verb(manager.dialog_data["verb"])
    place = (actor_of(manager), request_id(manager), manager.dialog_data["step"], f"{press_of(manager)}:{verb}")
    if verb is Verb.RETURN:
        await decisions.send_back(*place, reason=reason)
    else:
        warned = manager.dialog_data.pop("warned", None) == reason
        if not await _decline(manager, decisions, place, reason, sure=warned):
            return
    await manager.switch_to(states.Tasks.card)


@inject
async def ready_reason(
    callback: CallbackQuery, widget: Any, manager: DialogManager, item: str, decisions: FromDishka[Decisions]
) -> None:
    """One of the ready reasons."""
    if item not in {str(number) for number in range(1, REASONS + 1)}:
        raise Stale
    verb = Verb(manager.dialog_data["verb"])
    await _refuse(manager, decisions, plain_key(f"{READY[verb]}-{item}", "ru", {}))


@inject
async def own_reason(
    message: Message, widget: MessageInput, manager: DialogManager, decisions: FromDishka[Decisions]
) -> None:
    """Own words, typed."""
    manager.show_mode = ShowMode.DELETE_AND_SEND
    await _refuse(manager, decisions, message.text or "")


PREVIEW = {
    "items": [("a", "⏳ № 214 · Смирнова А. С. · 3–16 июля")],
    "empty": False,
    "count": 1,
    "text": "<b>№ 214 · Ежегодный отпуск</b> · Смирнова А. С. · 3–16 июля",
    "full": True,
    "history": "24 ноября, 14:05 — Отправлено: Смирнова А. С.",
    "files": [("0", "Файл 1: справка.pdf")],
    "ask": "Почему отклоняете?",
    "reasons": [("1", "Даты не по графику отпусков")],
    **{f"may_{verb}": True for verb in Verb},
}
TO_CARD: list[Keyboard] = [SwitchTo(Label("common-done"), id="to_card", state=states.Tasks.card)]

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
    T("request-history-title"),
    Format("{history}"),
    Gated(Label("request-paper"), id="paper", then=give_paper, when="full"),
    Column(Select(Format("{item[1]}"), id="file", item_id_getter=itemgetter(0), items="files", on_click=give_file)),
    SwitchTo(Label("common-back"), id="details_back", state=states.Tasks.card),
    state=states.Tasks.details,
    getter=details_getter,
    preview_data=PREVIEW,
)
reason_window = Window(
    Format("{ask}"),
    T("task-reason-hint"),
    Column(
        Select(
            Format("{item[1]}"),
            id="ready",
            item_id_getter=itemgetter(0),
            items="reasons",
            on_click=ready_reason,
        )
    ),
    MessageInput(own_reason, content_types=[ContentType.TEXT]),
    SwitchTo(Label("common-back"), id="reason_back", state=states.Tasks.card),
    state=states.Tasks.reason,
    getter=reason_getter,
    preview_data=PREVIEW,
    preview_add_transitions=TO_CARD,
)


tasks_dialog = Dialog(
    list_window,
    card_window,
    details_window,
    reason_window,
    number_window,
    date_window,
    paper_window,
    on_start=on_start,
)
