"""The whole of it: comparisons by every method that their statistics allow, as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from estimates.experiment import methods
from estimates.experiment.multiplicity import false_discovery
from estimates.experiment.pairs import KEY, PLACE, pairs, table
from estimates.experiment.sequence import always_valid_factor, information

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyRelation

# Counts up when a method's figures would come out otherwise from the same statistics.
METHOD_VERSION = "1"
ROW = [*KEY, "arm", "method"]
TEXTS = [
    "experiment_id", "metric_id", "segment_id", "arm", "method", "method_version", "estimand", "ci_method",
    "cuped_covariates", "null_reason",
]  # fmt: skip
COUNTS = [
    "look_no", "n_control", "n_treat", "clusters_control", "clusters_treat", "n_reached_control",
    "n_reached_treat", "nonzero_smaller_arm",
]  # fmt: skip
ESTIMATES = [
    "effect_abs", "se", "ci_low", "ci_high", "p_value", "cs_low", "cs_high", "effect_rel", "rel_low",
    "rel_high",
]  # fmt: skip
NUMBERS = [
    "mean_control", "mean_treat", "sd", *ESTIMATES, "p_adjusted", "alpha", "cap_value", "share_capped",
    "effect_uncapped", "variance_reduction", "srm_p", "skewness",
]  # fmt: skip
COLUMNS = [*TEXTS, *COUNTS, *NUMBERS, "is_final_look"]


def estimates(
    method: DuckDBPyRelation, look: DuckDBPyRelation, statistic: DuckDBPyRelation, cluster: DuckDBPyRelation
) -> pd.DataFrame:
    """One row an experiment, metric, segment, arm, look and method; without an estimate, the reason."""
    import pandas as pd

    arms = table(method, "experiment_id", "arm")
    statistics = table(statistic, *KEY, "arm", "treatment")
    found = pairs(arms, table(look, "experiment_id", "look_no"), statistics)
    capped = statistics[statistics.treatment == "capped"]
    rows = [
        methods.plain(found),
        methods.equal_variance(found),
        methods.cuped(found),
        methods.capped(found, capped, arms),
        methods.cace(found),
        methods.by_cluster(found, table(cluster, *KEY, "arm", "cluster_id")),
    ]
    known = [part for part in rows if len(part)]
    whole = pd.concat(known, ignore_index=True) if known else rows[0]
    return _typed(_adjusted(_sequences(_told(whole))).sort_values(ROW, ignore_index=True))


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    """No figure where there is a reason against it, nor one that is no number."""
    for name in ESTIMATES:
        if name not in rows:
            rows[name] = np.nan
    empty = rows.null_reason.notna()
    rows.loc[empty, ESTIMATES] = np.nan
    return rows


def _sequences(rows: pd.DataFrame) -> pd.DataFrame:
    """Bounds for all looks at once, on the walk that the effect's sum makes from look to look."""
    rows = rows.sort_values(ROW, ignore_index=True)
    alpha, looks = rows.alpha.to_numpy("float64"), rows.planned_looks.to_numpy("float64")
    variance = ((rows.n_control + rows.n_treat) * rows.se) ** 2
    first = (
        variance.where(variance > 0)
        .groupby([rows[name] for name in ROW if name != "look_no"])
        .transform("first")
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        known = information(variance.to_numpy("float64"), first.to_numpy("float64"), looks, alpha)
        half = always_valid_factor(known, alpha) * rows.se.to_numpy("float64")
    half = np.where(rows.has_sequence.astype(bool), half, np.nan)
    return rows.assign(cs_low=rows.effect_abs - half, cs_high=rows.effect_abs + half)


def _adjusted(rows: pd.DataFrame) -> pd.DataFrame:
    """P-values adjusted over the metrics and arms of an experiment, look, segment and method."""
    family = rows.groupby([*PLACE, "method"]).ngroup().to_numpy().astype("int64")
    return rows.assign(p_adjusted=false_discovery(rows.p_value.to_numpy("float64"), family))


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.assign(method_version=METHOD_VERSION).reindex(columns=COLUMNS)
    rows[NUMBERS] = rows[NUMBERS].astype("float64").replace([np.inf, -np.inf], np.nan)
    types = dict.fromkeys(TEXTS, "string") | dict.fromkeys(COUNTS, "Int64") | {"is_final_look": "boolean"}
    return rows.astype(types)
