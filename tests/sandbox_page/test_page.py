"""The page of the sandbox, played in a browser against the real server and a real bot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import announce_missing, find_chromium
from tests.sandbox_page.scenes import SCENES
from tests.sandbox_page.stage import PATIENCE, Stage, open_stage


@pytest.fixture(scope="module")
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage | None]:
    """None where there is no browser, which is said once and aloud, past the capturing of output."""
    if find_chromium() is None:
        with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            announce_missing()
        yield None
        return
    expect.set_options(timeout=PATIENCE)
    with open_stage(tmp_path_factory.mktemp("world")) as stage:
        yield stage


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_page(stage: Stage | None, scene: Callable[[Stage], None]) -> None:
    if stage is not None:
        scene(stage)


def test_a_missing_browser_is_said_aloud(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("CHROMIUM_PATH", str(tmp_path / "none"))
    assert find_chromium() is None
    announce_missing()
    assert "not tried in a browser" in capfd.readouterr().out
