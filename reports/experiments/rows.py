"""Rows of the published tables of experiments, as far as pages tell of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

ALL = "all"


@dataclass(frozen=True)
class Result:
    """A row of `experiment.result`, as far as pages tell of it."""

    experiment_id: str
    metric_id: str
    segment_id: str
    arm: str
    look_no: int
    method: str
    is_answer: bool
    is_primary: bool | None
    program_kind: str | None
    evidence: str | None
    unit: str | None
    window_start: date | None
    window_end: date | None
    n_control: int | None
    n_treat: int | None
    clusters_control: int | None
    clusters_treat: int | None
    reached_share: float | None
    late_units: int | None
    contaminated_units: int | None
    units_not_in_ledger: int | None
    nonzero_smaller_arm: int | None
    crossover_rate: float | None
    mean_control: float | None
    mean_treat: float | None
    effect_abs: float | None
    ci_low: float | None
    ci_high: float | None
    cs_low: float | None
    cs_high: float | None
    is_final_look: bool | None
    p_value: float | None
    p_adjusted: float | None
    alpha: float | None
    effect_rel: float | None
    rel_low: float | None
    rel_high: float | None
    cap_value: float | None
    share_capped: float | None
    variance_reduction: float | None
    srm_p: float | None
    mde_realised: float | None
    max_smd: float | None
    ess: float | None
    placebo_p: float | None
    pretrend_p: float | None
    incremental_units: float | None
    incremental_gmv_fen: float | None
    incremental_gmv_low_fen: float | None
    incremental_gmv_high_fen: float | None
    margin_rate: float | None
    cost_message_fen: float | None
    cost_discount_fen: float | None
    cost_fixed_fen: float | None
    roi: float | None
    roi_low: float | None
    roi_high: float | None
    decision: str
    decision_reason: str | None
    invalid_reason: str | None

    @property
    def last_day(self) -> date | None:
        """The last day that counts; the window ends before its end."""
        return self.window_end - timedelta(days=1) if self.window_end else None

    @property
    def is_over(self) -> bool:
        """Whether what a fixed horizon gives may be read: p-values, and the interval of the end."""
        return bool(self.is_final_look)

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """What the effect lies between: while looks go on, only the confidence sequence may be read."""
        return (self.ci_low, self.ci_high) if self.is_over else (self.cs_low, self.cs_high)


@dataclass(frozen=True)
class Increment(Result):
    """A row of `experiment.programme_increment`: a month of all outreach, read once the month is known."""

    month_start: date

    @property
    def is_over(self) -> bool:
        """A month has one reading."""
        return True


@dataclass(frozen=True)
class Design:
    """What an experiment was meant to be, as its register says today."""

    experiment_id: str
    campaign_id: str | None
    kind: str | None
    unit: str | None
    arms: str | None
    population: str | None
    primary_metric: str | None
    outcome_days: int | None
    pre_days: int | None
    start_on: date | None
    end_on: date | None


@dataclass(frozen=True)
class Balance:
    """How far apart the arms were before, in a covariate: standardised difference."""

    experiment_id: str
    covariate: str
    arm: str
    smd_before: float | None
    smd_after: float | None


@dataclass(frozen=True)
class Power:
    """What a comparison could be expected to see, and what it could see in the end."""

    experiment_id: str
    metric_id: str
    arm: str
    n_control: int | None
    n_treat: int | None
    n_needed: int | None
    planned_effect: float | None
    mde_planned: float | None
    mde_realised: float | None
    power_planned: float | None
    power_realised: float | None


@dataclass(frozen=True)
class Returned:
    """What a month's events or rituals cost and brought."""

    month_start: date
    program_kind: str
    events: int | None
    participants: int | None
    cost_fen: int | None
    added_margin_fen: int | None
    added_margin_low_fen: int | None
    added_margin_high_fen: int | None
    roi: float | None
    roi_low: float | None
    roi_high: float | None
    null_reason: str | None
