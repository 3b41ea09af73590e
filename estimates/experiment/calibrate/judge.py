"""From runs' statistics to what the project's estimates and its decision rule say of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from estimates.experiment import estimates
from estimates.experiment.calibrate.sql import compiled_decision, parameter

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from estimates.experiment.calibrate.statistics import Split

STATISTIC = {
    "experiment_id": "varchar", "look_no": "bigint", "segment_id": "varchar", "arm": "varchar",
    "metric_id": "varchar", "treatment": "varchar", "n": "bigint", "total": "double", "mean": "double",
    "variance": "double", "pre_mean": "double", "pre_variance": "double", "covariance": "double",
    "nonzero": "bigint", "skewness": "double", "cap_value": "double", "share_capped": "double",
    "n_reached": "bigint", "reached_total": "double", "clusters": "bigint",
}  # fmt: skip
PLACE: dict[str, Any] = {"look_no": 1, "segment_id": "all", "metric_id": "net_fen"}
# What the decision is told of a trial in which nothing went wrong.
FACTS = (
    "true as is_primary, 0.0 as crossover_rate, 0 as late_units, 0 as units_not_in_ledger, "
    "0 as contaminated_units, null::double as reached_share, null::double as max_smd, null::double as ess, "
    "null::double as placebo_p, null::double as pretrend_p"
)


@dataclass(frozen=True)
class Trial:
    """What all runs of a family have in common."""

    split: Split
    looks: int = 1
    is_clustered: bool = False


def judged(
    con: duckdb.DuckDBPyConnection, trial: Trial, statistic: pd.DataFrame, cluster: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Every estimate of every run with its decision, and which of them is the answer."""
    import pandas as pd

    same = {name: value for name, value in PLACE.items() if name not in statistic}
    told = statistic.assign(**same).reindex(columns=list(STATISTIC))
    typed = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in STATISTIC.items())
    con.register("statistic", told)
    con.register("cluster", _no_clusters() if cluster is None else cluster)
    con.register("rule", _rule(trial, told))
    con.register("look", _look(trial, told))
    statistics = con.sql(f"select {typed} from statistic")
    con.register("found", estimates(con.table("rule"), con.table("look"), statistics, con.table("cluster")))
    evidence = "cluster_randomised" if trial.is_clustered else "randomised"
    facts = f"{FACTS}, '{evidence}' as evidence, {trial.is_clustered} as is_clustered"
    con.execute(f"create or replace temp table estimate as select found.*, {facts} from found")
    rows: pd.DataFrame = con.sql(compiled_decision("estimate")).df()
    return pd.DataFrame(rows)


def _rule(trial: Trial, told: pd.DataFrame) -> pd.DataFrame:
    arms = told[["experiment_id", "arm"]].drop_duplicates()
    shares = {
        "control": trial.split.control / trial.split.people, "treat": trial.split.treat / trial.split.people
    }  # fmt: skip
    limits: dict[str, Any] = {
        "alpha": parameter("experiment_alpha"), "is_clustered": trial.is_clustered,
        "planned_looks": trial.looks, "min_clusters": parameter("experiment_min_clusters"),
        "max_redraws": 5000,
    }  # fmt: skip
    return arms.assign(is_control=arms.arm == "control", probability=arms.arm.map(shares), **limits)


def _look(trial: Trial, told: pd.DataFrame) -> pd.DataFrame:
    looks = told[["experiment_id", "look_no"]].drop_duplicates()
    return looks.assign(is_final_look=looks.look_no == trial.looks)


def _no_clusters() -> pd.DataFrame:
    import pandas as pd

    names = ["experiment_id", "look_no", "segment_id", "arm", "metric_id", "cluster_id", "n", "total"]
    return pd.DataFrame({name: pd.Series(dtype="object") for name in names})
