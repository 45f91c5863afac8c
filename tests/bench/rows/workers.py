"""Row 7: clicks per CPU second of three workers that share one bot over one PostgreSQL, beside three that do not.

Those have a bot and a database of their own each: as many processes do as much work on the same machine in both turns,
and nothing is compared but the price of sharing. (Beside one worker alone, three for which a machine has no cores look
dearer than they are: the same instructions take longer then.) All stand behind a webhook; to those that share every
update is brought in turn, the hardest thing that a load balancer can do: what a person presses comes to one worker
after the other. A hundred chats for each worker. CPU is that of the workers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import mean

from tests.bench.api import Api
from tests.bench.figures import Row, Scale, percentile
from tests.bench.sides import cost, place
from tests.bench.team import PEOPLE, Team, server, team

CLICKS = 700
"""For each worker in each turn."""
WORKERS = 3
DIALOG = "counter"
APART, TOGETHER = "apart", "together"


async def measure(scale: Scale) -> list[Row]:
    """A counter with fourteen buttons."""
    people, clicks = scale.many(PEOPLE, 4), scale.many(CLICKS, 8)
    async with AsyncExitStack() as stack:
        api, folder = await stack.enter_async_context(place())
        sides = await _sides(stack, api, folder, people)
        for teams in sides.values():
            await asyncio.gather(*(_opened(one, clicks) for one in teams))
        rates: dict[str, list[float]] = {name: [] for name in sides}
        for _ in range(scale.pairs):
            for name, teams in sides.items():
                rates[name].append(await _rate(teams, clicks))
    ratios = [one / other for one, other in zip(rates[TOGETHER], rates[APART], strict=True)]
    what = "clicks per CPU second: 3 workers that share one PostgreSQL"
    row = Row("workers", what, 0.9, most=False, ratios=ratios)
    row.notes = [_told(name, rates[name], teams) for name, teams in sides.items()]
    return [row]


async def _sides(stack: AsyncExitStack, api: Api, folder: Path, people: int) -> dict[str, Sequence[Team]]:
    postgresql = await stack.enter_async_context(server())
    alone = [
        await stack.enter_async_context(team(api, folder / f"alone{n}", postgresql, 1, people)) for n in range(WORKERS)
    ]
    sharing = await stack.enter_async_context(team(api, folder / TOGETHER, postgresql, WORKERS, people))
    return {APART: alone, TOGETHER: [sharing]}


async def _opened(one: Team, clicks: int) -> None:
    await one.crowd.open(DIALOG)
    await one.crowd.press(clicks)  # warm


async def _rate(teams: Sequence[Team], clicks: int) -> float:
    async def press() -> None:
        await asyncio.gather(*(one.crowd.press(clicks * len(one.workers)) for one in teams))

    every = Team([worker for one in teams for worker in one.workers], teams[0].crowd)
    return clicks * WORKERS / await cost(every, press)


def _told(name: str, rates: Sequence[float], teams: Sequence[Team]) -> str:
    took = [second for one in teams for second in one.crowd.took]
    half, most = percentile(took, 50), percentile(took, 95)
    return f"{name}: {mean(rates):.0f} clicks per CPU second; one of the last turn took {half:.3f} s (p95 {most:.3f} s)"
