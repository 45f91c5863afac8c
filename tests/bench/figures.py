"""Ratios of pairs that ran in turns, and the lines in which they are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles


@dataclass(frozen=True)
class Scale:
    """How much is measured. ``pairs``: turns of each side; ``share``: of the usual amount (a test takes a few)."""

    pairs: int = 7
    share: float = 1.0

    @property
    def quick(self) -> bool:
        """Only to see that it runs."""
        return self.share < 0.1

    @property
    def warm(self) -> int:
        """Turns of each side before those that count."""
        return 0 if self.quick else 1

    def many(self, usual: int, least: int = 1) -> int:
        """So many of ``usual``."""
        return max(least, round(usual * self.share))


@dataclass
class Row:
    """One line of the table. ``ratios``: one for each pair; ``most``: whether the goal is a ceiling or a floor."""

    name: str
    what: str
    goal: float
    most: bool
    ratios: list[float] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """What must not have happened at all."""

    @property
    def ratio(self) -> float:
        """The median of the pairs."""
        return median(self.ratios)

    @property
    def reached(self) -> bool:
        """Whether the goal is kept."""
        return not self.faults and (self.ratio <= self.goal if self.most else self.ratio >= self.goal)

    def told(self) -> str:
        """One line of a Markdown table, with notes below."""
        sign = "≤" if self.most else "≥"
        spread = f"{min(self.ratios):.2f} … {max(self.ratios):.2f}"
        verdict = "reached" if self.reached else "NOT reached"
        line = (
            f"| {self.what} | {sign} {self.goal:g} | **{self.ratio:.2f}** | {spread} | {len(self.ratios)} | {verdict} |"
        )
        return "\n".join([line, *(f"    {note}" for note in self.notes)])


HEAD = "| what | reach | median | spread | pairs | |\n|---|---|---|---|---|---|"


def percentile(values: Sequence[float], percent: int) -> float:
    """The value below which so many percent lie; the only one where there is but one."""
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]
