"""Row 6: from nothing to the first served update, beside importing aiogram, aiogram_dialog and sqlalchemy alone.

An update waits at the messenger when `kabinet run` starts over a database that is there already. CPU is compared, which
a busy machine does not stretch; the time on the wall is told too.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from statistics import median

from tests.bench import planting
from tests.bench.api import Api
from tests.bench.crowd import Crowd
from tests.bench.figures import Row, Scale
from tests.bench.sides import SETTLE, place
from tests.bench.subject import running, started

IMPORTS = "import aiogram, aiogram_dialog, sqlalchemy"
Spent = tuple[float, float]
"""(seconds of CPU, seconds on the wall)."""


async def measure(scale: Scale) -> list[Row]:
    """`kabinet run` until its answer arrives."""
    imports, starts = list[Spent](), list[Spent]()
    async with place() as (api, folder):
        for turn in range(scale.warm + scale.pairs):
            pair = await _imports(folder), await _start(api, folder / f"house{turn}")
            if turn >= scale.warm:  # the first one reads the files from the disk and writes their bytecode
                imports.append(pair[0])
                starts.append(pair[1])
    row = Row("start", "start to first served update, CPU", 2.0, most=True)
    row.ratios = [ours[0] / bare[0] for ours, bare in zip(starts, imports, strict=True)]
    wall = median(ours[1] / bare[1] for ours, bare in zip(starts, imports, strict=True))
    row.notes = [f"CPU s: imports {_middle(imports):.2f}, start {_middle(starts):.2f}; on the wall {wall:.2f} times"]
    return [row]


def _middle(spent: list[Spent]) -> float:
    return median(cpu for cpu, _ in spent)


async def _imports(folder: Path) -> Spent:
    began = time.monotonic()
    subject = started(folder, "imports", "-c", f"{IMPORTS}; print(__import__('time').process_time())")
    code = await asyncio.to_thread(subject.process.wait)
    assert code == 0, subject.said
    return float(subject.said), time.monotonic() - began


async def _start(api: Api, folder: Path) -> Spent:
    account, answered = api.account(), asyncio.Event()
    Crowd(account, 1).say("/help")
    account.hear = lambda method, _params, _result: answered.set() if method == "sendMessage" else None
    tree = planting.settings(folder, api.url, account.token)
    await planting.plant(tree, 10)
    environment = {
        "BOT_TOKEN": account.token,
        "BOT_API_URL": api.url,
        "DATA_DIR": str(tree.data_dir),
        "KEYS_FILE": str(tree.keys_file),
        "SMS_GATEWAY": "log",
    }
    began = time.monotonic()
    async with running(folder, "kabinet", "-m", "bot", "run", **environment) as subject:
        while not answered.is_set():
            subject.check()
            try:
                await asyncio.wait_for(answered.wait(), SETTLE)
            except TimeoutError:
                continue
        return subject.cpu, time.monotonic() - began
