"""What the server sends, and the headers that every answer carries."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from reports.member.render import policy


@dataclass(frozen=True)
class Answer:
    """A page, or the way to one."""

    status: HTTPStatus
    body: str = ""
    location: str | None = None
    cookie: str | None = None
    is_page: bool = True

    def headers(self) -> list[tuple[str, str]]:
        """Nothing is kept by the browser, loaded from anywhere, framed, or told to another site."""
        kind = "html" if self.is_page else "plain"
        found = [
            ("Content-Type", f"text/{kind}; charset=utf-8"),
            ("Content-Length", str(len(self.body.encode()))),
            ("Content-Security-Policy", policy()),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            # Not no-referrer: browsers would send forms without the origin that is held against ours.
            ("Referrer-Policy", "same-origin"),
        ]
        found += [("Location", self.location)] if self.location else []
        return found + ([("Set-Cookie", self.cookie)] if self.cookie else [])


def page(body: str, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    """A whole page."""
    return Answer(status, body)


def sent_to(location: str, cookie: str | None = None) -> Answer:
    """Go there, by GET."""
    return Answer(HTTPStatus.SEE_OTHER, location=location, cookie=cookie)


def refused(status: HTTPStatus, why: str) -> Answer:
    """A line of text that says why, and repeats nothing of what was asked."""
    return Answer(status, f"{status.value} {status.phrase}: {why}\n", is_page=False)
