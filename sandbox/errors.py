"""Refusals: those of the Bot API, worded like the real server's, and those of the control API."""

from __future__ import annotations

from sandbox.shapes import Json


class CannotStart(Exception):
    """The sandbox cannot be started; the message is one sentence for the person who tries."""


class ApiError(Exception):
    """A refusal that the bot sees: HTTP status, ``error_code`` and ``description``."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """The JSON answer."""
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return {**answer, "parameters": self.parameters} if self.parameters else answer


def bad(what: str) -> ApiError:
    """400."""
    return ApiError(400, f"Bad Request: {what}")


def forbidden(what: str) -> ApiError:
    """403."""
    return ApiError(403, f"Forbidden: {what}")


def too_many(seconds: int) -> ApiError:
    """429 with the seconds to wait."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


class Impossible(Exception):
    """A person cannot do this (no such person, chat, button …); the control API answers with this text."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.status = status
