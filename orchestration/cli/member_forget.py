"""`memberloop member forget`: take people out of everything that is kept, with a proof."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from orchestration.cli.output import Failing, json_option, print_rows, show_progress
from orchestration.settings import Settings, load_settings
from orchestration.told import namer_of
from sources.stewardship.naming import Identifier, NamingFault

if TYPE_CHECKING:
    from orchestration.forgetting import Proof

COUNTS = ("files", "rows", "cleared", "unreadable_files", "left")


@click.command(cls=Failing)
@click.argument("identifiers", nargs=-1, metavar="[TYPE:VALUE]...")
@click.option(
    "--from-file",
    "source",
    type=click.File("r", encoding="utf-8"),
    metavar="FILE",
    help="One identifier a line; - is standard input.",
)
@click.option("--requests", is_flag=True, help="Whoever the feed deletion_request names.")
@click.option("--dry-run", is_flag=True, help="Count what would go, write nothing.")
@json_option
@click.pass_context
def forget(
    ctx: click.Context,
    identifiers: Sequence[str],
    source: Any,
    requests: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Erase members from all that is kept, landing and published versions included, and print the proof.

    A member is named by any identifier as type:value (phone:…) or type:#hash; whatever the member alone holds
    goes. Type - to read from standard input: an argument stays in the shell's history. A run that was killed
    is finished by the next one, with or without names. For a time (identity.tombstone_days) no replay brings
    anybody back; a registration or binding dated later makes a new member.
    """
    from orchestration.forgetting import forget as erase
    from orchestration.forgetting import look

    show_progress()
    settings = load_settings()
    named = _named(settings, identifiers, source)
    if requests:
        from orchestration.forgetting_requests import requested

        named += requested(settings)
    now = datetime.now(UTC).replace(tzinfo=None)
    proofs = [look(settings, named, now)] if dry_run else erase(settings, named, now)
    _tell(proofs, as_json=as_json)
    if any(row.get("left") for proof in proofs for row in proof.removed):
        ctx.exit(1)


def _named(settings: Settings, identifiers: Sequence[str], source: Any) -> list[Identifier]:
    texts = [text for text in identifiers if text != "-"]
    streams = [source] if source is not None else []
    if "-" in identifiers:
        streams.append(click.get_text_stream("stdin"))
    texts += [line.strip() for stream in streams for line in stream if line.strip()]
    namer, found, faults = namer_of(settings), [], []
    for number, text in enumerate(texts, start=1):
        try:
            one = namer.identifier(text)
        except NamingFault as fault:
            faults.append(f"{number}: {fault}")
            continue
        if not one.is_whole:
            faults.append(f"{number}: give the whole hash")
            continue
        found.append(one)
    if faults:
        raise click.UsageError(
            "these names cannot be used, so nothing was erased:\n" + "\n".join(faults[:20])
        )
    return found


def _tell(proofs: Sequence[Proof], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([proof.as_json() for proof in proofs], indent=2))
        return
    if not proofs:
        click.echo("Nobody was named, and no erasure was left unfinished.")
    for proof in proofs:
        verb = "Would erase" if proof.is_dry_run else "Erased"
        click.echo(
            f"{verb} {proof.members} members with {proof.identifiers} identifiers; "
            f"{proof.shared_identifiers} more are held by others as well and stay theirs."
        )
        rows = [
            {"place": r["place"], "what": r["what"], **{c: r.get(c) for c in COUNTS}} for r in proof.removed
        ]
        print_rows(rows, as_json=False, empty="nothing was kept of them")
        if proof.tombstones_expire_at:
            click.echo(
                f"No replay brings them back until {proof.tombstones_expire_at:%Y-%m-%d}. {proof.seconds} s"
            )
