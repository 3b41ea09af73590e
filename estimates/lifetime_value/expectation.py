"""From members' purchase patterns at a cutoff to what each pattern is expected to bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from estimates.lifetime_value.fit import Frequency, NoFit, Value, fit_frequency, fit_value

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd
    from duckdb import DuckDBPyRelation

DAYS_A_WEEK = 7
DAYS_A_YEAR = 365
FEN_A_UNIT = 100
PATTERN = ["frequency", "recency_days", "age_days"]
PARAMETERS = [
    "frequency_r", "frequency_alpha", "frequency_a", "frequency_b", "frequency_tolerance",
    "value_p", "value_q", "value_v",
]  # fmt: skip
ESTIMATES = ["p_alive", "next_month_purchase_days", "discounted_purchase_days", *PARAMETERS]
COLUMNS = ["cutoff_on", *PATTERN, "members", *ESTIMATES, "null_reason"]


@dataclass(frozen=True)
class Cutoff:
    """The day to look from, what is held out after it, and what the project asks of an estimate."""

    cutoff_on: date
    held_out_until: date
    history_days: int
    min_history_days: int
    min_repeat_members: int
    horizon_months: int
    discount_rate: float


def expectations(cutoffs: DuckDBPyRelation, summary: DuckDBPyRelation) -> pd.DataFrame:
    """One row a cutoff and pattern; where nothing can be estimated, NULL and the reason."""
    import pandas as pd

    patterns, values = _patterns(summary), _values(summary)
    tables = [
        _of_cutoff(cutoff, _at(patterns, cutoff.cutoff_on), _at(values, cutoff.cutoff_on))
        for cutoff in _cutoffs(cutoffs)
    ]
    empty = patterns.head(0).reindex(columns=COLUMNS)
    table = pd.concat([table for table in tables if len(table)] or [empty])[COLUMNS]
    return table.astype({**dict.fromkeys(ESTIMATES, "float64"), "null_reason": "string"})


def _cutoffs(cutoffs: DuckDBPyRelation) -> list[Cutoff]:
    names = list(Cutoff.__dataclass_fields__)
    rows = cutoffs.order("cutoff_on").select(*names).fetchall()
    return [Cutoff(**dict(zip(names, row, strict=True))) for row in rows]


def _at(table: pd.DataFrame, cutoff_on: date) -> pd.DataFrame:
    return table[table.cutoff_on == str(cutoff_on)]


def _patterns(summary: DuckDBPyRelation) -> pd.DataFrame:
    keys = ", ".join(["cutoff_on", *PATTERN])
    counts = "count(*) as members, count(*) filter (is_in_fit) as fit_members"
    return summary.aggregate(f"{keys}, {counts}").order(keys).df()


def _values(summary: DuckDBPyRelation) -> pd.DataFrame:
    keys = "cutoff_on, frequency, repeat_mean_fen"
    repeated = summary.filter("is_in_fit and frequency > 0 and repeat_mean_fen > 0")
    return repeated.aggregate(f"{keys}, count(*) as members").order(keys).df()


def _of_cutoff(cutoff: Cutoff, patterns: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    try:
        _enough(cutoff, patterns)
        frequency, value = _fits(patterns[patterns.fit_members > 0], values)
    except NoFit as none:
        return patterns.reindex(columns=COLUMNS).assign(null_reason=str(none))
    return patterns.assign(
        **_expected(cutoff, patterns, frequency),
        frequency_r=frequency.r, frequency_alpha=frequency.alpha,
        frequency_a=frequency.a, frequency_b=frequency.b, frequency_tolerance=frequency.tolerance,
        value_p=value.p, value_q=value.q, value_v=value.v, null_reason=None,
    )  # fmt: skip


def _enough(cutoff: Cutoff, patterns: pd.DataFrame) -> None:
    if cutoff.history_days < cutoff.min_history_days:
        raise NoFit(f"history_below:{cutoff.min_history_days}")
    if patterns[patterns.frequency > 0].members.sum() < cutoff.min_repeat_members:
        raise NoFit(f"repeat_members_below:{cutoff.min_repeat_members}")


def _fits(patterns: pd.DataFrame, values: pd.DataFrame) -> tuple[Frequency, Value]:
    frequency = fit_frequency(*_weeks(patterns), patterns.fit_members.to_numpy("float64"))
    value = fit_value(
        values.frequency.to_numpy("float64"),
        values.repeat_mean_fen.to_numpy("float64") / FEN_A_UNIT,
        values.members.to_numpy("float64"),
    )
    return frequency, value


def _weeks(patterns: pd.DataFrame) -> tuple[Any, Any, Any]:
    """Frequency, recency and age; the two times in weeks."""
    return (
        patterns.frequency.to_numpy("float64"),
        patterns.recency_days.to_numpy("float64") / DAYS_A_WEEK,
        patterns.age_days.to_numpy("float64") / DAYS_A_WEEK,
    )


def _expected(cutoff: Cutoff, patterns: pd.DataFrame, frequency: Frequency) -> dict[str, Any]:
    pattern = _weeks(patterns)
    next_month = (cutoff.held_out_until - cutoff.cutoff_on).days / DAYS_A_WEEK
    discounted = before = 0 * pattern[0]
    for month in range(1, cutoff.horizon_months + 1):
        until = frequency.expected(month * DAYS_A_YEAR / 12 / DAYS_A_WEEK, *pattern)
        discounted = discounted + (until - before) / (1 + float(cutoff.discount_rate)) ** (month / 12)
        before = until
    return {
        "p_alive": frequency.p_alive(*pattern),
        "next_month_purchase_days": frequency.expected(next_month, *pattern),
        "discounted_purchase_days": discounted,
    }
