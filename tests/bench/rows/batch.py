"""Row 11: a thousand prepared applications under one PIN: unlocked, signed, each signature checked and kept.

The whole verb of the house on SQLite, with what it brings along: the step of each request, its card, its journal row.
"""

from __future__ import annotations

import os
import time
import uuid

from bot import house
from cabinet.certificates.service import Certificates
from cabinet.leave.kind import LeaveKindOfRequest
from cabinet.ports import SystemClock
from cabinet.signatures.rules import Outcome
from cabinet.signatures.service import Signatures
from gateways.files import SealedFiles
from gateways.stamps import NoStamps
from storage.sealed import seal, unseal
from tests import signers
from tests.bench import planting
from tests.bench.figures import Row, Scale
from tests.bench.sides import place

BATCH = 1000
SIZE = 20_000
LEAST = 40
"""Documents a CPU second."""


async def measure(scale: Scale) -> list[Row]:
    """Documents a CPU second of this process with all its threads, beside the least that is asked for."""
    row = Row("batch", f"documents signed with one PIN, checked and kept per CPU second, of {LEAST}", 1, most=False)
    many, rates = scale.many(BATCH, 2), list[float]()
    async with place() as (api, folder):
        tree = planting.settings(folder / "house", api.url, api.account().token)
        await planting.plant(tree, 1)
        async with house.opened(tree, SystemClock(), build=False) as found:
            files = SealedFiles(
                tree.data_dir / "files",
                lambda data, blob: seal(data, "file.data", blob),
                lambda data, blob: unseal(data, "file.data", blob),
            )
            [who] = await signers.enlist(found.database, 0, 1)
            clock = SystemClock()
            room = Signatures(
                found.database,
                clock,
                files,
                Certificates(found.database, clock, signers.Here(), NoStamps()),
                {"leave": LeaveKindOfRequest(clock)},
            )
            for turn in range(scale.pairs):
                papers = [os.urandom(SIZE) for _ in range(many)]
                waiting = await signers.prepare(found.database, files, who, papers, 1 + turn * many)
                sheet = await room.lay(who, waiting, str(uuid.uuid4()))
                began = time.process_time()
                told = await room.sign(who, sheet, signers.PIN, str(uuid.uuid4()))
                rates.append(many / (time.process_time() - began))
                assert [line.outcome for line in told] == [Outcome.SIGNED] * many
    row.ratios = [rate / LEAST for rate in rates]
    row.notes = [f"{min(rates):.0f} … {max(rates):.0f} a CPU second, {many} of {SIZE // 1000} KB in a batch"]
    return [row]
