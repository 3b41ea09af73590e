"""A metric of the registry as the rest of the house sees it, and the words that its meta may use."""

from __future__ import annotations

from dataclasses import dataclass

Parameter = int | float | str | bool
PERIODS = ("day", "week", "month")
UNITS = ("count", "fen", "ratio", "days", "hours", "minutes", "seconds", "points", "number")
DIRECTIONS = ("up", "down", "none")
COVERED_AS = ("metric", "check", "dimension", "playbook")


@dataclass(frozen=True)
class MetricDefinition:
    """A published metric: what it means, what it is made of, and the hash of what shapes its figures."""

    metric_id: str
    name_zh: str
    name_en: str
    definition: str
    numerator_definition: str
    denominator_definition: str
    requirement_rows: tuple[int, ...]
    covered_as: str
    unit: str
    direction: str
    owner_role: str
    window_days: int
    matures_after_days: int
    feeds: tuple[str, ...]
    dimensions: tuple[str, ...]
    periods: tuple[str, ...]
    parameters: tuple[tuple[str, Parameter], ...]
    # Bounds on the value, on its worse side; an operator's targets (master_target) come before them.
    warn: float | None
    critical: float | None
    # The kind of period on which the bounds are laid.
    judged_by: str
    # What a figure stands in for when nothing tells the thing itself; empty where it is the thing.
    proxy: str
    is_share: bool
    is_share_of_total: bool
    numerator_metric: str | None
    denominator_metric: str | None
    matures_on_metric: str | None
    by_period: tuple[tuple[str, str], ...]
    semantic_models: tuple[str, ...]
    counts: str
    definition_hash: str

    def metric_for(self, period_kind: str) -> str:
        """The metric that MetricFlow is asked for; some hold a different rule for each kind of period."""
        return dict(self.by_period).get(period_kind, self.metric_id)
