"""«Мои заявки»: what I asked for, in whose hands it is and by when; details behind the access code; taking back."""

from __future__ import annotations

import uuid
from operator import itemgetter
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.people.doors import Doors
from cabinet.requests.rules import signed
from cabinet.requests.service import Requests, View
from dialogs import facts, leave, states
from dialogs.access import actor_of, given, press_of, row_of
from dialogs.gate import Gated
from dialogs.papers import files_of, give_archive, give_copy, give_file, give_paper
from dialogs.widgets import Label, Pager, T, locale_of
from locales import html_key
from storage.requests import Verb


def request_id(manager: DialogManager) -> uuid.UUID:
    """Which request this conversation is about."""
    return row_of(manager.dialog_data["id"])


async def on_start(data: Any, manager: DialogManager) -> None:
    """Started from a notice or a link: straight to one request."""
    if isinstance(data, dict) and "id" in data:
        manager.dialog_data["id"] = data["id"]


@inject
async def list_getter(dialog_manager: DialogManager, requests: FromDishka[Requests], **_: Any) -> dict[str, Any]:
    """Own requests as buttons, newest first."""
    locale = locale_of(dialog_manager)
    views = await requests.mine(actor_of(dialog_manager))
    return {
        "items": [(view.request.id.hex, facts.short_headline(view, locale, who=False)) for view in views],
        "empty": not views,
    }


@inject
async def card_getter(dialog_manager: DialogManager, requests: FromDishka[Requests], **_: Any) -> dict[str, Any]:
    """One request, what may be seen without the access code."""
    view = await requests.view(actor_of(dialog_manager), request_id(dialog_manager))
    dialog_manager.dialog_data["step"] = view.request.step
    return card_data(view, locale_of(dialog_manager))


def card_data(view: View, locale: str, *, who: bool = False) -> dict[str, Any]:
    """The public part of a request for a window."""
    parts = [
        facts.headline(view, locale, who=who),
        facts.status(view, locale),
        facts.note(view, locale),
        facts.signed(view, locale),
    ]
    return {
        "number": view.request.number,
        "text": "\n".join(part for part in parts if part),
        "may_withdraw": Verb.WITHDRAW in view.may,
        "may_correct": Verb.RESUBMIT in view.may,
        "may_sign": Verb.SIGN in view.may,
    }


@inject
async def details_getter(dialog_manager: DialogManager, requests: FromDishka[Requests], **_: Any) -> dict[str, Any]:
    """The whole request; its window stands behind the access code."""
    view = await requests.view(actor_of(dialog_manager), request_id(dialog_manager))
    return await details_data(dialog_manager, view, who=False)


async def details_data(manager: DialogManager, view: View, *, who: bool) -> dict[str, Any]:
    """The private part of a request for a window that was reached by the access code; the headline once it is shut."""
    locale = locale_of(manager)
    if not await (await given(manager, Doors)).is_open(actor_of(manager)):
        shut = [facts.headline(view, locale, who=who), html_key("request-hint-details", locale, {})]
        return {"text": "\n".join(shut), "history": "", "files": [], "shut": True, "signed": False}
    parts = [
        facts.headline(view, locale, who=who),
        *facts.lines(view, locale),
        facts.comment(view, locale),
        facts.files(view, locale) if view.full else None,
    ]
    steps = [facts.event(view, step, locale) for step in view.events]
    return {
        "text": "\n".join(part for part in parts if part),
        "history": "\n".join([html_key("request-history-title", locale, {}), *steps]),
        "files": files_of(view, locale),
        "shut": False,
        "signed": view.full and signed(view.events) is not None,
    }


async def pick(callback: CallbackQuery, widget: Any, manager: DialogManager, item: str) -> None:
    """One of the list."""
    manager.dialog_data["id"] = item
    await manager.switch_to(states.Requests.card)


@inject
async def withdraw(
    callback: CallbackQuery, button: Button, manager: DialogManager, requests: FromDishka[Requests]
) -> None:
    """«Да, отозвать»."""
    key = f"{press_of(manager)}:withdraw"
    await requests.withdraw(actor_of(manager), request_id(manager), manager.dialog_data["step"], key)
    await manager.switch_to(states.Requests.card)


async def sign(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """«Подписать»: look at it, then the PIN."""
    data = {"id": request_id(manager).hex}
    await manager.start(states.Signatures.review, data=data, mode=StartMode.RESET_STACK)


async def correct(manager: DialogManager) -> None:
    """«Исправить»: the form again, filled with what was sent."""
    await leave.correct(manager, request_id(manager))


PREVIEW = {
    "number": 214,
    "text": "<b>№ 214 · Ежегодный отпуск</b> · 3–16 июля\nСейчас у руководителя: <b>Петров О. И.</b>",
    "may_withdraw": True,
    "may_correct": True,
    "may_sign": True,
    "history": "\n<b>История</b>\n24 ноября, 14:05 — Отправлено: Смирнова А. С.",
    "files": [("0", "Файл 1: справка.pdf")],
    "items": [("a", "⏳ № 214 · Ежегодный отпуск · 3–16 июля")],
    "empty": False,
    "signed": True,
}

requests_dialog = Dialog(
    Window(
        T("request-list-title"),
        T("request-list-empty", when="empty"),
        Pager(
            Select(Format("{item[1]}"), id="pick", item_id_getter=itemgetter(0), items="items", on_click=pick),
            id="pages",
        ),
        Start(Label("request-ask-leave"), id="ask", state=states.Leave.kind, when="empty"),
        Cancel(Label("common-back"), id="list_back"),
        state=states.Requests.list,
        getter=list_getter,
        preview_data=PREVIEW,
    ),
    Window(
        Format("{text}"),
        T("request-hint-details"),
        Button(Label("request-sign"), id="sign", on_click=sign, when="may_sign"),
        Gated(Label("request-correct"), id="correct", then=correct, when="may_correct"),
        Row(
            Gated(Label("request-details"), id="details", state=states.Requests.details),
            SwitchTo(Label("request-withdraw"), id="withdraw", state=states.Requests.withdraw, when="may_withdraw"),
        ),
        Row(
            SwitchTo(Label("common-back"), id="card_back", state=states.Requests.list),
            Start(Label("common-home"), id="card_home", state=states.Menu.home, mode=StartMode.RESET_STACK),
        ),
        state=states.Requests.card,
        getter=card_getter,
        preview_data=PREVIEW,
        preview_add_transitions=[Start(Label("request-sign"), id="to_sign", state=states.Signatures.review)],
    ),
    Window(
        Format("{text}"),
        Format("{history}"),
        Gated(Label("request-details"), id="details_again", state=states.Requests.details, when="shut"),
        Gated(Label("request-paper"), id="paper", then=give_paper),
        Gated(Label("request-archive"), id="archive", then=give_archive, when="signed"),
        Gated(Label("request-copy"), id="copy", then=give_copy, when="signed"),
        Column(Select(Format("{item[1]}"), id="file", item_id_getter=itemgetter(0), items="files", on_click=give_file)),
        SwitchTo(Label("common-back"), id="details_back", state=states.Requests.card),
        state=states.Requests.details,
        getter=details_getter,
        preview_data=PREVIEW,
    ),
    Window(
        T("request-withdraw-sure"),
        Button(
            Label("request-withdraw-yes"),
            id="withdraw_yes",
            on_click=withdraw,
        ),
        SwitchTo(Label("common-back"), id="withdraw_back", state=states.Requests.card),
        state=states.Requests.withdraw,
        getter=card_getter,
        preview_data=PREVIEW,
        preview_add_transitions=[SwitchTo(Label("request-withdraw-yes"), id="x", state=states.Requests.card)],
    ),
    on_start=on_start,
)
