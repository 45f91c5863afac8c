"""How much may leave in what time: the settings of the pace, and the numbers that follow from them."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import Field
from pydantic_settings import BaseSettings


class PaceSettings(BaseSettings):
    """The branch of the settings that says how fast messages leave."""

    pace_all: int = Field(default=28, ge=1)
    pace_broadcast: int | None = Field(default=None, ge=1)
    pace_chat: str = Field(default="3/3", pattern=r"^[1-9]\d{0,3}/[1-9]\d{0,3}$")
    pace_group: int = Field(default=20, ge=1)
    paid_broadcast: bool = False
    pace_paid: int = Field(default=1000, ge=1, le=1000)
    courier_in_hand: int = Field(default=12, ge=1)


@dataclass(frozen=True)
class Limits:
    """So many messages in so many seconds."""

    all: tuple[int, float] = (28, 1.0)
    broadcast: int | None = None
    """Copies of broadcasts in the same time; None: four fifths of all."""
    paid: int | None = None
    """Copies a second where Stars are paid for them: they stand outside of all other limits but a chat's."""
    chat: tuple[int, float] = (3, 3.0)
    """One a second on the average, three in a burst."""
    group: tuple[int, float] = (20, 60.0)
    patience: float = 30.0
    """Who would have to wait longer at the gate is refused at once, so that nobody's press hangs for minutes."""

    @classmethod
    def of(cls, settings: PaceSettings) -> Limits:
        """As the settings say."""
        burst, seconds = settings.pace_chat.split("/")
        return cls(
            all=(settings.pace_all, 1.0),
            broadcast=settings.pace_broadcast,
            paid=settings.pace_paid if settings.paid_broadcast else None,
            chat=(int(burst), float(seconds)),
            group=(settings.pace_group, 60.0),
        )

    def copies(self) -> tuple[int, float]:
        """The share of the broadcasts."""
        if self.paid is not None:
            return self.paid, 1.0
        count, seconds = self.all
        return self.broadcast or max(1, count * 4 // 5), seconds
