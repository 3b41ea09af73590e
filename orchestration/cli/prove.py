"""`memberloop prove`: whether every figure still means what was approved, and how well that is told."""

from __future__ import annotations

import click

from orchestration.cli.output import Failing

REFUSED = 1
_QUIET = ("rewritten",)


@click.command(cls=Failing)
@click.option(
    "--approve", is_flag=True, help="Make the present definitions the approved ones, after a review."
)
@click.option(
    "--mutations", type=click.IntRange(min=1), metavar="N",
    help="Instead: plant N wrong definitions and N harmless rewrites, and print the score.",
)  # fmt: skip
@click.option("--seed", default=1, show_default=True, help="Which of them are drawn.")
@click.pass_context
def prove(ctx: click.Context, *, approve: bool, mutations: int | None, seed: int) -> None:
    """Run whatever differs from the approved definitions on hostile tiny tables, beside what was approved.

    Ends with 0 when every definition behaves as approved, with 1 and the smallest counter-example for each
    that does not. A definition in other words that answers alike passes. No data are read and no parameters.
    Told as well: where boards, reports or the queries in [proofs] bi_queries work a figure out again.
    """
    if approve:
        from orchestration.proofs import approve as approve_now

        click.echo(
            f"Approved: {approve_now()} definitions, in expectations/proofs/approved. Review its diff."
        )
        return
    ctx.exit(_score(mutations, seed) if mutations else _judge())


def _judge() -> int:
    from orchestration.proofs import judged_now, operators_queries, rederived_now
    from orchestration.settings import load_settings

    refused = 0
    for verdict in judged_now():
        refused += verdict.status not in _QUIET
        click.echo(f"{verdict.status:<10} {verdict.name} {verdict.told}".rstrip())
    for finding in rederived_now(operators_queries(load_settings())):
        refused += 1
        click.echo(f"re-derived {finding}")
    click.echo(
        f"{refused} definitions are not as approved." if refused else "Every definition behaves as approved."
    )
    return REFUSED if refused else 0


def _score(number: int, seed: int) -> int:
    from expectations.proofs.adversarial.score import drawn, harmless, judged, wrong
    from orchestration.proofs import compiled_catalog

    catalog, seeds = compiled_catalog()
    for title, are_wrong, candidates in (
        ("wrong definitions", True, wrong(catalog)),
        ("harmless rewrites", False, harmless(catalog)),
    ):
        score = judged(catalog, seeds, drawn(candidates, number, seed), are_wrong=are_wrong)
        click.echo(f"{title}: {sum(score.planted.values())} planted, {score.rate:.1%} stopped")
        for operator in sorted(score.planted):
            click.echo(f"  {operator:<20} {score.stopped[operator]:>4} of {score.planted[operator]}")
        for place in score.misjudged:
            click.echo(f"  judged wrongly: {place}")
    return 0
