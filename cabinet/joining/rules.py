"""What may follow what when somebody joins КЭДО: notified, then consented or exempt, then agreed; or refused.

Pure, over the record of one employee. ТК РФ, ст. 22.2 (notice, consent, exemption) and 22.3 (the agreement).
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from cabinet.errors import Invalid
from cabinet.ports import local_day
from storage.joining import Joining, Way

EARLIER: Final = date(2021, 12, 31)
"""Who was hired after this day and had no earlier record needs no consent (ст. 22.2 ТК РФ)."""
MOST: Final = 100
"""So many people are marked, or their forms printed, at once."""


class Stage(enum.StrEnum):
    """Where somebody stands, in the order in which it is told."""

    UNTOLD = "untold"
    NOTIFIED = "notified"
    WISHED = "wished"  # he pressed «хочу»: no consent yet
    CONSENTED = "consented"
    AGREED = "agreed"
    REFUSED = "refused"
    ENDED = "ended"  # on paper again


class Deed(enum.StrEnum):
    """What HR marks."""

    NOTIFY = "notify"
    CONSENT = "consent"
    AGREE = "agree"
    REFUSE = "refuse"
    END = "end"
    AGAIN = "again"  # a new consent after КЭДО ended; the agreement is signed anew, too
    UNDO = "undo"  # the last mark was a mistake


class Form(enum.StrEnum):
    """A paper that is printed for somebody to sign by hand."""

    NOTICE = "notice"
    CONSENT = "consent"
    AGREEMENT = "agreement"


FOLLOWS: Final[Mapping[Deed, frozenset[Stage]]] = {
    Deed.NOTIFY: frozenset({Stage.UNTOLD}),
    Deed.CONSENT: frozenset({Stage.NOTIFIED, Stage.WISHED, Stage.REFUSED}),
    Deed.AGREE: frozenset({Stage.CONSENTED}),
    Deed.REFUSE: frozenset({Stage.NOTIFIED, Stage.WISHED}),
    Deed.END: frozenset({Stage.CONSENTED, Stage.AGREED}),
    Deed.AGAIN: frozenset({Stage.ENDED}),
    Deed.UNDO: frozenset({Stage.NOTIFIED, Stage.CONSENTED, Stage.AGREED, Stage.REFUSED, Stage.ENDED}),
}
"""From which stages a deed may come."""
WAYS: Final[Mapping[Deed, tuple[Way, ...]]] = {
    Deed.CONSENT: (Way.PAPER, Way.QUALIFIED, Way.GOSKEY, Way.EXEMPT),
    Deed.AGREE: (Way.PAPER, Way.QUALIFIED, Way.GOSKEY),
    Deed.AGAIN: (Way.PAPER, Way.QUALIFIED, Way.GOSKEY),
}
"""How it may have been declared; two sign the agreement, so nobody is exempt of it, nor of beginning again."""
WORDS: Final = (*(f"joining.{deed}" for deed in Deed), "joining.wish")
"""How the journal calls what was said of somebody; a printed form says nothing."""
UNDONE: Final = frozenset({Deed.NOTIFY, Deed.CONSENT, Deed.AGREE, Deed.REFUSE, Deed.END})
"""What may be taken back; who began again by mistake ends it."""
FORMS: Final[Mapping[Stage, Form]] = {
    Stage.UNTOLD: Form.NOTICE,
    Stage.NOTIFIED: Form.CONSENT,
    Stage.WISHED: Form.CONSENT,
    Stage.REFUSED: Form.CONSENT,
    Stage.CONSENTED: Form.AGREEMENT,
    Stage.ENDED: Form.CONSENT,
}
"""Which form comes next at a stage."""


@dataclass(frozen=True)
class Mark:
    """A deed with what it needs: the way of a declaration, the first day on paper again, or what is taken back."""

    deed: Deed
    way: Way | None = None
    day: date | None = None
    undone: Deed | None = None


def stage(joining: Joining | None, day: date) -> Stage:
    """Where somebody stands on that day of the company's zone; None: nothing was ever marked."""
    if joining is None:
        return Stage.UNTOLD
    if joining.ended_on is not None and day >= joining.ended_on:
        return Stage.ENDED
    if joining.consented_at is not None:
        return Stage.AGREED if joining.agreed_at is not None else Stage.CONSENTED
    if joining.notified_at is None:
        return Stage.UNTOLD
    return _answer(joining)


def _answer(joining: Joining) -> Stage:
    """The later of wish and refusal counts."""
    wished, refused = joining.wished_at, joining.refused_at
    if refused is not None and (wished is None or wished <= refused):
        return Stage.REFUSED
    return Stage.NOTIFIED if wished is None else Stage.WISHED


def may_wish(joining: Joining | None, of: Stage) -> bool:
    """Whether «Хочу перейти» means anything: before consent, once, and once more after a refusal."""
    pressed = joining is not None and joining.wished_at is not None
    return of in {Stage.NOTIFIED, Stage.REFUSED} or (of is Stage.UNTOLD and not pressed)


def deeds(of: Stage) -> list[Deed]:
    """What HR may mark next."""
    return [deed for deed, stages in FOLLOWS.items() if of in stages]


def check(mark: Mark, joining: Joining, hired: date, day: date) -> None:
    """Invalid: joining-order, joining-way, joining-exempt, joining-ended, joining-end-day."""
    if stage(joining, day) not in FOLLOWS[mark.deed]:
        raise Invalid("joining-order")
    if joining.ended_on is not None and mark.deed not in {Deed.AGAIN, Deed.UNDO}:
        raise Invalid("joining-ended", day=joining.ended_on)
    if mark.deed in WAYS and mark.way not in WAYS[mark.deed]:
        raise Invalid("joining-way")
    if mark.way is Way.EXEMPT and hired <= EARLIER:
        raise Invalid("joining-exempt")
    if mark.deed is Deed.END and (mark.day is None or mark.day < day):
        raise Invalid("joining-end-day")


def undone(verb: str, at: datetime, zone: str, day: date) -> Deed:
    """What a journal row says that was marked, if that may still be taken back: today. Invalid: joining-undo."""
    deed = next((one for one in UNDONE if verb == f"joining.{one}"), None)
    if deed is None or local_day(at, zone) != day:
        raise Invalid("joining-undo")
    return deed
