"""Comparisons of clusters one by one: there are few of them, and each has its own list of clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from estimates.experiment.cluster import Clusters, cluster_robust
from estimates.experiment.pairs import KEY
from estimates.experiment.randomisation import randomisation

if TYPE_CHECKING:
    import pandas as pd

FIGURES = ["effect", "se", "df", "p_value", "ci_low", "ci_high"]


def cluster_estimates(found: pd.DataFrame, cluster: pd.DataFrame) -> pd.DataFrame:
    """Effect, error and interval of each comparison from its clusters; in the order of `found`."""
    import pandas as pd

    lists = dict(list(cluster.groupby(KEY, sort=False)))
    rows = [_estimate(pair, lists.get(tuple(pair[KEY]))) for _, pair in found.iterrows()]
    table = pd.DataFrame(rows, columns=[*FIGURES, "is_redrawn", "null_reason"], index=found.index)
    return table.astype(dict.fromkeys(FIGURES, "float64"))


def _estimate(pair: pd.Series[Any], listed: pd.DataFrame | None) -> dict[str, Any]:
    nothing = {"is_redrawn": False, "null_reason": "no_clusters"}
    if listed is None:
        return nothing
    is_treated = (listed.arm == pair.arm).to_numpy()
    both = is_treated | (listed.arm == pair.control_arm).to_numpy()
    clusters = Clusters(
        listed.n.to_numpy("float64")[both], listed.total.to_numpy("float64")[both], is_treated[both]
    )
    if clusters.smaller_arm < 1 or len(clusters.n) < 3:
        return nothing
    robust = cluster_robust(clusters, listed.cluster_id.factorize()[0][both].astype("int64"))
    row = {"effect": robust.effect[0], "se": robust.se[0], "df": robust.df[0], "is_redrawn": False}
    if clusters.smaller_arm >= pair.min_clusters:
        return row
    redrawn = randomisation(clusters, pair.alpha, pair.max_redraws)
    bounds = {"p_value": redrawn.p_value, "ci_low": redrawn.low, "ci_high": redrawn.high}
    return row | bounds | {"is_redrawn": True, "null_reason": None}
