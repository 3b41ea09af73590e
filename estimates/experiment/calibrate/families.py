"""Each family of runs from its people to judged rows, in parts that fit into memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from estimates.experiment.calibrate import draws
from estimates.experiment.calibrate.judge import Trial, judged
from estimates.experiment.calibrate.sql import parameter
from estimates.experiment.calibrate.statistics import ARMS, Split, statistics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import duckdb
    import pandas as pd

    from estimates.experiment.mean import Numbers

    Draw = Callable[[np.random.Generator, int, int], tuple[Numbers, Numbers | None]]
    Part = tuple[pd.DataFrame, pd.DataFrame | None]

# So many numbers are drawn at a time.
AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Family:
    """Runs of one kind: who is drawn, how they are split, and how often somebody looks."""

    name: str
    split: Split
    draw: Draw | None = None
    looks: int = 1
    household: int = 0

    def judged(self, con: duckdb.DuckDBPyConnection, runs: int, seed: int = 1) -> pd.DataFrame:
        """Every estimate of every run."""
        import pandas as pd

        generator = np.random.default_rng(seed)
        trial = Trial(self.split, self.looks, is_clustered=self.household > 0)
        at_once = max(1, AT_ONCE // self.split.people)
        parts = []
        for first in range(0, runs, at_once):
            statistic, cluster = self._part(generator, min(at_once, runs - first), first)
            parts.append(judged(con, trial, statistic, cluster))
        return pd.concat(parts, ignore_index=True)

    def _part(self, generator: np.random.Generator, runs: int, first: int) -> Part:
        import pandas as pd

        if self.household:
            return self._homes(generator, runs, first)
        if self.looks > 1:
            return pd.concat(list(self._days(generator, runs, first)), ignore_index=True), None
        assert self.draw is not None  # noqa: S101  families without looks or homes draw people
        return self._told(*self.draw(generator, runs, self.split.people), first), None

    def _days(self, generator: np.random.Generator, runs: int, first: int) -> Iterator[pd.DataFrame]:
        whole = draws.days(generator, runs, self.split.people, self.looks)
        for look_no, outcome in enumerate(whole, start=1):
            yield self._told(outcome, None, first).assign(look_no=look_no)

    def _homes(self, generator: np.random.Generator, runs: int, first: int) -> Part:
        import pandas as pd

        homes = self.split.people // self.household
        outcome = draws.households(generator, runs, homes, self.household)
        rows = self._told(outcome, None, first)
        totals = outcome.reshape(runs, homes, self.household).sum(axis=2)
        treated = np.arange(homes) >= self.split.control // self.household
        cluster = pd.DataFrame(
            {
                "experiment_id": np.repeat([f"{run:06}" for run in range(first, first + runs)], homes),
                "look_no": 1, "segment_id": "all", "metric_id": "net_fen",
                "arm": np.tile(np.where(treated, *reversed(ARMS)), runs),
                "cluster_id": np.tile(np.arange(homes), runs), "n": self.household, "total": totals.ravel(),
            }
        )  # fmt: skip
        arm = rows.arm.map(dict(zip(ARMS, ((~treated).sum(), treated.sum()), strict=True)))
        return rows.assign(clusters=arm), cluster

    def _told(self, outcome: Numbers, before: Numbers | None, first: int) -> pd.DataFrame:
        return statistics(outcome, before, self.split, first, parameter("experiment_cap_quantile"))


FAMILIES = (
    Family("visit-days, 50/50", Split(2000, 2000), draws.visits),
    Family("visit-days, 90/10", Split(500, 4500), draws.visits),
    Family("came or not, 50/50", Split(2000, 2000), draws.visited),
    Family("came or not, 90/10", Split(500, 4500), draws.visited),
    Family("spend, skewness 26, 50/50", Split(2500, 2500), draws.spend),
    Family("spend, skewness 26, 90/10", Split(500, 4500), draws.spend),
    Family("spend, skewness 26, 90/10, larger", Split(2000, 18_000), draws.spend),
    Family("spend with 100 buyers an arm, 50/50", Split(2500, 2500), draws.frequent),
    Family("spend with 100 buyers an arm, 90/10", Split(1500, 13_500), draws.frequent),
    Family("28 looks at visit-days", Split(1000, 1000), looks=28),
    Family("households of three", Split(600, 600), household=3),
    Family("six communities an arm", Split(300, 300), household=50),
)
