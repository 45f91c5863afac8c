"""Reads files of strangers in a process of its own, with bounds on memory, time and files: what breaks there breaks
nothing here.

The child gets the files over a pipe and answers with plain JSON, never with objects: whatever it became, it can only
say something wrong of these files. One such process at a time, for at most ``SECONDS``.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import resource
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final

import structlog

from cabinet.checking import Finding, brought, findings
from cabinet.errors import Invalid
from signing import certificates
from signing.authority import Reason, Revoked
from signing.certificates import Certificate
from signing.verdicts import Problem, Since, Stamp, Trust, Verdict

log = structlog.get_logger(__name__)

_TRUST: Final = tuple(one.name for one in fields(Trust))
SECONDS = 20
"""Of processor time, and on the wall."""
PROGRAM = ("bot.inspection",)
MEMORY: Final = 1 << 30
"""Bytes of address space."""


class Inspection:
    """The ``Inspector`` of this machine."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)

    async def inspect(self, files: Mapping[str, bytes], trust: Trust) -> Sequence[Finding]:
        """Invalid: what the child said of the files, or check-unread where it died of them."""
        told = {
            "files": {name: _text(data) for name, data in files.items()},
            "trust": {name: [_text(one) for one in getattr(trust, name)] for name in _TRUST},
        }
        async with self._turn:
            answer = await _asked(json.dumps(told).encode())
        if "refusal" in answer:
            raise Invalid(str(answer["refusal"]), **answer["args"])
        return [_finding(row) for row in answer["found"]]


async def _asked(question: bytes) -> dict[str, Any]:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *PROGRAM, env=_surroundings(),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        out, _ = await asyncio.wait_for(child.communicate(question), SECONDS)
        answer: dict[str, Any] = json.loads(out)
    except (TimeoutError, ValueError) as error:
        log.warning("files could not be inspected", code=child.returncode, error=type(error).__name__)
        raise Invalid("check-unread") from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return answer


def _surroundings() -> dict[str, str]:
    """No token and no password goes with it."""
    return {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "SYSTEMROOT") if name in os.environ}


def _finding(row: Mapping[str, Any]) -> Finding:
    stamp, revoked = row["stamp"], row["revoked"]
    verdict = Verdict(
        tuple(map(Problem, row["problems"])),
        _read(row["certificate"]),
        _bytes(row["digest"]),
        _moment(row["claimed"]),
        stamp and Stamp(_moment(stamp["at"]), _read(stamp["authority"]), tuple(map(Problem, stamp["problems"]))),
        _moment(row["moment"]),
        revoked and Revoked(int(revoked["serial"]), datetime.fromisoformat(revoked["at"]), Reason(revoked["reason"])),
        since=row["since"] and Since(row["since"]),
    )
    return Finding(row["file"], row["document"], verdict, row["field"])


def _row(one: Finding) -> dict[str, Any]:
    verdict = one.verdict
    stamp, revoked = verdict.stamp, verdict.revoked
    return {
        "file": one.file,
        "document": one.document,
        "field": one.field,
        "since": verdict.since,
        "problems": verdict.problems,
        "certificate": _written(verdict.certificate),
        "digest": _text(verdict.digest),
        "claimed": _iso(verdict.claimed),
        "moment": _iso(verdict.moment),
        "stamp": stamp and {"at": _iso(stamp.at), "authority": _written(stamp.authority), "problems": stamp.problems},
        "revoked": revoked and {"serial": str(revoked.serial), "at": revoked.at.isoformat(), "reason": revoked.reason},
    }


def _written(certificate: Certificate | None) -> str | None:
    return _text(certificate.der) if certificate else None


def _read(text: str | None) -> Certificate | None:
    return certificates.read(_bytes(text)) if text else None


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _limit() -> None:
    """No more memory, processor time or processes than we need, and not one byte written to a file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(10)


def main() -> None:
    """The child: question on stdin, answer on stdout."""
    sys.dont_write_bytecode = True
    _limit()
    asked = json.load(sys.stdin.buffer)
    try:
        files = brought({name: _bytes(text) for name, text in asked["files"].items()})
        trust = Trust(**{name: tuple(map(_bytes, ders)) for name, ders in asked["trust"].items()})
        found = findings(files, replace(trust, lists=(*trust.lists, *files.lists)))
        answer: dict[str, Any] = {"found": [_row(one) for one in found]}
    except Invalid as refusal:
        answer = {"refusal": refusal.key.removeprefix("error-invalid-"), "args": refusal.args_}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
