"""«На подпись»: look at each document, enter one PIN for all that were ticked, and see what became of each.

A document is ticked by looking at it: what was not sent into this chat in full is not signed. The set is frozen when
the pad is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from operator import itemgetter
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.kbd import Button, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format
from dishka import FromDishka
from dishka.integrations.aiogram_dialog import inject

from cabinet.documents.service import application_id
from cabinet.errors import Closed, NotFound, Stale
from cabinet.people.chats import Chats
from cabinet.requests.service import Requests, View
from cabinet.signatures.rules import Outcome
from cabinet.signatures.service import Line, Signatures
from dialogs import facts, states
from dialogs.access import actor_of, given, press_of, row_of
from dialogs.certificates_pin import PREVIEW, PinScreen
from dialogs.gate import behind_gate
from dialogs.papers import give_application
from dialogs.secret import notice_of, say, say_refusal
from dialogs.widgets import Label, Pager, Says, T, locale_of, way_home
from locales import html_key, plain_key
from storage.chats import PadPurpose
from storage.requests import State

NAMED = 10
"""So many documents are named above the pad."""
DIGEST = 12
"""Signs of a hash that are shown there."""


async def on_start(data: Any, manager: DialogManager) -> None:
    """With one request in hand its paper is shown at once, if the access code was entered lately."""
    if isinstance(data, dict) and "id" in data:
        with suppress(Closed, NotFound):
            await _show(manager, data["id"])


def _shown(manager: DialogManager) -> dict[str, list[str]]:
    """Request (hex) → document (hex) and SHA-256 of the very bytes that were shown."""
    shown: dict[str, list[str]] = manager.dialog_data.setdefault("shown", {})
    return shown


def _ticked(manager: DialogManager) -> list[str]:
    ticked: list[str] = manager.dialog_data.setdefault("ticked", [])
    return ticked


async def _show(manager: DialogManager, item: str) -> None:
    """NotFound for what does not wait for this actor's signature: nothing of others is even printed."""
    if item not in {view.request.id.hex for view in await _waiting(manager)}:
        raise NotFound
    document = await give_application(manager, row_of(item))
    _shown(manager)[item] = [document.id.hex, document.digest]
    _ticked(manager).append(item)


async def _waiting(manager: DialogManager) -> Sequence[View]:
    views = await (await given(manager, Requests)).mine(actor_of(manager))
    return [view for view in reversed(views) if view.request.state is State.SIGNATURE]


@inject
async def review_getter(dialog_manager: DialogManager, signatures: FromDishka[Signatures], **_: Any) -> dict[str, Any]:
    """What waits for a signature; ticks of what has moved on meanwhile are gone."""
    views, locale = await _waiting(dialog_manager), locale_of(dialog_manager)
    able, shown = await signatures.able(actor_of(dialog_manager)), _shown(dialog_manager)
    papers = {view.request.id.hex: application_id(view.request).hex for view in views}
    fresh = {item: kept for item, kept in shown.items() if kept[0] == papers.get(item)}
    ticked = [item for item in dict.fromkeys(_ticked(dialog_manager)) if item in fresh]
    dialog_manager.dialog_data.update(shown=fresh, ticked=ticked)
    return {
        "notice": notice_of(dialog_manager),
        "items": [(view.request.id.hex, _label(view, ticked, locale)) for view in views] if able else [],
        "count": len(ticked),
        "ready": bool(ticked) and able,
        "look": able and bool(views) and not ticked,
        "empty": not views,
        "unable": bool(views) and not able,
    }


def _label(view: View, ticked: Sequence[str], locale: str) -> str:
    key = "signatures-ticked" if view.request.id.hex in ticked else "signatures-unticked"
    first, last = view.facts.first, view.facts.last
    data = {"number": view.request.number, "title": facts.title(view, locale), "first": first, "last": last}
    return plain_key(key, locale, data)


async def pick(callback: CallbackQuery, widget: Any, manager: DialogManager, item: str) -> None:
    """One of them: shown and ticked, then ticked off and on."""
    row_of(item)

    async def then(manager: DialogManager) -> None:
        await _show(manager, item)

    if item in _ticked(manager):
        _ticked(manager).remove(item)
    elif item in _shown(manager):
        _ticked(manager).append(item)
    else:
        await behind_gate(manager, then)


@inject
async def freeze(
    callback: CallbackQuery, button: Button, manager: DialogManager, signatures: FromDishka[Signatures]
) -> None:
    """«Подписать»: the set stands from here on."""
    shown = _shown(manager)
    documents = {row_of(shown[item][0]): shown[item][1] for item in _ticked(manager) if item in shown}
    if not documents:
        raise Stale
    try:
        sheet = await signatures.lay(actor_of(manager), documents, f"{press_of(manager)}:lay")
    except Stale as refusal:  # something is not what was shown: it is to be looked at anew
        manager.dialog_data.update(shown={}, ticked=[])
        say_refusal(manager, refusal)
        return
    manager.dialog_data["sheet"] = sheet.hex
    await manager.switch_to(states.Signatures.pin)


async def back(manager: DialogManager) -> None:
    """To what waits; the set is forgotten."""
    manager.dialog_data.pop("sheet", None)
    await manager.switch_to(states.Signatures.review)


async def _lines(manager: DialogManager) -> Sequence[Line]:
    if "sheet" not in manager.dialog_data:
        raise Stale
    return await (await given(manager, Signatures)).sheet(actor_of(manager), row_of(manager.dialog_data["sheet"]))


async def frozen(manager: DialogManager) -> Mapping[str, Any]:
    """The documents of the set with the beginnings of their hashes, and the word by which the real bot is known."""
    lines, locale = await _lines(manager), locale_of(manager)
    named = [{"name": one.name, "digest": one.digest[:DIGEST]} for one in lines[:NAMED]]
    rows = [plain_key("signatures-line", locale, one) for one in named]
    more = len(lines) - NAMED
    rows += [plain_key("signatures-more", locale, {"count": more})] if more > 0 else []
    return {"documents": "\n".join(rows), "word": await (await given(manager, Chats)).word(actor_of(manager))}


async def sign(manager: DialogManager, pin: str) -> None:
    """The PIN was tapped."""
    signatures, data = await given(manager, Signatures), manager.dialog_data
    if "sheet" not in data:
        raise Stale
    await signatures.sign(actor_of(manager), row_of(data["sheet"]), pin, f"{press_of(manager)}:sign")
    data.pop("shown", None)
    data.pop("ticked", None)
    await manager.switch_to(states.Signatures.result)


@inject
async def result_getter(dialog_manager: DialogManager, requests: FromDishka[Requests], **_: Any) -> dict[str, Any]:
    """What became of each; of a single one also who has it now."""
    lines, locale = await _lines(dialog_manager), locale_of(dialog_manager)
    told = [html_key(f"signatures-{one.outcome or 'untried'}", locale, {"name": one.name}) for one in lines]
    done = [one for one in lines if one.outcome is Outcome.SIGNED]
    where = ""
    if len(lines) == 1 and done:
        view = await requests.view(actor_of(dialog_manager), done[0].request_id)
        where = "\n".join(part for part in (facts.status(view, locale), facts.note(view, locale)) if part)
    return {
        "told": "\n".join(told),
        "where": where,
        "signed": len(done),
        "total": len(lines),
        "all": len(done) == len(lines),
        "partly": len(done) < len(lines),
        "left": bool(await _waiting(dialog_manager)),
    }


async def paper(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """«Подать на бумаге»: everything that waits goes its way unsigned."""
    signatures, press = await given(manager, Signatures), press_of(manager)
    for view in await _waiting(manager):
        key = f"{press}:paper:{view.request.id.hex}"
        await signatures.to_paper(actor_of(manager), view.request.id, view.request.step, key)
    say(manager, "signatures-sent-on-paper")


PREVIEW_REVIEW = {
    "items": [("a", "☑ № 214 · Ежегодный отпуск · 3–16 июля"), ("b", "☐ № 215 · Отпуск без сохранения · 1 августа")],
    "notice": None, "count": 1, "ready": True, "look": False, "empty": False, "unable": True,
}  # fmt: skip
PREVIEW_PIN = {**PREVIEW, "documents": "• Заявление № 214.pdf", "word": "рябина"}
PREVIEW_RESULT = {
    "told": "✓ Заявление № 214.pdf: подписано",
    "where": "Сейчас в кадрах — ответят до <b>25 ноября, 18:00</b>.",
    "signed": 1, "total": 1, "all": True, "partly": False, "left": True,
}  # fmt: skip

signatures_dialog = Dialog(
    Window(
        Says("notice", when="notice"),
        T("signatures-title"),
        T("signatures-empty", when="empty"),
        T("signatures-look", when="look"),
        T("signatures-ready", when="ready"),
        T("signatures-unable", when="unable"),
        Pager(
            Select(Format("{item[1]}"), id="pick", item_id_getter=itemgetter(0), items="items", on_click=pick),
            id="pages",
        ),
        Button(Label("signatures-sign"), id="freeze", on_click=freeze, when="ready"),
        Button(Label("signatures-paper"), id="paper", on_click=paper, when="unable"),
        Start(Label("menu-requests"), id="requests", state=states.Requests.list),
        way_home("review_home"),
        state=states.Signatures.review,
        getter=review_getter,
        preview_data=PREVIEW_REVIEW,
        preview_add_transitions=[SwitchTo(Label("signatures-sign"), id="to_pin", state=states.Signatures.pin)],
    ),
    PinScreen(states.Signatures.pin, PadPurpose.SIGN, sign, states.Signatures.pin, back, frozen).window(
        "signatures-pin", states.Signatures.result, states.Signatures.review, preview=PREVIEW_PIN
    ),
    Window(
        T("signatures-done", when="all"),
        T("signatures-partly", when="partly"),
        Format("{told}"),
        Format("{where}", when="where"),
        SwitchTo(Label("signatures-rest"), id="rest", state=states.Signatures.review, when="left"),
        Start(Label("menu-requests"), id="result_requests", state=states.Requests.list),
        way_home("result_home"),
        state=states.Signatures.result,
        getter=result_getter,
        preview_data=PREVIEW_RESULT,
    ),
    on_start=on_start,
)
