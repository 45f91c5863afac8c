"""The shape in which a company would run the bot, on one machine: several processes over one PostgreSQL."""

SHAPE = ("worker-1", "worker-2", "worker-3", "courier-1", "schedule-1")
"""Names of the processes: the role of each, and a number."""


def role(name: str) -> str:
    """worker-2 → worker."""
    return name.rpartition("-")[0]
