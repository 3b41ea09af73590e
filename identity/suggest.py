"""`suggest_links`: pairs of records that look like one person, and the clusters they make."""

from __future__ import annotations

import importlib.util
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from identity import model
from identity.clusters import LEAST_MEAN, MAX_CLUSTER, Pair, cluster
from identity.columns import Column, as_date, cleaned, profile, quoted

if TYPE_CHECKING:
    import duckdb

ABSENT = "Splink is not installed, so nothing is suggested; install requirements-probabilistic.lock"
READY = "identity_record"
# Two columns of names may be swapped when so many of one's values are found in the other.
SWAPPED_SHARE = 0.1


class SplinkMissingError(RuntimeError):
    """The optional extra is not there."""


@dataclass(frozen=True)
class Settings:
    """What may be set; the defaults ask for no knowledge of the data."""

    # Columns to compare; all that can tell records apart where none are named.
    columns: Sequence[str] = ()
    ignore: Sequence[str] = ()
    # A pair below is not suggested, and joins nobody.
    threshold: float = 0.9
    least_mean: float = LEAST_MEAN
    max_cluster: int = MAX_CLUSTER


@dataclass(frozen=True)
class Suggestions:
    """Pairs at or above the threshold, and the cluster of each record that has one; why there are none."""

    pairs: list[Pair] = field(default_factory=list)
    clusters: dict[Hashable, Hashable] = field(default_factory=dict)
    columns: list[Column] = field(default_factory=list)
    reason: str = ""


def splink_is_there() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec("splink") is not None


def suggest_links(con: duckdb.DuckDBPyConnection, table: str, key: str, settings: Settings) -> Suggestions:
    """Link the records of a table; `key` tells them apart and is not compared.

    Args:
        con: the connection that sees the table; a working table and Splink's own are left in it.
        table: name of a table or view of records.
        key: its column that is unique.
        settings: columns, threshold and limits.
    """
    if not splink_is_there():
        raise SplinkMissingError(ABSENT)
    names = list(settings.columns) or [row[0] for row in con.execute(f"describe {table}").fetchall()]
    compared = [name for name in names if name != key and name not in settings.ignore]
    columns = profile(con, table, compared)
    records = _make_ready(con, table, key, columns)
    if len(columns) < 2 or records < 2:
        return Suggestions(columns=columns, reason="fewer than two records, or columns that tell them apart")
    scored = _score(con, records, columns, settings)
    clusters = cluster(
        scored, threshold=settings.threshold, least_mean=settings.least_mean, max_size=settings.max_cluster
    )
    return Suggestions([pair for pair in scored if pair.probability >= settings.threshold], clusters, columns)


def _make_ready(con: duckdb.DuckDBPyConnection, table: str, key: str, columns: list[Column]) -> int:
    """Cleaned values under the record's key; dates in one form."""
    values = []
    for column in columns:
        value = cleaned(column.name)
        if column.kind == "date":
            value = f"cast({as_date(value)} as varchar)"
        values.append(f"{value} as {quoted(column.name)}")
    selected = ", ".join([f"{quoted(key)} as unique_id", *values])
    con.execute(f"create or replace table {READY} as select {selected} from {table}")
    return int(con.execute(f"select count(*) from {READY}").fetchall()[0][0])


def _score(
    con: duckdb.DuckDBPyConnection, records: int, columns: list[Column], settings: Settings
) -> list[Pair]:
    """Every pair that is more likely one person than the guard's mean could make use of."""
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    blocks = model.blocking(con, READY, records, columns)
    creator = SettingsCreator(
        link_type="dedupe_only",
        comparisons=model.swapped(columns, _swapped_names(con, columns)),
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in blocks] or ["1=1"],
        retain_matching_columns=False,
    )
    linker = Linker(DuckDBAPI(connection=con).register(READY), creator, log_level="ERROR")
    model.train(linker, con, READY, columns)
    least = min(settings.threshold, settings.least_mean) / 10
    found = linker.inference.predict(threshold_match_probability=least, warning_mode="never")
    rows = con.execute(
        f"select unique_id_l, unique_id_r, match_probability from {found.physical_name}"
    ).fetchall()
    return [Pair(*row) for row in rows]


def _swapped_names(con: duckdb.DuckDBPyConnection, columns: list[Column]) -> tuple[str, str] | None:
    """The two columns of names whose values are found in each other most, if they are at all."""
    names = [column.name for column in columns if column.kind == "name"]
    best: tuple[float, tuple[str, str]] | None = None
    for at, first in enumerate(names):
        for second in names[at + 1 :]:
            a, b = quoted(first), quoted(second)
            row = con.execute(
                f"select avg(cast({a} in (select {b} from {READY} where {b} is not null) as integer))"
                f" from {READY} where {a} is not null"
            ).fetchone()
            share = float(row[0] or 0) if row else 0.0
            if share >= SWAPPED_SHARE and (best is None or share > best[0]):
                best = (share, (first, second))
    return best[1] if best else None
