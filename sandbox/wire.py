"""A request of the bot → one method → the answer, with faults, limits and the log of calls around it."""

from __future__ import annotations

import asyncio
import hmac
import inspect
import time
from typing import Any

from aiohttp import web

from sandbox import flaky, limits
from sandbox.botapi import BY_LOWER, METHODS, PACED
from sandbox.botapi.params import Params, read
from sandbox.botapi.targets import known_chat
from sandbox.errors import ApiError, too_many
from sandbox.shapes import Json
from sandbox.world import World


class Wire:
    """The Bot API side of the server."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pace = limits.Pace()
        self._count = 0

    def knows(self, token: str) -> bool:
        """Whether the token is the bot's."""
        return hmac.compare_digest(token.encode(), self._world.config.bot.token.encode())

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Handle ``/bot<token>/<method>``."""
        if not self.knows(request.match_info["token"]):
            return answer(ApiError(401, "Unauthorized"))
        name = request.match_info["method"]
        if self._world.faults.unreachable.fires(name):
            return _cut(request)
        try:
            params = await read(request)
        except web.HTTPRequestEntityTooLarge:
            return answer(self._log(name, Params({}, {}), ApiError(413, "Request Entity Too Large")))
        except ApiError as error:
            return answer(self._log(name, Params({}, {}), error))
        flaw = self._world.faults.flaky.strikes(name)
        if flaw is not None and flaw != "reset-after":
            return await self._flawed(request, params, flaw)
        result = self._log(name, params, await self._outcome(name, params))
        if self._world.faults.slow:
            await asyncio.sleep(self._world.faults.slow)
        if flaw or (not isinstance(result, ApiError) and self._world.faults.cuts(name)):
            return _cut(request)
        return answer(result)

    async def _flawed(self, request: web.Request, params: Params, flaw: str) -> web.StreamResponse:
        """A call that fails without an effect; the log names the failure."""
        refusal = flaky.REFUSALS.get(flaw)
        self._log(request.match_info["method"], params, refusal or ApiError(502 if flaw == "html" else 0, flaw))
        if refusal is not None:
            return answer(refusal)
        if flaw == "html":
            return web.Response(text=flaky.PAGE, content_type="text/html", status=502)
        if flaw == "hang":
            await asyncio.sleep(self._world.faults.flaky.hang_seconds)
        return _cut(request)

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Handle ``/file/bot<token>/<path>``."""
        if not self.knows(request.match_info["token"]):
            return answer(ApiError(401, "Unauthorized"))
        row = self._world.files.find_path(request.match_info["path"])
        if row is None or row["file_id"] in self._world.faults.dropped or row["file_size"] > limits.BOT_DOWNLOAD:
            return answer(ApiError(404, "Not Found"))
        return web.FileResponse(self._world.files.place(row), headers={"Content-Type": "application/octet-stream"})

    async def _outcome(self, name: str, params: Params) -> Any:
        """The result, or the refusal."""
        method = METHODS.get(BY_LOWER.get(name.lower(), ""))
        try:
            if method is None:
                raise ApiError(404, "Not Found")
            self._slow_down(name, params)
            result = method(self._world, params)
            return await result if inspect.isawaitable(result) else result
        except ApiError as error:
            return error

    def _slow_down(self, name: str, params: Params) -> None:
        faults = self._world.faults
        if faults.retry_after.fires(name):
            raise too_many(faults.retry_seconds)
        if faults.limits and BY_LOWER[name.lower()] in PACED:
            self._pace.take(known_chat(self._world, params), time.monotonic())

    def _log(self, name: str, params: Params, result: Any) -> Any:
        self._count += 1
        refusal = result if isinstance(result, ApiError) else None
        entry: Json = {
            "n": self._count,
            "method": name,
            "params": params.fields,
            "files": sorted(params.files),
            "ignored": params.ignored() if refusal is None else [],
            "status": refusal.code if refusal else 200,
            "description": refusal.description if refusal else None,
            "at": self._world.clock(),
        }
        self._world.calls.append(entry)
        return result


def answer(result: Any) -> web.Response:
    """The JSON of a result or a refusal."""
    if isinstance(result, ApiError):
        return web.json_response(result.body(), status=result.code)
    return web.json_response({"ok": True, "result": result})


def _cut(request: web.Request) -> web.StreamResponse:
    """Break the connection without a word."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
