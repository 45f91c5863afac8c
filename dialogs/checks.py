"""«Проверить подпись»: whoever has a cabinet sends a document with its signatures, or an archive, and gets a verdict.

What was sent stays with the messenger until «Проверить»; the conversation holds names and the messenger's ids alone.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from aiogram.enums import ChatAction, ContentType
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from aiogram_dialog.widgets.text import Format

from cabinet.checking import Finding
from cabinet.checks.rules import FILES
from cabinet.checks.service import Checks
from cabinet.documents.rules import LARGEST
from cabinet.errors import Invalid
from cabinet.people.chats import Chats
from cabinet.writing import fingerprint, serial
from dialogs import states
from dialogs.access import actor_of, given, press_of
from dialogs.fetching import MEGABYTE, SentFile, fetched, sent_file
from dialogs.widgets import Label, T, locale_of, way_home
from locales import formats, html_key, plain_key
from signing.verdicts import Problem, Since, Verdict

NAME_LENGTH = 80


async def files_getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What was sent so far; only for whoever has a cabinet."""
    actor_of(dialog_manager)
    files: list[list[str]] = dialog_manager.dialog_data.get("files", [])
    rows = [html_key("check-file", locale_of(dialog_manager), {"name": name}) for name, _ in files]
    return {"rows": "\n".join(rows), "some": bool(files), "none": not files, "size": LARGEST // MEGABYTE, "most": FILES}


async def take_file(message: Message, widget: Any, manager: DialogManager) -> None:
    """One more file; a photo is none that anybody signed."""
    manager.show_mode = ShowMode.DELETE_AND_SEND
    _keep(manager, *named(sent_file(message), locale_of(manager)))


async def begin(start: Any, manager: DialogManager) -> None:
    """Sent outside of any conversation, a file begins this one."""
    if isinstance(start, dict) and "file" in start:
        _keep(manager, *start["file"])


def named(sent: SentFile, locale: str) -> tuple[str, str]:
    """(what it is called here, the messenger's id); the end of a long name tells more than its beginning."""
    return (sent.name or plain_key("document-photo-name", locale, {}))[-NAME_LENGTH:], sent.file_id


def _keep(manager: DialogManager, name: str, file_id: str) -> None:
    """For «Проверить»; of two with one name both are kept."""
    files: list[list[str]] = manager.dialog_data.setdefault("files", [])
    if len(files) >= FILES:
        raise Invalid("check-files", limit=FILES)
    taken = {known for known, _ in files}
    files.append([name if name not in taken else f"{len(files) + 1}/{name}", file_id])


async def drop_files(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Begin anew."""
    manager.dialog_data.pop("files", None)
    manager.dialog_data.pop("verdict", None)


async def check(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """«Проверить»: fetch, read, judge. It takes a second or two: the messenger shows that it runs."""
    actor = actor_of(manager)  # before anything is fetched
    assert callback.bot is not None and callback.message is not None  # noqa: S101,PT018  a press has its bot and chat
    await callback.bot.send_chat_action(callback.message.chat.id, ChatAction.TYPING)
    files = {name: await fetched(callback.bot, file_id) for name, file_id in manager.dialog_data.get("files", [])}
    found = await (await given(manager, Checks)).check(actor, files, f"{press_of(manager)}:check")
    zone = ZoneInfo((await (await given(manager, Chats)).owner(actor)).company.zone)
    told = [_told(one, locale_of(manager), zone) for one in found]
    manager.dialog_data["verdict"] = ["\n\n".join(short for short, _ in told), "\n\n".join(more for _, more in told)]


def _told(one: Finding, locale: str, zone: ZoneInfo) -> tuple[str, str]:
    """(what everybody understands, numbers for whoever asks for them) of one signature."""
    verdict = one.verdict
    lines = [html_key(f"check-{_opinion(verdict)}", locale, {"file": one.file})]
    if verdict.certificate:
        subject = verdict.certificate.subject
        who = {"name": subject.name, "title": subject.title or "none", "company": subject.organization}
        lines.append(html_key("check-who", locale, who))
    if verdict.claimed:
        lines.append(html_key("check-when", locale, {"at": formats.moment(verdict.claimed, zone, locale)}))
    if verdict.stamp and verdict.stamp.trusted and verdict.stamp.at:
        lines.append(html_key("check-stamp", locale, {"at": formats.moment(verdict.stamp.at, zone, locale)}))
    said = {"file": one.document or "", "field": one.field or ""}
    lines += [html_key(line, locale, said) for line in (*_place(one), *_lines(one))]
    if verdict.revoked and Problem.REVOKED not in verdict.problems:
        lines.append(html_key("check-later", locale, {"at": formats.moment(verdict.revoked.at, zone, locale)}))
    return "\n".join(lines), _numbers(one, locale, zone)


def _opinion(verdict: Verdict) -> str:
    if Problem.ALGORITHM in verdict.problems and Problem.LATER not in verdict.problems:
        return "unchecked"
    return "good" if verdict.good else "bad"


def _place(one: Finding) -> list[str]:
    """Keys of where a signature stands and what became of the file after it, if that is not a file of its own."""
    if one.field is None or Problem.MALFORMED in one.verdict.problems:
        return []
    since = one.verdict.since
    told = since is not None and since is not Since.CHANGED and Problem.DOCUMENT not in one.verdict.problems
    return ["check-inside", *([f"check-since-{since}"] if told else [])]


def _lines(one: Finding) -> list[str]:
    """Keys of what speaks for a signature, or against it."""
    if one.field is not None and Problem.MALFORMED in one.verdict.problems:
        return ["check-inside-unread"]
    problems = [problem for problem in one.verdict.problems if problem is not Problem.DOCUMENT or one.document]
    missing = ["check-no-document"] if one.document is None else []
    if problems or missing:
        return [*missing, *(f"check-problem-{problem}" for problem in problems)]
    whole = [] if one.verdict.since else ["check-whole"]
    return [*whole, "check-chain", "check-in-force", *(["check-ours"] if one.verdict.registered else [])]


def _numbers(one: Finding, locale: str, zone: ZoneInfo) -> str:
    certificate = one.verdict.certificate
    if certificate is None:
        return html_key("check-no-numbers", locale, {"file": one.file})
    said = {
        "file": one.file,
        "serial": serial(certificate.serial, 40),
        "fingerprint": fingerprint(certificate.fingerprint, 32),
        "begins": formats.moment(certificate.begins, zone, locale),
        "ends": formats.moment(certificate.ends, zone, locale),
    }
    return html_key("check-numbers", locale, said)


async def verdict_getter(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What was found, in short or with its numbers."""
    short, more = dialog_manager.dialog_data.get("verdict", ["", ""])
    opened = bool(dialog_manager.dialog_data.get("numbers"))
    return {"verdict": more if opened else short, "opened": opened, "shut": not opened}


async def turn(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """«Подробнее» and back."""
    manager.dialog_data["numbers"] = not manager.dialog_data.get("numbers")


async def again(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Other files."""
    manager.dialog_data.clear()
    await manager.switch_to(states.Checks.files)


PREVIEW_FILES = {
    "rows": "📄 Заявление.pdf\n📄 Заявление_1.sgn",
    "some": True,
    "none": True,
    "size": LARGEST // MEGABYTE,
    "most": FILES,
}
PREVIEW_VERDICT = {
    "verdict": "✅ <b>Заявление_1.sgn: подпись действительна</b>\nПодписал: Смирнова Анна Сергеевна",
    "opened": True,
    "shut": True,
}

checks_dialog = Dialog(
    Window(
        T("check-title"),
        T("check-ask", when="none"),
        Format("{rows}", when="some"),
        T("check-more", when="some"),
        MessageInput(take_file, content_types=[ContentType.DOCUMENT, ContentType.PHOTO]),
        SwitchTo(Label("check-do"), id="do", state=states.Checks.verdict, on_click=check, when="some"),
        Button(Label("check-drop"), id="drop", on_click=drop_files, when="some"),
        way_home("home"),
        state=states.Checks.files,
        getter=files_getter,
        preview_data=PREVIEW_FILES,
    ),
    Window(
        Format("{verdict}"),
        Button(Label("check-numbers-show"), id="more", on_click=turn, when="shut"),
        Button(Label("check-numbers-hide"), id="less", on_click=turn, when="opened"),
        Button(Label("check-again"), id="again", on_click=again),
        SwitchTo(Label("common-back"), id="back", state=states.Checks.files),
        way_home("verdict_home"),
        state=states.Checks.verdict,
        getter=verdict_getter,
        preview_data=PREVIEW_VERDICT,
    ),
    on_start=begin,
)
