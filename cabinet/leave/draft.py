"""A leave that is being asked for, not yet a request: it lives in the conversation and survives a restart there."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from cabinet.errors import Invalid
from cabinet.leave.grounds import Ground
from storage.leave import LeaveKind

COMMENT_LENGTH = 1000


@dataclass(frozen=True, kw_only=True)
class LeaveDraft:
    """What was chosen so far. ``id`` becomes the request's; ``step`` is set where a returned request is corrected."""

    id: uuid.UUID = field(default_factory=uuid.uuid4)
    leave_kind: LeaveKind = LeaveKind.ANNUAL
    first: date | None = None
    last: date | None = None
    ground: Ground | None = None
    substitute_id: uuid.UUID | None = None
    comment: str = ""
    step: int | None = None

    def with_(self, **changes: Any) -> LeaveDraft:
        """The draft with something chosen anew."""
        return replace(self, **changes)

    def dump(self) -> dict[str, Any]:
        """Plain JSON: ids, ISO days, codes and what was typed."""
        return {
            "id": self.id.hex,
            "leave_kind": self.leave_kind.value,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "ground": self.ground.value if self.ground else None,
            "substitute_id": self.substitute_id.hex if self.substitute_id else None,
            "comment": self.comment,
            "step": self.step,
        }

    @staticmethod
    def load(data: Mapping[str, Any]) -> LeaveDraft:
        """What ``dump`` wrote; KeyError or ValueError for anything else."""
        return LeaveDraft(
            id=uuid.UUID(data["id"]),
            leave_kind=LeaveKind(data["leave_kind"]),
            first=date.fromisoformat(data["first"]) if data["first"] else None,
            last=date.fromisoformat(data["last"]) if data["last"] else None,
            ground=Ground(data["ground"]) if data["ground"] else None,
            substitute_id=uuid.UUID(data["substitute_id"]) if data["substitute_id"] else None,
            comment=str(data["comment"]),
            step=data["step"],
        )


def clean_comment(text: str) -> str:
    """A typed comment without control and direction marks; Invalid where it is empty or longer than allowed."""
    words = "".join(sign for sign in text.replace("\r\n", "\n") if sign.isprintable() or sign == "\n").strip()
    if len(words) > COMMENT_LENGTH:
        raise Invalid("leave-comment-long", most=COMMENT_LENGTH, length=len(words))
    if not words:
        raise Invalid("leave-comment-empty")
    return words
