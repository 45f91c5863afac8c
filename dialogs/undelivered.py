"""«Недоставленные» of an officer: who was not reached, why, and what to do; the doubtful ones are his to decide."""

from __future__ import annotations

import uuid
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Column, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.errors import NotFound, Stale
from cabinet.undelivered import Case, Lost, Sort, Undelivered
from dialogs import states
from dialogs.access import actor_of, press_of, row_of
from dialogs.sentences import TOAST, sentence
from dialogs.widgets import Label, T, Turns, locale_of
from locales import formats, html_key, plain_key
from storage.outbox import Why

turns = Turns(id="turn")
UNSURE = {"s": False, "u": True}
"""The end of a button's data: what sort of case it is."""
HINTS = {
    Why.BLOCKED: "blocked",
    Why.DEACTIVATED: "gone",
    Why.NOT_STARTED: "no-chat",
    Why.NO_CHAT: "no-chat",
    Why.SMS_REFUSED: "phone",
    Why.MAIL_REFUSED: "address",
    Why.BROKEN: "trouble",
    Why.CUT: "doubt",
    Why.DIED: "doubt",
}
"""What to do about it; for the rest: «other»."""


@inject
async def list_getter(dialog_manager: DialogManager, undelivered: FromDishka[Undelivered], **_: Any) -> dict[str, Any]:
    """One page of cases, the newest first."""
    locale = locale_of(dialog_manager)
    found = await undelivered.page(actor_of(dialog_manager), turns.turned(dialog_manager))
    return {
        "rows": "\n\n".join(_row(case, locale) for case in found.rows),
        "items": [(f"{case.employee.id.hex}{'u' if case.unsure else 's'}", _button(case)) for case in found.rows],
        "empty": not found.rows,
        "page": found.page,
        "pages": found.pages,
    }


def _row(case: Case, locale: str) -> str:
    newest = case.letters[0]
    said = _words(newest, case, locale)
    return html_key("undelivered-row", locale, said | {"who": case.employee.short_name, "more": case.total - 1})


def _button(case: Case) -> str:
    return f"{case.employee.short_name} ?" if case.unsure else case.employee.short_name


def _words(lost: Lost, case: Case, locale: str) -> dict[str, Any]:
    return {
        "at": formats.moment(lost.at, ZoneInfo(case.company.zone), locale),
        "sort": plain_key(f"undelivered-sort-{lost.sort}", locale, {}),
        "why": plain_key(
            "undelivered-going-why" if lost.going else f"undelivered-why-{lost.why}",
            locale,
            {} if lost.going else {"number": lost.number or ""},
        ),
    }


async def pick(callback: CallbackQuery, widget: Any, manager: DialogManager, item: str) -> None:
    """One of the list."""
    if item[-1:] not in UNSURE:
        raise NotFound
    manager.dialog_data.update(id=item[:-1], unsure=UNSURE[item[-1]])
    await manager.switch_to(states.Undelivered.case)


def of(manager: DialogManager) -> uuid.UUID:
    """Whose case is open."""
    return row_of(manager.dialog_data["id"])


@inject
async def case_getter(dialog_manager: DialogManager, undelivered: FromDishka[Undelivered], **_: Any) -> dict[str, Any]:
    """What one person did not get, and what can be done."""
    unsure = bool(dialog_manager.dialog_data["unsure"])
    case = await undelivered.case(actor_of(dialog_manager), of(dialog_manager), unsure=unsure)
    return case_data(case, locale_of(dialog_manager))


def case_data(case: Case, locale: str) -> dict[str, Any]:
    """One case for its window."""
    lines = [html_key("undelivered-line", locale, _words(one, case, locale)) for one in case.letters]
    more = case.total - len(case.letters)
    if more > 0:
        lines.append(html_key("undelivered-rest", locale, {"more": more}))
    hints = [html_key(f"undelivered-hint-{one}", locale, {}) for one in _hints(case)]
    return {
        "who": case.employee.full_name,
        "number": case.employee.number,
        "total": case.total - case.going,
        "going": case.going,
        "dead": case.total > case.going and not case.unsure,
        "unsure": bool(case.letters) and case.unsure,
        "done": not case.letters,
        "lines": "\n".join(lines),
        "hints": "\n".join(["", *hints]) if hints else "",
        "again": case.again,
    }


def _hints(case: Case) -> list[str]:
    """What to do, and whether it can go again after that."""
    wanted = list(dict.fromkeys(HINTS.get(one.why, "other") for one in case.letters if not one.going))
    if not wanted:
        return []
    if case.again:
        return wanted if case.unsure else [*wanted, "then"]
    if "phone" in wanted:
        return wanted
    return [*wanted, _ended({one.sort for one in case.letters if not one.going})]


def _ended(sorts: set[Sort]) -> str:
    """Why nothing of it can go again: only of copies it may be that their broadcast was stopped."""
    if sorts <= {Sort.CODE, Sort.ALERT}:
        return "late"
    return "lost" if Sort.BROADCAST in sorts else "unkept"


async def refresh(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """«Обновить»: the window is drawn anew after every press."""


@inject
async def decide(
    callback: CallbackQuery, button: Button, manager: DialogManager, undelivered: FromDishka[Undelivered]
) -> None:
    """«Отправить ещё раз», «Убрать из списка», «Считать доставленным»: the button's id is the verb."""
    verb, actor, locale = str(button.widget_id), actor_of(manager), locale_of(manager)
    key = f"{press_of(manager)}:undelivered-{verb}"
    then = states.Undelivered.list
    try:
        if verb == "again":
            await undelivered.send_again(actor, of(manager), key, unsure=bool(manager.dialog_data["unsure"]))
            then, manager.dialog_data["unsure"] = states.Undelivered.case, False  # to see what becomes of it
        elif verb == "put_away":
            await undelivered.put_away(actor, of(manager), key)
        else:
            await undelivered.count_as_sent(actor, of(manager), key)
    except Stale as late:  # a colleague was quicker: the list shows how things stand
        await callback.answer(sentence(late, locale)[:TOAST], show_alert=True)
    else:
        await callback.answer(plain_key(f"undelivered-toast-{verb.replace('_', '-')}", locale, {}))
    await manager.switch_to(then)


PREVIEW = {
    "rows": "<b>Смирнова А. С.</b> · уведомление о заявлении и ещё 2\n24 ноября, 12:05 · бот заблокирован",
    "items": [("a", "Смирнова А. С."), ("b", "Попов И. И. ?")],
    "empty": False,
    "page": 0,
    "pages": 3,
    "who": "Смирнова Анна Сергеевна",
    "number": "0022",
    "total": 3,
    "going": 1,
    "dead": True,
    "lines": "24 ноября, 12:05 — уведомление о заявлении: бот заблокирован",
    "hints": "\nПопросите открыть чат с ботом и разблокировать его, потом отправьте ещё раз.",
    "again": True,
}

undelivered_dialog = Dialog(
    Window(
        T("undelivered-list-title"),
        T("undelivered-list-empty", when="empty"),
        T("undelivered-list-hint", when="rows"),
        Format("{rows}", when="rows"),
        Column(Select(Format("{item[1]}"), id="pick", item_id_getter=itemgetter(0), items="items", on_click=pick)),
        turns,
        Start(Label("common-home"), id="list_home", state=states.Menu.home, mode=StartMode.RESET_STACK),
        state=states.Undelivered.list,
        getter=list_getter,
        preview_data=PREVIEW,
        preview_add_transitions=[SwitchTo(Label("common-open"), id="to_case", state=states.Undelivered.case)],
    ),
    Window(
        T("undelivered-case"),
        T("undelivered-lost", when="dead"),
        T("undelivered-unsure", when="unsure"),
        T("undelivered-going", when="going"),
        T("undelivered-done", when="done"),
        Format("{lines}", when="lines"),
        Format("{hints}", when="hints"),
        Button(Label("undelivered-refresh"), id="refresh", on_click=refresh, when="going"),
        Button(Label("undelivered-again"), id="again", on_click=decide, when="again"),
        Button(Label("undelivered-put-away"), id="put_away", on_click=decide, when="dead"),
        Button(Label("undelivered-arrived"), id="arrived", on_click=decide, when="unsure"),
        Row(
            SwitchTo(Label("undelivered-all"), id="all", state=states.Undelivered.list),
            Start(Label("common-home"), id="case_home", state=states.Menu.home, mode=StartMode.RESET_STACK),
        ),
        state=states.Undelivered.case,
        getter=case_getter,
        preview_data=PREVIEW,
    ),
)
