"""From arms' statistics to comparisons: one row an experiment, metric, segment, look and treated arm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from estimates.experiment.mean import Sample
from estimates.experiment.multiplicity import sample_ratio

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyRelation

    from estimates.experiment.mean import Numbers

KEY = ["experiment_id", "metric_id", "segment_id", "look_no"]
PLACE = ["experiment_id", "segment_id", "look_no"]
SIDES = ("control", "treat")
# A chi-square over fewer expected people in an arm of a segment says nothing.
LEAST_EXPECTED = 5


def table(relation: DuckDBPyRelation, *key: str) -> pd.DataFrame:
    """A relation in the order of its key: the same rows give the same bytes, whoever made them."""
    return relation.order(", ".join(key)).df()


def pairs(method: pd.DataFrame, look: pd.DataFrame, statistic: pd.DataFrame) -> pd.DataFrame:
    """Each treated arm beside control; columns of the two arms end in their side."""
    plain = statistic[statistic.treatment == "plain"]
    treated = method[~method.is_control.astype(bool)]
    told = [
        "experiment_id", "arm", "alpha", "is_clustered", "planned_looks", "min_clusters", "max_redraws",
    ]  # fmt: skip
    found = plain[KEY].drop_duplicates().merge(treated[told], on="experiment_id")
    found = found.merge(look[["experiment_id", "look_no", "is_final_look"]], on=["experiment_id", "look_no"])
    found["control_arm"] = found.experiment_id.map(_controls(method).set_index("experiment_id").arm)
    found = with_arms(found, plain, method)
    found = found.merge(_ratios(method, plain), on=PLACE, how="left")
    return found.sort_values([*KEY, "arm"], ignore_index=True)


def with_arms(found: pd.DataFrame, statistic: pd.DataFrame, method: pd.DataFrame) -> pd.DataFrame:
    """Statistics of control and of the treated arm beside each comparison; NaN for an arm without people."""
    columns = [name for name in statistic.columns if name not in (*KEY, "arm", "treatment")]
    control = statistic.merge(_controls(method), on=["experiment_id", "arm"])[[*KEY, *columns]]
    found = found.merge(
        control.rename(columns=lambda name: _sided(name, columns, "control")), on=KEY, how="left"
    )
    treat = statistic[[*KEY, "arm", *columns]]
    return found.merge(
        treat.rename(columns=lambda name: _sided(name, columns, "treat")), on=[*KEY, "arm"], how="left"
    )


def sample(found: pd.DataFrame, side: str) -> Sample:
    """An arm of each comparison."""
    return Sample(*(column(found, name, side) for name in ("n", "mean", "variance")))


def column(found: pd.DataFrame, name: str, side: str) -> Numbers:
    """A column of one arm, as numbers."""
    return found[f"{name}_{side}"].to_numpy("float64", na_value=np.nan)


def _controls(method: pd.DataFrame) -> pd.DataFrame:
    return method.loc[method.is_control.astype(bool), ["experiment_id", "arm"]]


def _sided(name: str, columns: list[str], side: str) -> str:
    return f"{name}_{side}" if name in columns else name


def _ratios(method: pd.DataFrame, plain: pd.DataFrame) -> pd.DataFrame:
    """Sample ratio of each experiment, segment and look over its arms; of clusters where those were drawn."""
    arms = plain.drop_duplicates([*PLACE, "arm"])
    places = arms[PLACE].drop_duplicates(ignore_index=True)
    places["place"] = np.arange(len(places))
    whole = places.merge(method, on="experiment_id").merge(
        arms[[*PLACE, "arm", "n", "clusters"]], on=[*PLACE, "arm"], how="left"
    )
    clustered = whole.is_clustered.astype(bool)
    counts = whole.n.where(~clustered, whole.clusters).fillna(0).to_numpy("float64")
    p_value, least = sample_ratio(counts, whole.probability.to_numpy("float64"), whole.place.to_numpy())
    is_known = (places.segment_id == "all").to_numpy() | (least >= LEAST_EXPECTED)
    return places[PLACE].assign(srm_p=np.where(is_known, p_value, np.nan))
