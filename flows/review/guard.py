"""Who may ask for a page, and who may change anything: hosts, tokens, forms.

The site has no accounts. At the loopback everybody on this machine may look; at any other
address a token is asked for once. What protects it besides:

    a name that an attacker points at this machine (DNS rebinding)   only known hosts are answered
    a form on another site that posts here                           its Origin is not ours, and it
                                                                     lacks the forms' token
    a text of a report that is HTML                                  templates escape; scripts and
                                                                     styles come from files only
"""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
import socket
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "nianbao_token"
MAX_FORM_BYTES = 64 * 1024
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[0-9a-z.-]+)(?::\d{1,5})?", re.IGNORECASE | re.ASCII)


def is_loopback(host: str) -> bool:
    """Tell whether an address to listen at can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class Guard:
    """Who may ask. `token` is None at the loopback; `names` are further names of this machine."""

    host: str = "127.0.0.1"
    token: str | None = None
    names: tuple[str, ...] = ()
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def knows_host(self, header: str) -> bool:
        """Tell whether a request's Host is this machine: a loopback or an address, no other name.

        An attacker's name may lead here, but an address in figures is nobody's but ours.
        """
        found = _HOST.fullmatch(header)
        if found is None:
            return False
        name = found[1].strip("[]").lower()
        if name == "localhost" or name in {each.lower() for each in (self.host, *self.names)}:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or self.token is not None

    def form_token(self) -> str:
        """Return what every form carries."""
        return hmac.new(self.secret, b"form", "sha256").hexdigest()

    def is_own_form(self, request: Request, form: dict[str, str]) -> bool:
        """Tell whether a form was sent from one of our pages."""
        if not hmac.compare_digest(form.get("form_token", ""), self.form_token()):
            return False
        origin = request.headers.get("origin")
        if origin is None:
            return request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
        return urlsplit(origin).netloc == request.headers.get("host")

    def has_token(self, headers: Headers) -> bool:
        """Tell whether a request bears the token, where one is asked for."""
        if self.token is None:
            return True
        cookie: SimpleCookie = SimpleCookie()
        try:
            cookie.load(headers.get("cookie", ""))
        except Exception:  # noqa: BLE001 - whatever is wrong with a cookie, it is no token
            return False
        given = cookie[COOKIE].value if COOKIE in cookie else ""
        return hmac.compare_digest(given.encode(), self.token.encode())

    def is_token(self, given: str) -> bool:
        """Tell whether this is the token."""
        return self.token is not None and hmac.compare_digest(given.encode(), self.token.encode())


def machine_names() -> tuple[str, ...]:
    """Return the names by which others on the network know this machine."""
    name = socket.gethostname()
    return (name, f"{name}.local", socket.getfqdn())


class Guarded:
    """The site behind its guard, with headers that let nothing in from elsewhere."""

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self._app, self._guard = app, guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        answer: Any = self._app
        if not self._guard.knows_host(headers.get("host", "")):
            answer = PlainTextResponse("未知的主机名。Unknown host.", 400)
        elif not self._guard.has_token(headers) and not _is_open(scope["path"]):
            answer = (
                RedirectResponse("/enter", 303)
                if scope["method"] == "GET"
                else PlainTextResponse("需要口令。Token required.", 403)
            )

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    sent.setdefault(name, value)
                if not scope["path"].startswith(("/static/", "/page/")):
                    sent.setdefault("Cache-Control", "no-store")
            await send(message)

        await answer(scope, receive, send_guarded)


def _is_open(path: str) -> bool:
    """Tell whether a page is shown before the token is given."""
    return path == "/enter" or path.startswith("/static/")
