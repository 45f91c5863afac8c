"""Faults that a test orders: refusals and broken connections exactly when they are wanted.

They live in memory only: a sandbox that was started again is healthy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import Impossible
from sandbox.flaky import Flaky
from sandbox.shapes import Json

SENDING = ("send", "edit")


@dataclass
class Trigger:
    """Fires ``count`` times, for one method or for all."""

    count: int = 0
    method: str | None = None

    def fires(self, method: str) -> bool:
        """Whether it strikes this call; counts down."""
        if self.count <= 0 or (self.method is not None and self.method.lower() != method.lower()):
            return False
        self.count -= 1
        return True


@dataclass
class Faults:
    """What is broken at the moment."""

    retry_after: Trigger = field(default_factory=Trigger)
    retry_seconds: int = 1
    unreachable: Trigger = field(default_factory=Trigger)
    after_send_cut: Trigger = field(default_factory=Trigger)
    slow: float = 0.0
    limits: bool = False
    clock_ahead: float = 0.0
    dropped: set[str] = field(default_factory=set)
    flaky: Flaky = field(default_factory=Flaky)
    repeat_updates: Trigger = field(default_factory=Trigger)
    """Delivered twice; its ``method`` is a kind of update."""
    update_ids: int | None = None
    """The next id, once nothing waits."""
    webhook_pause: float = 1.0
    """Seconds from which the pauses between two deliveries of an update double."""

    def order(self, wish: Json) -> None:
        """Apply a request of the control API (see the contract of ``api/faults``).

        Raises:
            Impossible: an unknown fault, or one of a wrong shape.
        """
        for name, value in wish.items():
            change = getattr(self, f"_{name}", None)
            if change is None:
                raise Impossible(f"there is no fault {name!r}")
            try:
                change(value)
            except (TypeError, ValueError, KeyError, AttributeError) as error:
                raise Impossible(f"fault {name!r} has a wrong shape: {error}") from error

    def cuts(self, method: str) -> bool:
        """Whether the answer to a call that sends or edits is lost on its way."""
        return method.lower().startswith(SENDING) and self.after_send_cut.fires(method)

    def _retry_after(self, value: Json) -> None:
        self.retry_seconds = int(value["seconds"])
        self.retry_after = _trigger(value)

    def _unreachable(self, value: Any) -> None:
        self.unreachable = _trigger(value)

    def _after_send_cut(self, value: Any) -> None:
        self.after_send_cut = _trigger(value)

    def _slow(self, value: Any) -> None:
        self.slow = float(value)

    def _limits(self, value: Any) -> None:
        self.limits = bool(value)

    def _clock_ahead(self, value: Any) -> None:
        self.clock_ahead = float(value)

    def _flaky(self, value: Any) -> None:
        self.flaky = Flaky.ordered(value)

    def _repeat_updates(self, value: Any) -> None:
        self.repeat_updates = _trigger(value)

    def _update_ids(self, value: Any) -> None:
        self.update_ids = int(value)

    def _webhook_pause(self, value: Any) -> None:
        self.webhook_pause = float(value)

    def _drop_file(self, value: Any) -> None:
        self.dropped.add(str(value))


def _trigger(value: Any) -> Trigger:
    """A number of times, or ``{"count": 2, "method": "sendMessage"}``."""
    if isinstance(value, dict):
        return Trigger(int(value.get("count", 1)), value.get("method"))
    return Trigger(int(value))
