"""Seeds as the project holds them: real rows, since rules read them by their values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import duckdb

from expectations.proofs.adversarial.hostile import read_seed

_MANY = 40


@lru_cache(maxsize=64)
def texts_of(path: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Distinct texts of each column that names things."""
    frame = duckdb.sql(f"select * from {read_seed(path)}")
    columns = zip(frame.columns, zip(*frame.fetchall(), strict=True), strict=True)
    found = ((column, tuple(sorted({value for value in values if value}))) for column, values in columns)
    return tuple(
        (column, texts)
        for column, texts in found
        if len(texts) <= _MANY and not all(text.lstrip("-").isdigit() for text in texts)
    )


def known_texts(inputs: Iterable[str], seeds: Mapping[str, Path]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What the seeds among a query's inputs are known to hold."""
    return tuple(pair for name in sorted(inputs) if name in seeds for pair in texts_of(seeds[name]))
