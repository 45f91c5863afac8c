"""`kabinet edo crl`: the newest list of each root in force, as files."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from bot.trouble import Exit
from storage.certificates import RevocationList, Root
from storage.company import Company
from storage.engine import Database
from tests.bot.console import kabinet
from tests.conftest import START


async def published(folder: Path) -> None:
    """A root of the first company that published two lists."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'data' / 'kabinet.db'}")
    async with database.write() as session:
        company = (await session.scalars(select(Company).order_by(Company.inn))).all()[0]
        root = Root(company_id=company.id, serial="3fa0", der=b"root", key_record=b"key", made_at=START)
        session.add(root)
        await session.flush()
        for number in (1, 2):
            due = START + timedelta(days=7 + number)
            made = RevocationList(root_id=root.id, number=number, made_at=START, due_at=due, der=b"list %d" % number)
            session.add(made)
    await database.close()


async def test_the_newest_list_is_written_over_the_older_one(tmp_path: Path) -> None:
    assert kabinet(tmp_path, "seed").code == Exit.DONE
    unnamed = kabinet(tmp_path, "edo", "crl")
    assert (unnamed.code, "--out" in unnamed.err) == (Exit.USAGE, True)
    await published(tmp_path)
    out = tmp_path / "www" / "crl"
    out.mkdir(parents=True)
    (out / "3fa0.crl").write_bytes(b"an older one")
    done = kabinet(tmp_path, "edo", "crl", "--out", str(out))
    assert (done.code, "записано: 1" in done.out) == (Exit.DONE, True), done
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {"3fa0.crl": b"list 2"}
    refused = kabinet(tmp_path, "edo", "crl", "--out", str(out / "3fa0.crl"))
    assert (refused.code, "не записать" in refused.err) == (Exit.UNREACHABLE, True), refused
