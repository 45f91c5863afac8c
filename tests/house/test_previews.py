"""Every window draws itself, every window can be reached, and the pages in docs show what the code does now."""

from __future__ import annotations

import pytest

from bot import preview
from dialogs import DIALOGS, states
from dialogs.access import short
from tests.house.places import HOUSE

WINDOWS = [window for dialog in DIALOGS for window in dialog.windows.values()]
FROM_OUTSIDE = {
    "Activation:key",  # /start of a stranger
    "Activation:code",  # a key, typed or in a link
    "Menu:home",  # /start
    "Gate:pad",  # whatever lies behind the access code
    "Desk:confirm",  # the letter of /desk
    "Requests:card",  # a letter or a link
    "Tasks:card",
    "Activation:choose",  # after the SMS code: the way depends on who sits there
    "Activation:confirm",
    "AccessCode:old",
    "AccessCode:choose",
}
"""Opened by a handler, or by a choice that no button can tell beforehand."""


async def test_the_pages_in_docs_are_those_of_the_code() -> None:
    assert (HOUSE / "docs/preview.html").read_text(encoding="utf-8") == await preview.page(), "run `make preview`"
    assert (HOUSE / "docs/transitions.md").read_text(encoding="utf-8") == preview.diagram(), "run `make preview`"


@pytest.mark.parametrize("window", WINDOWS, ids=lambda window: str(window.get_state().state))
async def test_every_window_has_a_preview(window: object) -> None:
    figure = await preview._figure(window)
    assert '<div class="bubble"></div>' not in figure


def test_every_window_can_be_reached() -> None:
    reached = {str(target.state) for _source, target in preview.ways()} | FROM_OUTSIDE
    assert {str(window.get_state().state) for window in WINDOWS} - reached == set()


def test_every_state_has_its_window() -> None:
    groups = [group for group in vars(states).values() if isinstance(group, type) and hasattr(group, "__all_states__")]
    declared = {str(state.state) for group in groups for state in group.__all_states__}
    assert declared - {str(window.get_state().state) for window in WINDOWS} == set()


def test_widget_ids_are_unique_in_a_conversation() -> None:
    for dialog in DIALOGS:
        seen: list[str] = []
        for window in dialog.windows.values():
            seen += [widget.widget_id for widget in preview._widgets([window.keyboard]) if widget.widget_id]
        assert len(seen) == len(set(seen)), f"{dialog.states_group_name()}: {sorted(seen)}"


def test_short_ids_fit_a_button() -> None:
    import uuid

    assert len(f"d:decline-why:{short(uuid.uuid4())}:999:3".encode()) <= 64
