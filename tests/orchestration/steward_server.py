"""A server for stewards on a free port of loopback, and a visitor who asks it over real HTTP."""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import duckdb

from orchestration.settings import load_settings
from orchestration.stewarding.server import StewardServer
from sources.identifiers import Pepper, identifier_hash
from tests.reports.members import PHONE_HASH, make

SECRET = "a secret of the tests"
PHONE = "13800001111"


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass
class Visitor:
    """Keeps cookies as a browser does, follows nothing by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Reply:
        """Send one request, with the Host of this server unless another is given."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        sent |= {key.replace("_", "-"): value for key, value in headers.items()}
        if body is not None:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        link.request(method, path, body=body, headers=sent)
        answer = link.getresponse()
        reply = Reply(answer.status, answer.headers, answer.read().decode())
        link.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return reply

    def get(self, path: str, **headers: str) -> Reply:
        """GET."""
        return self.ask("GET", path, **headers)

    def send(self, path: str, headers: dict[str, str] | None = None, **fields: str) -> Reply:
        """A form as our page would send it; `guard` is its own unless given."""
        fields.setdefault("guard", self.guard())
        return self.ask("POST", path, urlencode(fields), **(headers or {}))

    def guard(self) -> str:
        """What the page's forms carry."""
        found = re.search(r'name="guard" value="([0-9a-f]+)"', self.get("/").text)
        return found[1] if found else ""


def make_home(root: Path) -> Path:
    """A home of the members of tests, the first of whom has a telephone that can be typed."""
    file = make(root / "published" / "current" / "memberloop.duckdb")
    give_telephone(file)
    return root


def give_telephone(file: Path) -> None:
    """The phone of FIRST becomes one whose value the tests know."""
    with duckdb.connect(str(file)) as con:
        hashed = identifier_hash(Pepper(SECRET), "phone", PHONE)
        con.execute(
            "update core.bridge_member_identifier set identifier_hash = ? where identifier_hash = ?",
            [hashed, PHONE_HASH],
        )


@contextmanager
def serving(home: Path) -> Iterator[StewardServer]:
    """A server that listens while the block runs."""
    settings = load_settings({"MEMBERLOOP_HOME": str(home), "MEMBERLOOP_PEPPER": SECRET})
    server = StewardServer(settings, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def let_in(server: StewardServer) -> Visitor:
    """A visitor who opened the printed address."""
    visitor = Visitor(server.server_port)
    parts = urlsplit(server.address)
    assert visitor.get(f"{parts.path}?{parts.query}").status == 303
    return visitor
