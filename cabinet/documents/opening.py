"""Who may have a document in his hands, and that what he gets is what its row names."""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.access import Actor
from cabinet.errors import Closed, NotFound
from cabinet.people.doors import is_open
from cabinet.ports import Files
from storage.chats import Chat
from storage.documents import Document
from storage.people import RoleName
from storage.requests import Holder, Request, State, history, unseen


async def readable(session: AsyncSession, actor: Actor, document_id: uuid.UUID, at: datetime) -> Document:
    """The row, for whoever may see it and has his access code open. NotFound for everybody else, Closed."""
    document = await session.get(Document, document_id)
    if document is None or not await _may_open(session, actor, document):
        raise NotFound
    chat = await session.get(Chat, actor.chat_id) if actor.chat_id else None
    if chat is None or not is_open(chat, at):
        raise Closed
    return document


async def whole(files: Files, document: Document) -> bytes:
    """The clear bytes; FileNotFoundError where they are lost or are not those that the row names."""
    data = await files.get(document.id)
    if await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest()) != document.digest:
        raise FileNotFoundError(f"document {document.id} does not have the bytes that its row names")
    return data


async def _may_open(session: AsyncSession, actor: Actor, document: Document) -> bool:
    """The owner, HR of his company, and the director who holds the request in HR's place.

    Not the manager: the application of an unpaid leave names its ground. Nobody else what waits for a signature, or
    was taken back before it had one.
    """
    me = actor.me()
    if actor.company() != document.company_id:
        return False
    if me == document.employee_id:
        return True
    request = await session.get(Request, document.request_id) if document.request_id else None
    if request is None or request.state is State.SIGNATURE or unseen(request, await history(session, request.id)):
        return False
    stands_in = request.holder is Holder.DIRECTOR and request.holder_id == me and actor.has(RoleName.DIRECTOR)
    return stands_in or actor.has(RoleName.HR)
