"""A port of loopback before the server's socket, for drivers that know no sockets: JDBC."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def port_before(path: str) -> Iterator[int]:
    """The port, for as long as it is needed."""

    class Pair(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.socket(socket.AF_UNIX) as server:
                server.connect(path)
                back = threading.Thread(target=_pour, args=(server, self.request), daemon=True)
                back.start()
                _pour(self.request, server)
                back.join()

    class Relay(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Relay(("127.0.0.1", 0), Pair) as relay:
        threading.Thread(target=relay.serve_forever, daemon=True).start()
        yield relay.server_address[1]
        relay.shutdown()


def _pour(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while taken := source.recv(65536):
            target.sendall(taken)
        target.shutdown(socket.SHUT_WR)
