"""The bot as several processes over one PostgreSQL, for stories: three workers, a courier and a schedule."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp.test_utils import unused_port

from tests.cluster import SHAPE, role
from tests.stories import launcher
from tests.stories.process import Running, Yard, spawn


def hook() -> dict[str, str]:
    """Settings of a webhook on a free port."""
    place = f"127.0.0.1:{unused_port()}"
    secret = "webhook-secret_0123456789"
    return {"WEBHOOK_URL": f"http://{place}/telegram", "WEBHOOK_SECRET": secret, "WEBHOOK_LISTEN": place}


@dataclass
class Crowd:
    """All processes of the bot together, as if they were one."""

    processes: dict[str, Running] = field(default_factory=dict)

    @property
    def alive(self) -> bool:
        """None of them has ended."""
        return all(one.alive for one in self.processes.values())

    @property
    def err(self) -> str:
        """What all of them say."""
        return "".join(one.err for one in self.processes.values())

    async def kill(self) -> None:
        """kill -9 of all, as when the power fails."""
        await asyncio.gather(*(one.kill() for one in self.processes.values()))

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> int | None:
        """Ask all to end; the worst exit code."""
        return max(
            await asyncio.gather(*(one.stop(how) for one in self.processes.values())), key=lambda code: code or 0
        )


@dataclass
class Cluster(Yard):
    """A yard whose bot is a crowd. ``url``: SQLAlchemy's, of the PostgreSQL database that they share."""

    url: str = ""
    hooked: Mapping[str, str] = field(default_factory=dict)
    """Settings of the webhook; none: one of the workers polls."""
    crowd: Crowd = field(default_factory=Crowd)

    async def bot(self, *wiring: str, **settings: str) -> Crowd:  # type: ignore[override] # looks the same to a story
        """Start all; returns when each works or stands by."""
        await asyncio.gather(*(self.start(name, *wiring, **settings) for name in SHAPE))
        return self.crowd

    async def start(self, name: str, *wiring: str, **settings: str) -> Running:
        """Start one of them."""
        given = {"DATABASE_URL": self.url, **self.hooked, **settings}
        arguments = (self.home, self.api, self.world.base, wiring, (role(name),))
        process = self.crowd.processes[name] = spawn(self.home, launcher.main, *arguments, **given)
        self.bots.append(process)
        await process.says("ready")
        return process
