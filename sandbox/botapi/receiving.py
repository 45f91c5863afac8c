"""getMe, getUpdates, answerCallbackQuery, getFile, close, logOut."""

from __future__ import annotations

from sandbox import limits
from sandbox.botapi.params import Params
from sandbox.errors import ApiError, bad
from sandbox.shapes import Json
from sandbox.world import World

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
LONGEST_POLL = 50
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


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
    """The long poll.

    Raises:
        ApiError: 409, a webhook is set, or another call came meanwhile.
    """
    if world.webhook.current is not None:
        raise ApiError(409, WEBHOOK_ACTIVE)
    world.updates.allow(params.strings("allowed_updates", "allowed updates"))
    limit = min(max(params.number("limit", 100), 1), 100)
    timeout = min(max(params.number("timeout"), 0), LONGEST_POLL)
    return await world.updates.poll(params.number("offset"), limit, timeout)


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
