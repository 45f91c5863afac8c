"""What arrives outside a conversation. The order of routers is meaning: links and commands before anything typed."""

from handlers import commands, desk, errors, membership, opening, start, unexpected

ROUTERS = (errors.router, commands.router, start.router, opening.router, desk.router, membership.router)
LAST = unexpected.router
"""Comes after the conversations too."""
