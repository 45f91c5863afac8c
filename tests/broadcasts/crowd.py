"""Many readers at once."""

from __future__ import annotations

import uuid

from sqlalchemy import insert

from storage.chats import Binding, Chat
from storage.engine import Database
from storage.people import Employee
from tests.conftest import START


async def crowd(db: Database, company_id: uuid.UUID, number: int) -> None:
    """``number`` more readers, in one transaction."""
    people = [
        {
            "id": uuid.uuid4(), "company_id": company_id, "number": f"c{place}", "last_name": "Ткач",
            "first_name": "Ия", "patronymic": "", "gender": "female", "position": "", "hired_on": START.date(),
            "search_key": "",
        }
        for place in range(number)
    ]  # fmt: skip
    chats = [
        {"id": uuid.uuid4(), "channel": "telegram", "address": f"9000000{place}", "made_at": START, "locale": "ru"}
        for place in range(number)
    ]
    bonds = [
        {"id": uuid.uuid4(), "chat_id": chat["id"], "employee_id": one["id"], "bound_at": START}
        for chat, one in zip(chats, people, strict=True)
    ]
    async with db.write() as session:
        await session.execute(insert(Employee), people)
        await session.execute(insert(Chat), chats)
        await session.execute(insert(Binding), bonds)
