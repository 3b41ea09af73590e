"""Compares every figure of a published store with the truth of its city."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from sources.sql import literal

QUERY = Path(__file__).with_name("compare.sql")


@dataclass(frozen=True)
class Verdict:
    """What one metric is worth: how many figures were compared, and which of them are wrong."""

    metric_id: str
    about: str
    """`events` where a figure counts what happened, `people` where it counts persons."""
    compared: int
    wrong: int
    example: str | None


def verdicts(store: Path, truth: Path) -> list[Verdict]:
    """Every metric that both sides have, by name."""
    with duckdb.connect() as con:
        con.execute(f"attach {literal(str(store))} as store (read_only)")
        con.execute(f"create view truth as from read_parquet({literal(str(truth / 'metric_truth.parquet'))})")
        con.execute(f"create table compared as {QUERY.read_text(encoding='utf-8')}")
        found = con.execute("""
            select metric_id, about, count(*), count(*) filter (is_wrong),
                min(concat_ws(' ', period_kind, period_start, mall_id, dimension_value, 'true', true_value,
                    'published', coalesce(cast(published_value as varchar), null_reason))) filter (is_wrong)
            from compared
            group by metric_id, about
            order by metric_id
        """).fetchall()
    return [Verdict(*row) for row in found]


def faults(found: list[Verdict], *, of_people: bool) -> list[Verdict]:
    """Metrics with a wrong figure; those that count persons only where identities are clean."""
    return [verdict for verdict in found if verdict.wrong and (of_people or verdict.about == "events")]
