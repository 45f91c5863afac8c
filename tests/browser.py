"""The browser for tests of pages: the system's Chromium, driven by Playwright.

Why the system's: Playwright's own download comes from a host that not every machine may reach, and a house that has a
browser need not fetch a second one. Where there is none, the tests of pages say so aloud and pass; ``python -m
tests.browser`` prints the same line for whoever runs the tests by a script that swallows the output of passing tests.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = (
    "NOTE: no Chromium found (looked for CHROMIUM_PATH and " + ", ".join(NAMES) + "): pages were not tried in a browser"
)


def find_chromium() -> str | None:
    """The path of a Chromium: what ``CHROMIUM_PATH`` names, else the first that is installed, else None."""
    named = os.environ.get("CHROMIUM_PATH")
    if named:
        return named if Path(named).is_file() else None
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def announce_missing() -> None:
    """Say aloud that the pages are left out; call it where pytest captures nothing."""
    print(f"\n{MISSING}", flush=True)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser with a profile of its own; the sandbox of Chromium is off, as root has to.

    Raises:
        LookupError: there is no Chromium.
    """
    path = find_chromium()
    if path is None:
        raise LookupError(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS), chromium_sandbox=False)
        try:
            yield browser
        finally:
            browser.close()


if __name__ == "__main__" and find_chromium() is None:
    announce_missing()
