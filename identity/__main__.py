"""`python -m identity suggest FILE` for a steward; `evaluate FILE --truth COLUMN` where the truth is known.

What a record says is read, compared and forgotten: only numbers of records and probabilities are printed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypedDict, Unpack

import click
import duckdb

from identity.clusters import LEAST_MEAN, MAX_CLUSTER
from identity.evaluate import evaluate as evaluate_file
from identity.reading import KEY, TABLE, read
from identity.suggest import Settings, SplinkMissingError, suggest_links

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


class Given(TypedDict):
    """Options of both commands: fields of the settings."""

    columns: tuple[str, ...]
    ignore: tuple[str, ...]
    threshold: float
    least_mean: float
    max_cluster: int


@click.group()
def main() -> None:
    """The probabilistic tier of identity."""


def options(command: Callable[..., None]) -> Callable[..., None]:
    """What both commands may be told."""
    for option in (
        click.option(
            "--column", "columns", multiple=True, help="Compare only these; else all that tell apart."
        ),
        click.option("--ignore", multiple=True, help="Leave a column out."),
        click.option("--threshold", default=0.9, show_default=True, help="Least probability of a link."),
        click.option(
            "--least-mean", default=LEAST_MEAN, show_default=True, help="Least mean between clusters."
        ),
        click.option(
            "--max-cluster", default=MAX_CLUSTER, show_default=True, help="Most records of a cluster."
        ),
    ):
        command = option(command)
    return command


@main.command()
@FILE
@options
def suggest(file: Path, **given: Unpack[Given]) -> None:
    """Print pairs of records of FILE (CSV or Parquet) that look like one person, by their numbers in it."""
    with duckdb.connect(config={"threads": 2}) as con:
        read(con, file, {})
        try:
            found = suggest_links(con, TABLE, KEY, Settings(**given))
        except SplinkMissingError as error:
            click.echo(str(error), err=True)
            return
    if found.reason:
        click.echo(found.reason, err=True)
    click.echo("record_a,record_b,probability,cluster")
    for pair in sorted(found.pairs, key=lambda pair: -pair.probability):
        together = found.clusters.get(pair.left)
        cluster = together if together is not None and together == found.clusters.get(pair.right) else ""
        click.echo(f"{pair.left},{pair.right},{pair.probability:.4f},{cluster}")


@main.command()
@FILE
@click.option("--truth", required=True, help="Column that names the true cluster of a record.")
@options
def evaluate(file: Path, truth: str, **given: Unpack[Given]) -> None:
    """Link FILE (CSV or Parquet) without its truth, and score the clusters."""
    try:
        scores, compared = evaluate_file(file, truth, Settings(**given))
    except SplinkMissingError as error:
        raise click.ClickException(str(error)) from error
    except KeyError as error:
        raise click.UsageError(str(error.args[0])) from error
    click.echo("compared: " + ", ".join(compared))
    for name, value in scores.rounded().items():
        click.echo(f"{name:20} {value}")


if __name__ == "__main__":
    main()
