"""The story of a leave as a newcomer plays it: a real `kabinet demo`, its page in a real browser, real seconds."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import announce_missing, chromium, find_chromium
from tests.browser_story import walk
from tests.browser_story.demo import demo
from tests.sandbox_page.scenes import assert_reachable
from tests.sandbox_page.stage import phone

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.mark.timeout(400)
def test_from_a_link_to_a_leave_that_hr_has_executed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    if find_chromium() is None:
        with capfd.disabled():
            announce_missing()
        return
    expect.set_options(timeout=walk.PATIENCE)
    with demo(tmp_path) as address, chromium() as browser:
        with walk.opened(browser, address) as page:
            whole_walk(page)
        with walk.opened(browser, address, **PHONE) as page:
            first_steps_on_a_phone(page)


def whole_walk(page: Page) -> None:
    """Three phones side by side: the newcomer, his manager, an officer."""
    employee, manager, officer = (phone(page, index) for index in range(3))
    walk.follow_link(page, 0)
    walk.enter(employee)
    number = walk.ask_leave(employee)
    walk.approve(manager, employee, number)
    walk.accept(officer, employee, number)
    walk.execute(officer, employee, number)


def first_steps_on_a_phone(page: Page) -> None:
    """The other newcomer on a narrow screen: everything is in reach of a thumb, from the link to the calendar."""
    one = phone(page)
    page.locator("[data-role=hints-toggle]").tap()
    walk.follow_link(page, 1)
    assert_reachable(page)
    walk.enter(one)
    assert_reachable(page)
    walk.press(one, "Отпуск")
    walk.press(one, "Ежегодный")
    walk.seen(one, "Первый день отпуска")
    assert_reachable(page)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["viewport"]["width"]
