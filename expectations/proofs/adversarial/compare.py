"""Two queries on the same hostile tables: whether they answer alike, and on which tables they do not."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from expectations.proofs.adversarial.catalog import Relation
from expectations.proofs.adversarial.draws import Profile
from expectations.proofs.adversarial.hostile import PROFILES, RUN, fill
from expectations.proofs.adversarial.vocabulary import Vocabulary

_SECONDS = 20.0


@dataclass(frozen=True)
class Stage:
    """One profile's tables in an engine of their own, and what the approved query answers there."""

    profile: Profile
    con: duckdb.DuckDBPyConnection
    columns: tuple[tuple[str, str], ...]
    answer: tuple[object, ...]
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """Where a candidate answers otherwise: on the tables of a stage, or by failing."""

    stage: Stage | None
    reason: str


def stages_for(
    sql: str, relations: Sequence[Relation], vocabulary: Vocabulary, seeds: Mapping[str, Path]
) -> tuple[list[Stage], list[str]]:
    """The stages on which a query may be compared, and why others may not: it fails or wavers there."""
    stages, refusals = [], []
    for wild in PROFILES:
        for profile in (wild, replace(wild, is_tame=True)):
            try:
                stages.append(_stage(sql, relations, vocabulary, profile, seeds))
                break
            except (duckdb.Error, _Wavers) as error:
                refusals.append(f"profile {profile.seed}: {str(error).splitlines()[0]}")
    return stages, refusals


def difference(stages: Sequence[Stage], candidate: str) -> Difference | None:
    """The first stage on which the candidate answers otherwise; None when it is alike on all."""
    for stage in stages:
        try:
            with _in_time(stage.con):
                missing = _missing(stage, candidate)
                if missing:
                    return Difference(None, f"column {missing} is missing")
                if digest_of(stage.con, candidate, stage.columns) != stage.answer:
                    return Difference(stage, f"other rows on the tables of profile {stage.profile.seed}")
        except duckdb.Error as error:
            return Difference(None, f"fails: {str(error).splitlines()[0]}")
    return None


class _Wavers(Exception):
    """The answer depends on the order of rows."""


def _hide_marks(con: duckdb.DuckDBPyConnection, names: Sequence[str]) -> None:
    """Put views without the marks of world and row before the tables, so that a star does not see them."""
    for name in names:
        schema, table = name.split(".")
        con.execute(f"alter table {name} rename to {table}__rows")
        con.execute(f"create view {name} as select * exclude (_world, _row) from {schema}.{table}__rows")


def _stage(
    sql: str,
    relations: Sequence[Relation],
    vocabulary: Vocabulary,
    profile: Profile,
    seeds: Mapping[str, Path],
) -> Stage:
    con = duckdb.connect(config={"threads": 1})
    fill(con, relations, vocabulary, profile, seeds)
    names = tuple(
        relation.name for relation in relations if relation.name != RUN and relation.name not in seeds
    )
    _hide_marks(con, names)
    with _in_time(con):
        described = con.execute(f"describe ({sql}\n)").fetchall()
        columns = tuple((str(row[0]), str(row[1])) for row in described)
        answer = digest_of(con, sql, columns)
        with _shuffled(con):
            again = digest_of(con, sql, columns)
    stable = tuple(
        column for column, one, two in zip(columns, answer[1:-1], again[1:-1], strict=True) if one == two
    )
    if answer[0] != again[0] or not stable:
        raise _Wavers("answers depend on the order of rows")
    if len(stable) < len(columns):
        columns, answer = stable, digest_of(con, sql, stable)
    return Stage(profile, con, columns, answer, names)


@contextmanager
def _shuffled(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """The same tables with their rows in another order, for as long as the block lasts."""
    views = con.execute(
        "select schema_name, view_name from duckdb_views() where not internal and schema_name <> 'main'"
    ).fetchall()
    for schema, view in views:
        con.execute(
            f"create or replace view {schema}.{view} as select * exclude (_world, _row) from"
            f" (select * from {schema}.{view}__rows order by hash(_world, _row, '{view}'))"
        )
    yield
    for schema, view in views:
        con.execute(
            f"create or replace view {schema}.{view} as"
            f" select * exclude (_world, _row) from {schema}.{view}__rows"
        )


def _missing(stage: Stage, sql: str) -> str | None:
    described = {str(row[0]) for row in stage.con.execute(f"describe ({sql}\n)").fetchall()}
    return next((name for name, _ in stage.columns if name not in described), None)


def digest_of(
    con: duckdb.DuckDBPyConnection, sql: str, columns: Sequence[tuple[str, str]]
) -> tuple[object, ...]:
    """Number of rows, the bag of each column and, last, of whole rows."""
    texts = [_as_text(name, kind) for name, kind in columns]
    sums = [f"sum(cast(hash({text}) as hugeint))" for text in texts]
    parts = ", ".join(f"coalesce({text}, '~')" for text in texts)
    whole = f"sum(cast(hash(concat_ws('|', {parts})) as hugeint))"
    row = con.execute(f"select count(*), {', '.join(sums)}, {whole} from ({sql}\n)").fetchone()
    return tuple(row or ())


def _as_text(name: str, kind: str) -> str:
    """A column as text in which figures that are equal but for rounding are equal."""
    if kind in ("DOUBLE", "FLOAT"):  # sums of these depend on the order of rows in their last digits
        return f'coalesce(cast(try_cast("{name}" as float) as varchar), cast("{name}" as varchar))'
    return f'cast("{name}" as varchar)'


@contextmanager
def _in_time(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    timer = threading.Timer(_SECONDS, con.interrupt)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
