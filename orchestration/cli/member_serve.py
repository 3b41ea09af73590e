"""`memberloop member serve`: the page for stewards, for the browser of this machine."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import click

from orchestration.cli.output import Failing
from orchestration.cli.published import open_published
from orchestration.settings import ConfigurationError, Settings, load_settings

if TYPE_CHECKING:
    from orchestration.stewarding.server import StewardServer

PORT = 8360


@click.command(cls=Failing)
@click.option("--port", default=PORT, show_default=True, help="Port on 127.0.0.1; 0 takes any that is free.")
def serve(port: int) -> None:
    """Serve member-360 pages to the browser of this machine: find a member, look from all sides.

    The address that is printed carries a token that opens once; the browser then holds a session until the
    server ends. Pages are masked. Unmasking asks for a reason. Every look is written to steward/access.jsonl
    of the home. Ctrl-C ends it.
    """
    settings = load_settings()
    settings.require_pepper()
    open_published(settings).close()
    server = _server(settings, port)
    click.echo(f"Open once: {server.address}\nFor this machine alone; Ctrl-C ends it.")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("Ended.", err=True)
    finally:
        server.server_close()


def _server(settings: Settings, port: int) -> StewardServer:
    from orchestration.stewarding.server import StewardServer

    try:
        return StewardServer(settings, port)
    except OverflowError as error:
        raise ConfigurationError([f"--port {port}: there are ports up to 65535"]) from error
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise ConfigurationError([f"--port {port} is taken; name another, or 0 for any"]) from error
