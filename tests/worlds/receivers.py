"""Real servers on loopback that keep what they are told: one of HTTP, one of mail."""

from __future__ import annotations

import json
import socketserver
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator


Server = TypeVar("Server", bound=socketserver.BaseServer)


class Web(ThreadingHTTPServer):
    """Keeps what is posted; answers with `status` and, as WeCom does, with `errcode`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _WebHandler)
        self.got: list[dict[str, Any]] = []
        self.errcode, self.status = 0, 200


class _WebHandler(BaseHTTPRequestHandler):
    server: Web

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(json.loads(body))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(json.dumps({"errcode": self.server.errcode}).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing on the test's output."""


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server of the plainest kind."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _MailHandler)
        self.got: list[str] = []


class _MailHandler(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                text = b""
                while (more := self.rfile.readline()) != b".\r\n":
                    text += more
                self.server.got.append(text.decode())
            if line.upper().startswith(b"QUIT"):
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 ok\r\n")


def address(server: socketserver.BaseServer, scheme: str = "http", rest: str = "/send?key=a-secret") -> str:
    host, port = server.server_address[:2]
    return f"{scheme}://{host}:{port}{rest}"


def mail_address(server: Mailbox) -> str:
    return address(server, "smtp", "?from=night@mall.test&to=one@mall.test&to=two@mall.test")


@contextmanager
def at_work(server: Server) -> Iterator[Server]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
