"""From people of programmes to rows: what each added by metric, window and method, and its balance."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from estimates.matching.people import COVARIATES, METRICS, Group, Window, people_of, windows_of
from estimates.matching.rows import BALANCE_COLUMNS, COLUMNS, as_table

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyRelation

METHODS = ("matched", "did")


def programme_effects(windows: DuckDBPyRelation, people: DuckDBPyRelation) -> pd.DataFrame:
    """One row a programme, window, metric and method; where nothing can be said, one with the reason."""
    rows: list[dict[str, Any]] = []
    for programme in windows_of(windows):
        group = _group(programme, people)
        for window in programme:
            rows += _rows_of(window, group)
    return as_table(rows, COLUMNS)


def programme_balance(windows: DuckDBPyRelation, people: DuckDBPyRelation) -> pd.DataFrame:
    """One row a programme and covariate."""
    rows = []
    for programme in windows_of(windows):
        group = _group(programme, people)
        sample = group.sample if group else None
        rows += [
            {"programme_id": programme[0].programme_id, **asdict(row)}
            for row in (sample.balance if sample else [])
        ]
    return as_table(rows, BALANCE_COLUMNS)


def _group(programme: list[Window], people: DuckDBPyRelation) -> Group | None:
    if programme[0].null_reason is not None:
        return None
    return people_of(programme[0], people)


def _rows_of(window: Window, group: Group | None) -> list[dict[str, Any]]:
    reason = window.null_reason
    if reason is None and (group is None or group.sample is None):
        reason = "not_identified:nobody_alike"
    if group is None or reason is not None:
        return [_blank(window, window.primary_metric, "matched", reason)]
    rows = [_row(window, group, metric, method) for method in METHODS for metric in METRICS]
    return _adjusted([row for row in rows if row is not None])


def _blank(window: Window, metric: str, method: str, reason: str | None) -> dict[str, Any]:
    return {
        "programme_id": window.programme_id, "metric_id": metric, "look_no": window.look_no, "method": method,
        "alpha": window.alpha, "null_reason": reason,
    }  # fmt: skip


def _row(window: Window, group: Group, metric: str, method: str) -> dict[str, Any] | None:
    """None where the method knows nothing of the metric: a ratio has no change of one person."""
    if method == "did" and METRICS[metric] is not None:
        return None
    found = group.change(metric, window) if method == "did" else group.effect(metric, window)
    row = _blank(window, metric, method, None if found else "empty_denominator") | group.facts()
    # Whom the placebo shows to be others than their likes has changed otherwise too: it is asked of both.
    row["placebo_p"] = group.placebo_p(metric)
    if method == "did":
        row["pretrend_p"] = group.pretrend_p(metric)
    row["cuped_covariates"] = ", ".join([*COVARIATES, "layer; exactly: mall, ring"])
    row["nonzero_smaller_arm"] = group.smaller_nonzero(metric, window.look_no)
    return row | (asdict(found) if found else {})


def _adjusted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """False discoveries over the metrics of one method (Benjamini and Hochberg)."""
    from scipy.stats import false_discovery_control

    for method in METHODS:
        known = [row for row in rows if row["method"] == method and row.get("p_value") is not None]
        if known:
            adjusted = false_discovery_control(np.array([row["p_value"] for row in known]))
            for row, value in zip(known, adjusted, strict=True):
                row["p_adjusted"] = float(value)
    return rows
