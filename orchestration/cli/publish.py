"""`memberloop publish`: the versions readers can have."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from orchestration.cli.output import Failing, Row, json_option, print_rows
from orchestration.lock import writer_lock
from orchestration.settings import load_settings


@click.command(cls=Failing)
@click.option("--list", "listing", is_flag=True, help="Show the versions that are kept.")
@click.option("--rollback", metavar="VERSION", help="Give readers this version again.")
@json_option
@click.pass_context
def publish(ctx: click.Context, listing: bool, rollback: str | None, as_json: bool) -> None:
    """List published versions, or go back to one in seconds.

    A night publishes by itself; this command only looks and goes back. Readers that hold a file open
    keep it; the next open sees the version you chose.
    """
    from publishing import UnknownVersionError, list_versions
    from publishing import rollback as go_back

    settings = load_settings()
    published = settings.home / "published"
    if rollback:
        with writer_lock(settings.home, settings.nightly.lock_wait_seconds):
            try:
                go_back(published, rollback, datetime.now(UTC))
            except UnknownVersionError as error:
                raise click.UsageError(str(error)) from error
        click.echo(f"Readers now get {rollback}. The next published night replaces it.")
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
