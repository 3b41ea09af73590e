"""`memberloop docs`: the dbt project's documentation, served to this machine."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli.output import Failing
from orchestration.settings import ConfigurationError, load_settings

if TYPE_CHECKING:
    from http.server import ThreadingHTTPServer

    from orchestration.settings import Settings

PORT = 8090
FILE = "index.html"


@click.command(cls=Failing)
@click.option("--port", default=PORT, show_default=True, help="Port on 127.0.0.1; 0 takes any that is free.")
@click.option(
    "--generate-only",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=f"Write {FILE} there, one file that opens without a server, and end.",
)
def docs(port: int, folder: Path | None) -> None:
    """Show every table of the project: what it holds, from what it is made, which tests and pages read it.

    The page is dbt's, with columns and types of this home's warehouse and the SQL that its last night ran.
    It is served on 127.0.0.1 only and asks nothing of any other machine. Without a warehouse, or while a
    night is using it, the page goes without types, and says so here. It holds no row of anybody.

    Start from an exposure (who reads what) or from schema `kpi`; the round button at the lower right draws
    the lineage. Ctrl-C ends it.
    """
    page = _page(load_settings())
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_text(page, encoding="utf-8")
        click.echo(f"{folder / FILE}: {len(page.encode()) / 1e6:.0f} MB, one file, opens without a server.")
        return
    from orchestration.documenting.serve import LOOPBACK

    server = _server(page, port)
    click.echo(f"Serving http://{LOOPBACK}:{server.server_port}/ to this machine; Ctrl-C ends it.")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("Ended.", err=True)
    finally:
        server.server_close()


def _page(settings: Settings) -> str:
    from orchestration.documenting.catalog import catalog, with_sql
    from orchestration.documenting.page import documentation_page
    from orchestration.project import parsed_project

    click.echo("Reading the project …", err=True)
    project = parsed_project(settings.parameters)
    click.echo("Asking the warehouse for its columns …", err=True)
    found = catalog(project, settings)
    if found.missing:
        click.echo(f"Without types of columns: {found.missing}.", err=True)
    return documentation_page(with_sql(project.content(), settings.home), found.content)


def _server(page: str, port: int) -> ThreadingHTTPServer:
    from orchestration.documenting.serve import page_server

    try:
        return page_server(page, port)
    except OverflowError as error:
        raise ConfigurationError([f"--port {port}: there are ports up to 65535"]) from error
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise ConfigurationError([f"--port {port} is taken; name another, or 0 for any"]) from error
