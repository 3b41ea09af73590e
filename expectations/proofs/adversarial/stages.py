"""Hostile tables in engines of their own, with what the approved query answers there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
from sqlglot import exp, parse_one

from expectations.proofs.adversarial.catalog import Relation
from expectations.proofs.adversarial.digests import QUICK, by_world, digest_of, in_time
from expectations.proofs.adversarial.draws import Profile
from expectations.proofs.adversarial.hostile import ALONE, PROFILES, RUN, WITHOUT, fill
from expectations.proofs.adversarial.vocabulary import Vocabulary


@dataclass(frozen=True)
class Stage:
    """One profile's tables in an engine of their own, and what the approved query answers there.

    The tables of all worlds at once, or of one world `alone`.
    """

    profile: Profile
    con: duckdb.DuckDBPyConnection
    columns: tuple[tuple[str, str], ...]
    answer: tuple[object, ...]
    inputs: tuple[str, ...]
    alone: int | None = None

    def digest(self, sql: str) -> tuple[object, ...]:
        """What a query answers on these tables."""
        self.con.execute(f"set variable alone = {'null' if self.alone is None else self.alone}")
        return digest_of(self.con, sql, self.columns)


class Stages:
    """The stages on which a query may be compared, each made when it is first asked for.

    Left out are sets of tables on which the query fails or wavers. What the first sets do not tell apart is
    held against a few worlds more, each time without one of the tables.
    """

    def __init__(
        self, sql: str, relations: Sequence[Relation], vocabulary: Vocabulary, seeds: Mapping[str, Path]
    ) -> None:
        self._made: list[Stage] = []
        self._coming = _stages(sql, relations, vocabulary, seeds)

    def __iter__(self) -> Iterator[Stage]:
        yield from self._made
        for stage in self._coming:
            self._made.append(stage)
            yield stage

    def __bool__(self) -> bool:
        return any(True for _ in self)


def _stages(
    sql: str, relations: Sequence[Relation], vocabulary: Vocabulary, seeds: Mapping[str, Path]
) -> Iterator[Stage]:
    if _takes_all_at_once(sql):
        yield from _one_world_each(sql, relations, vocabulary, seeds)
    absent = [relation.name for relation in relations if relation.name != RUN and relation.name not in seeds]
    for wild in (*PROFILES, *(replace(WITHOUT, absent=name) for name in absent)):
        for profile in (wild, replace(wild, is_tame=True)):
            try:
                yield _stage(sql, relations, vocabulary, profile, seeds)
                break
            except (duckdb.Error, _Wavers):
                continue


def _one_world_each(
    sql: str, relations: Sequence[Relation], vocabulary: Vocabulary, seeds: Mapping[str, Path]
) -> Iterator[Stage]:
    """Many worlds, the query run over each by itself."""
    con, names = _tables(relations, vocabulary, ALONE, seeds)
    described = con.execute(f"describe ({sql}\n)").fetchall()
    columns = tuple((str(row[0]), str(row[1])) for row in described)
    for world in range(ALONE.worlds):
        stage = Stage(ALONE, con, columns, (), names, world)
        with suppress(duckdb.Error), in_time(con, QUICK):
            answer = stage.digest(sql)
            with _shuffled(con):
                is_steady = answer == stage.digest(sql)
            if is_steady:
                yield replace(stage, answer=answer)


def _takes_all_at_once(sql: str) -> bool:
    """Whether worlds meet: where one value is taken of all rows of a table, or all are put beside all."""
    tree = parse_one(sql, dialect="duckdb")
    for select in tree.find_all(exp.Select):
        is_grouped = select.args.get("group") or select.args.get("distinct")
        own = [node for node in select.find_all(exp.AggFunc) if node.find_ancestor(exp.Select) is select]
        if not is_grouped and any(not node.find_ancestor(exp.Window) for node in own):
            return True
    return any(join.args.get("kind") == "CROSS" for join in tree.find_all(exp.Join))


class _Wavers(Exception):
    """The answer depends on the order of rows."""


def _tables(
    relations: Sequence[Relation], vocabulary: Vocabulary, profile: Profile, seeds: Mapping[str, Path]
) -> tuple[duckdb.DuckDBPyConnection, tuple[str, ...]]:
    """The tables of a profile in an engine of their own, and the names of those that are drawn."""
    con = duckdb.connect(config={"threads": 1})
    try:
        fill(con, relations, vocabulary, profile, seeds)
    except duckdb.Error as error:  # no query's fault, so no reason to go on without these tables
        raise RuntimeError(f"no hostile tables for {[r.name for r in relations]}: {error}") from error
    names = tuple(
        relation.name for relation in relations if relation.name != RUN and relation.name not in seeds
    )
    for name in names:
        con.execute(f"alter table {name} rename to {name.split('.')[1]}__rows")
    con.execute("set variable alone = null")
    _show(con, names)
    return con, names


def _show(con: duckdb.DuckDBPyConnection, names: Iterable[str], *, is_shuffled: bool = False) -> None:
    """Views without the marks of world and row, so that a star does not see them; of one world if asked."""
    for name in names:
        order = f"order by hash(_world, _row, '{name}')" if is_shuffled else ""
        con.execute(f"""create or replace view {name} as select * exclude (_world, _row)
            from (select * from {name}__rows where coalesce(_world = getvariable('alone'), true) {order})""")


def _stage(
    sql: str,
    relations: Sequence[Relation],
    vocabulary: Vocabulary,
    profile: Profile,
    seeds: Mapping[str, Path],
) -> Stage:
    con, names = _tables(relations, vocabulary, profile, seeds)
    with in_time(con, QUICK):
        described = con.execute(f"describe ({sql}\n)").fetchall()
        columns = tuple((str(row[0]), str(row[1])) for row in described)
        answer, again = _twice(con, sql, columns)
        if answer != again:
            _leave_out_wavering(con, sql, columns, names)
            answer, again = _twice(con, sql, columns)
    stable = tuple(
        column for column, one, two in zip(columns, answer[1:-1], again[1:-1], strict=True) if one == two
    )
    if answer[0] != again[0] or not stable:
        raise _Wavers("answers depend on the order of rows")
    if len(stable) < len(columns):
        columns, answer = stable, digest_of(con, sql, stable)
    return Stage(profile, con, columns, answer, names)


def _twice(
    con: duckdb.DuckDBPyConnection, sql: str, columns: Sequence[tuple[str, str]]
) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """The answer, and that to the same rows in another order."""
    answer = digest_of(con, sql, columns)
    with _shuffled(con):
        return answer, digest_of(con, sql, columns)


def _leave_out_wavering(
    con: duckdb.DuckDBPyConnection, sql: str, columns: Sequence[tuple[str, str]], names: Sequence[str]
) -> None:
    """Delete the worlds whose rows in the answer depend on the order of rows, as far as a key tells them."""
    one = by_world(con, sql, columns)
    with _shuffled(con):
        other = by_world(con, sql, columns)
    worlds = [world for world in {*one, *other} if world and one.get(world) != other.get(world)]
    for name in names:
        con.execute(f"delete from {name}__rows where list_contains(?, _world)", [worlds])


@contextmanager
def _shuffled(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """The same tables with their rows in another order, for as long as the block lasts."""
    views = con.execute(
        """select schema_name || '.' || view_name from duckdb_views()
        where not internal and schema_name <> 'main'"""
    ).fetchall()
    names = [str(name) for (name,) in views]
    _show(con, names, is_shuffled=True)
    yield
    _show(con, names)
