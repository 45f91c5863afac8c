"""The shared widgets: what is escaped where, pages, and the months that can be reached."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from aiogram_dialog.widgets.kbd import Select
from aiogram_dialog.widgets.text import Format

from dialogs.widgets import DayPicker, Label, LabelSays, Mark, Pager, Says, Sign, T, toast
from locales import Text
from locales.translator import MissingArgument


class Manager:
    """As much of a dialog manager as a widget asks for."""

    def __init__(self) -> None:
        self.middleware_data: dict[str, Any] = {}
        self.context = SimpleNamespace(widget_data={})
        self.show_mode = None
        self.event = None

    def current_context(self) -> Any:
        return self.context

    def is_preview(self) -> bool:
        return False


def labels(rows: Any) -> list[list[str]]:
    return [[button.text for button in row] for row in rows]


async def test_a_window_escapes_and_a_button_does_not() -> None:
    data = {"who": "<Анна & Ко>", "item": SimpleNamespace(name="<Олег>"), "list": [{"name": "x"}]}
    assert await T("fact-leave-substitute").render_text(data, Manager()) == "Замещает: &lt;Анна &amp; Ко&gt;"
    assert await Label("fact-leave-substitute", who="item.name").render_text(data, Manager()) == "Замещает: <Олег>"
    inside = {"data": data, "item": {"name": "Ян"}, "pos": 1}
    assert await T("fact-leave-substitute", who="item.name").render_text(inside, Manager()) == "Замещает: Ян"
    assert await T("fact-leave-substitute").render_text(inside, Manager()) == "Замещает: &lt;Анна &amp; Ко&gt;"
    assert await T("fact-leave-substitute", when="nothing").render_text(data, Manager()) == ""
    with pytest.raises(MissingArgument):
        await T("fact-leave-substitute").render_text({}, Manager())


async def test_texts_chosen_by_the_getter() -> None:
    text = Text("fact-leave-substitute", {"who": "A & B"})
    assert await Says("one").render_text({"one": text}, Manager()) == "Замещает: A &amp; B"
    assert await LabelSays("one").render_text({"one": text}, Manager()) == "Замещает: A & B"
    assert (
        await Says("many").render_text({"many": [text, Text("common-none")]}, Manager()) == "Замещает: A &amp; B\nнет"
    )
    assert await Says("none").render_text({"none": None}, Manager()) == ""


async def test_pages_turn_and_forged_ones_do_not() -> None:
    items = [(str(number), f"n{number}") for number in range(7)]
    pager = Pager(
        Select(Format("{item[1]}"), id="s", item_id_getter=lambda item: item[0], items="items"), id="p", height=3
    )
    manager: Any = Manager()
    data = {"items": items}
    assert labels(await pager.render_keyboard(data, manager)) == [["n0"], ["n1"], ["n2"], ["1 из 3", "›"]]
    press: Any = SimpleNamespace(data="p:1")
    assert await pager.process_callback(press, None, manager)
    assert labels(await pager.render_keyboard(data, manager))[-1] == ["‹", "2 из 3", "›"]
    for forged in ("p:-1", "p:x", "p:"):
        press = SimpleNamespace(data=forged)
        assert not await pager.process_callback(press, None, manager)
    press = SimpleNamespace(data="p:99")
    await pager.process_callback(press, None, manager)
    assert labels(await pager.render_keyboard(data, manager)) == [["n6"], ["‹", "3 из 3"]]
    assert labels(await pager.render_keyboard({"items": items[:2]}, manager)) == [["n0"], ["n1"]]


async def test_the_calendar_stops_at_its_ends() -> None:
    async def today(_: Any) -> date:
        return date(2026, 12, 31)

    async def marks(_: Any, month: date) -> dict[date, Mark]:
        return {month: Mark(Sign.FORBIDDEN, Text("common-none"))}

    async def nothing(*_: Any) -> None:
        raise AssertionError

    picker = DayPicker("d", nothing, today=today, marks=marks, back=0, ahead=1)
    manager: Any = Manager()
    rows = labels(await picker.render_keyboard({"chosen": [date(2026, 12, 1)]}, manager))
    assert rows[0] == ["\u2800", "Декабрь 2026", "›"]
    assert "[1×]" in rows[2]
    picker.show(manager, date(2030, 5, 5))
    rows = labels(await picker.render_keyboard({}, manager))
    assert rows[0] == ["‹", "Январь 2027", "\u2800"]
    assert len(rows[-1]) == 7, "no year to jump to"


async def test_a_toast_is_cut_to_what_telegram_shows() -> None:
    said: list[tuple[str, bool]] = []

    async def answer(text: str, show_alert: bool) -> None:
        said.append((text, show_alert))

    press: Any = SimpleNamespace(answer=answer)
    await toast(press, Manager(), Text("fact-leave-substitute", {"who": "я" * 300}), alert=True)  # type: ignore[arg-type]
    assert said == [("Замещает: " + "я" * 189 + "…", True)]
