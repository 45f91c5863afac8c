"""What can go wrong in the business, said once: the docstring tells builders, a Fluent key tells people.

``handlers/errors`` is the one place that renders them; ``args`` are the arguments of the Fluent message.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class CabinetError(Exception):
    """Something that a person can be told: ``key`` is a Fluent message, ``args_`` its arguments."""

    key: ClassVar[str] = "error-unexpected"

    def __init__(self, **args_: object) -> None:
        super().__init__(self.key)
        self.args_ = args_


class NotAllowed(CabinetError):
    """The actor has no right to this deed or this object."""

    key = "error-not-allowed"


class NotFound(CabinetError):
    """There is no such thing, or it belongs to another company: the same answer."""

    key = "error-not-found"


class Stale(CabinetError):
    """The button or the form shows a state that has passed."""

    key = "error-stale"


class Decided(CabinetError):
    """Somebody was quicker; args: who, at."""

    key = "error-decided"


class Invalid(CabinetError):
    """What was entered cannot be taken; ``code`` picks the message error-invalid-<code>."""

    def __init__(self, code: str, **args_: object) -> None:
        super().__init__(**args_)
        self.key = f"error-invalid-{code}"  # type: ignore[misc] # one class for a family of messages


class Closed(CabinetError):
    """The access code has to be entered first."""

    key = "error-closed"


class NotKept(CabinetError):
    """The disk refuses a file: nothing was kept of it, and everything else stands as it was."""

    key = "error-not-kept"


class WrongPin(CabinetError):
    """The PIN of the signature does not match; args: left, the tries before the key is switched off."""

    key = "error-pin-wrong"

    def __init__(self, left: int) -> None:
        super().__init__(left=left)
        self.left = left


class PinLocked(CabinetError):
    """Ten wrong PINs in a row: the key is switched off, a new certificate is needed."""

    key = "error-pin-locked"


class Busy(CabinetError):
    """A PIN of this person is being tried at this moment."""

    key = "error-pin-busy"


class NoCertificate(CabinetError):
    """No certificate in force: none was made, it waits for HR, or it was taken back."""

    key = "error-certificate-none"


class CertificateOver(CabinetError):
    """The certificate's term is over, or it was taken back meanwhile."""

    key = "error-certificate-over"


class NotSigned(CabinetError):
    """Our own trouble with a key: nothing was signed or changed."""

    key = "error-not-signed"


class NotArchival(Exception):
    """A paper that the check of PDF/A refuses: it may be neither signed nor kept. ``rules``: what it breaks.

    Our mistake, which no reader can mend, and therefore told as any trouble: by its number.
    """

    def __init__(self, rules: Sequence[str]) -> None:
        super().__init__(f"not PDF/A-1a: {', '.join(rules)}")
        self.rules = tuple(rules)
