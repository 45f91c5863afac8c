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
    assert len({json.dumps(keys.checks(ring.keys)) for ring, _ in results}) == 1


def test_two_processes_at_once_agree(tmp_path: Path) -> None:
    code = "import sys, pathlib; from bot import keys; print(keys.checks(keys.make(pathlib.Path(sys.argv[1]))[0].keys))"
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


@pytest.mark.parametrize("lost", [purpose for purpose in PURPOSES if purpose not in keys.LATER])
def test_a_file_without_a_purpose_it_was_made_with_is_broken(tmp_path: Path, lost: str) -> None:
    keys.make(tmp_path / "k")
    strip(tmp_path / "k", lost)
    assert trouble(tmp_path / "k") == "console-keys-broken"


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
    assert keys.fits(ring.keys, check)
    assert keys.fits(grown.keys, check)
    assert not keys.fits(ring.keys, keys.recorded(grown))
    assert not keys.fits(KeyRing.fresh().keys, check)
    for named in ring.keys.values():
        for key in named.values():
            assert key.hex() not in check


def strip(path: Path, *purposes: str) -> None:
    """Take ``purposes`` out of the file."""
    book = json.loads(path.read_text())
    for purpose in purposes:
        del book["keys"][purpose]
    path.write_text(json.dumps(book))


def without(path: Path, *purposes: str) -> keys.Book:
    """The file as it was before ``purposes`` were known; what it holds."""
    strip(path, *purposes)
    found = keys.read(path)
    assert found is not None
    return found


def test_an_older_file_is_told_and_grows(tmp_path: Path) -> None:
    path = tmp_path / "k"
    keys.make(path)
    old = without(path, *keys.LATER)
    assert trouble(path) == "console-keys-old"
    ring = keys.grow(path, json.dumps(keys.checks(old)))
    assert {purpose: ring.keys[purpose] for purpose in old} == old
    assert set(ring.keys) == set(PURPOSES)
    assert keys.load(path) == ring
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["k"]


def test_growing_again_changes_nothing(tmp_path: Path) -> None:
    ring, _ = keys.make(tmp_path / "k")
    written = (tmp_path / "k").stat()
    assert keys.grow(tmp_path / "k", "{}") == ring
    assert (tmp_path / "k").stat() == written


def test_a_lost_key_is_not_made_anew(tmp_path: Path) -> None:
    """An old copy of the file came back: what the database knows is not hidden by a fresh key."""
    ring, _ = keys.make(tmp_path / "k")
    without(tmp_path / "k", *keys.LATER)
    content = (tmp_path / "k").read_bytes()
    with pytest.raises(Trouble, match="console-keys-foreign"):
        keys.grow(tmp_path / "k", keys.recorded(ring))
    assert (tmp_path / "k").read_bytes() == content


def test_of_many_growers_at_once_one_wins(tmp_path: Path) -> None:
    keys.make(tmp_path / "k")
    without(tmp_path / "k", *keys.LATER)
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: keys.grow(tmp_path / "k", "{}"), range(24)))
    assert len({keys.recorded(ring) for ring in rings}) == 1
    assert keys.load(tmp_path / "k") == rings[0]


def test_two_growing_processes_agree(tmp_path: Path) -> None:
    keys.make(tmp_path / "k")
    without(tmp_path / "k", *keys.LATER)
    code = "import sys, pathlib; from bot import keys; print(keys.recorded(keys.grow(pathlib.Path(sys.argv[1]), '{}')))"
    growers = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "k")], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert len({grower.communicate()[0] for grower in growers}) == 1


def test_what_a_killed_start_left_is_in_nobodys_way(tmp_path: Path) -> None:
    keys.make(tmp_path / "k")
    without(tmp_path / "k", *keys.LATER)
    (tmp_path / ".k.next").write_text("half a fi")
    keys.grow(tmp_path / "k", "{}")
    assert os.listdir(tmp_path) == ["k"]


def test_a_link_to_the_file_stays_one(tmp_path: Path) -> None:
    keys.make(tmp_path / "real" / "k")
    without(tmp_path / "real" / "k", *keys.LATER)
    (tmp_path / "k").symlink_to(tmp_path / "real" / "k")
    ring = keys.grow(tmp_path / "k", "{}")
    assert (tmp_path / "k").is_symlink()
    assert keys.load(tmp_path / "real" / "k") == ring


def test_a_file_that_cannot_be_replaced_is_told(tmp_path: Path) -> None:
    keys.make(tmp_path / "k")
    without(tmp_path / "k", *keys.LATER)
    (tmp_path / ".k.next").mkdir()
    with pytest.raises(Trouble, match="console-keys-not-grown"):
        keys.grow(tmp_path / "k", "{}")
    assert trouble(tmp_path / "k") == "console-keys-old"
