"""`memberloop experiment results`: what came of an experiment, decision first."""

from __future__ import annotations

import click
import duckdb

from orchestration.cli.output import Failing, json_option, print_rows
from orchestration.cli.published import open_published, rows_of
from orchestration.settings import load_settings

# The row to read of each experiment, metric and arm; all rows stand in experiment.result.
_ANSWERS = """
    select experiment_id, metric_id, segment_id, arm, decision, invalid_reason, mean_control, mean_treat,
        effect_abs,
        case when is_final_look then ci_low else cs_low end as low,
        case when is_final_look then ci_high else cs_high end as high,
        p_value, n_control, n_treat, method, evidence, look_no, is_final_look
    from experiment.result
    where ($experiment is null or experiment_id = $experiment)
        and ($metric is null or metric_id = $metric)
        and ($segments or segment_id = 'all')
        and ($everything or is_answer)
    order by experiment_id, metric_id, segment_id, arm, look_no, method
"""


@click.command(cls=Failing)
@click.argument("experiment_id", required=False)
@click.option("--metric", help="Only this metric.")
@click.option("--segments", is_flag=True, help="Layers and malls as well.")
@click.option("--all", "everything", is_flag=True, help="Every look and method, not only the rows to read.")
@json_option
def results(
    experiment_id: str | None, metric: str | None, segments: bool, everything: bool, as_json: bool
) -> None:
    """Show what EXPERIMENT_ID did, as published; without one, all experiments.

    An interim look has the bounds of its confidence sequence. An invalid row says why, and is no answer.
    """
    asked = {
        "experiment": experiment_id,
        "metric": metric,
        "segments": segments,
        "everything": everything,
    }
    with open_published(load_settings()) as store:
        try:
            rows = rows_of(store, _ANSWERS, asked)
        except duckdb.CatalogException:
            raise click.UsageError("the published version has no experiments; run `memberloop run`") from None
    print_rows(rows, as_json=as_json, empty="no results: nothing is assigned, or no night has run since")
