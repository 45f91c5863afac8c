"""The few JSON shapes that everybody here builds, so that ``User`` and ``Chat`` look the same wherever they appear.

Field names follow the Bot API objects of the same name (core.telegram.org/bots/api#user, #chat).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

Json = dict[str, Any]

MEMBER = "member"
ADMINISTRATOR = "administrator"
CREATOR = "creator"
LEFT = "left"
KICKED = "kicked"
PRESENT = frozenset({MEMBER, ADMINISTRATOR, CREATOR})


@dataclass
class Chat:
    """One chat as kept on disk; ``members`` maps a person's id to a status of ``ChatMember``.

    For a private chat ``started`` and ``blocked`` are what its person did; a group uses ``members`` and ``title``.
    """

    id: int
    title: str = ""
    started: bool = False
    blocked: bool = False
    members: dict[str, str] = field(default_factory=dict)
    keyboard: Json | None = None
    pinned: list[int] = field(default_factory=list)
    moved_to: int | None = None

    @property
    def is_group(self) -> bool:
        """Telegram gives groups negative ids."""
        return self.id < 0

    @property
    def type(self) -> str:
        """``private``, ``group`` or ``supergroup`` (ids of the latter begin with -100 and are long)."""
        if not self.is_group:
            return "private"
        return "supergroup" if self.id <= -1_000_000_000_000 else "group"

    @property
    def key(self) -> str:
        """The name of the chat in the control API: ``private:1001`` or ``group:-1001``."""
        return f"{'group' if self.is_group else 'private'}:{self.id}"

    def status(self, user_id: int) -> str:
        """The ``ChatMember.status`` of a user in this group; ``left`` for whoever never was here."""
        return self.members.get(str(user_id), LEFT)

    def has(self, user_id: int) -> bool:
        """Whether the user is in the group now."""
        return self.status(user_id) in PRESENT

    def to_row(self) -> Json:
        """What is written to disk."""
        return asdict(self)


def utf16_len(text: str) -> int:
    """Length in UTF-16 code units: the only way in which Telegram counts text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
