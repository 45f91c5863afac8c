"""`verify.sh` of an archive: its words are for whoever checks a document without us, so they stand in the script."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import datetime
from typing import Final


def script(document: str, trusted: str, signatures: Sequence[tuple[str, datetime | None]]) -> str:
    """For a POSIX shell. ``signatures``: file, and the moment at which its certificate is judged (None: now).

    Exit code 0 if every signature is good, 1 if one is not, 2 without OpenSSL 3.
    """
    lines = [_HEAD.format(document=shlex.quote(document), trusted=trusted)]
    for file, moment in signatures:
        lines.append(f"check {shlex.quote(file)} {int(moment.timestamp()) if moment else shlex.quote('')}")
    return "\n".join([*lines, _TAIL.format(trusted=trusted)])


_HEAD: Final = """\
#!/bin/sh
# Проверяет подписи этого архива программой OpenSSL 3.0 или новее, без сети и без кабинета сотрудника.
# Что проверяется: документ не изменён; подпись создана ключом сертификата; сертификат выдан корневым сертификатом
# работодателя, действовал и не был отозван на момент подписания. Что программа не видит: числится ли сертификат в
# реестре выданных (это видит кабинет) и чей это корневой сертификат: его отпечаток указан в листе подписания.
cd "$(dirname "$0")" || exit 2
case "$(openssl version 2>/dev/null)" in
"OpenSSL "[3-9]*) ;;
*)
    echo "Нужна программа OpenSSL версии 3.0 или новее."
    exit 2
    ;;
esac
document={document}
bad=0

check() {{
    if said=$(openssl cms -verify -binary -cades -inform DER -in "$1" -content "$document" \\
        -CAfile {trusted} -crl_check ${{2:+-attime "$2"}} -out /dev/null 2>&1); then
        echo "$1: подпись верна"
    else
        echo "$1: ПОДПИСЬ НЕВЕРНА: изменён документ или подпись, либо сертификат не тот, отозван или не действовал."
        echo "OpenSSL говорит: $said"
        bad=1
    fi
}}
"""
_TAIL: Final = """
echo "Корневой сертификат, SHA-256:"
openssl x509 -in {trusted} -noout -fingerprint -sha256 | sed "s/.*=//"
echo "Сравните его с тем, что назовёт работодатель: чей он, из самого архива не видно."
exit $bad
"""
