"""One page for the browsers of this machine, and for nobody else."""

from __future__ import annotations

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from orchestration.documenting.page import POLICY

LOOPBACK = "127.0.0.1"
PATHS = ("/", "/index.html")


def page_server(page: str, port: int) -> ThreadingHTTPServer:
    """A server on the loopback address; raises OSError where the port is taken.

    Args:
        page: The only thing that it serves.
        port: 0 takes any that is free.
    """
    body = page.encode()

    class _Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            # A stranger's name that was made to point here is refused, so that no other page reads this.
            host = (self.headers.get("Host") or "").rpartition(":")[0]
            if host not in (LOOPBACK, "localhost") or self.path.partition("?")[0] not in PATHS:
                self.send_error(HTTPStatus.NOT_FOUND)
                return
            self.send_response(HTTPStatus.OK)
            for name, value in (
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Length", str(len(body))),
                ("Content-Security-Policy", POLICY),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
                ("Referrer-Policy", "no-referrer"),
            ):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """A server of one page has nothing to tell."""

    return ThreadingHTTPServer((LOOPBACK, port), _Handler)
