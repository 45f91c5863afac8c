"""How much and how fast: the numbers of the Bot API and of its FAQ.

Sizes: core.telegram.org/bots/api (sendMessage, InlineKeyboardButton, sendDocument, getFile). Pace:
core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this; edits share it with messages.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque

from sandbox.errors import too_many
from sandbox.shapes import Chat

TEXT = 4096
CAPTION = 1024
ENTITIES = 100  # the rest is dropped without a word
CALLBACK_DATA = 64  # bytes
COPY_TEXT = 256
CALLBACK_ANSWER = 200
CALLBACK_SECONDS = 15
BUTTONS = 100
DELETE_SECONDS = 48 * 3600
BOT_UPLOAD = 50 * 1024 * 1024
BOT_PHOTO = 10 * 1024 * 1024
BOT_DOWNLOAD = 20 * 1024 * 1024
PERSON_UPLOAD = 60 * 1024 * 1024
ALBUM = range(2, 11)

OVERALL = (30, 1.0)
PRIVATE = (3, 3.0)
"""One message a second per chat "with short bursts": three within three seconds."""
GROUP = (20, 60.0)


class Pace:
    """Sliding windows over the messages sent; used while the fault ``limits`` is on."""

    def __init__(self) -> None:
        self._sent: dict[int, deque[float]] = defaultdict(deque)

    def take(self, chat: Chat, now: float) -> None:
        """Count one message to ``chat`` at the moment ``now`` (seconds of any steady clock).

        Raises:
            ApiError: 429, nothing was counted.
        """
        windows = [(0, OVERALL), (chat.id, GROUP if chat.is_group else PRIVATE)]
        for key, (count, seconds) in windows:
            self._check(self._sent[key], count, seconds, now)
        for key, _ in windows:
            self._sent[key].append(now)

    def _check(self, sent: deque[float], count: int, seconds: float, now: float) -> None:
        while sent and sent[0] <= now - seconds:
            sent.popleft()
        if len(sent) >= count:
            raise too_many(max(1, math.ceil(sent[0] + seconds - now)))
