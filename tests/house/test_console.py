"""The program starts as it is installed: `kabinet`, and `python -m bot`."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from tests.bot.console import surroundings

SCRIPT = Path(sys.executable).with_name("kabinet")


@pytest.mark.parametrize("start", [[str(SCRIPT)], [sys.executable, "-m", "bot"]], ids=["kabinet", "python -m bot"])
def test_it_starts(start: list[str], tmp_path: Path) -> None:
    said = subprocess.run(
        [*start, "--help"], cwd=tmp_path, env=surroundings(), capture_output=True, text=True, timeout=60, check=False
    )
    assert said.returncode == 0, said.stderr
    assert "kabinet" in said.stdout


def test_it_is_installed_under_its_name() -> None:
    (script,) = metadata.entry_points(group="console_scripts", name="kabinet")
    assert script.value == "bot.__main__:main"
