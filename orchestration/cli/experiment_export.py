"""`memberloop experiment export`: the frozen list to send from."""

from __future__ import annotations

import csv
import os
from contextlib import nullcontext
from pathlib import Path

import click

from orchestration.cli.output import Failing
from orchestration.settings import load_settings


@click.command(cls=Failing)
@click.argument("experiment_id")
@click.option("--arm", help="Only this arm. Default: all but control, who get nothing.")
@click.option(
    "--to",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file that only its owner may read. Default: standard output.",
)
def export(experiment_id: str, arm: str | None, target: Path | None) -> None:
    """Write the persons of EXPERIMENT_ID to send to, as CSV.

    They come by member id and by the hashes of member number, external user id, openid and phone: the
    operator's own system knows by the same secret who they are. Whoever is held out is on no list.
    """
    from orchestration.assigning.export import HEADER, to_send
    from orchestration.assigning.warehouse import AssigningFault

    try:
        rows = to_send(load_settings(), experiment_id, arm)
    except AssigningFault as fault:
        raise click.UsageError(str(fault)) from None
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600) if target else None
    opened = os.fdopen(handle, "w", encoding="utf-8", newline="") if handle is not None else None
    with opened or nullcontext(click.get_text_stream("stdout")) as file:
        csv.writer(file, lineterminator="\n").writerows([HEADER, *rows])
    click.echo(
        f"{len(rows)} persons. Send to nobody else, and name the experiment in outreach_log.", err=True
    )
