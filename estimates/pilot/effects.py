"""From panels of communities to rows: what each pilot added by metric and method."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from estimates.pilot.did import did
from estimates.pilot.inference import estimated
from estimates.pilot.panel import Panel
from estimates.pilot.synthetic import synthetic_did

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyRelation

METHODS = {"sdid": synthetic_did, "did": did}
COLUMNS = {
    "experiment_id": "string", "metric_id": "string", "method": "string", "clusters_control": "Int64",
    "mean_control": "float64", "mean_treat": "float64", "effect_abs": "float64", "se": "float64",
    "ci_low": "float64", "ci_high": "float64", "p_value": "float64", "p_adjusted": "float64",
    "alpha": "float64", "nonzero_smaller_arm": "Int64", "pretrend_p": "float64", "null_reason": "string",
}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """A look at a pilot: its weeks, and why there is nothing to see."""

    experiment_id: str
    weeks_before: int
    weeks_after: int
    alpha: float
    primary_metric: str
    null_reason: str | None


def pilot_effects(looks: DuckDBPyRelation, panel: DuckDBPyRelation) -> pd.DataFrame:
    """One row a pilot, metric and method; where nothing can be said, one with the reason."""
    import pandas as pd

    names = [field.name for field in fields(Look)]
    told = looks.order("experiment_id").select(*names).fetchall()
    rows: list[dict[str, Any]] = []
    for look in (Look(**dict(zip(names, row, strict=True))) for row in told):
        rows += _rows_of(look, panel)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _rows_of(look: Look, panel: DuckDBPyRelation) -> list[dict[str, Any]]:
    from duckdb import ColumnExpression, ConstantExpression

    if look.null_reason is not None:
        return [_blank(look, look.primary_metric, "sdid") | {"null_reason": look.null_reason}]
    ours = panel.filter(ColumnExpression("experiment_id") == ConstantExpression(look.experiment_id))
    table = ours.order("metric_id, is_treated desc, cluster_id, week_no").df()
    rows = [
        _row(look, str(metric), method, weeks)
        for method in METHODS
        for metric, weeks in table.groupby("metric_id", sort=True)
    ]
    return _adjusted(rows)


def _blank(look: Look, metric: str, method: str) -> dict[str, Any]:
    return {
        "experiment_id": look.experiment_id, "metric_id": metric, "method": method, "alpha": look.alpha,
    }  # fmt: skip


def _row(look: Look, metric: str, method: str, weeks: pd.DataFrame) -> dict[str, Any]:
    row = _blank(look, metric, method)
    found = estimated(METHODS[method], _panel(look, weeks), look.alpha)
    if found is None:
        return row | {"null_reason": "not_identified:no_comparison"}
    facts = {name: getattr(found, name) for name in COLUMNS if hasattr(found, name)}
    return row | facts | {"clusters_control": found.stand_ins, "nonzero_smaller_arm": _nonzero(weeks)}


def _panel(look: Look, weeks: pd.DataFrame) -> Panel:
    """Means a person; of what adds up, over a window of average weeks."""
    scale = look.weeks_after if bool(weeks.is_sum.iloc[0]) else 1
    value = weeks.total.to_numpy("f8") / weeks.people.to_numpy("f8") * scale
    by_unit = value.reshape(-1, look.weeks_before + look.weeks_after)
    count = int(weeks[weeks.is_treated].cluster_id.nunique())
    return Panel(by_unit[:count], by_unit[count:], look.weeks_before)


def _nonzero(weeks: pd.DataFrame) -> int | None:
    """People with an outcome in an average week after, in the smaller group; of sums nobody counts people."""
    if bool(weeks.is_sum.iloc[0]):
        return None
    after = weeks[weeks.week_no >= 0]
    return int(after.groupby("is_treated").total.sum().min())


def _adjusted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """False discoveries over the metrics of one method (Benjamini and Hochberg)."""
    from scipy.stats import false_discovery_control

    for method in METHODS:
        known = [row for row in rows if row["method"] == method and "p_value" in row]
        if known:
            adjusted = false_discovery_control(np.array([row["p_value"] for row in known]))
            for row, value in zip(known, adjusted, strict=True):
                row["p_adjusted"] = float(value)
    return rows
