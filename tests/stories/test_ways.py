"""Ways on which a new user stumbled: /cancel answers, opened cards keep their buttons, commands are offered by role."""

from __future__ import annotations

from sqlalchemy import delete

from bot.people_data import MAIN
from bot.rows import row_id
from storage.people import Role
from tests.stories.conftest import DESK, Town
from tests.stories.enemy import settled
from tests.stories.hands import ADMIN, EMPLOYEE, OFFICER
from tests.stories.steps import activate, ask_leave, undo_over


async def test_cancel_leads_to_the_menu_with_a_word(town: Town) -> None:
    manager = town.world.phone(1002)
    await manager.send("/leave")
    await manager.see("Какой отпуск нужен?")
    sent = (await manager.last())["message_id"]
    await manager.send("/cancel")
    await manager.see("Отпуск:", after=sent)


async def test_an_opened_card_keeps_its_buttons(town: Town) -> None:
    employee = await activate(town)
    number = await ask_leave(employee)
    manager = town.world.phone(1002)
    card = (await manager.see(f"№ {number}"))["message_id"]
    await manager.press("Открыть", message_id=card)
    await manager.see(f"№ {number}", after=card)
    await manager.press("Согласовать", message_id=card)
    await manager.see("Согласовано")


async def test_who_takes_back_too_late_sees_how_things_stand(town: Town) -> None:
    employee = await activate(town)
    number = await ask_leave(employee)
    manager = town.world.phone(1002)
    card = (await manager.see(f"№ {number}"))["message_id"]
    await manager.press("Открыть", message_id=card)
    window = (await manager.see(f"№ {number}", after=card))["message_id"]
    await manager.press("Согласовать", message_id=window)
    await undo_over(town)
    await employee.see("руководитель согласен")
    answer = await manager.press("Вернуть", message_id=window)
    assert answer is not None
    assert answer.alert
    await settled(town)
    shown = next(one for one in await manager.messages() if one["message_id"] == window)
    labels = [key["text"] for row in shown["reply_markup"]["inline_keyboard"] for key in row]
    assert not [label for label in labels if "Вернуть" in label]


async def test_an_accepted_request_is_handed_over_to_a_colleague(town: Town) -> None:
    officer, colleague = town.world.phone(1004), town.world.phone(1003)
    await officer.send("/tasks")
    await officer.see("Мои задачи")
    await officer.press("№ 2")
    await officer.press("Передать коллеге")
    await officer.see("Кому передать?")
    before = (await colleague.last())["message_id"]
    await officer.press("Иванова М. П.")
    await colleague.see("исполняет Иванова М. П.", after=before)
    await officer.see("Исполняет Иванова М. П.")
    card = (await colleague.see("исполняет Иванова М. П.", DESK))["message_id"]
    await colleague.press("Оформить", DESK, card)
    await colleague.see("номер приказа")


async def offered(town: Town, person: int) -> list[str]:
    """The commands of somebody's «/» menu."""
    lists = (await town.world.state())["commands"]
    return [one["command"] for one in lists.get(f"private:{person}", lists["default"])]


async def menu_of(town: Town, person: int) -> None:
    phone = town.world.phone(person)
    await phone.see("Отпуск:", after=await phone.send("/start"))
    await settled(town)


async def test_everybody_is_offered_the_commands_of_his_roles(town: Town) -> None:
    common = ["start", "leave", "requests", "tasks", "settings", "help", "cancel"]
    own = {EMPLOYEE: [], OFFICER: ["undelivered"], ADMIN: ["broadcast", "troubles"]}
    for person, more in own.items():
        await menu_of(town, person)
        assert await offered(town, person) == [*common[:4], *more, *common[4:]]
        phone = town.world.phone(person)
        said = (await phone.see("Настоящий бот", after=await phone.send("/help")))["text"]
        for name in ("undelivered", "broadcast", "troubles"):
            assert (f"/{name}" in said) == (name in more), (person, name)


async def test_the_list_is_told_again_only_when_it_has_changed(town: Town) -> None:
    await menu_of(town, ADMIN)
    before = len(await town.world.calls(method="setMyCommands"))
    await menu_of(town, ADMIN)
    assert len(await town.world.calls(method="setMyCommands")) == before
    async with town.db.write() as session:
        await session.execute(delete(Role).where(Role.employee_id == row_id(MAIN, "0004")))
    for _ in range(2):
        await menu_of(town, ADMIN)
    assert await offered(town, ADMIN) == await offered(town, EMPLOYEE)
    assert len(await town.world.calls(method="deleteMyCommands")) == 1
