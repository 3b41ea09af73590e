"""A summary in words, Chinese first, as a group's robot and a mail show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestration.notifying.summary import Summary

_HEADLINES = {
    "published": "已发布 Published",
    "refused": "未发布，读者保留原版本 Refused, readers keep the version they had",
    # Perhaps after the version was out (a server that could not be reached): its own line tells.
    "crashed": "运行中断，再次运行即恢复 Crashed, the next run recovers",
}
_SHOWN = 5


def headline(summary: Summary) -> str:
    """One line: the outcome and the day."""
    return f"Memberloop {summary.delivered_through}: {_HEADLINES.get(summary.status, summary.status)}"


def lines(summary: Summary) -> list[str]:
    """What stands below the headline, without what is empty."""
    alerts = [f"{a['rule']} ×{a['count']} ({a['severity']})" for a in summary.open_alerts or []]
    late = [f"{feed} {days}d" for feed, days in (summary.late_feeds or {}).items()]
    restated = [f"{cause} {count:,}" for cause, count in (summary.restated or {}).items()]
    said = {
        "原因 Reasons": list(summary.reasons),
        "版本 Version": [f"{summary.version}, {summary.tables} tables, {summary.rows:,} rows"]
        if summary.version
        else [],
        "数据截至 Data through": [summary.data_through] if summary.data_through else [],
        "预警 Open alerts": alerts,
        "迟到 Late feeds": late,
        "重述 Restated figures": restated,
    }
    return [f"{label}: {_some(values)}" for label, values in said.items() if values]


def _some(values: list[str]) -> str:
    more = len(values) - _SHOWN
    return "; ".join(values[:_SHOWN]) + (f"; +{more}" if more > 0 else "")
