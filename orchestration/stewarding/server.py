"""The server: guards first, then one of four addresses. It listens where only this machine reaches it."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from orchestration.settings import Settings
from orchestration.stewarding.answers import Answer, page, refused, sent_to
from orchestration.stewarding.guards import LOOPBACK, Guards, checked, cookie_of
from orchestration.stewarding.looks import Looks
from reports.member.render import LANGUAGES, Frame, render_door
from sources.identifiers import IDENTIFIER_TYPES

MEMBER = re.compile(r"/member/(M\d{10})")
UNMASK = re.compile(r"/member/(M\d{10})/unmask")
FORMER = re.compile(r"M\d{10}")
FORM = "application/x-www-form-urlencoded"
LONGEST_FORM = 4096
SHORTEST_REASON = 5
LONGEST_REASON = 200
LANGUAGE_COOKIE = "memberloop-language"
SECONDS = 15  # of silence after which a connection is dropped


class StewardServer(ThreadingHTTPServer):
    """Members for the browser of this machine."""

    daemon_threads = True

    def __init__(self, settings: Settings, port: int, host: str = LOOPBACK) -> None:
        """Listen; raises NotLoopback for any other host, OSError where the port is taken."""
        super().__init__((checked(host), port), _Handler)
        self.guards = Guards(self.server_port)
        self.looks = Looks(settings)

    @property
    def address(self) -> str:
        """Where to begin, with the token that opens once."""
        return f"http://{LOOPBACK}:{self.server_port}/?token={self.guards.token}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke is nobody's matter, and a trace might hold what was asked."""


class _Handler(BaseHTTPRequestHandler):
    server: StewardServer
    timeout = SECONDS
    server_version = "memberloop"
    sys_version = ""

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(self._post)

    def _answer(self, handle: Callable[[], Answer]) -> None:
        try:
            answer = self._guarded(handle)
        except Exception:  # noqa: BLE001  whatever it was, its text may hold somebody's data
            answer = refused(
                HTTPStatus.INTERNAL_SERVER_ERROR, "see whether a version is published, ask again"
            )
        self._send(answer)

    def _guarded(self, handle: Callable[[], Answer]) -> Answer:
        guards = self.server.guards
        if not guards.is_here(self.headers):
            return refused(HTTPStatus.FORBIDDEN, "this server has another name")
        address = urlsplit(self.path)
        token = parse_qs(address.query).get("token")
        if token and self.command == "GET" and guards.admits(token[0]):
            return sent_to(address.path if MEMBER.fullmatch(address.path) else "/", guards.cookie)
        if not guards.knows(self.headers):
            return refused(
                HTTPStatus.FORBIDDEN, "open the address that `memberloop member serve` printed, once"
            )
        return handle()

    def _get(self) -> Answer:
        address = urlsplit(self.path)
        asked = {key: values[0] for key, values in parse_qs(address.query).items()}
        found = MEMBER.fullmatch(address.path)
        if not found and address.path != "/":
            return refused(HTTPStatus.NOT_FOUND, "there is no such page")
        if asked.get("lang") in LANGUAGES:
            cookie = f"{LANGUAGE_COOKIE}={asked['lang']}; Path=/; HttpOnly; SameSite=Strict"
            return sent_to(address.path, cookie)
        if not found:
            return page(render_door(self._frame("/")))
        former = asked.get("former", "")
        was = former if FORMER.fullmatch(former) else None
        return self.server.looks.member(found[1], self._frame(address.path), former=was)

    def _post(self) -> Answer:
        form = self._form()
        if form is None:
            return refused(HTTPStatus.BAD_REQUEST, "this is no form of ours")
        if not self.server.guards.is_ours(self.headers, form.get("guard", "")):
            return refused(HTTPStatus.FORBIDDEN, "the form comes from another page; open the member again")
        if self.path == "/find":
            return self.server.looks.find(form.get("type", ""), form.get("value", ""), self._frame("/"))
        found = UNMASK.fullmatch(self.path)
        if not found:
            return refused(HTTPStatus.NOT_FOUND, "there is no such page")
        reason = " ".join(form.get("reason", "").split())
        if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
            return refused(HTTPStatus.BAD_REQUEST, "say why, in 5 to 200 characters")
        return self.server.looks.member(found[1], self._frame(f"/member/{found[1]}"), reason=reason)

    def _form(self) -> dict[str, str] | None:
        """The form that was sent; None for anything else, which is not even read."""
        told = self.headers.get("Content-Length", "")
        kind = self.headers.get_content_type()
        if not (told.isascii() and told.isdigit()) or int(told) > LONGEST_FORM or kind != FORM:
            return None
        text = self.rfile.read(int(told)).decode("utf-8", "replace")
        try:
            found = parse_qs(text, max_num_fields=10)
        except ValueError:
            return None
        return {key: values[0] for key, values in found.items()}

    def _frame(self, here: str) -> Frame:
        chosen = cookie_of(self.headers, LANGUAGE_COOKIE)
        language = chosen if chosen in LANGUAGES else LANGUAGES[0]
        return Frame(language, here, self.server.guards.form_guard, tuple(IDENTIFIER_TYPES))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body.encode())

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the library itself refuses, without repeating what was asked."""
        self.close_connection = True
        self._send(refused(HTTPStatus(code), "this server does not answer that"))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's name
        """Nothing: addresses of requests are no log; who looked at whom is in the access log."""
