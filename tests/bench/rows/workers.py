"""Row 7: clicks per CPU second of three workers over one PostgreSQL, beside one worker over another.

All stand behind a webhook, and every update is brought to the next of them in turn: the hardest thing that a load
balancer can do, because what a person presses comes to one worker after the other. Each worker has a hundred chats of
its own share: three times the workers, three times the load. CPU is that of the workers, all of them together.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from statistics import mean

from tests.bench.figures import Row, Scale, percentile
from tests.bench.sides import cost, place
from tests.bench.team import PEOPLE, Team, server, team

CLICKS = 700
"""For each worker in each turn."""
DIALOG = "counter"


async def measure(scale: Scale) -> list[Row]:
    """A counter with fourteen buttons."""
    people, clicks = scale.many(PEOPLE, 4), scale.many(CLICKS, 8)
    async with AsyncExitStack() as stack:
        api, folder = await stack.enter_async_context(place())
        postgresql = await stack.enter_async_context(server())
        teams = [
            await stack.enter_async_context(team(api, folder / f"of{workers}", postgresql, workers, people))
            for workers in (1, 3)
        ]
        rates: dict[int, list[float]] = {len(one.workers): [] for one in teams}
        for one in teams:
            await one.crowd.open(DIALOG)
            await one.crowd.press(clicks)  # warm
        for _ in range(scale.pairs):
            for one in teams:
                rates[len(one.workers)].append(await _rate(one, clicks * len(one.workers)))
    ratios = [three / one for one, three in zip(rates[1], rates[3], strict=True)]
    row = Row("workers", "clicks per CPU second: 3 workers on PostgreSQL beside 1", 0.9, most=False, ratios=ratios)
    row.notes = [f"clicks per CPU second: 1 worker {mean(rates[1]):.0f}, 3 workers {mean(rates[3]):.0f}"]
    row.notes += [_waited(one) for one in teams]
    return [row]


async def _rate(one: Team, clicks: int) -> float:
    return clicks / await cost(one, lambda: one.crowd.press(clicks))


def _waited(one: Team) -> str:
    took = [percentile(one.crowd.took, percent) for percent in (50, 95)]
    return f"{len(one.workers)}: a press of the last turn took {took[0]:.3f} s (p95 {took[1]:.3f} s)"
