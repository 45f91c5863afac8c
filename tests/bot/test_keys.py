"""The key file is made once, read by its owner alone, and recognised by the database it belongs to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot import keys
from bot.trouble import Trouble
from storage.sealed import PURPOSES, KeyRing


def test_it_is_made_whole_and_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "k.keys"
    ring, made = keys.make(path)
    assert made
    assert path.stat().st_mode & 0o777 == 0o600
    assert set(json.loads(path.read_text())["keys"]) == set(PURPOSES)
    assert keys.load(path) == ring
    assert os.listdir(path.parent) == ["k.keys"]


def test_an_existing_file_is_kept(tmp_path: Path) -> None:
    first, _ = keys.make(tmp_path / "k")
    second, made = keys.make(tmp_path / "k")
    assert not made
    assert second == first


def test_of_many_makers_at_once_one_wins(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: keys.make(tmp_path / "k"), range(24)))
    assert sum(made for _, made in results) == 1
    assert len({json.dumps(keys.checks(ring)) for ring, _ in results}) == 1


def test_two_processes_at_once_agree(tmp_path: Path) -> None:
    code = "import sys, pathlib; from bot import keys; print(keys.checks(keys.make(pathlib.Path(sys.argv[1]))[0]))"
    makers = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "k")], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert len({maker.communicate()[0] for maker in makers}) == 1


def test_no_file_is_no_ring(tmp_path: Path) -> None:
    assert keys.load(tmp_path / "k") is None


def trouble(path: Path) -> str:
    with pytest.raises(Trouble) as caught:
        keys.load(path)
    return caught.value.texts[0].key


def test_a_file_that_others_read_is_refused(tmp_path: Path) -> None:
    keys.make(tmp_path / "k")
    (tmp_path / "k").chmod(0o640)
    assert trouble(tmp_path / "k") == "console-keys-open"


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"keys": {}}', '{"keys": {"seal": {"a": "AAAA"}}}', "\x00"])
def test_a_broken_file_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "k"
    path.write_text(content)
    path.chmod(0o600)
    assert trouble(path) == "console-keys-broken"


def test_a_folder_is_told(tmp_path: Path) -> None:
    assert trouble(tmp_path) == "console-keys-unreadable"


def test_a_place_that_takes_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Trouble, match="console-keys-unwritable"):
        keys.make(tmp_path / "file" / "k")


def test_the_check_knows_lost_foreign_and_added_keys() -> None:
    ring = KeyRing.fresh()
    check = keys.recorded(ring)
    grown = KeyRing({**ring.keys, "seal": {**ring.keys["seal"], "new": b"x" * 32}})
    assert keys.fits(ring, check)
    assert keys.fits(grown, check)
    assert not keys.fits(ring, keys.recorded(grown))
    assert not keys.fits(KeyRing.fresh(), check)
    for named in ring.keys.values():
        for key in named.values():
            assert key.hex() not in check
