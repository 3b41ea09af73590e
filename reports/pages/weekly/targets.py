"""What figures are held against: the targets in force at the end of the week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from reports.document import Cell, Row
from reports.store import Store

# Of two versions that hold on one day the later one stands last and wins, as alerts are judged.
TARGETS = """
select
    metric_id, mall_id, direction,
    target::double as target, warn::double as warn, critical::double as critical
from core.dim_target
where
    coalesce(dimension, 'all') = 'all' and valid_from <= $day and (valid_to is null or valid_to > $day)
order by metric_id, mall_id nulls first, valid_from
"""


@dataclass(frozen=True)
class Targets:
    """Targets by metric and mall; a mall that has none of its own has that of all malls."""

    by_place: Mapping[tuple[str, str | None], Row]

    def cell(self, metric_id: str, mall_id: str, value: float | None, unit: str) -> Cell:
        """The value to reach, good where it is reached and bad where a bound is crossed."""
        aim = self._aim(metric_id, mall_id)
        if aim is None or aim["target"] is None:
            return Cell(None, unit, "no_target")
        return Cell(aim["target"], unit, tone=self.tone(metric_id, mall_id, value))

    def tone(self, metric_id: str, mall_id: str, value: float | None) -> str:
        """How a figure stands to its target and bounds."""
        aim = self._aim(metric_id, mall_id)
        if aim is None or value is None:
            return ""
        if any(_is_beyond(value, aim[bound], aim["direction"]) for bound in ("warn", "critical")):
            return "bad"
        is_reached = aim["target"] is not None and not _is_beyond(value, aim["target"], aim["direction"])
        return "good" if is_reached else ""

    def _aim(self, metric_id: str, mall_id: str) -> Row | None:
        return self.by_place.get((metric_id, mall_id)) or self.by_place.get((metric_id, None))


def targets(store: Store, monday: date) -> Targets:
    """The targets that hold on the last day of the week."""
    held = store.ask(TARGETS, day=monday + timedelta(days=6))
    return Targets({(row["metric_id"], row["mall_id"]): row for row in held})


def _is_beyond(value: float, bound: float | None, direction: str | None) -> bool:
    if bound is None:
        return False
    return value > bound if direction == "down" else value < bound
