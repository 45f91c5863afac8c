"""`kabinet verify`: are these signatures good? Without database, keys and network; code 1 when one is not.

Trust is what the caller names (`--root`). Without it the root that lies among the files is taken, and its fingerprint
is said: whoever made the files may have made it too. The register of issue is not asked here.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from bot.command_line import Command, Parser, json_argument, say
from bot.trouble import Exit, Trouble
from cabinet.checking import Brought, Finding, brought, findings
from cabinet.errors import Invalid
from cabinet.protocol_paper import PROBLEMS
from cabinet.writing import fingerprint, moment, serial
from locales import keys
from locales.translator import Text
from signing import certificates
from signing.verdicts import Problem, Since, Trust, Verdict

LARGEST: Final = 50 * 1024 * 1024
"""Bytes of one file."""


async def _run(typed: argparse.Namespace) -> int:
    files = _brought(_read(typed.files))
    given, stamps = _roots(typed.root), _roots(typed.stamp_root)
    roots = given or files.roots
    found = await asyncio.to_thread(_found, files, Trust(roots, files.lists, stamps))
    if typed.json:
        print(json.dumps([_row(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for sentence in [*_sentences(found), *_about(roots, given=bool(given))]:
            say(sentence)
    return Exit.DONE if all(one.verdict.good for one in found) else Exit.FAILED


def _read(paths: Sequence[str]) -> dict[str, bytes]:
    """Name → bytes; two of one name are told apart by their paths. Trouble: one cannot be read, or is too large."""
    names = [Path(path).name for path in paths]
    return {(path if names.count(name) > 1 else name): _content(path) for path, name in zip(paths, names, strict=True)}


def _content(path: str) -> bytes:
    try:
        if Path(path).stat().st_size > LARGEST:
            raise Trouble(keys.console_verify_large(path=path, limit=LARGEST // 1024 // 1024), code=Exit.USAGE)
        return Path(path).read_bytes()
    except OSError as error:
        raise Trouble(keys.console_verify_unread(path=path, why=error.strerror or ""), code=Exit.USAGE) from error


def _brought(files: dict[str, bytes]) -> Brought:
    try:
        return brought(files)
    except Invalid as refusal:
        raise Trouble(Text(refusal.key, refusal.args_), code=Exit.USAGE) from refusal


def _roots(path: str | None) -> tuple[bytes, ...]:
    """What a file named by the caller holds; none where he names none. Trouble: it has no root."""
    found = _brought(_read([path])).roots if path else ()
    if path and not found:
        raise Trouble(keys.console_verify_no_root(path=path), code=Exit.USAGE)
    return found


def _found(files: Brought, trust: Trust) -> Sequence[Finding]:
    try:
        found = findings(files, trust)
    except Invalid as refusal:
        raise Trouble(Text(refusal.key, refusal.args_), code=Exit.USAGE) from refusal
    if not found:
        raise Trouble(keys.console_verify_nothing(), code=Exit.USAGE)
    return found


def _sentences(found: Sequence[Finding]) -> Iterator[Text]:
    for one in found:
        verdict = one.verdict
        yield Text(f"console-verify-{_opinion(verdict)}", {"file": one.file})
        yield from _place(one)
        for problem in verdict.problems:
            if problem is Problem.MALFORMED and one.field is not None:
                yield keys.console_verify_inside_unread()
            elif problem is not Problem.DOCUMENT or one.document is not None:
                yield keys.console_verify_problem(text=PROBLEMS[problem])
        if one.document is None:
            yield keys.console_verify_no_document()
        yield from _signer(verdict)


def _place(one: Finding) -> Iterator[Text]:
    """Which document it is over, and what became of that if the signature stands inside."""
    since = one.verdict.since
    if one.field:
        yield keys.console_verify_inside(field=one.field)
        if since is not None and since is not Since.CHANGED and Problem.DOCUMENT not in one.verdict.problems:
            yield Text(f"console-verify-since-{since}")
    elif one.field is None and one.document is not None:
        yield keys.console_verify_document(file=one.document)


def _opinion(verdict: Verdict) -> str:
    if Problem.ALGORITHM in verdict.problems and Problem.LATER not in verdict.problems:
        return "unchecked"
    return "good" if verdict.good else "bad"


def _signer(verdict: Verdict) -> Iterator[Text]:
    if verdict.certificate is None:
        return
    subject = verdict.certificate.subject
    yield keys.console_verify_signer(name=subject.name, company=subject.organization, title=subject.title or "none")
    yield keys.console_verify_serial(serial=serial(verdict.certificate.serial, 40))
    if verdict.claimed is not None:
        yield keys.console_verify_claimed(moment=_local(verdict.claimed))
    if verdict.stamp is not None and verdict.stamp.at is not None and verdict.stamp.trusted:
        yield keys.console_verify_stamp(moment=_local(verdict.stamp.at))
    if verdict.revoked is not None and Problem.REVOKED not in verdict.problems:
        yield keys.console_verify_later(moment=_local(verdict.revoked.at))


def _about(roots: Sequence[bytes], *, given: bool) -> Iterator[Text]:
    """What the answer rests on, and what it did not look at."""
    if not given:
        for der in roots:
            root = certificates.read(der)
            print_of = fingerprint(root.fingerprint, 32)
            yield keys.console_verify_own_root(name=root.subject.organization, fingerprint=print_of)
    yield keys.console_verify_register()


def _local(at: datetime) -> str:
    return moment(at.astimezone())


def _row(one: Finding) -> dict[str, Any]:
    verdict, certificate = one.verdict, one.verdict.certificate
    return {
        "file": one.file,
        "document": one.document,
        "field": one.field,
        "since": verdict.since,
        "good": verdict.good,
        "problems": [problem.value for problem in verdict.problems],
        "signer": certificate.subject.name if certificate else None,
        "organization": certificate.subject.organization if certificate else None,
        "serial": f"{certificate.serial:x}" if certificate else None,
        "fingerprint": certificate.fingerprint.hex() if certificate else None,
        "claimed": verdict.claimed.isoformat() if verdict.claimed else None,
        "stamp": verdict.stamp.at.isoformat() if verdict.stamp and verdict.stamp.trusted and verdict.stamp.at else None,
        "moment": verdict.moment.isoformat() if verdict.moment else None,
        "revoked": verdict.revoked.at.isoformat() if verdict.revoked else None,
    }


def _arguments(parser: Parser) -> None:
    text, file = keys.console_verify_help_files(), keys.console_arg_file()
    parser.take("files", text=text, metavar=file, nargs="+")
    parser.take("--root", text=keys.console_verify_help_root(), metavar=file)
    parser.take("--stamp-root", text=keys.console_verify_help_stamp_root(), metavar=file)
    json_argument(parser)


COMMAND = Command("verify", keys.console_verify_help(), _run, _arguments)
