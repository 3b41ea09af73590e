"""Small experiments, person by person, through the project's own SQL into the project's own estimates."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd

from estimates.experiment import estimates
from estimates.experiment.calibrate.sql import compiled_model

METRICS = ["visit", "visit_days", "purchase", "purchase_days", "net_fen", "redemption", "profit_fen"]


def people(arms: dict[str, int], seed: int = 7, **shift: float) -> pd.DataFrame:
    """So many people an arm, who visit and spend; whoever is in a shifted arm spends so much more."""
    draw = np.random.default_rng(seed)
    arm = np.repeat(list(arms), list(arms.values()))
    size = len(arm)
    habit = draw.gamma(2.0, 0.5, size)
    table = pd.DataFrame({"arm": arm, "subject_id": [f"p{i:06}" for i in range(size)]})
    for prefix in ("", "pre_"):
        days = draw.poisson(habit)
        spend = np.where(days > 0, draw.lognormal(8, 1, size), 0) + draw.normal(0, 1, size) * 0
        spend = spend + (np.array([shift.get(name, 0.0) for name in arm]) if not prefix else 0)
        table[f"{prefix}visit_days"] = days
        table[f"{prefix}visit"] = (days > 0).astype(int)
        table[f"{prefix}purchase_days"] = draw.binomial(days, 0.5)
        table[f"{prefix}purchase"] = (table[f"{prefix}purchase_days"] > 0).astype(int)
        table[f"{prefix}net_fen"] = np.round(spend).astype("int64")
        table[f"{prefix}redemption"] = draw.binomial(1, 0.2, size)
        table[f"{prefix}profit_fen"] = np.round(spend * 0.2 - 30).astype("int64")
    reached = np.where(arm == "control", False, draw.random(size) < 0.6)
    return table.assign(
        experiment_id="X", look_no=1, cluster_id=None, mall_id=draw.choice(["A", "B"], size),
        layer=draw.choice(["new", "old"], size), is_reached=reached,
    )  # fmt: skip


def estimate(
    outcome: pd.DataFrame, *, metrics: list[str] = METRICS, threads: int = 2, **rule: Any
) -> pd.DataFrame:
    """Every row that the project's estimates give of these people."""
    with duckdb.connect(config={"threads": threads}) as con:
        statistic(con, outcome, metrics)
        return of_statistics(con, _rules(outcome, **rule), _looks(outcome))


def statistic(con: duckdb.DuckDBPyConnection, outcome: pd.DataFrame, metrics: list[str] = METRICS) -> None:
    """The two SQL models over the people, as tables of the connection."""
    typed = ", ".join(f"cast({name} as bigint) as {name}" for m in METRICS for name in (m, f"pre_{m}"))
    con.register("told", outcome)
    con.execute(
        f"create or replace table int_experiment__outcome as select * replace ({typed}, "
        "cast(cluster_id as varchar) as cluster_id, cast(is_reached as boolean) as is_reached) from told"
    )
    named = pd.DataFrame({"metric_id": metrics}).merge(
        outcome[["experiment_id"]].drop_duplicates(), how="cross"
    )
    con.register("named", named)
    con.execute("create or replace table int_experiment__metric as select * from named")
    for model in ("int_experiment__cluster", "int_experiment__statistic"):
        con.execute(f"create or replace table {model} as {compiled_model(model)}")


def of_statistics(con: duckdb.DuckDBPyConnection, rule: pd.DataFrame, look: pd.DataFrame) -> pd.DataFrame:
    """The estimates of the tables that `statistic` made."""
    con.register("rule", rule)
    con.register("look", look)
    tables = [
        con.table(name) for name in ("rule", "look", "int_experiment__statistic", "int_experiment__cluster")
    ]
    return estimates(*tables)


def _rules(outcome: pd.DataFrame, **rule: Any) -> pd.DataFrame:
    arms = outcome[["experiment_id", "arm"]].drop_duplicates().sort_values(["experiment_id", "arm"])
    shares = rule.pop("shares", None) or dict.fromkeys(arms.arm, 1 / max(1, arms.arm.nunique()))
    told = {
        "alpha": 0.05, "is_clustered": bool(outcome.cluster_id.notna().any()), "planned_looks": 4,
        "min_clusters": 10, "max_redraws": 50_000,
    } | rule  # fmt: skip
    return arms.assign(is_control=arms.arm == "control", probability=arms.arm.map(shares), **told)


def _looks(outcome: pd.DataFrame) -> pd.DataFrame:
    looks = outcome[["experiment_id", "look_no"]].drop_duplicates()
    return looks.assign(
        is_final_look=looks.look_no == looks.groupby("experiment_id").look_no.transform("max")
    )


def row(rows: pd.DataFrame, **key: Any) -> Any:
    """The one row that has these values."""
    wanted = {"segment_id": "all", "method": "plain", "arm": "treat"} | key
    for name, value in wanted.items():
        rows = rows[rows[name] == value]
    assert len(rows) == 1, (wanted, len(rows))
    return rows.iloc[0]
