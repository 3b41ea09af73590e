"""`memberloop ingest --explain FILE`: what a file would become, before it is landed."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli.output import Failing, Row, json_option, print_rows

if TYPE_CHECKING:
    from sources.explain import Explanation


@click.command(cls=Failing)
@click.option(
    "--explain",
    "path",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The file to look at; it is not taken.",
)
@click.option("--feed", help="What the file is; found out by its folder, then by its content, when left out.")
@json_option
def ingest(path: Path, feed: str | None, as_json: bool) -> None:
    """Tell what a file would become: feed, format, rows, and what would be quarantined, masked.

    Nothing is written below MEMBERLOOP_HOME; `memberloop run` takes what is landed there.
    """
    from sources.explain import explain
    from sources.registry import load_registry

    registry = load_registry()
    if feed and feed not in registry:
        raise click.BadParameter(f"{feed} is no feed; see sources/registry/", param_hint="--feed")
    found = explain(path, registry, feed=feed)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        return
    print_rows(_facts(found), as_json=False)
    click.echo("\nWould be quarantined")
    print_rows([asdict(refused) for refused in found.refused], as_json=False, empty="nothing")


def _facts(found: Explanation) -> list[Row]:
    facts = {name: value for name, value in asdict(found).items() if name != "refused"}
    return [{"what": name, "is": _shown(value)} for name, value in facts.items()]


def _shown(value: object) -> object:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or None
    return repr(value) if value == "\t" else value
