"""Planned against realised, of every experiment that was assigned: a row an experiment, metric and arm."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from estimates.planning.size import Comparison, detectable, power, sample_size

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyRelation

KEY = ["experiment_id", "metric_id", "arm"]
FIGURES = ["mde_planned", "power_planned", "n_needed", "mde_realised", "power_realised"]


def powers(precision: DuckDBPyRelation) -> pd.DataFrame:
    """The rows of int_experiment__precision, each with what it could see and what it could have seen."""
    import pandas as pd

    # Where there is no row, pandas knows no texts: their type is told.
    rows = precision.order(", ".join(KEY)).df().astype(dict.fromkeys(KEY, "string"))
    told: list[Any] = rows.to_dict("records")
    found = pd.DataFrame(map(_figures, told), columns=FIGURES, index=rows.index, dtype="float64")
    # What is no number has no figure: in DuckDB a NaN is one.
    return rows.join(found.replace([math.inf, -math.inf], math.nan).astype("Float64"))


def _figures(row: dict[str, Any]) -> dict[str, float]:
    planned = _comparison(row, _number(row["variance_planned"]))
    realised = _realised(row)
    wanted, effect = row["power_wanted"], _number(row["planned_effect"])
    return {
        "mde_planned": detectable(planned, wanted),
        "power_planned": power(planned, effect),
        "n_needed": sample_size(planned, effect, wanted) if planned.is_possible else math.nan,
        "mde_realised": detectable(realised, wanted),
        "power_realised": power(realised, effect),
    }


def _comparison(row: dict[str, Any], variance: float) -> Comparison:
    return Comparison(
        variance,
        row["n_control"],
        row["n_treat"],
        row["alpha"],
        design_effect=_number(row["design_effect"], 1.0),
        cluster_size=_number(row["cluster_size"], 1.0),
    )


def _realised(row: dict[str, Any]) -> Comparison:
    """The comparison whose standard error is the estimate's own, clusters and all."""
    base = _comparison(row, 1.0)
    if not base.is_possible:
        return base
    return _comparison(row, (_number(row["se_realised"]) / base.se) ** 2)


def _number(value: Any, otherwise: float = math.nan) -> float:  # noqa: ANN401  whatever pandas makes of a NULL
    return otherwise if value is None or math.isnan(value) else float(value)
