"""`memberloop experiment plan`: how many people, which effect, how long; from the warehouse's own history."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from orchestration.cli.output import Failing, Row, json_option, print_rows
from orchestration.settings import Settings, load_settings

if TYPE_CHECKING:
    from orchestration.assigning.plan import Plan
    from orchestration.assigning.warehouse import Experiment

SHOWN = (
    "outcome_days", "persons_today", "persons_needed", "persons_needed_with_cuped", "is_enough", "power",
    "detectable", "detectable_with_cuped", "detectable_on_the_reached", "days_until_known",
)  # fmt: skip
SHARE = click.FloatRange(0, 1, min_open=True, max_open=True)


@click.command(cls=Failing)
@click.argument("experiment_id", required=False)
@click.option("--metric", help="visit, visit_days, purchase, purchase_days, net_fen or redemption.")
@click.option(
    "--unit", type=click.Choice(["member", "household", "community"]), help="What is assigned as one."
)
@click.option(
    "--population", metavar="TERMS", help="Such as 'visited=30;mall=M01'; by=group draws whole groups."
)
@click.option("--arms", metavar="SHARES", help="Such as 'control=0.5;treat=0.5'.")
@click.option("--outcome-days", type=click.IntRange(1, 365))
@click.option("--pre-days", type=click.IntRange(0, 365))
@click.option("--effect", type=SHARE, help="Effect looked for, as a share of what is usual.")
@click.option("--power", "wanted", type=SHARE, help="The chance to find it.")
@json_option
def plan(
    experiment_id: str | None,
    metric: str | None,
    effect: float | None,
    wanted: float | None,
    as_json: bool,
    **told: Any,
) -> None:
    """Tell how many people an effect takes, the effect that those there are can show, and how long it takes.

    For EXPERIMENT_ID as registered, each option instead of what the master list says; or for none, which need
    not be registered. --json tells all that it stands on: mean, spread, correlation with the days before,
    design effect, share reached.
    """
    from orchestration.assigning.plan import Plan as Wanted
    from orchestration.assigning.plan import plan as work_out
    from orchestration.assigning.warehouse import AssigningFault, parameter

    settings = load_settings()
    try:
        one = replace(_registered(settings, experiment_id), **_given(told))
        asked = Wanted(
            one,
            metric or one.primary_metric or "visit",
            effect or float(parameter(settings, "experiment_planned_effect")),
            wanted or float(parameter(settings, "experiment_power")),
            float(parameter(settings, "experiment_alpha")),
        )
        rows = work_out(settings, asked)
    except AssigningFault as fault:
        raise click.UsageError(str(fault)) from None
    if as_json:
        print_rows(rows, as_json=True)
        return
    _tell(rows, asked)


def _registered(settings: Settings, experiment_id: str | None) -> Experiment:
    from orchestration.assigning.warehouse import Experiment, experiment, open_warehouse, parameter

    if experiment_id is None:
        outcome, before = (int(parameter(settings, f"experiment_{name}_days")) for name in ("outcome", "pre"))
        half = "control=0.5;treat=0.5"
        return Experiment(
            "", None, "", "member", half, "", "all", None, outcome, before, None, None, is_external=False
        )
    with open_warehouse(settings) as con:
        return experiment(con, experiment_id)


def _given(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value is not None}


def _tell(rows: list[Row], asked: Plan) -> None:
    days = asked.experiment.outcome_days
    row = next((row for row in rows if row["outcome_days"] == days), rows[0])
    correlation = row["pre_correlation"]
    told = [
        f"{asked.metric} over {row['outcome_days']} days,",
        f"{row['persons_today']} persons in {row['units_today']} units:",
        f"an effect of {asked.effect:.0%} is looked for, to be found with {asked.wanted:.0%};",
        f"design effect {row['design_effect']:.2f}, correlation with the days before",
        "not known (history is too short)." if correlation is None else f"{correlation:.2f}.",
    ]
    click.echo(" ".join(told))
    print_rows([{name: row[name] for name in SHOWN} for row in rows], as_json=False)
