"""What the published file tells of experiments: results row by row, and what each experiment was.

A version published before there were experiments has none of these tables, and an older one may lack a
column: both read as nothing known, so that every version has its pages.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import TypeVar

import duckdb

ALL = "all"


@dataclass(frozen=True)
class Result:
    """A row of `experiment.result`, as far as pages tell of it."""

    experiment_id: str
    metric_id: str
    segment_id: str
    arm: str
    look_no: int
    method: str
    is_answer: bool
    is_primary: bool | None
    program_kind: str | None
    evidence: str | None
    unit: str | None
    window_start: date | None
    window_end: date | None
    n_control: int | None
    n_treat: int | None
    clusters_control: int | None
    clusters_treat: int | None
    reached_share: float | None
    late_units: int | None
    contaminated_units: int | None
    units_not_in_ledger: int | None
    nonzero_smaller_arm: int | None
    crossover_rate: float | None
    mean_control: float | None
    mean_treat: float | None
    effect_abs: float | None
    ci_low: float | None
    ci_high: float | None
    cs_low: float | None
    cs_high: float | None
    is_final_look: bool | None
    p_value: float | None
    p_adjusted: float | None
    alpha: float | None
    effect_rel: float | None
    rel_low: float | None
    rel_high: float | None
    cap_value: float | None
    share_capped: float | None
    variance_reduction: float | None
    srm_p: float | None
    mde_realised: float | None
    max_smd: float | None
    ess: float | None
    placebo_p: float | None
    pretrend_p: float | None
    incremental_units: float | None
    incremental_gmv_fen: float | None
    incremental_gmv_low_fen: float | None
    incremental_gmv_high_fen: float | None
    margin_rate: float | None
    cost_message_fen: float | None
    cost_discount_fen: float | None
    cost_fixed_fen: float | None
    roi: float | None
    roi_low: float | None
    roi_high: float | None
    decision: str
    decision_reason: str | None
    invalid_reason: str | None

    @property
    def last_day(self) -> date | None:
        """The last day that counts; the window ends before its end."""
        return self.window_end - timedelta(days=1) if self.window_end else None

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """What the effect lies between: while looks go on, only the confidence sequence may be read."""
        return (self.ci_low, self.ci_high) if self.is_final_look else (self.cs_low, self.cs_high)


@dataclass(frozen=True)
class Design:
    """What an experiment was meant to be, as its register says today."""

    experiment_id: str
    campaign_name: str | None
    kind: str | None
    unit: str | None
    arms: str | None
    population: str | None
    primary_metric: str | None
    outcome_days: int | None
    pre_days: int | None
    start_on: date | None
    end_on: date | None


@dataclass(frozen=True)
class Balance:
    """How far apart the arms were before, in a covariate: standardised difference."""

    experiment_id: str
    covariate: str
    arm: str
    smd_before: float | None
    smd_after: float | None


@dataclass(frozen=True)
class Power:
    """What a comparison could be expected to see, and what it could see in the end."""

    experiment_id: str
    metric_id: str
    arm: str
    n_control: int | None
    n_treat: int | None
    n_needed: int | None
    planned_effect: float | None
    mde_planned: float | None
    mde_realised: float | None
    power_planned: float | None
    power_realised: float | None


@dataclass(frozen=True)
class ExperimentFacts:
    """All that pages tell of experiments."""

    results: list[Result]
    designs: list[Design]
    balance: list[Balance]
    power: list[Power]


Row = TypeVar("Row", Result, Balance, Power)


def experiment_facts(con: duckdb.DuckDBPyConnection) -> ExperimentFacts:
    """Results that pages show: every answer, and all methods and looks of everybody taken together."""
    return ExperimentFacts(
        results=_rows(
            con,
            "result",
            Result,
            f"where is_answer or segment_id = '{ALL}'"
            " order by experiment_id, arm, metric_id, segment_id, look_no, method",
        ),
        designs=_designs(con),
        balance=_rows(con, "balance", Balance, "order by experiment_id, covariate, arm"),
        power=_rows(con, "power", Power, "order by experiment_id, metric_id, arm"),
    )


def _rows(con: duckdb.DuckDBPyConnection, table: str, kind: type[Row], rest: str) -> list[Row]:
    """A table of the schema `experiment` as typed rows; none where the version has no such table."""
    there = {
        name
        for (name,) in con.execute(
            "select column_name from information_schema.columns"
            " where table_schema = 'experiment' and table_name = $table",
            {"table": table},
        ).fetchall()
    }
    if not there:
        return []
    chosen = ", ".join(
        field.name if field.name in there else f"null as {field.name}" for field in fields(kind)
    )
    # Names are this module's own, nothing of the store is put into the query.
    found = con.execute(f"select {chosen} from experiment.{table} {rest}").fetchall()
    return [kind(*row) for row in found]


def _designs(con: duckdb.DuckDBPyConnection) -> list[Design]:
    has_register = con.execute(
        "select count(*) from information_schema.tables"
        " where table_schema = 'core' and table_name in ('dim_experiment', 'dim_campaign')"
    ).fetchone()
    if has_register != (2,):
        return []
    rows = con.execute(
        """
        select
            experiment.experiment_id, campaign.name, experiment.kind, experiment.unit, experiment.arms,
            experiment.population, experiment.primary_metric, experiment.outcome_days, experiment.pre_days,
            experiment.start_at::date, experiment.end_at::date
        from core.dim_experiment as experiment
        left join core.dim_campaign as campaign
            on experiment.campaign_id = campaign.campaign_id and campaign.is_last_known
        where experiment.is_last_known
        order by experiment.experiment_id
        """
    ).fetchall()
    return [Design(*row) for row in rows]
