"""Scores of a clustering against the truth, as the record-linkage literature defines them.

Pairwise precision and recall count pairs of touchpoints; B-cubed averages over touchpoints (Bagga and Baldwin
1998). A touchpoint without a member is a cluster of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Scores:
    """Of one clustering; shares between 0 and 1, sizes in touchpoints."""

    precision: float
    recall: float
    bcubed_precision: float
    bcubed_recall: float
    mixed_share: float
    """Touchpoints in clusters that hold more than one person."""
    biggest: int
    biggest_true: int

    @property
    def bcubed_f1(self) -> float:
        """Harmonic mean of B-cubed precision and recall."""
        total = self.bcubed_precision + self.bcubed_recall
        return 2 * self.bcubed_precision * self.bcubed_recall / total if total else 0.0


def scores(con: duckdb.DuckDBPyConnection, clustered: str) -> Scores:
    """Score a relation (touchpoint_id, person, cluster); every touchpoint is in it once."""
    row = con.execute(f"""
        with cell as (
            select person, cluster, cast(count(*) as double) as n from {clustered} group by all
        ),
        sized as (
            select *, sum(n) over (partition by cluster) as cluster_n,
                sum(n) over (partition by person) as person_n,
                count(*) over (partition by cluster) as persons
            from cell
        ),
        pairs as (select sum(n * (n - 1) / 2) as together from cell),
        of_cluster as (select sum(n * (n - 1) / 2) as together, max(n) as biggest
            from (select sum(n) as n from cell group by cluster)),
        of_person as (select sum(n * (n - 1) / 2) as together, max(n) as biggest
            from (select sum(n) as n from cell group by person))
        select
            coalesce(p.together / nullif(c.together, 0), 1), coalesce(p.together / nullif(t.together, 0), 1),
            sum(n * n / cluster_n) / sum(n), sum(n * n / person_n) / sum(n),
            sum(if(persons > 1, n, 0)) / sum(n), c.biggest, t.biggest
        from sized cross join pairs as p cross join of_cluster as c cross join of_person as t
        group by all
    """).fetchone()
    assert row is not None
    *shares, biggest, biggest_true = row
    return Scores(*shares, int(biggest), int(biggest_true))
