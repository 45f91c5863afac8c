"""setWebhook, deleteWebhook, getWebhookInfo: refusals and their order are those of the real server's ``Client.cpp``."""

from __future__ import annotations

import time

from sandbox import webhook
from sandbox.botapi.params import Params
from sandbox.errors import too_many
from sandbox.shapes import Json
from sandbox.webhook import Hook
from sandbox.world import World

BETWEEN_SECONDS = 1.0
"""Oftener a webhook may not be set."""


def set_webhook(world: World, params: Params) -> bool:
    """Set it, or remove it with an empty address; whoever polls is ended.

    Raises:
        ApiError: 400, updates cannot be brought there; 429, it was set less than a second ago.
    """
    hook, kinds = _wish(params), params.strings("allowed_updates", "allowed updates")
    dropped = params.flag("drop_pending_updates")
    if hook is not None:
        _not_so_often(world)
    if hook != world.webhook.current or dropped:
        _change(world, hook, dropped)
    world.updates.allow(kinds)
    world.updates.wake()
    return True


def delete_webhook(world: World, params: Params) -> bool:
    """Remove it; what waits stays for getUpdates, unless it is to be dropped."""
    _change(world, None, params.flag("drop_pending_updates"))
    return True


def webhook_info(world: World, _params: Params) -> Json:
    """Where updates go, how many wait, and what went wrong last."""
    kinds = world.updates.allowed()
    card = world.webhook.card() | {"pending_update_count": world.updates.pending()}
    return card | ({"allowed_updates": kinds} if kinds else {})


def _wish(params: Params) -> Hook | None:
    url, secret = params.text("url"), params.text("secret_token")
    most = min(max(params.number("max_connections", webhook.DEFAULT_CONNECTIONS), 1), webhook.MOST_CONNECTIONS)
    return Hook(url, secret, most) if url else None


def _not_so_often(world: World) -> None:
    now = time.monotonic()
    if now < world.webhook.free_at:
        raise too_many(1)
    world.webhook.free_at = now + BETWEEN_SECONDS


def _change(world: World, hook: Hook | None, dropped: bool) -> None:
    """The former one is gone even if the new one is refused, as with the real server."""
    if hook is not None:
        world.updates.end_poll()
    world.webhook.put(None)
    if dropped:
        world.updates.drop()
    world.updates.wake()
    if hook is not None:
        world.webhook.put(webhook.checked(hook))
