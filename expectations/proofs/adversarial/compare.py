"""Two queries on the same hostile tables: whether they answer alike, and on which tables they do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from expectations.proofs.adversarial.digests import PATIENT, in_time
from expectations.proofs.adversarial.stages import Stage


@dataclass(frozen=True)
class Difference:
    """Where a candidate answers otherwise: on the tables of a stage, or by failing."""

    stage: Stage | None
    reason: str


def difference(stages: Iterable[Stage], candidate: str) -> Difference | None:
    """The first stage on which the candidate answers otherwise; None when it is alike on all."""
    for stage in stages:
        try:
            with in_time(stage.con, PATIENT):
                missing = _missing(stage, candidate)
                if missing:
                    return Difference(None, f"column {missing} is missing")
                if stage.digest(candidate) != stage.answer:
                    return Difference(stage, f"other rows on the tables of profile {stage.profile.seed}")
        except duckdb.Error as error:
            return Difference(None, f"fails: {str(error).splitlines()[0]}")
    return None


def _missing(stage: Stage, sql: str) -> str | None:
    described = {str(row[0]) for row in stage.con.execute(f"describe ({sql}\n)").fetchall()}
    return next((name for name, _ in stage.columns if name not in described), None)
