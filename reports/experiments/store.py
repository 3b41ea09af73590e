"""What the published file tells of experiments: results row by row, and what each experiment was.

A version published before there were experiments has none of these tables, and an older one may lack a
column: both read as nothing known, so that every version has its pages.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeVar

import duckdb

from reports.experiments.rows import ALL, Balance, Design, Increment, Power, Result, Returned
from reports.words import Words


@dataclass(frozen=True)
class ExperimentFacts:
    """All that pages tell of experiments."""

    results: list[Result]
    designs: list[Design]
    balance: list[Balance]
    power: list[Power]
    campaigns: dict[str, str]
    returns: list[Returned]
    increments: list[Increment]


Row = TypeVar("Row", Result, Balance, Power, Returned, Increment)


# Of everybody the newest look by all methods, and all looks of the metric that decides; of parts its answer.
_SHOWN = f"""
    where segment_id = '{ALL}' or (is_answer and is_primary)
    qualify is_answer or is_primary or look_no = max(look_no) over (partition by experiment_id)
    order by experiment_id, arm, metric_id, segment_id, look_no, method
"""


def experiment_facts(con: duckdb.DuckDBPyConnection) -> ExperimentFacts:
    """What pages of experiments show."""
    return ExperimentFacts(
        results=_rows(
            con,
            "experiment.result",
            Result,
            _SHOWN,
        ),
        increments=_rows(
            con,
            "experiment.programme_increment",
            Increment,
            f"where segment_id = '{ALL}' order by month_start, experiment_id, arm, metric_id",
        ),
        returns=_rows(con, "kpi.community_roi", Returned, "order by month_start, program_kind"),
        designs=_designs(con),
        campaigns=_campaigns(con),
        balance=_rows(con, "experiment.balance", Balance, "order by experiment_id, covariate, arm"),
        power=_rows(con, "experiment.power", Power, "order by experiment_id, metric_id, arm"),
    )


def _rows(con: duckdb.DuckDBPyConnection, table: str, kind: type[Row], rest: str) -> list[Row]:
    """A table as typed rows; none where the version has no such table."""
    schema, _, name = table.partition(".")
    there = {
        column
        for (column,) in con.execute(
            "select column_name from information_schema.columns"
            " where table_schema = $schema and table_name = $name",
            {"schema": schema, "name": name},
        ).fetchall()
    }
    if not there:
        return []
    chosen = ", ".join(
        field.name if field.name in there else f"null as {field.name}" for field in fields(kind)
    )
    # Names are this module's own, nothing of the store is put into the query.
    found = con.execute(f"select {chosen} from {table} {rest}").fetchall()
    return [kind(*row) for row in found]


def _designs(con: duckdb.DuckDBPyConnection) -> list[Design]:
    if not _has(con, "dim_experiment"):
        return []
    rows = con.execute(
        """
        select
            experiment_id, campaign_id, kind, unit, arms, population, primary_metric, outcome_days, pre_days,
            start_at::date, end_at::date
        from core.dim_experiment
        where is_last_known
        order by experiment_id
        """
    ).fetchall()
    return [Design(*row) for row in rows]


def _campaigns(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What campaigns are called, by id."""
    if not _has(con, "dim_campaign"):
        return {}
    rows = con.execute(
        "select campaign_id, name from core.dim_campaign where is_last_known and name is not null"
        " order by campaign_id"
    ).fetchall()
    return dict(rows)


def layer_names(con: duckdb.DuckDBPyConnection) -> dict[str, Words]:
    """What the layers of members are called; nothing where the version does not tell."""
    if not _has(con, "dim_layer"):
        return {}
    rows = con.execute("select layer, name_zh, name_en from core.dim_layer order by layer").fetchall()
    return {layer: Words(zh, en) for layer, zh, en in rows}


def _has(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    found = con.execute(
        "select count(*) from information_schema.tables where table_schema = 'core' and table_name = $table",
        {"table": table},
    ).fetchone()
    return found == (1,)
