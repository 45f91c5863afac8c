"""Who may talk to the sandbox: only this machine, and only a page that came from here.

Loopback alone is no protection: any site open in a browser can send requests to 127.0.0.1, and a name that resolves to
it makes them same-origin (DNS rebinding). Hence the check of ``Host`` and ``Origin`` for everything, and a random
word in the address.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
LOCAL = ("127.0.0.1", "localhost")


def headers_for(host: str) -> dict[str, str]:
    """Headers of every answer; ``connect-src`` names the WebSocket for browsers whose 'self' does not cover it."""
    policy = f"default-src 'self'; connect-src 'self' ws://{host}; img-src 'self' data: blob:; object-src 'none'"
    return {
        "Content-Security-Policy": f"{policy}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def host_is_local(request: web.Request) -> bool:
    """``Host`` must be 127.0.0.1 or localhost, with the right port if with any."""
    name, _, port = request.headers.get("Host", "").partition(":")
    return name in LOCAL and port in ("", str(own_port(request)))


def origin_is_own(request: web.Request) -> bool:
    """``Origin``, where a browser sends it, must be the page of this very server."""
    origin = request.headers.get("Origin")
    return origin is None or origin == f"http://{request.headers.get('Host', '')}"


def own_port(request: web.Request) -> int | None:
    """The port that the request came in by."""
    address = request.transport.get_extra_info("sockname") if request.transport else None
    return int(address[1]) if address else None


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse foreign hosts and origins."""
    if not host_is_local(request):
        return web.json_response({"error": "foreign Host"}, status=403)
    if not origin_is_own(request):
        return web.json_response({"error": "foreign Origin"}, status=403)
    return await handler(request)


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Put the security headers on every answer, refusals included."""
    host = request.headers.get("Host", "") if host_is_local(request) else LOCAL[0]
    for name, value in headers_for(host).items():
        response.headers.setdefault(name, value)
