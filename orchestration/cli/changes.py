"""`memberloop changes`: which published figures are no longer what readers had, and why."""

from __future__ import annotations

from dataclasses import dataclass

import click
import duckdb

from orchestration.cli.output import Failing, Row, json_option, print_rows
from orchestration.cli.published import open_published, rows_of
from orchestration.settings import load_settings

NEWEST = "select max(version) as version from ops.publish_log"
# A run that published twice is its last version; a version may be named, too.
NAMED = "select max(version) as version from ops.publish_log where ? in (run_id, version)"
RUNS = "select run_id from ops.publish_log group by run_id order by max(version) desc limit 5"
KNOWN_METRIC = "select count(*) as n from kpi.dim_metric where metric_id = ?"
WANTED = "where version > $after and ($metric is null or metric_id = $metric)"
# Versions before steps were told name the causes of a figure only, the first one first.
STEPS_KNOWN = "select count(*) as n from duckdb_tables() where table_name = 'kpi_restatement_cause'"
CAUSES = f"""
    select version, cause, count(*) as figures, count(distinct metric_id) as metrics,
        min(period_start) as first_period, max(period_start) as last_period
    from (
        select version, cause, metric_id, period_start from kpi.kpi_restatement_cause
        union all
        select version, cause, metric_id, period_start from kpi.kpi_restatement
        where version not in (select version from kpi.kpi_restatement_cause)
    )
    {WANTED}
    group by version, cause
    order by version desc, figures desc, cause
"""
# What each cause did to a figure, in the order in which they were applied.
STEPS = f"""
    select version, metric_id, period_kind, period_start, mall_id, dimension, dimension_value, step_no, cause,
        delta_numerator, delta_denominator, delta_value, reach, feeds, deliveries, file_ids, ledger_lines,
        ledger_seqs, changed
    from kpi.kpi_restatement_cause
    {WANTED}
    order by version, metric_id, period_kind, period_start, mall_id, dimension, dimension_value, step_no
"""
FIGURE = ("version", "metric_id", "period_kind", "period_start", "mall_id", "dimension", "dimension_value")
# What many look at first: undivided before divided, all malls before one, long periods before short ones.
FIGURES = f"""
    select version, metric_id, period_kind, period_start, mall_id, dimension, dimension_value, old_value,
        new_value, cause, reach, old_numerator, old_denominator, new_numerator, new_denominator,
        old_null_reason, new_null_reason, causes, feeds, ledger_seq_from, ledger_seq_to, unit,
        previous_version, as_of_date, run_id
    from kpi.kpi_restatement
    {WANTED}
    order by version desc, dimension <> 'all', mall_id <> 'ALL',
        array_position(['month', 'week', 'day'], period_kind), metric_id, period_start, mall_id, dimension,
        dimension_value
"""
SHOWN = (
    "version", "metric_id", "period", "mall_id", "by", "old", "new", "because", "by_what",
)  # fmt: skip
SHOWN_OF_ID = 12


@dataclass(frozen=True)
class Question:
    """What is asked: changes of versions after one, of one metric or of all."""

    after: str
    metric: str | None

    def ask(self, connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
        """The query's rows for this question."""
        cursor = connection.execute(query, {"after": self.after, "metric": self.metric})
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@click.command(cls=Failing)
@click.option("--metric", metavar="ID", help="Only this metric; `memberloop metric` lists them.")
@click.option(
    "--since", metavar="RUN", help="All changes after this run (its run_id, or its version such as v000007)."
)
@click.option("--limit", type=click.IntRange(min=1), default=40, show_default=True, help="Most rows shown.")
@json_option
def changes(metric: str | None, since: str | None, limit: int, as_json: bool) -> None:
    """Show which published figures changed after they were complete, and why.

    Without --since: what the current version changed against the one that readers had before. A figure counts
    as complete when its period was over and its window had passed; days still filling up are not listed.

    Each cause with what it added, which is the difference in sum: late_data (records came after),
    corrected_delivery (records were told again, differently), delivery_withdrawn (a file is no longer in
    scope), identity_merge, identity_split (two members became one, or one two), identity_binding (an
    identifier changed hands on its own), steward (somebody decided who is who), erasure, changed_definition,
    changed_parameter, and unexplained. Then the deliveries, by the beginning of their hash, or the lines of
    the identity ledger that did it; --json has all of them, and how near the evidence is.
    """
    settings = load_settings()
    with open_published(settings) as connection:
        if metric is not None and not rows_of(connection, KNOWN_METRIC, [metric])[0]["n"]:
            raise click.UsageError(f"no metric {metric}; `memberloop metric` lists them")
        question = Question(_version_after(connection, since), metric)
        rows = question.ask(connection, FIGURES)
        has_steps = bool(rows_of(connection, STEPS_KNOWN)[0]["n"])
        summary = question.ask(connection, CAUSES) if has_steps else []
        _add_steps(rows, question.ask(connection, STEPS) if has_steps else [])
    if as_json:
        print_rows(rows, as_json=True)
        return
    _tell(summary, rows, limit, since)


def _version_after(connection: duckdb.DuckDBPyConnection, since: str | None) -> str:
    """The version whose followers are asked for; by default the one before the current."""
    if since is None:
        newest = rows_of(connection, NEWEST)[0]["version"]
        earlier = rows_of(
            connection, "select max(version) as version from ops.publish_log where version < ?", [newest]
        )
        return str(earlier[0]["version"] or "")
    found = rows_of(connection, NAMED, [since])[0]["version"]
    if found is None:
        recent = ", ".join(row["run_id"] for row in rows_of(connection, RUNS))
        raise click.UsageError(f"no run {since} has published; the last ones are {recent}")
    return str(found)


def _tell(summary: list[Row], rows: list[Row], limit: int, since: str | None) -> None:
    if not rows:
        click.echo(f"No figure that was complete has changed since {since or 'the version before'}.")
        return
    print_rows(summary, as_json=False)
    click.echo()
    print_rows([_short(row) for row in rows[:limit]], as_json=False)
    if len(rows) > limit:
        click.echo(f"\n… and {len(rows) - limit} more: --limit {len(rows)}, --metric ID, or --json for all.")


def _add_steps(rows: list[Row], steps: list[Row]) -> None:
    """Beside each figure what each cause did to it; figures of versions before steps were told have none."""
    of_figure: dict[tuple[object, ...], list[Row]] = {}
    for step in steps:
        figure = tuple(step[name] for name in FIGURE)
        own = {name: value for name, value in step.items() if name not in FIGURE}
        of_figure.setdefault(figure, []).append(own)
    for row in rows:
        row["steps"] = of_figure.get(tuple(row[name] for name in FIGURE), [])


def _because(row: Row) -> str:
    """Causes with what each added, the first one applied first."""
    steps = [f"{step['cause']} {step['delta_value']:+.6g}" for step in row["steps"]]
    return ", ".join(steps) or str(row["causes"])


def _by_what(row: Row) -> str:
    """The deliveries, lines of the ledger or parameters behind the causes."""
    return "; ".join(told for step in row["steps"] if (told := _evidence(step)))


def _evidence(step: Row) -> str:
    if step["changed"]:
        return str(step["changed"])
    if step["file_ids"]:
        first = str(step["file_ids"]).partition(",")[0][:SHOWN_OF_ID]
        return _with_more(f"{step['feeds']} {first}", step["deliveries"])
    if step["ledger_seqs"]:
        return _with_more(f"ledger {str(step['ledger_seqs']).partition(',')[0]}", step["ledger_lines"])
    return str(step["feeds"] or "")


def _with_more(text: str, number: int) -> str:
    return text if number == 1 else f"{text} and {number - 1} more"


def _short(row: Row) -> Row:
    """A row as it fits a terminal; --json has every column."""
    by = "" if row["dimension"] == "all" else f"{row['dimension']}={row['dimension_value']}"
    told = row | {
        "period": f"{row['period_kind']} {row['period_start']}",
        "by": by,
        "because": _because(row),
        "by_what": _by_what(row),
        "old": row["old_value"] if row["old_null_reason"] is None else row["old_null_reason"],
        "new": row["new_value"] if row["new_null_reason"] is None else row["new_null_reason"],
    }
    return {name: told[name] for name in SHOWN}
