"""Row 5: CPU of one letter of the courier, from its row to its result, beside a bare ``bot.send_message``."""

from __future__ import annotations

from statistics import mean

from tests.bench import planting
from tests.bench.figures import Row, Scale
from tests.bench.sides import Side, arrived, both, cost

LETTERS = 1000
"""Of each side in each turn, each to somebody else."""
SETTLE = 0.5
"""Seconds in which the last results are written."""


async def measure(scale: Scale) -> list[Row]:
    """Letters that are due, limits lifted."""
    letters = scale.many(LETTERS, 10)
    row = Row("send", "CPU of one courier send", 2.5, most=True)
    async with both("answer", letters) as sides:
        spent: dict[str, list[float]] = {side.name: [] for side in sides}
        for turn in range(scale.warm + scale.pairs):
            for side in sides:
                taken = await cost(side.subject, lambda side=side: sent(side, letters), SETTLE)
                if turn >= scale.warm:
                    spent[side.name].append(taken / letters)
    row.ratios = [ours / bare for ours, bare in zip(spent["ours"], spent["bare"], strict=True)]
    row.notes = [f"CPU ms of one: bare {mean(spent['bare']) * 1e3:.2f}, ours {mean(spent['ours']) * 1e3:.2f}"]
    return [row]


async def sent(side: Side, letters: int) -> None:
    """Let a side send so many letters; returns when all have arrived."""
    wanted = side.account.calls["sendMessage"] + letters
    if side.tree is None:
        side.crowd.say(f"letters {letters}")
    else:
        async with planting.opened(side.tree) as database:
            await planting.letters(database, letters)
    await arrived(side, wanted)
