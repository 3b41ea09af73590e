"""Columns of what this room hands back, and their types: an empty table has them too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = {
    "programme_id": "string", "metric_id": "string", "look_no": "int64", "method": "string",
    "n_control": "Int64", "n_treat": "Int64", "mean_control": "float64", "mean_treat": "float64",
    "sd": "float64", "effect_abs": "float64", "se": "float64", "ci_low": "float64", "ci_high": "float64",
    "p_value": "float64", "p_adjusted": "float64", "alpha": "float64",
    "effect_rel": "float64", "rel_low": "float64", "rel_high": "float64",
    "cuped_covariates": "string", "nonzero_smaller_arm": "Int64", "balanced_moments": "Int64",
    "max_smd": "float64", "ess": "float64", "placebo_p": "float64", "pretrend_p": "float64",
    "null_reason": "string",
}  # fmt: skip
BALANCE_COLUMNS = {
    "programme_id": "string", "covariate": "string", "mean_treat": "float64", "mean_control": "float64",
    "mean_control_weighted": "float64", "smd_before": "float64", "smd_after": "float64",
}  # fmt: skip


def as_table(rows: list[dict[str, Any]], columns: dict[str, str]) -> pd.DataFrame:
    """The rows with all columns, in their order and types."""
    import pandas as pd

    return pd.DataFrame(rows, columns=list(columns)).astype(columns)
