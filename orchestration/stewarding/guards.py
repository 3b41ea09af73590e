"""Who may ask: a token that opens once, a session in a cookie, a guard in each form, this machine's names."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass, field
from email.message import Message
from http.cookies import CookieError, SimpleCookie

LOOPBACK = "127.0.0.1"
NAMES = (LOOPBACK, "localhost")
OWN_SITE = ("same-origin", "none")


class NotLoopback(ValueError):
    """The address is not the one that only this machine reaches."""


@dataclass
class Guards:
    """Secrets of one server; nothing of them is ever written down, a new start makes new ones."""

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    _session: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    _is_open: bool = True
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def cookie_name(self) -> str:
        """A name of the port's own: browsers keep one jar for all ports of a host."""
        return f"memberloop-{self.port}"

    @property
    def cookie(self) -> str:
        """The header that gives the session to whoever brought the token."""
        return f"{self.cookie_name}={self._session}; Path=/; HttpOnly; SameSite=Strict"

    @property
    def form_guard(self) -> str:
        """What every form of ours carries: a page elsewhere cannot know it."""
        return hmac.new(self._session.encode(), b"form", hashlib.sha256).hexdigest()

    def admits(self, token: str) -> bool:
        """Whether this is the token, brought for the first time."""
        with self._lock:
            is_right = self._is_open and _same(token, self.token)
            self._is_open = self._is_open and not is_right
            return is_right

    def knows(self, headers: Message) -> bool:
        """Whether the request carries the session."""
        return _same(cookie_of(headers, self.cookie_name), self._session)

    def is_here(self, headers: Message) -> bool:
        """Whether the request was addressed to this machine: a stranger's name may point here."""
        hosts = headers.get_all("Host") or []
        return len(hosts) == 1 and hosts[0].lower() in {f"{name}:{self.port}" for name in NAMES}

    def is_ours(self, headers: Message, form_guard: str) -> bool:
        """Whether a form was sent from a page of ours."""
        origin, site = headers.get("Origin"), headers.get("Sec-Fetch-Site")
        if origin is not None and origin != f"http://{headers.get('Host', '')}":
            return False
        if site is not None and site not in OWN_SITE:
            return False
        return _same(form_guard, self.form_guard)


def checked(host: str) -> str:
    """The host, when it is loopback; raises NotLoopback."""
    if host != LOOPBACK:
        raise NotLoopback(f"members are shown to this machine alone: {LOOPBACK}, and no other address")
    return host


def cookie_of(headers: Message, name: str) -> str:
    """A cookie's value, or an empty text."""
    try:
        found = SimpleCookie(headers.get("Cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def _same(one: str, other: str) -> bool:
    """Compared in a time that tells nothing of where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
