"""What both sides show: the same dialogs and the same plain answer, of the libraries' own widgets."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Calendar, Counter, Group
from aiogram_dialog.widgets.text import Const, Format

ANSWER = "Осталось 14 дней отпуска. Следующий — с 1 июля."

LETTER = "Группа привязана: заявки будут появляться здесь."
"""What a courier says for the topic ``desk-linked``."""
FIRST = 7_000_001
"""The first person's id, and chat."""


class Bench(StatesGroup):
    """The conversation of the counter."""

    counter = State()


class BenchDays(StatesGroup):
    """The conversation of the calendar."""

    days = State()


async def days(**_: object) -> dict[str, object]:
    """Facts of a window, as a getter gives them."""
    return {"left": 14, "name": "Анна Сергеевна"}


counter = Dialog(
    Window(
        Format("{name}, осталось {left} дней отпуска. Сколько взять?"),
        Counter(id="count"),
        Group(*(Button(Const(f"Кнопка {number}"), id=f"b{number}") for number in range(14)), width=7),
        state=Bench.counter,
        getter=days,
    )
)
calendar = Dialog(
    Window(
        Format("{name}, осталось {left} дней отпуска. С какого дня?"),
        Calendar(id="days"),
        state=BenchDays.days,
        getter=days,
    )
)
BUTTONS = {"counter": "+", "calendar": ">"}
"""Dialog (and the command that opens it) → a piece of the text of the button that is pressed again and again."""


def answerer() -> Router:
    """A text is answered plainly."""
    router = Router(name="answerer")

    @router.message(F.text.startswith("сколько"))
    async def answer(message: Message) -> None:
        await message.answer(ANSWER)

    return router


def opener() -> Router:
    """/counter and /calendar open their dialogs."""
    router = Router(name="opener")

    @router.message(Command(*BUTTONS))
    async def begin(_message: Message, command: CommandObject, dialog_manager: DialogManager) -> None:
        state = Bench.counter if command.command == "counter" else BenchDays.days
        await dialog_manager.start(state, mode=StartMode.RESET_STACK)

    return router
