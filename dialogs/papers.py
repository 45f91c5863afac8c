"""Handing documents out in the chat, never without the access code.

They may be saved: an application is signed on paper where it is not signed electronically.
"""

from __future__ import annotations

import uuid
from typing import Any

from aiogram.types import BufferedInputFile, CallbackQuery
from aiogram_dialog import DialogManager, ShowMode

from cabinet.documents.service import Documents
from cabinet.requests.service import View
from cabinet.signatures.evidence import Evidence
from cabinet.signatures.links import Page
from dialogs.access import actor_of, given, press_of, row_of
from dialogs.gate import behind_gate
from dialogs.widgets import locale_of
from locales import html_key, plain_key
from storage.documents import Document, DocumentKind


def files_of(view: View, locale: str) -> list[tuple[str, str]]:
    """(id, label) of the files that people added, for buttons."""
    added = [document for document in view.files if document.kind is DocumentKind.ATTACHMENT]
    return [
        (document.id.hex, plain_key("request-file-button", locale, {"number": number, "name": document.name or ""}))
        for number, document in enumerate(added, 1)
    ]


async def give_paper(manager: DialogManager) -> None:
    """The application of the request in hand."""
    await give_application(manager, row_of(manager.dialog_data["id"]))


async def give_application(manager: DialogManager, request_id: uuid.UUID) -> Document:
    """The application of a request, printed now if it was not yet; the row, whose hash is that of what was sent."""
    documents = await given(manager, Documents)
    document = await documents.ensure_application(request_id)
    return await _give(manager, documents, document.id)


async def give_file(callback: CallbackQuery, widget: Any, manager: DialogManager, item: str) -> None:
    """One of the added files."""

    async def then(manager: DialogManager) -> None:
        await _give(manager, await given(manager, Documents), row_of(item))

    await behind_gate(manager, then)


async def give_archive(manager: DialogManager) -> None:
    """The signed application of the request in hand with all that proves it: the original."""
    evidence, document_id = await given(manager, Evidence), await _signed_id(manager)
    name, data = await evidence.archive(actor_of(manager), document_id, f"{press_of(manager)}:archive")
    await _send(manager, name, data, "request-archive-caption")


async def give_copy(manager: DialogManager) -> None:
    """The same as a paper for people: pages with visible marks, never the original."""
    evidence, document_id = await given(manager, Evidence), await _signed_id(manager)
    key, address = f"{press_of(manager)}:copy", await _address(manager)
    name, data = await evidence.marked(actor_of(manager), document_id, key, address=address)
    await _send(manager, name, data, "request-copy-caption")


async def _signed_id(manager: DialogManager) -> uuid.UUID:
    documents = await given(manager, Documents)
    return (await documents.ensure_application(row_of(manager.dialog_data["id"]))).id


async def _address(manager: DialogManager) -> str:
    """What a marked copy's code stands behind: whoever finds the paper is told there what it is a copy of."""
    page, bot = await given(manager, Page), manager.middleware_data["bot"]
    return page.address((await bot.me()).username)


async def _give(manager: DialogManager, documents: Documents, document_id: uuid.UUID) -> Document:
    opened = await documents.open(actor_of(manager), document_id, f"{press_of(manager)}:open")
    name = opened.document.name or plain_key("request-paper", locale_of(manager), {})
    await _send(manager, name, opened.data, "request-file-caption")
    return opened.document


async def _send(manager: DialogManager, name: str, data: bytes, caption: str) -> None:
    """Into this chat; ``caption`` is a key."""
    callback = manager.event
    assert isinstance(callback, CallbackQuery)  # noqa: S101  only buttons lead here
    assert callback.bot is not None and callback.message is not None  # noqa: S101,PT018  a press has its bot and chat
    said = html_key(caption, locale_of(manager), {"name": name})
    await callback.bot.send_document(callback.message.chat.id, BufferedInputFile(data, name), caption=said)
    manager.show_mode = ShowMode.DELETE_AND_SEND
