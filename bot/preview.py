"""A page with every window as people see it, and a diagram of the ways between them: is the way natural?

The library's own tools draw previews too, but want a drawing package with dozens of dependencies for the transitions; a
page of HTML with Mermaid's text needs none. Getters are not called: a window shows its ``preview_data``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from aiogram.fsm.state import State
from aiogram.types import InlineKeyboardButton
from aiogram_dialog import Dialog
from aiogram_dialog.api.entities import Context
from aiogram_dialog.widgets.kbd import Back, Cancel, Group, Next, Start, SwitchTo

from dialogs import DIALOGS
from dialogs.gate import Gated

HEAD = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kabinet: all windows</title>
<style>
body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem; background: #e9ecf5; color: #1b2030 }
section { display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: flex-start; margin-bottom: 2rem }
figure { margin: 0; width: 20rem } figcaption { color: #5c6478; font-size: 13px; margin-bottom: .3rem }
.bubble { background: #fff; border-radius: 14px; padding: .7rem .9rem; white-space: pre-wrap }
.row { display: flex; gap: 4px; margin-top: 4px }
.row span { flex: 1; background: #fff9; border-radius: 10px; padding: .45rem .3rem; text-align: center; color: #2b4fc4 }
</style>
<h1>All windows</h1>
"""


class PreviewManager:
    """As much of a dialog manager as windows need to draw themselves without a chat."""

    def __init__(self, state: State) -> None:
        self.middleware_data: dict[str, Any] = {"locale": "ru", "dialog_manager": self}
        self.event = SimpleNamespace(data="")
        self._context = Context(_intent_id="", _stack_id="", state=state, start_data={}, dialog_data={}, widget_data={})

    @property
    def dialog_data(self) -> dict[str, Any]:
        """Nothing was entered yet."""
        return self._context.dialog_data

    @property
    def start_data(self) -> Any:
        """Nothing was handed over."""
        return self._context.start_data

    def is_preview(self) -> bool:
        """Widgets ask this before they look anything up."""
        return True

    def current_context(self) -> Context:
        """The conversation that is drawn."""
        return self._context


async def write(path: Path) -> None:
    """Write the page of windows to ``path`` and the diagram beside it, as transitions.md."""
    drawn = await page()
    await asyncio.to_thread(_write, path, drawn)


def _write(path: Path, drawn: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(drawn, encoding="utf-8")
    path.with_name("transitions.md").write_text(diagram(), encoding="utf-8")


async def page() -> str:
    """The page: one section a conversation, one figure a window."""
    parts = [HEAD]
    for dialog in DIALOGS:
        figures = [await _figure(window) for window in dialog.windows.values()]
        parts.append(f"<h2>{dialog.states_group_name()}</h2>\n<section>\n{''.join(figures)}</section>\n")
    return "".join(parts)


async def _figure(window: Any) -> str:
    manager: Any = PreviewManager(window.get_state())
    data = await window.getter(dialog_manager=manager)
    text = await window.render_text(data, manager)
    keyboard = await window.keyboard.render_keyboard(data, manager)
    rows = "".join(f'<div class="row">{"".join(_key(button) for button in row)}</div>' for row in keyboard)
    name = window.get_state().state.replace(":", " · ")
    return f'<figure><figcaption>{name}</figcaption><div class="bubble">{text}</div>{rows}</figure>\n'


def _key(button: InlineKeyboardButton) -> str:
    return f"<span>{escape(button.text)}</span>"


def diagram() -> str:
    """The ways between windows as a Mermaid flowchart in Markdown."""
    lines = ["# The ways between windows", "", "Drawn by `make preview`; see `preview.html` for the windows.", ""]
    lines += ["```mermaid", "flowchart LR"]
    for dialog in DIALOGS:
        lines.append(f"  subgraph {dialog.states_group_name()}")
        lines += [
            f"    {_node(window.get_state())}[{_label(window.get_state())}]" for window in dialog.windows.values()
        ]
        lines.append("  end")
    lines += sorted({f"  {_node(source)} --> {_node(target)}" for source, target in ways()})
    return "\n".join([*lines, "```", ""])


def ways() -> Iterator[tuple[State, State]]:
    """Every (window, window) that a button of the first leads to; «Назад» out of a conversation is left out."""
    for dialog in DIALOGS:
        windows: Iterable[Any] = dialog.windows.values()
        for window in windows:
            keyboards = [window.keyboard, *(window.preview_add_transitions or ())]
            for widget in _widgets(keyboards):
                target = _target(widget, dialog, window.get_state())
                if target is not None and target != window.get_state():
                    yield window.get_state(), target


def _widgets(keyboards: Iterable[Any]) -> Iterator[Any]:
    for widget in keyboards:
        if isinstance(widget, Group):
            yield from _widgets(widget.buttons)
        else:
            yield widget


def _target(widget: Any, dialog: Dialog, state: State) -> State | None:
    states = dialog.states()
    if isinstance(widget, Next):
        return states[states.index(state) + 1]
    if isinstance(widget, Back):
        return states[states.index(state) - 1]
    if isinstance(widget, Gated):
        return widget.then if isinstance(widget.then, State) else None
    if isinstance(widget, Start | SwitchTo) and not isinstance(widget, Cancel):
        return widget.state
    return None


def _node(state: State) -> str:
    return str(state.state).replace(":", "_")


def _label(state: State) -> str:
    return str(state.state).split(":")[1]
