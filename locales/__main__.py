"""`python -m locales` writes the typed keys anew; `--check` only tells whether they are stale (exit code 1)."""

import sys
from pathlib import Path

from locales import generate, translator

KEYS = Path(__file__).with_name("keys.py")


def main(arguments: list[str]) -> int:
    """Exit code: 0 written or fresh, 1 stale under `--check`. Unreadable texts raise BadTexts, which names the file."""
    source = generate.module(translator.messages().values())
    if "--check" in arguments:
        fresh = KEYS.exists() and KEYS.read_text(encoding="utf-8") == source
        print("locales/keys.py is up to date" if fresh else "locales/keys.py is stale: run python -m locales")
        return 0 if fresh else 1
    print("locales/keys.py written" if generate.write(KEYS, source) else "locales/keys.py is up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
