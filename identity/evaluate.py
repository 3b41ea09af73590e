"""How good suggestions are where the truth is known: pairwise and B-cubed precision and recall."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from identity.reading import KEY, TABLE, read
from identity.suggest import Settings, suggest_links

TRUTH = "true_cluster"
Label = Hashable


@dataclass(frozen=True)
class Scores:
    """Measures of a partition against the true one."""

    records: int
    pairwise_precision: float
    pairwise_recall: float
    pairwise_f1: float
    bcubed_precision: float
    bcubed_recall: float
    bcubed_f1: float
    largest: int
    true_largest: int

    def rounded(self) -> dict[str, Any]:
        """As figures to print."""
        return {name: round(value, 4) for name, value in asdict(self).items()}


def score(truth: Mapping[Hashable, Label], found: Mapping[Hashable, Label]) -> Scores:
    """Compare clusters with the truth; a record in no cluster is one by itself."""
    mine = {record: ("found", found[record]) if record in found else ("alone", record) for record in truth}
    true_sizes, sizes = Counter(truth.values()), Counter(mine.values())
    both = Counter((truth[record], mine[record]) for record in truth)
    right = sum(map(_pairs, both.values()))
    precision = _share(right, sum(map(_pairs, sizes.values())))
    recall = _share(right, sum(map(_pairs, true_sizes.values())))
    exact = [(count, true_sizes[true], sizes[own]) for (true, own), count in both.items()]
    bcubed_precision = sum(count * count / own for count, _, own in exact) / len(truth)
    bcubed_recall = sum(count * count / true for count, true, _ in exact) / len(truth)
    return Scores(
        len(truth),
        precision,
        recall,
        _harmonic(precision, recall),
        bcubed_precision,
        bcubed_recall,
        _harmonic(bcubed_precision, bcubed_recall),
        max(sizes.values()),
        max(true_sizes.values()),
    )


def evaluate(file: Path, truth: str, settings: Settings) -> tuple[Scores, list[str]]:
    """Link a file of records without looking at the truth, then score; also how each column was compared."""
    with duckdb.connect(config={"threads": 2}) as con:
        read(con, file, {truth: TRUTH})
        true = dict(con.execute(f"select {KEY}, {TRUTH} from {TABLE}").fetchall())
        unseen = Settings(**{**asdict(settings), "ignore": (*settings.ignore, TRUTH)})
        suggested = suggest_links(con, TABLE, KEY, unseen)
    return score(true, suggested.clusters), [f"{column.name}: {column.kind}" for column in suggested.columns]


def _pairs(size: int) -> int:
    return size * (size - 1) // 2


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
