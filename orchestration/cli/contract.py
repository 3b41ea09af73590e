"""`memberloop contract`: what readers of the published tables may rely on, and steps to another version."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from orchestration.cli.output import Failing
from orchestration.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from publishing.promise import Difference, Promise

BROKEN = 1


@click.group(cls=click.Group)
def contract() -> None:
    """Hold the published tables to the contract, or step to another version of it.

    `contracts/published.yml` says of each published table its grain, its columns, their types and which are
    never NULL. A step that breaks readers raises the first number of the version: a table or column is gone,
    renamed, of another type or NULL where it was not, or the grain is another. One that adds raises the
    second.

    `make test` fails where the project went on without a step, and a night that would break it is refused.
    """


@contract.command(cls=Failing)
@click.pass_context
def check(ctx: click.Context) -> None:
    """Tell where the dbt project and the contract part, by table and column; ends with 1 where they do."""
    from orchestration.promised import CONTRACT_FILE, contract_faults, declared_shape

    promise = _read(CONTRACT_FILE)
    faults = contract_faults(promise, declared_shape(promise, load_settings().parameters))
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        ctx.exit(BROKEN)
    columns = sum(len(parts) - 1 for parts in promise.shape.values())
    click.echo(f"Contract {promise.version} holds: {len(promise.shape)} tables, {columns} columns.")


@contract.command(cls=Failing)
@click.option("--because", required=True, help="Why: a sentence for readers, kept with the step.")
@click.option("--breaking", is_flag=True, help="Readers may break: raises the first number.")
def write(because: str, breaking: bool) -> None:
    """Write the contract of the project as it stands, as the next version.

    Types come from the warehouse of this home, so let a night run there first: one that is refused will do.
    Commit the file together with the change.
    """
    from orchestration.promised import CONTRACT_FILE, built_shape
    from publishing.promise import history_faults, render, stepped

    before = _read(CONTRACT_FILE) if CONTRACT_FILE.exists() else None
    if before is not None and (faults := history_faults(before)):
        raise click.UsageError("the file was altered by hand: " + "; ".join(faults))
    shape = built_shape(load_settings(), before)
    after = stepped(before, shape, datetime.now(UTC).date().isoformat(), because)
    if before is not None:
        _ask(before, after.steps[0].differences, breaking=breaking)
    CONTRACT_FILE.parent.mkdir(exist_ok=True)
    CONTRACT_FILE.write_text(render(after), encoding="utf-8")
    click.echo(f"Contract {after.version} is in {CONTRACT_FILE.parent.name}/{CONTRACT_FILE.name}.")


def _read(file: Path) -> Promise:
    from publishing import PublishingError
    from publishing.promise import read_promise

    try:
        return read_promise(file)
    except PublishingError as error:
        raise click.ClickException(str(error)) from None


def _ask(before: Promise, found: tuple[Difference, ...], *, breaking: bool) -> None:
    """Refuse a step that changes nothing, and one that breaks readers unasked."""
    from publishing.promise import told

    if not found:
        raise click.UsageError(f"the project keeps contract {before.version}; there is nothing to write")
    for line in told(found):
        click.echo(line, err=True)
    if any(difference.is_breaking for difference in found) and not breaking:
        raise click.UsageError("readers would break; say --breaking if that is meant")
