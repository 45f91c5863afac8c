"""The figures that a monitor reads, in Prometheus' form: what this process counted, and what stands in the database.

Loaded only where the health server runs. docs/monitoring.md tells what each is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, disable_created_metrics
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from cabinet.figures import ProcessRole, active, processes
from storage.figures import COUNTED, Figures
from storage.outbox import LetterKind

QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
SLOW = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0)
SIZES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)


disable_created_metrics()  # type: ignore[no-untyped-call] # half of all lines, which nobody asks for


class Counting:
    """Counts what happens in this process (``bot.metrics.Meters``)."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._taken = Counter("kabinet_updates_taken", "Updates stored", registry=registry)
        self._aside = Counter("kabinet_updates_aside", "Updates put aside", registry=registry)
        self._lag = Histogram("kabinet_handling_lag_seconds", "From stored to handled", buckets=SLOW, registry=registry)
        self._steps = Histogram("kabinet_step_seconds", "A step", ["step"], buckets=QUICK, registry=registry)
        self._sends = Counter("kabinet_sends", "Calls of the API", ["method", "outcome"], registry=registry)
        self._waits = Histogram("kabinet_pace_wait_seconds", "Waits", ["share"], buckets=SLOW, registry=registry)
        self._takeovers = Counter("kabinet_takeovers", "Leases that ran out", ["what"], registry=registry)
        self._groups = Histogram("kabinet_group_size", "Shared commits", ["what"], buckets=SIZES, registry=registry)

    def taken(self, count: int) -> None:
        """So many updates came and were stored."""
        self._taken.inc(count)

    def handled(self, lag: float) -> None:
        """An update is done with; how many were is the histogram's count."""
        self._lag.observe(max(0.0, lag))

    def aside(self) -> None:
        """An update was put aside."""
        self._aside.inc()

    def step(self, name: str, seconds: float) -> None:
        """A step took so long."""
        self._steps.labels(name).observe(seconds)

    def sent(self, method: str, outcome: str) -> None:
        """The API was called."""
        self._sends.labels(method, outcome).inc()

    def waited(self, share: str, seconds: float) -> None:
        """A message waited at the pace."""
        self._waits.labels(share).observe(seconds)

    def takeover(self, what: str) -> None:
        """A lease ran out and was taken over."""
        self._takeovers.labels(what).inc()

    def group(self, what: str, size: int) -> None:
        """A shared commit."""
        self._groups.labels(what).observe(size)


class Standing(Collector):
    """What stands in the database, as it was last seen. All processes show the same: take the greatest, never a sum."""

    def __init__(self) -> None:
        self.seen: Figures | None = None

    def collect(self) -> Iterator[Metric]:
        """Gauges; without figures only that there are none."""
        seen = self.seen
        yield _gauge("kabinet_database_up", "Whether the database answers", float(seen is not None))
        if seen is None:
            return
        yield _gauge("kabinet_database_bytes", "Size of the database", seen.bytes)
        yield _age(seen, "kabinet_upkeep_age_seconds", "Since the last upkeep", seen.upkeep_at)
        yield _gauge("kabinet_inbox_open", "Updates to handle", seen.open)
        yield _age(seen, "kabinet_inbox_oldest_seconds", "Age of the oldest of them", seen.open_since)
        yield _gauge("kabinet_inbox_aside", "Updates put aside", seen.aside)
        yield _letters(seen)
        yield _gauge("kabinet_letters_later", "Letters that wait for their time", seen.later)
        yield _age(seen, "kabinet_letters_oldest_due_seconds", "How long a letter is due", seen.letters_since)
        yield _gauge("kabinet_cards_due", "Cards to show anew", seen.cards)
        yield _age(seen, "kabinet_cards_oldest_due_seconds", "How long a card is due", seen.cards_since)
        yield from _processes(seen)


def _gauge(name: str, help_: str, value: float) -> Metric:
    return GaugeMetricFamily(name, help_, value=value)


def _age(seen: Figures, name: str, help_: str, since: datetime | None) -> Metric:
    return _gauge(name, help_, max(0.0, (seen.at - since).total_seconds()) if since else 0.0)


def _letters(seen: Figures) -> Metric:
    """Zeros too: what is not there cannot be told from what is not asked for."""
    family = GaugeMetricFamily("kabinet_letters", "Letters that wait or did not arrive", labels=["kind", "state"])
    for kind in LetterKind:
        for state in COUNTED:
            family.add_metric([kind, state], seen.letters.get((kind, state), 0))
    return family


def _processes(seen: Figures) -> Iterator[Metric]:
    yield _gauge("kabinet_processes", "Processes that live", processes(seen))
    family = GaugeMetricFamily("kabinet_active", "Processes that do it", labels=["role"])
    for role in ProcessRole:
        family.add_metric([role], active(seen, role))
    yield family


def text(registry: CollectorRegistry, accept: str) -> tuple[bytes, str]:
    """(the figures, their media type), in the newest form that ``accept`` allows."""
    encode, kind = choose_encoder(accept)
    return encode(registry), kind
