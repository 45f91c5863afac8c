"""How a company introduces КЭДО: the facts of its local act, set by an administrator on the server."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

from cabinet.access import Actor
from cabinet.errors import Invalid, NotAllowed, NotFound
from cabinet.journal import done_before, record
from cabinet.ports import Clock
from locales import plain_key
from storage.certificates import root_of
from storage.company import Company
from storage.engine import Database
from storage.joining import Introduction

CONSOLE: Final = "console"
NEEDED: Final = ("act_name", "act_number", "act_date", "starts_on", "answer_by", "crl_url")
"""What the first introduction cannot do without."""
USUAL: Final = ("system", "basis")
"""What is as with most companies where nothing else is said."""
LONGEST: Final = 300
"""Characters of one fact."""
_OGRN = re.compile(r"\d{13}|\d{15}")
_MAIL = re.compile(r"[^@\s,]+@[^@\s,]+\.[^@\s,]+")


class Introducing:
    """The verb of the console."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self.db, self.clock = db, clock

    async def introduce(
        self, actor: Actor, company_id: uuid.UUID, facts: Mapping[str, Any], key: str
    ) -> tuple[Introduction, bool]:
        """Introduce КЭДО, or change the facts given; (the introduction, whether it is new).

        ``facts``: columns of Introduction. Invalid: joining-missing, joining-fact, joining-url, joining-url-fixed,
        joining-ogrn, joining-mail, joining-dates. Only the console may.
        """
        if not (actor.is_system and actor.name == CONSOLE):
            raise NotAllowed
        checked(facts)
        async with self.db.write() as session:
            if await session.get(Company, company_id) is None:
                raise NotFound
            known = await session.get(Introduction, company_id, with_for_update=True)
            if known is not None and await done_before(session, key):
                return known, False
            moves = known is not None and facts.get("crl_url", known.crl_url) != known.crl_url
            if known is not None and moves and await root_of(session, company_id) is not None:
                raise Invalid("joining-url-fixed", url=known.crl_url)
            made = _made(known, company_id, facts)
            _in_order(made)
            session.add(made)
            at = self.clock.now()
            record(session, actor, "joining.introduce", "company", company_id, at, key=key, company_id=company_id)
        return made, known is None


def checked(facts: Mapping[str, Any]) -> None:
    """Invalid where a fact cannot be one."""
    if any(isinstance(value, str) and len(value) > LONGEST for value in facts.values()):
        raise Invalid("joining-fact", most=LONGEST)
    if any(not facts.get(name, "x") for name in NEEDED):
        raise Invalid("joining-missing")
    url = urlsplit(facts.get("crl_url", "http://x"))
    if url.scheme not in {"http", "https"} or not url.hostname or not facts.get("crl_url", "x").isascii():
        raise Invalid("joining-url")
    if facts.get("ogrn") and not _OGRN.fullmatch(facts["ogrn"]):
        raise Invalid("joining-ogrn")
    if any(not _MAIL.fullmatch(one) for one in addresses(facts.get("heads_to", ""))):
        raise Invalid("joining-mail")


def addresses(heads_to: str) -> list[str]:
    """The addresses of a comma-separated list."""
    return [one.strip() for one in heads_to.split(",") if one.strip()]


def _made(known: Introduction | None, company_id: uuid.UUID, facts: Mapping[str, Any]) -> Introduction:
    if known is None:
        if any(name not in facts for name in NEEDED):
            raise Invalid("joining-missing")
        usual = {name: plain_key(f"joining-usual-{name}", "ru", {}) for name in USUAL}
        return Introduction(company_id=company_id, **{**usual, **facts})
    for name, value in facts.items():
        setattr(known, name, value)
    return known


def _in_order(made: Introduction) -> None:
    """The act comes first; nobody is asked to answer, and nothing starts, before it."""
    earliest: date = made.act_date
    if made.starts_on < earliest or made.answer_by < earliest:
        raise Invalid("joining-dates")
