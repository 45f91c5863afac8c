"""How much may be checked, and what the register of issue adds to a verdict: pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from signing.verdicts import Problem, Verdict

FILES: Final = 6
"""Files of one check."""
PER_HOUR: Final = 20
"""Checks of one person."""
HOUR: Final = timedelta(hours=1)


def looked_up(verdict: Verdict, ours: frozenset[bytes]) -> Verdict:
    """Of our root and not in our register: somebody has a copy of the root's key."""
    if verdict.certificate is None or {Problem.FOREIGN, Problem.ALGORITHM}.intersection(verdict.problems):
        return verdict
    registered = verdict.certificate.fingerprint in ours
    problems = verdict.problems if registered else (*verdict.problems, Problem.UNREGISTERED)
    return replace(verdict, registered=registered, problems=problems)
