"""A kind of request that only remembers what it was told: the life is under test here, not a kind."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cabinet.errors import CabinetError
from cabinet.requests.kinds import DeclinePolicy, Fact, Facts, PaperData
from storage.requests import Request, Verb

NAME = "errand"


class Errand:
    """Implements ``cabinet.requests.kinds.Kind``; ``policy`` and ``refuses`` are what a test makes of it."""

    name = NAME

    def __init__(self) -> None:
        self.policy: tuple[DeclinePolicy, str | None] = (DeclinePolicy.FREE, None)
        self.refuses: CabinetError | None = None
        self.told: list[str] = []

    async def facts(self, session: AsyncSession, request: Request) -> Facts:
        return Facts(
            Fact("errand"), date(2027, 7, 5), date(2027, 7, 18), [Fact("errand-public")], [Fact("errand-private")]
        )

    async def decline_policy(self, session: AsyncSession, request: Request) -> tuple[DeclinePolicy, str | None]:
        self.told.append("policy")
        return self.policy

    async def on_done(self, session: AsyncSession, request: Request, at: datetime) -> None:
        self.told.append("done")

    async def on_close(self, session: AsyncSession, request: Request, at: datetime) -> None:
        self.told.append("close")

    async def on_undo(self, session: AsyncSession, request: Request, undone: Verb, at: datetime) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.told.append(f"undo {undone}")

    async def doc_type(self, session: AsyncSession, request: Request) -> str:
        raise NotImplementedError

    async def paper(self, session: AsyncSession, request: Request) -> PaperData:
        raise NotImplementedError
