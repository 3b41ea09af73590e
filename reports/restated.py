"""Figures of past weeks that are no longer what the last reviews read, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reports import words
from reports.reasons import reason
from reports.words import Words, same

if TYPE_CHECKING:
    import duckdb

    from reports.store import Metric

DAYS_SHOWN = 7
CAUSES = {
    "changed_definition": Words("口径变更", "definition changed"),
    "changed_parameter": Words("参数变更", "parameter changed"),
    "erasure": Words("按请求删除会员", "members erased on request"),
    "steward": Words("会员管理员裁定", "decided by a steward"),
    "identity_split": Words("会员拆分", "members split"),
    "identity_merge": Words("会员合并", "members merged"),
    "identity_binding": Words("标识换绑", "identifiers changed hands"),
    "delivery_withdrawn": Words("数据撤回", "data withdrawn"),
    "corrected_delivery": Words("数据更正", "data corrected"),
    "late_data": Words("数据迟到", "data came late"),
    "unexplained": Words("原因未明", "unexplained"),
}


@dataclass(frozen=True)
class Restated:
    """An undivided weekly figure of all malls: as it was before these days, as it is now."""

    metric_id: str
    week: date
    old: float | None
    old_reason: str | None
    new: float | None
    new_reason: str | None
    causes_told: str

    @property
    def causes(self) -> list[str]:
        """All causes, those of the earlier version first, each once."""
        return list(dict.fromkeys(self.causes_told.split(",")))


@dataclass(frozen=True)
class RestatedRow:
    """One line of the page."""

    metric: Words
    week: Words
    old: Words
    new: Words
    causes: list[Words]


def restated_figures(con: duckdb.DuckDBPyConnection, as_of: date) -> list[Restated]:
    """Weekly figures that versions of the last days changed; several changes of one are told as one."""
    rows = con.execute(
        """
        with recent as (
            select * from kpi.kpi_restatement
            where as_of_date > $as_of - $days::integer and as_of_date <= $as_of
                and period_kind = 'week' and mall_id = 'ALL' and dimension = 'all'
        )

        select
            metric_id, period_start,
            first(old_value order by version)::double, first(old_null_reason order by version),
            last(new_value order by version)::double, last(new_null_reason order by version),
            string_agg(causes, ',' order by version)
        from recent
        group by metric_id, period_start
        order by period_start desc, metric_id
        """,
        {"as_of": as_of, "days": DAYS_SHOWN},
    ).fetchall()
    return [Restated(*row) for row in rows]


def restated_rows(
    figures: Sequence[Restated], metrics: Mapping[str, Metric], symbol: str
) -> list[RestatedRow]:
    """The lines, newest week first; what went back to where it was is none."""
    return [
        RestatedRow(
            metric=metrics[one.metric_id].name if one.metric_id in metrics else same(one.metric_id),
            week=words.week(one.week),
            old=_told(one.old, one.old_reason, metrics.get(one.metric_id), symbol),
            new=_told(one.new, one.new_reason, metrics.get(one.metric_id), symbol),
            causes=[CAUSES.get(cause, same(cause)) for cause in one.causes],
        )
        for one in figures
        if (one.old, one.old_reason) != (one.new, one.new_reason)
    ]


def _told(value: float | None, why: str | None, metric: Metric | None, symbol: str) -> Words:
    if value is None:
        return reason(why)
    return words.value(value, metric.unit if metric else "count", symbol)
