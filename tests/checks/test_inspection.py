"""What strangers made is read where it can do no harm; what it breaks there is a sentence here."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import inspection
from bot.inspection import Inspection
from cabinet.checking import MOST, brought, findings
from cabinet.errors import Invalid
from signing.authority import Reason, Revoked
from signing.stamps import Stamper
from signing.verdicts import Since, Trust
from tests.signing.pdf import appended, blank, signed, swap_page
from tests.signing.pki import DOCUMENT, Firm
from tests.signing.tsa import Tsa

BOMB = 150 * 1024 * 1024


@pytest.fixture(scope="module")
def firm() -> Firm:
    return Firm(at=datetime.now(UTC) - timedelta(hours=2))


@pytest.fixture(scope="module")
def files(firm: Firm) -> Mapping[str, bytes]:
    signature = firm.hire().sign()
    contract = signed(signed(blank(), firm.hire()), firm.hire(), "Signature2")
    return {
        "Заявление.pdf": DOCUMENT,
        "Договор.pdf": appended(contract, swap_page),
        "Акт.pdf": contract,
        "Заявление_1.sgn": signature,
        "Заявление_2.sgn": signature[:-1] + bytes([signature[-1] ^ 1]),
        "мусор.sig": os.urandom(2000),
    }


async def refusal(files: Mapping[str, bytes]) -> str:
    with pytest.raises(Invalid) as refused:
        await Inspection().inspect(files, Trust(()))
    return refused.value.key


async def test_the_child_says_what_we_would_say(firm: Firm, files: Mapping[str, bytes]) -> None:
    tsa = Tsa(at=firm.at + timedelta(hours=1))
    trust = replace(firm.trust(), stamp_roots=(tsa.root,))
    stamped = await Stamper(tsa.post, trust).stamp(files["Заявление_1.sgn"])
    files = {**files, "Заявление_1.sgn": stamped}
    found = await Inspection().inspect(files, trust)
    ours = findings(brought(files), trust)
    assert found[0].verdict.moment == tsa.at
    assert found == ours
    assert [one.verdict.good for one in found] == [True, False, False, *[False] * 2, *[True] * 2]
    assert [one.field for one in found] == [*[None] * 3, *["Signature1", "Signature2"] * 2]
    assert [one.verdict.since for one in found[3:]] == [*[Since.CHANGED] * 2, Since.ALLOWED, Since.NOTHING]
    assert replace(found[0].verdict, registered=True) != found[0].verdict


async def test_what_is_taken_back_crosses_the_pipe(firm: Firm, files: Mapping[str, bytes]) -> None:
    employee = firm.hire("Пётр Иванов")
    listed = firm.authority.revocation_list(
        [Revoked(employee.certificate.serial, firm.at, Reason.CESSATION)], 9, firm.at
    )  # fmt: skip
    brought_files = {"a.pdf": DOCUMENT, "a.sgn": employee.sign()}
    found = await Inspection().inspect(brought_files, firm.trust(listed))
    assert found == findings(brought(brought_files), firm.trust(listed))
    assert found[0].verdict.revoked is not None


async def test_an_archive_with_more_than_the_child_can_hold() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.sgn", bytes(BOMB))
        archive.writestr("b.sgn", bytes(BOMB))
    assert await refusal({"bomb.zip": packed.getvalue()}) == "error-invalid-check-large"
    assert await refusal({"broken.zip": b"PK\x03\x04" + bytes(100)}) == "error-invalid-check-archive"
    assert await refusal({f"{number}.sgn": b"" for number in range(51)}) == "error-invalid-check-many"


@pytest.mark.parametrize(
    "deed",
    ["bytearray(4 << 30)", "open(__file__ + '.left', 'wb').write(b'x' * 9)", "print('{')", "os.kill(os.getpid(), 9)"],
    ids=["memory", "file", "nonsense", "death"],
)
async def test_a_child_that_is_taken_over_can_only_say_nothing(
    deed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if a parser had been talked into it."""
    (tmp_path / "wicked.py").write_text(f"import os\nfrom bot import inspection\ninspection._limit()\n{deed}\n")
    monkeypatch.setattr(inspection, "PROGRAM", ("wicked",))
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}")
    assert await refusal({"a.sgn": b"x"}) == "error-invalid-check-unread"


async def test_one_that_hangs_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wicked.py").write_text("import time\ntime.sleep(600)\n")
    monkeypatch.setattr(inspection, "PROGRAM", ("wicked",))
    monkeypatch.setattr(inspection, "SECONDS", 1)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert await refusal({"a.sgn": b"x"}) == "error-invalid-check-unread"


def test_fifty_signatures_inside_of_files_are_enough(firm: Firm, files: Mapping[str, bytes]) -> None:
    many = {f"{number}.pdf": files["Акт.pdf"] for number in range(MOST // 2)}
    assert len(findings(brought(many), Trust((firm.root,)))) == MOST
    with pytest.raises(Invalid) as refused:
        findings(brought({**many, "x.sgn": files["Заявление_1.sgn"]}), Trust((firm.root,)))
    assert refused.value.key == "error-invalid-check-many"


def test_no_secret_goes_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "1:secret")
    said = subprocess.run(
        [sys.executable, "-c", "import os; print(sorted(os.environ))"],
        env=inspection._surroundings(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "BOT_TOKEN" not in said.stdout
