"""`memberloop publish`: the versions readers can have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from orchestration.cli.output import Failing, Row, json_option, print_rows
from orchestration.lock import writer_lock
from orchestration.servers import bring_to, version_to_postgres
from orchestration.settings import load_settings


@click.command(cls=Failing)
@click.option("--list", "listing", is_flag=True, help="Show the versions that are kept.")
@click.option("--rollback", metavar="VERSION", help="Give readers this version again.")
@click.option(
    "--to",
    "place",
    metavar="PLACE",
    help="Bring the current version to `postgres` or below s3://… or oss://…",
)
@json_option
@click.pass_context
def publish(
    ctx: click.Context, listing: bool, rollback: str | None, place: str | None, as_json: bool
) -> None:
    """List published versions, go back to one in seconds, or bring the current one to a server.

    A night publishes by itself, to PostgreSQL too where MEMBERLOOP_POSTGRES_URL is set. Readers that hold a
    file open keep it; the next open sees the version you chose. After a server could not be reached, `--to
    postgres` brings it up to date.
    """
    from publishing import UnknownVersionError, list_versions
    from publishing import rollback as go_back

    settings = load_settings()
    published = settings.home / "published"
    if rollback:
        with writer_lock(settings.home, settings.nightly.lock_wait_seconds):
            try:
                chosen = go_back(published, rollback, datetime.now(UTC))
            except UnknownVersionError as error:
                raise click.UsageError(str(error)) from error
            click.echo(f"Readers of files now get {rollback}. The next published night replaces it.")
            with _told():
                if version_to_postgres(settings, chosen):
                    click.echo(f"Readers of PostgreSQL now get {rollback}, too.")
        return
    if place:
        with writer_lock(settings.home, settings.nightly.lock_wait_seconds), _told():
            click.echo(bring_to(place, settings))
        return
    if not listing:
        click.echo(ctx.get_help())
        return
    rows: list[Row] = [
        {
            "version": version.version,
            "current": version.is_current,
            "data_through": version.data_through,
            "published_at": version.published_at,
            "run_id": version.run_id,
            "tables": len(version.rows),
            "rows": sum(version.rows.values()),
        }
        for version in list_versions(published)
    ]
    print_rows(rows, as_json=as_json, empty="nothing published yet; run `memberloop run`")


@contextmanager
def _told() -> Iterator[None]:
    """What a server says is told in a line; files are published all the same."""
    from publishing import PublishingError

    try:
        yield
    except PublishingError as error:
        raise click.ClickException(str(error)) from None
