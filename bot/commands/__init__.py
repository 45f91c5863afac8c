"""The commands, in the order in which --help lists them."""

from bot.command_line import Command
from bot.commands import demo, doctor, edo, invite, journal, keys, migrate, preview, run, seed, status, troubles, verify

COMMANDS: tuple[Command, ...] = (
    run.COMMAND,
    demo.COMMAND,
    migrate.COMMAND,
    seed.COMMAND,
    invite.INVITE,
    invite.UNLOCK,
    edo.COMMAND,
    keys.COMMAND,
    preview.COMMAND,
    doctor.COMMAND,
    status.COMMAND,
    troubles.LIST,
    troubles.AGAIN,
    verify.COMMAND,
    journal.COMMAND,
)
