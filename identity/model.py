"""The model of a match: how each kind of column is compared, which pairs are looked at, and its training.

Everything is estimated from the records themselves: how often values agree by chance from random pairs, how
often they agree in matches by expectation maximisation, block by block. The defaults are those of the
literature and of Splink's own examples; none is fitted to a data set.
"""

from __future__ import annotations

import itertools
import logging
from typing import TYPE_CHECKING, Any

from identity.columns import Column, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb
    from splink import Linker

SEED = 20260301
# Up to so many pairs all are compared; above, those that some blocking rule brings together.
ALL_PAIRS = 5_000_000
PAIRS_A_RECORD = 100
# A block of training must be small enough to hold mostly matches.
TRAINING_PAIRS_A_RECORD = 20
RANDOM_PAIRS = 2_000_000
# Of the true pairs, the share that agrees exactly on two telling columns at least: dirty data, so not all.
DETERMINISTIC_RECALL = 0.7
TRAINING_BLOCKS = 4


def comparisons(columns: list[Column]) -> list[Any]:
    """How each column is compared, finest level first."""
    import splink.comparison_library as cl

    made: list[Any] = []
    for column in columns:
        name = column.name
        if column.kind == "name":
            made.append(cl.NameComparison(name))
        elif column.kind == "date":
            made.append(cl.DateOfBirthComparison(name, input_is_string=True, datetime_format="%Y-%m-%d"))
        elif column.kind == "email":
            made.append(cl.EmailComparison(name))
        elif column.kind == "code":
            made.append(
                cl.DamerauLevenshteinAtThresholds(name, [1, 2]).configure(term_frequency_adjustments=True)
            )
        elif column.kind == "text":
            made.append(cl.JaroWinklerAtThresholds(name, [0.95, 0.88, 0.8]))
        else:
            made.append(cl.JaroWinklerAtThresholds(name, [0.9]).configure(term_frequency_adjustments=True))
    return made


def swapped(columns: list[Column], pair: tuple[str, str] | None) -> list[Any]:
    """Comparisons where two columns of names may have been swapped on the form."""
    import splink.comparison_library as cl

    if pair is None:
        return comparisons(columns)
    rest = [column for column in columns if column.name not in pair]
    return [cl.ForenameSurnameComparison(*pair), *comparisons(rest)]


def rules(columns: list[Column]) -> list[tuple[str, ...]]:
    """Candidate blocks: records equal in one telling column, or in two."""
    telling = sorted(
        (column for column in columns if column.kind != "category"),
        key=lambda column: (-column.distinct_values * column.filled, column.name),
    )
    names = [column.name for column in telling]
    return [(name,) for name in names] + list(itertools.combinations(names, 2))


def pairs_of(con: duckdb.DuckDBPyConnection, table: str, rule: tuple[str, ...]) -> int:
    """How many pairs a block brings together."""
    keys = ", ".join(quoted(name) for name in rule)
    known = " and ".join(f"{quoted(name)} is not null" for name in rule)
    row = con.execute(
        f"select coalesce(sum(n * (n - 1) // 2), 0)"
        f" from (select count(*) as n from {table} where {known} group by {keys})"
    ).fetchone()
    assert row is not None  # noqa: S101  an aggregate has a row
    return int(row[0])


def blocking(
    con: duckdb.DuckDBPyConnection, table: str, records: int, columns: list[Column]
) -> list[tuple[str, ...]]:
    """The blocks that bring pairs together; none where all pairs can be compared."""
    if records * (records - 1) // 2 <= ALL_PAIRS:
        return []
    chosen: list[tuple[str, ...]] = []
    left = PAIRS_A_RECORD * records
    for rule in rules(columns):
        if any(set(wider) <= set(rule) for wider in chosen):
            continue
        pairs = pairs_of(con, table, rule)
        if 0 < pairs <= left:
            chosen.append(rule)
            left -= pairs
    return chosen


def train(linker: Linker, con: duckdb.DuckDBPyConnection, table: str, columns: list[Column]) -> None:
    """Estimate all parameters; what cannot be estimated keeps Splink's defaults."""
    from splink import block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    records = con.execute(f"select count(*) from {table}").fetchall()[0][0]
    limit = TRAINING_PAIRS_A_RECORD * records
    usable = [rule for rule in rules(columns) if 0 < pairs_of(con, table, rule) <= limit]
    pairs = [rule for rule in usable if len(rule) == 2]
    if pairs:
        linker.training.estimate_probability_two_random_records_match(
            [block_on(*rule) for rule in pairs], recall=DETERMINISTIC_RECALL
        )
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
    for rule in _training_blocks(usable):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))


def _training_blocks(usable: list[tuple[str, ...]]) -> Sequence[tuple[str, ...]]:
    """Blocks on different columns: a block trains all columns but its own."""
    single = [rule for rule in usable if len(rule) == 1][:TRAINING_BLOCKS]
    if len(single) > 1:
        return single
    return [*single, *(rule for rule in usable if len(rule) == 2)][:TRAINING_BLOCKS]
