"""Row 1: clicks per CPU second of the same dialog, a hundred chats at once, ours beside bare aiogram-dialog."""

from __future__ import annotations

from statistics import mean

from tests.bench.figures import Row, Scale, percentile
from tests.bench.sides import Side, both, cost

CLICKS = 700
"""Of each side in each turn."""


WHAT = {"counter": "clicks per CPU second: counter and 14 buttons", "calendar": "clicks per CPU second: calendar"}


async def measure(scale: Scale) -> list[Row]:
    """A counter with fourteen buttons, then a month of days."""
    async with both("dialogs", scale.many(100, 4)) as sides:
        return [await _turns(dialog, sides, scale) for dialog in WHAT]


async def _turns(dialog: str, sides: tuple[Side, Side], scale: Scale) -> Row:
    clicks = scale.many(CLICKS, 4)
    rates: dict[str, list[float]] = {side.name: [] for side in sides}
    for side in sides:
        await side.crowd.open(dialog)
        await side.crowd.press(clicks // 3)  # warm
    for _ in range(scale.pairs):
        for side in sides:
            rates[side.name].append(clicks / await cost(side.subject, lambda side=side: side.crowd.press(clicks)))
    ratios = [ours / bare for ours, bare in zip(rates["ours"], rates["bare"], strict=True)]
    notes = [f"clicks per CPU second: bare {mean(rates['bare']):.0f}, ours {mean(rates['ours']):.0f}"]
    return Row("click", WHAT[dialog], 0.6, most=False, ratios=ratios, notes=[*notes, *map(_waited, sides)])


def _waited(side: Side) -> str:
    took = side.crowd.took
    return f"{side.name}: a press of the last turn took {percentile(took, 50):.3f} s (p95 {percentile(took, 95):.3f} s)"
