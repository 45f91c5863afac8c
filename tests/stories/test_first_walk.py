"""The story of the first issue: from a key to a leave that HR has executed, through real HTTP, on both databases."""

from __future__ import annotations

from sqlalchemy import select

from sandbox.client import World
from storage.requests import Request, State
from tests.stories.conftest import DESK, Town
from tests.stories.steps import activate, ask_leave, undo_over


async def test_from_a_key_to_a_leave_that_hr_has_executed(town: Town) -> None:
    await walk(town)


async def walk(town: Town) -> None:
    """All of it, with the bot running."""
    employee = await activate(town)
    number = await ask_leave(employee)
    manager, officer = town.world.phone(1002), town.world.phone(1003)

    await manager.see(f"№ {number}")
    await manager.press("Согласовать")
    await manager.see("Согласовано")
    await undo_over(town)
    await employee.see("руководитель согласен")

    card = (await officer.see(f"№ {number} ", DESK))["message_id"]
    await officer.press("Принять", DESK, card)
    await officer.see("исполняет Иванова М. П.", DESK)
    await employee.not_see("принято к исполнению")
    await undo_over(town)
    await employee.see("принято к исполнению")

    await officer.sees_button("Оформить", DESK, card)
    await officer.press("Оформить", DESK, card)
    await officer.see("номер приказа")
    await officer.send("12-к")
    await officer.see("Какого числа")
    await officer.press("Сегодня")
    await officer.press("☐ Подписанная бумага получена")
    await officer.press("Выполнено")
    await officer.see("Приказ № 12-к", DESK)
    await undo_over(town)
    await employee.see("выполнено: приказ № 12-к")
    await all_calls_are_known(town.world)

    async with town.db.read() as session:
        request = await session.scalar(select(Request).where(Request.number == int(number)))
    assert request is not None
    assert (request.state, request.order_number) == (State.DONE, "12-к")


async def all_calls_are_known(world: World) -> None:
    """The sandbox knew every method that the bot called."""
    assert [call["method"] for call in await world.calls() if call["status"] == 404] == []
