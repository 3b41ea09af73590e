"""What is told of a night: published or not, how fresh, what is open, what changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

# A daily feed is told from its second day without a delivery.
_LATE_DAYS = 2
_PUBLISHED = """
    SELECT version, data_through, table_count, row_count FROM ops.publish_log ORDER BY version DESC LIMIT 1
"""
_LATE = """
    SELECT feed, days_since_last_delivery FROM ops.feed_health
    WHERE is_present AND feed NOT LIKE 'master%' AND days_since_last_delivery >= ?
    ORDER BY 2 DESC, 1
"""
_ALERTS = """
    SELECT rule_id, severity, count(*) FROM kpi.alert WHERE is_open_now
    GROUP BY ALL ORDER BY severity, 3 DESC, 1
"""
# A reason names the check or step, then tells what it saw: that stays in the log, a message goes further.
_OBSERVED, _MESSAGE = " (", ": "
_RESTATED = (
    "SELECT cause, count(*) FROM kpi.kpi_restatement WHERE version = ? GROUP BY ALL ORDER BY 2 DESC, 1"
)


@dataclass(frozen=True)
class Summary:
    """One night; a version is what readers have now, published by this night or before it."""

    status: str
    """published, refused or crashed."""
    delivered_through: str
    reasons: Sequence[str]
    """Checks or steps that held it back, by name."""
    version: str | None = None
    data_through: str | None = None
    tables: int = 0
    rows: int = 0
    late_feeds: dict[str, int] | None = None
    """Days without a delivery by feed."""
    open_alerts: list[dict[str, Any]] | None = None
    restated: dict[str, int] | None = None
    """Figures that changed after they were complete, by cause."""

    @classmethod
    def bare(cls, status: str, day: date, reasons: Sequence[str]) -> Summary:
        """What is known without a published store; of reasons only names are kept."""
        end = _OBSERVED if status == "refused" else _MESSAGE
        return cls(status, day.isoformat(), [reason.partition(end)[0] for reason in reasons])

    def document(self) -> dict[str, Any]:
        """All of it, for programs."""
        return asdict(self)


def summary_of(published: Path, status: str, day: date, reasons: Sequence[str]) -> Summary:
    """Read what the store that readers have says, after a night.

    Args:
        published: The published file; may not exist before the first night.
        status: published, refused or crashed.
        day: Delivery day up to which the night ran.
        reasons: Why it did not publish, as the command tells it; only names are kept.
    """
    told = Summary.bare(status, day, reasons)
    if not published.exists():
        return told
    with duckdb.connect(str(published), read_only=True) as store:
        version, through, tables, rows = store.execute(_PUBLISHED).fetchall()[0]
        return replace(
            told,
            version=version,
            data_through=through.isoformat() if through else None,
            tables=tables,
            rows=rows,
            late_feeds=dict(_asked(store, _LATE, [_LATE_DAYS])),
            open_alerts=[
                {"rule": rule, "severity": severity, "count": count}
                for rule, severity, count in _asked(store, _ALERTS, [])
            ],
            restated=dict(_asked(store, _RESTATED, [version])),
        )


def _asked(store: duckdb.DuckDBPyConnection, query: str, values: list[Any]) -> list[tuple[Any, ...]]:
    try:
        return store.execute(query, values).fetchall()
    except duckdb.CatalogException:  # published before there was such a table
        return []
