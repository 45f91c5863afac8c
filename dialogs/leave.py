"""Asking for leave: kind → first day → last day → «Отправить»; everything else is a button of the summary.

The ways to the days stand in `leave_days`, what may be added in `leave_additions`, the draft in `leave_draft`.
"""

from __future__ import annotations

import uuid
from typing import Any

import structlog
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Row, Start, SwitchTo
from aiogram_dialog.widgets.text import Format
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.documents.service import Documents
from cabinet.errors import Invalid
from cabinet.leave.findings import Finding, Level
from cabinet.leave.service import Checked, LeaveDraft, Leaves, check
from cabinet.requests.service import Requests
from dialogs import facts, states
from dialogs.access import actor_of, given
from dialogs.days import PREVIEW_DAY
from dialogs.leave_additions import comment_window, file_window, substitute_window
from dialogs.leave_balance import balance_window
from dialogs.leave_days import change_dates, first_window, ground_window, kind_window, last_window
from dialogs.leave_draft import draft_of, keep, on_start, picture_of, short_comment, shut_again
from dialogs.widgets import Label, Says, T, locale_of
from locales import Text, formats
from storage.requests import State, Verb

log = structlog.get_logger(__name__)


async def correct(manager: DialogManager, request_id: uuid.UUID) -> None:
    """Open the form filled with the actor's own returned request."""
    actor = actor_of(manager)
    draft = await (await given(manager, Leaves)).draft_of(actor, request_id)
    number = (await (await given(manager, Requests)).view(actor, request_id)).request.number
    await manager.start(states.Leave.summary, data={"draft": draft.dump(), "number": number})


@inject
async def summary_getter(
    dialog_manager: DialogManager, leaves: FromDishka[Leaves], documents: FromDishka[Documents], **_: Any
) -> dict[str, Any]:
    """Everything that will be sent, and what the rules say to it."""
    draft, locale, actor = draft_of(dialog_manager), locale_of(dialog_manager), actor_of(dialog_manager)
    checked = check(await picture_of(dialog_manager), draft)
    files = len(await documents.attached(actor, draft.id))
    shut = await shut_again(dialog_manager)
    substitute = await _substitute(leaves, dialog_manager)
    return {
        "number": dialog_manager.dialog_data.get("number"),
        "title": Text(f"leave-summary-title-{draft.leave_kind.value}"),
        "span": _span(draft, checked, locale),
        "ground": None if shut or not draft.ground else Text(f"leave-ground-{draft.ground.value}"),
        "substitute": substitute or Text("common-not-stated"),
        "files": files or Text("common-none"),
        "comment": None if shut else short_comment(draft.comment),
        "shut": shut,
        "may_send": not checked.stopped,
        "knows": checked.balance is not None,
        **_findings(checked.findings),
    }


async def _substitute(leaves: Leaves, manager: DialogManager) -> str | None:
    """Who stands in; whoever cannot any more (dismissed since he was chosen) is left out."""
    draft = draft_of(manager)
    if draft.substitute_id is None:
        return None
    try:
        return (await leaves.colleague(actor_of(manager), draft.substitute_id)).short_name
    except Invalid:
        keep(manager, draft.with_(substitute_id=None))
        return None


def _span(draft: LeaveDraft, checked: Checked, locale: str) -> Text | None:
    """«3 июля, пт — 16 июля, чт · 14 дней · останется 0 дней»."""
    if draft.first is None or draft.last is None:
        return None
    days = formats.days(checked.days, locale)
    span = Text("leave-summary-span", {"first": draft.first, "last": draft.last, "days": days})
    if draft.first == draft.last:
        span = Text("leave-summary-day", {"first": draft.first, "days": days})
    if checked.remaining is None:
        return span
    advance = checked.remaining < 0
    left = formats.days(abs(checked.remaining), locale)
    return Text("leave-summary-advance" if advance else "leave-summary-remains", {"span": span, "left": left})


def _findings(findings: tuple[Finding, ...]) -> dict[str, list[Text]]:
    """The findings by their level, each under its heading; forbidden ones are shown first."""
    headings = {Level.FORBIDDEN: "stops", Level.CONSENT: "consents", Level.NOTICE: "notices"}
    found: dict[str, list[Text]] = {}
    for level, name in headings.items():
        lines = [Text("leave-bullet", {"text": finding.text}) for finding in findings if finding.level is level]
        found[name] = [Text(f"leave-{name}"), *lines] if lines else []
    return found


@inject
async def send(
    callback: CallbackQuery,
    button: Button,
    manager: DialogManager,
    leaves: FromDishka[Leaves],
    documents: FromDishka[Documents],
) -> None:
    """«Отправить»: pressed twice, it is the same request. Its paper is printed after the commit, or signed."""
    draft, actor = draft_of(manager), actor_of(manager)
    if draft.step is None:
        request = await leaves.submit(actor, draft, f"{draft.id}:submit")
    else:
        request = await leaves.resubmit(actor, draft, f"{draft.id}:resubmit:{draft.step}")
    if request.state is State.SIGNATURE:
        await manager.start(states.Signatures.review, data={"id": request.id.hex}, mode=StartMode.RESET_STACK)
        return
    manager.dialog_data["sent"] = request.id.hex
    await manager.switch_to(states.Leave.sent)
    try:
        await documents.ensure_application(request.id)
    except Exception:  # the request stands: whoever opens its paper first has it printed then
        log.exception("application not printed", request=str(request.id))


@inject
async def sent_getter(dialog_manager: DialogManager, requests: FromDishka[Requests], **_: Any) -> dict[str, Any]:
    """The receipt: number, moment, who has it now and by when."""
    locale = locale_of(dialog_manager)
    view = await requests.view(actor_of(dialog_manager), uuid.UUID(dialog_manager.dialog_data["sent"]))
    key = "leave-sent" if view.request.version == 1 else "leave-sent-again"
    note = facts.note(view, locale)
    return {
        "receipt": Text(
            key, {"number": view.request.number, "at": facts.moment(view, view.request.submitted_at, locale)}
        ),
        "status": "\n".join([facts.status(view, locale), *([note] if note else [])]),
        "may_withdraw": Verb.WITHDRAW in view.may,
    }


async def open_sent(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """«Открыть»: the request in «Мои заявки»."""
    await manager.start(states.Requests.card, data={"id": manager.dialog_data["sent"]})


async def withdraw_sent(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """«Отозвать»: asked once more there."""
    await manager.start(states.Requests.withdraw, data={"id": manager.dialog_data["sent"]})


PREVIEW_SUMMARY = {
    "number": None,
    "title": Text("leave-summary-title-annual"),
    "span": Text("leave-summary-day", {"first": PREVIEW_DAY, "days": "1 день"}),
    "ground": None,
    "substitute": "Петров О. И.",
    "files": 1,
    "comment": "Можно сдвинуть на неделю.",
    "may_send": True,
    "knows": True,
    "stops": [],
    "consents": [Text("leave-consents"), Text("leave-bullet", {"text": "До 24 ноября меньше двух недель."})],
    "notices": [],
}
PREVIEW_SENT = {
    "receipt": Text("leave-sent", {"number": 214, "at": "24 ноября, 14:05"}),
    "status": "Сейчас у руководителя: <b>Петров О. И.</b> — ответит до <b>25 ноября, 18:00</b>.",
    "may_withdraw": True,
}

leave_dialog = Dialog(
    kind_window,
    ground_window,
    first_window,
    last_window,
    Window(
        T("leave-summary-title"),
        T("leave-summary-again", when="number"),
        Says("span"),
        T("leave-summary-ground", when="ground"),
        T("leave-summary-extras"),
        T("leave-summary-comment", when="comment"),
        T("leave-summary-shut", when="shut"),
        Says("stops"),
        Says("consents"),
        Says("notices"),
        Button(Label("leave-send"), id="send", on_click=send, when="may_send"),
        Row(
            SwitchTo(Label("leave-substitute"), id="to_substitute", state=states.Leave.substitute),
            SwitchTo(Label("leave-comment"), id="to_comment", state=states.Leave.comment),
        ),
        Row(
            SwitchTo(Label("leave-file"), id="to_file", state=states.Leave.file),
            Button(Label("leave-dates"), id="to_dates", on_click=change_dates),
        ),
        SwitchTo(Label("leave-how"), id="to_balance", state=states.Leave.balance, when="knows"),
        Start(Label("common-cancel"), id="summary_cancel", state=states.Menu.home, mode=StartMode.RESET_STACK),
        state=states.Leave.summary,
        getter=summary_getter,
        preview_data=PREVIEW_SUMMARY,
        preview_add_transitions=[
            SwitchTo(Label("leave-send"), id="x_sent", state=states.Leave.sent),
            SwitchTo(Label("leave-dates"), id="x_dates", state=states.Leave.first),
        ],
    ),
    balance_window,
    substitute_window,
    comment_window,
    file_window,
    Window(
        Says("receipt"),
        Format("{status}"),
        T("leave-sent-next"),
        Row(
            Button(Label("common-open"), id="sent_open", on_click=open_sent),
            Button(Label("leave-sent-withdraw"), id="sent_withdraw", on_click=withdraw_sent, when="may_withdraw"),
        ),
        Start(Label("common-home"), id="sent_home", state=states.Menu.home, mode=StartMode.RESET_STACK),
        state=states.Leave.sent,
        getter=sent_getter,
        preview_data=PREVIEW_SENT,
        preview_add_transitions=[
            Start(Label("common-open"), id="x_open", state=states.Requests.card),
            Start(Label("leave-sent-withdraw"), id="x_withdraw", state=states.Requests.withdraw),
        ],
    ),
    on_start=on_start,
)
