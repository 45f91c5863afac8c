"""getMe, getUpdates, webhooks, answerCallbackQuery, getFile, close, logOut."""

from __future__ import annotations

from sandbox import limits
from sandbox.botapi.params import Params
from sandbox.errors import bad
from sandbox.shapes import Json
from sandbox.world import World

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
LONGEST_POLL = 50


def get_me(world: World, _params: Params) -> Json:
    """The bot itself."""
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return world.user(world.config.bot.id) | abilities


async def get_updates(world: World, params: Params) -> list[Json]:
    """The long poll."""
    kinds = params.structure("allowed_updates", "allowed updates")
    if isinstance(kinds, list):
        world.updates.allow(kinds)
    limit = min(max(params.number("limit", 100), 1), 100)
    timeout = min(max(params.number("timeout"), 0), LONGEST_POLL)
    return await world.updates.poll(params.number("offset"), limit, timeout)


def set_webhook(world: World, params: Params) -> bool:
    """An empty address removes the webhook; a real one is refused, because the sandbox delivers by getUpdates only."""
    if params.text("url"):
        raise bad("bad webhook: the sandbox delivers updates by getUpdates only")
    return delete_webhook(world, params)


def delete_webhook(world: World, params: Params) -> bool:
    """There never is one; only the queue may be emptied."""
    if params.flag("drop_pending_updates"):
        world.store.drop_updates()
    return True


def webhook_info(world: World, _params: Params) -> Json:
    """No webhook, and how much waits."""
    return {"url": "", "has_custom_certificate": False, "pending_update_count": world.updates.pending()}


def answer_callback(world: World, params: Params) -> bool:
    """Stop the waiting circle of a pressed button, perhaps with words; a second answer is accepted and not shown."""
    callback_id = params.text("callback_query_id")
    press = world.store.callback(callback_id)
    params.number("cache_time")
    if press is None or world.clock() - press["at"] > limits.CALLBACK_SECONDS:
        raise bad(TOO_OLD)
    words = params.text("text")
    if len(words) > limits.CALLBACK_ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    answer = {"text": words, "alert": params.flag("show_alert"), "url": params.text("url") or None}
    if not press["answered"]:
        world.store.put_callback(callback_id, {**press, "answered": True})
        world.live.publish("answer", callback_id=callback_id, **{"as": press["as"]}, **answer)
    return True


def get_file(world: World, params: Params) -> Json:
    """Where a file can be fetched.

    Raises:
        ApiError: unknown, too big for the Bot API, or its original is lost.
    """
    row = world.files.find(params.text("file_id"))
    if row is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if row["file_id"] in world.faults.dropped:
        raise bad("file is temporarily unavailable")
    if row["file_size"] > limits.BOT_DOWNLOAD:
        raise bad("file is too big")
    card = {name: row[name] for name in ("file_id", "file_unique_id", "file_size")}
    return {**card, "file_path": row["path"]}


def log_out(_world: World, _params: Params) -> bool:
    """Nothing to log out from."""
    return True
