"""The program: `python -m bot`, installed as `kabinet`. Every command ends in one sentence and an exit code."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence

import structlog
import uvloop

from bot.command_line import parser, tell
from bot.commands import COMMANDS
from bot.trouble import Exit, Trouble
from cabinet.errors import CabinetError
from locales import keys
from locales.translator import Text


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    typed = parser(COMMANDS).parse_args(arguments)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return int(runner.run(typed.command.run(typed)))
    except Trouble as trouble:
        tell(*trouble.texts)
        return int(trouble.code)
    except CabinetError as error:
        tell(Text(error.key, error.args_))
        return int(Exit.REFUSED)
    except BrokenPipeError:  # whoever read our words has heard enough (`kabinet seed | head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(Exit.DONE)
    except KeyboardInterrupt:
        return int(Exit.DONE)
    except Exception:
        structlog.get_logger("bot").exception("unexpected")
        tell(keys.console_unexpected())
        return int(Exit.FAILED)


if __name__ == "__main__":
    sys.exit(main())
