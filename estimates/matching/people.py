"""People of one programme: who is alike, what they did after, and whether they already differed before."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from estimates.matching.effect import Effect, Outcome, effect
from estimates.matching.sample import Sample, matched

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyRelation
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

COVARIATES = ["visit_days", "purchase_days", "net_fen", "tenure_days"]
# Metrics and, of a ratio, what they are divided by.
METRICS: dict[str, str | None] = {
    "visit": None, "visit_days": None, "purchase": None, "purchase_days": None, "net_fen": None,
    "redemption": None, "profit_fen": None, "ticket_fen": "tickets",
}  # fmt: skip


@dataclass(frozen=True)
class Window:
    """One window after one programme, and what the project asks of an estimate."""

    programme_id: str
    look_no: int
    window_days: int
    pre_days: int
    late_days: int
    alpha: float
    primary_metric: str
    null_reason: str | None


def windows_of(windows: DuckDBPyRelation) -> list[list[Window]]:
    """Windows by programme, in order."""
    names = [field.name for field in fields(Window)]
    rows = windows.order("programme_id, look_no").select(*names).fetchall()
    found = [Window(**dict(zip(names, row, strict=True))) for row in rows]
    return [list(group) for _, group in groupby(found, key=lambda window: window.programme_id)]


def people_of(window: Window, people: DuckDBPyRelation) -> Group:
    """The people of a programme, always in the same order."""
    from duckdb import ColumnExpression, ConstantExpression

    ours = people.filter(ColumnExpression("programme_id") == ConstantExpression(window.programme_id))
    table = ours.order("member_uid, look_no").df()
    return Group(window, table[table.look_no == table.look_no.min()].reset_index(drop=True), table)


@dataclass(frozen=True)
class Group:
    """People of a programme, one row each, and all their windows."""

    window: Window
    before: pd.DataFrame
    table: pd.DataFrame

    @cached_property
    def is_treated(self) -> NDArray[np.bool_]:
        """Who took part."""
        return self.before.is_treated.to_numpy("bool")

    @cached_property
    def sample(self) -> Sample | None:
        """Weights by all that is known on the day before; None where nobody is alike."""
        return self._matched(self._before("pre_"), "stratum", "layer")

    @cached_property
    def earlier(self) -> Sample | None:
        """Weights by what was known when the placebo begins."""
        early = self._before("pre_") - self._before("late_")
        early[:, -1] -= self.window.late_days
        return self._matched(early, "stratum_before", "layer_before")

    def effect(self, metric: str, window: Window) -> Effect | None:
        """Outcome of a window."""
        value, per = self._after(metric, window.look_no), METRICS[metric]
        divided_by = self._after(per, window.look_no) if per else None
        return self._compared(self._known(self.sample), value, divided_by)

    def change(self, metric: str, window: Window) -> Effect | None:
        """How much more an outcome changed, against as many days before; told beside what was done."""
        sample, value = self._known(self.sample), self._after(metric, window.look_no)
        before = self._column(f"pre_{metric}") * window.window_days / window.pre_days
        found = self._compared(sample, value - before, None)
        if found is None:
            return None
        mean = float(value[sample.is_in & self.is_treated].mean())
        told = {"mean_treat": mean, "mean_control": mean - found.effect_abs}
        return replace(found, **told, effect_rel=None, rel_low=None, rel_high=None)

    def placebo_p(self, metric: str) -> float | None:
        """Whether people alike in the days before part in the last of them, when nothing had happened yet."""
        if self.earlier is None:
            return None
        per = METRICS[metric]
        late = self._column(f"late_{metric}")
        found = self._compared(self.earlier, late, self._column(f"late_{per}") if per else None)
        return found.p_value if found else None

    def pretrend_p(self, metric: str) -> float | None:
        """Whether the metric already changed otherwise before, from the earlier days to the last ones."""
        late, before = self._column(f"late_{metric}"), self._column(f"pre_{metric}")
        scale = self.window.late_days / (self.window.pre_days - self.window.late_days)
        found = self._compared(self._known(self.sample), late - (before - late) * scale, None)
        return found.p_value if found else None

    def facts(self) -> dict[str, Any]:
        """What holds of all metrics."""
        sample = self._known(self.sample)
        return {
            "n_treat": len(sample.treated), "n_control": len(sample.controls),
            "max_smd": sample.max_smd, "ess": sample.ess, "balanced_moments": sample.moments,
        }  # fmt: skip

    def smaller_nonzero(self, metric: str, look_no: int) -> int:
        """People with an outcome, in the group that has fewer."""
        is_in = self._known(self.sample).is_in
        done = self._after(metric, look_no) != 0
        return int(min((done & is_in & self.is_treated).sum(), (done & is_in & ~self.is_treated).sum()))

    def _compared(self, sample: Sample, value: Numbers, per: Numbers | None) -> Effect | None:
        ours, theirs = sample.is_in & self.is_treated, sample.is_in & ~self.is_treated
        outcome = Outcome(value[ours], value[theirs])
        if per is not None:
            outcome = Outcome(value[ours], value[theirs], per[ours], per[theirs])
        return effect(outcome, sample.weights, sample.treated, sample.controls, self.window.alpha)

    def _matched(self, covariates: Numbers, *strata: str) -> Sample | None:
        cells = [self.before[name].to_numpy("O") for name in strata]
        # Whose tenure has not begun was not known then, and is in neither group.
        return matched(self.is_treated, covariates, COVARIATES, cells, covariates[:, -1] > 0)

    def _before(self, prefix: str) -> Numbers:
        names = [f"{prefix}{name}" for name in COVARIATES[:-1]]
        tenure = self._column("tenure_days") if prefix == "pre_" else np.zeros(len(self.before))
        return np.column_stack([*(self._column(name) for name in names), tenure])

    def _after(self, name: str, look_no: int) -> Numbers:
        after: Numbers = self.table[name].to_numpy("f8")[self.table.look_no.to_numpy() == look_no]
        return after

    def _column(self, name: str) -> Numbers:
        return self.before[name].to_numpy("f8")

    @staticmethod
    def _known(sample: Sample | None) -> Sample:
        if sample is None:
            raise ValueError("nobody is alike")
        return sample
