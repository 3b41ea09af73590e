"""`memberloop metric`: a figure, what it means, and where it comes from."""

from __future__ import annotations

import json
from datetime import datetime

import click

from orchestration.cli.output import Failing, Row, json_option, print_rows
from orchestration.cli.published import open_published, rows_of
from orchestration.settings import load_settings

SHOWN = (
    "definition",
    "numerator_definition",
    "denominator_definition",
    "covered_as",
    "evidence",
    "proxy",
    "unit",
    "warn",
    "critical",
    "window_days",
    "parameters",
    "feeds",
    "dimensions",
    "requirement_rows",
    "definition_hash",
)
DAY = click.DateTime(formats=["%Y-%m-%d"])

DEFINITION = "select * from kpi.dim_metric where metric_id = ? and valid_to is null"
KNOWN = """
    select metric_id, name_zh, name_en, unit from kpi.dim_metric
    where valid_to is null and covered_as = 'metric'
    order by metric_id
"""
VALUES = """
    select period_start, mall_id, dimension_value, numerator, denominator, value, is_mature, null_reason
    from kpi.kpi_value
    where metric_id = $metric and period_kind = $period and dimension = $dimension
      and ($mall is null or mall_id = $mall)
      and ($first is null or period_start >= $first)
      and ($last is null or period_start <= $last)
    order by period_start, mall_id, dimension_value
"""


@click.command(cls=Failing)
@click.argument("metric_id", required=False)
@click.option("--by", "dimension", default="all", show_default=True, help="Dimension to split by.")
@click.option("--mall", default="ALL", show_default=True, help="Mall, or ALL for all malls together.")
@click.option("--period", type=click.Choice(["day", "week", "month"]), default="month", show_default=True)
@click.option("--from", "first", type=DAY, help="First period start.")
@click.option("--to", "last", type=DAY, help="Last period start.")
@json_option
def metric(
    metric_id: str | None,
    dimension: str,
    mall: str,
    period: str,
    first: datetime | None,
    last: datetime | None,
    as_json: bool,
) -> None:
    """Show a metric's values with numerator and denominator, its definition, and its lineage.

    Without METRIC_ID: the list of metrics.
    """
    settings = load_settings()
    with open_published(settings) as connection:
        if metric_id is None:
            print_rows(rows_of(connection, KNOWN), as_json=as_json)
            return
        definition = rows_of(connection, DEFINITION, [metric_id])
        if not definition:
            raise click.UsageError(f"no metric {metric_id}; `memberloop metric` lists them")
        _refuse_unknown_dimension(dimension, definition[0])
        parameters = {
            "metric": metric_id, "period": period, "dimension": dimension, "mall": mall,
            "first": first.date() if first else None, "last": last.date() if last else None,
        }  # fmt: skip
        cursor = connection.execute(VALUES, parameters)
        names = [column[0] for column in cursor.description or ()]
        values = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    _show(metric_id, definition[0], values, as_json)


def _refuse_unknown_dimension(dimension: str, definition: Row) -> None:
    known = ["all", *filter(None, definition["dimensions"].split(","))]
    if dimension not in known:
        raise click.UsageError(f"--by {dimension} is not measured; known here: {', '.join(known)}")


def _show(metric_id: str, definition: Row, values: list[Row], as_json: bool) -> None:
    # An entry that answers requirements without a figure has words and a place, and nothing to compute.
    has_figures = definition.get("covered_as", "metric") == "metric"
    sql, lineage = _explain(metric_id) if has_figures else ("", [])
    if as_json:
        document = {"definition": definition, "sql": sql, "lineage": lineage, "values": values}
        click.echo(json.dumps(document, default=str, ensure_ascii=False, indent=2))
        return
    click.echo(f"{metric_id}  {definition['name_zh']} · {definition['name_en']}\n")
    for key in SHOWN:
        if definition.get(key) not in (None, ""):
            click.echo(f"  {key.replace('_', ' ')}: {definition[key]}")
    if not has_figures:
        return
    click.echo()
    print_rows(values, as_json=False, empty="no values in this range; try another --period")
    click.echo(f"\nSQL, as MetricFlow compiles it for all malls by month\n{sql}\n\nFrom feed columns")
    for column in lineage:
        click.echo(f"  {column}")


def _explain(metric_id: str) -> tuple[str, list[str]]:
    """The metric's own query and the feed columns behind it."""
    from metrics.compile import compile_queries
    from metrics.manifest import SemanticManifest
    from metrics.metric_lineage import feed_columns_of_metric
    from orchestration.lineage import model_graph
    from orchestration.project import CACHE_DIR, parsed_project

    settings = load_settings()
    project = parsed_project(settings.parameters)
    definitions = [d for d in project.definitions() if d.metric_id == metric_id]
    queries = compile_queries(project.semantic, definitions, CACHE_DIR)
    own = [q for q in queries if not q.is_by_mall and q.dimension == "all" and q.period_kind == "month"]
    graph = model_graph(project, settings.home)
    lineage = feed_columns_of_metric(graph, SemanticManifest.read(project.semantic), metric_id)
    return (own[0].sql if own else "not measured by month"), lineage
