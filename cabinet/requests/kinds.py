"""What a kind of request adds to the common life: its facts, its ledger, its paper. Never ``if kind ==``."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from storage.requests import Request, Verb

OTHER_DOCUMENTS: Final = "12.999"
"""«Иные документы»: a docType for whatever the order of Минтруд № 578н has no code of its own for."""


class DeclinePolicy(enum.StrEnum):
    """Whether the employer may say no to a request."""

    NEVER = "never"  # the law obliges him (ст. 128 ч. 2 ТК)
    WARN = "warn"  # he may, but an article stands against it: a second press is asked for
    FREE = "free"


@dataclass(frozen=True)
class Fact:
    """One fact of a request: ``code`` picks the Fluent message fact-<code>; dates in ``args`` are worded by formats."""

    code: str
    args: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """The facts of a request, worded once for everybody (dialogs/facts). ``private`` ones never stand in a group."""

    title: Fact
    first: date
    last: date
    public: Sequence[Fact] = ()
    private: Sequence[Fact] = ()


class Kind(Protocol):
    """A kind of request. All hooks run inside the transition's transaction and never commit."""

    name: str

    async def facts(self, session: AsyncSession, request: Request) -> Facts:
        """The facts of a request as it stands."""
        ...

    async def decline_policy(self, session: AsyncSession, request: Request) -> tuple[DeclinePolicy, str | None]:
        """Whether it may be declined, and the article that says so."""
        ...

    async def on_done(self, session: AsyncSession, request: Request, at: datetime) -> None:
        """The order is issued: write the ledger, make the days certain."""
        ...

    async def on_close(self, session: AsyncSession, request: Request, at: datetime) -> None:
        """Returned, declined or withdrawn: the days are free again."""
        ...

    async def on_undo(self, session: AsyncSession, request: Request, undone: Verb, at: datetime) -> None:
        """Take back what the hook of ``undone`` did, by reversing; CabinetError if that is not possible any more."""
        ...

    async def doc_type(self, session: AsyncSession, request: Request) -> str:
        """What the application of the present version is: a code of docType (order of Минтруд № 578н)."""
        ...

    async def may_still(self, session: AsyncSession, request: Request) -> bool:
        """Whether what was asked for could be asked for now: a signature comes later than the question."""
        ...

    async def paper(self, session: AsyncSession, request: Request) -> PaperData:
        """Everything the application's print needs, read in one go; the print itself runs later, off the loop."""
        ...


class PaperData(Protocol):
    """The data of a paper that can print itself."""

    def print(self) -> bytes:
        """The PDF. Slow and pure: called in a thread."""
        ...

    @property
    def file_name(self) -> str:
        """What the file is called."""
        ...
