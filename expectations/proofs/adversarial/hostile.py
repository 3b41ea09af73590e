"""Hundreds of tiny worlds in one set of tables: hostile values where a query has its edges.

Each world has keys of its own, so one query runs over all of them at once. A world has a base day near the
as-of day and one window of the query as its focus: its dates lie on the edges of that window, its instants on
the edges of the local day. What data tests promise of a table (grain, no NULL) holds; nothing else does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from expectations.proofs.adversarial.catalog import Relation
from expectations.proofs.adversarial.draws import CLOCK, WORLD, Draw, Profile
from expectations.proofs.adversarial.patterns import DEVIATIONS, PatternDraw
from expectations.proofs.adversarial.vocabulary import Vocabulary

RUN = "control.run"
_MONTH = 2_678_400

PROFILES = (
    Profile(1, 240, 4, "2026-03-01"),
    Profile(10, 2500, 5, "2026-04-30", is_by_pattern=True),
    Profile(11, 1200, 14, "2026-04-30", is_by_pattern=True),
    Profile(2, 300, 9, "2026-04-30"),
    Profile(3, 1, 5, "2024-02-29"),
    Profile(4, 4, 12, "2026-01-01"),
    Profile(5, 400, 2, "2026-06-15"),
    Profile(6, 200, 6, "2026-04-30", is_tame=True, is_alike=True),
    Profile(7, 2000, 4, "2026-04-30"),
    Profile(8, 2500, 4, "2026-03-01", is_tame=True, is_alike=True),
    Profile(9, 800, 8, "2026-06-15", is_tame=True, is_alike=True),
    Profile(14, 5000, 5, "2026-04-30", is_alike=True, is_by_pattern=True),
)
# Worlds for the case that a table holds nothing at all, which its `absent` names.
WITHOUT = Profile(12, 60, 14, "2026-04-30", is_by_pattern=True)
# Worlds over which a query is run one by one, where it takes one value of all rows of a table.
ALONE = Profile(13, 30, 14, "2026-04-30", is_by_pattern=True)


def fill(
    con: duckdb.DuckDBPyConnection,
    relations: Sequence[Relation],
    vocabulary: Vocabulary,
    profile: Profile,
    seeds: Mapping[str, Path],
) -> None:
    """Create the tables under their own names, with the number of its world in each row."""
    con.execute("set timezone = 'UTC'")
    for schema in sorted({relation.name.split(".")[0] for relation in relations}):
        con.execute(f"create schema if not exists {schema}")
    con.execute(_worlds(vocabulary, profile))
    for relation in relations:
        if relation.name == RUN:
            con.execute(f"create table {RUN} as select {_run(relation, profile)}")
        elif relation.name in seeds:
            _copy_seed(con, relation, seeds[relation.name])
        else:
            con.execute(f"create table {relation.name} as {_table(relation, vocabulary, profile)}")


def _run(relation: Relation, profile: Profile) -> str:
    values = {column: f"cast('1' as {kind})" for column, kind in relation.columns.items()}
    values["as_of_date"] = f"date '{profile.as_of}'"
    return ", ".join(f"{value} as {column}" for column, value in values.items())


def _copy_seed(con: duckdb.DuckDBPyConnection, relation: Relation, path: Path) -> None:
    columns = ", ".join(
        f'cast("{column}" as {kind}) as "{column}"' for column, kind in relation.columns.items()
    )
    con.execute(f"create table {relation.name} as select {columns} from {read_seed(path)}")


def read_seed(path: Path) -> str:
    """The rows of a seed, every value as text."""
    return f"read_csv('{path}', header = true, delim = ',', quote = '\"', all_varchar = true)"


def _worlds(vocabulary: Vocabulary, profile: Profile) -> str:
    draw = Draw("world", profile, vocabulary)
    days = vocabulary.days or [7, 30]
    numbers = sorted(number for number in vocabulary.numbers if 0 < number <= 400) or [1]
    units = sorted(vocabulary.units or {86_400})
    focus = draw.pick("focus", [str(day) for day in days])
    number = draw.pick("number", [str(number) for number in numbers])
    reach = f"{number} * {draw.pick('unit', [str(unit) for unit in units])}"
    if vocabulary.spans:
        span = draw.pick("span", [str(span) for span in sorted(vocabulary.spans)])
        reach = f"case when {draw.chance('spanned', 8)} then {span} else {reach} end"
    return f"""
        create table world as
        with numbered as (select range as {WORLD}, 0 as r from range({profile.worlds})),
        focused as (select *, {focus} as focus, {reach} as reach from numbered),
        based as (select *, {draw.pick("base", _bases(profile.as_of, vocabulary))} as base from focused)
        select {WORLD}, focus, reach, base, epoch(base) + {draw.pick("clock", CLOCK)} as instant,
            {draw.chance("flat", 3)} as is_flat, {draw.chance("sharp", 5)} as is_sharp,
            {draw.chance("run", 4)} as is_run, {draw.pick("deviations", DEVIATIONS)} as deviations,
            {draw.pick("amount", ("100", "5000", "1", "20000"))} as amount
        from based
    """


def _bases(as_of: str, vocabulary: Vocabulary) -> list[str]:
    day = f"date '{as_of}'"
    near = [f"{day} - cast({shift} as integer)" for shift in ("focus", "focus - 1", "focus + 1", "2 * focus")]
    fixed = [day, f"{day} - 1", f"{day} + 1", f"{day} - 3", f"{day} - 45", f"{day} - 400"]
    turns = [f"last_day({day} - 40)", f"cast(date_trunc('month', {day}) as date)", f"{day} - 40"]
    months = (
        sorted({number for number in vocabulary.numbers if 0 < number <= 36})
        if _MONTH in vocabulary.units
        else []
    )
    turns += [f"cast({day} - interval '{number}' month as date)" for number in months]
    return [*near, *near, *fixed, *turns]


def _table(relation: Relation, vocabulary: Vocabulary, profile: Profile) -> str:
    keys = frozenset(grain[-1] for grain in relation.grains)
    draw = (PatternDraw if profile.is_by_pattern else Draw)(relation.name, profile, vocabulary, keys)
    columns = ",\n".join(
        f'{draw.value(name, kind, name in relation.required, relation.accepted.get(name))} as "{name}"'
        for name, kind in relation.columns.items()
    )
    # One row in three repeats the first of its world in all but the last part of a key.
    numbered = f"(select range as r from range({profile.rows}))"
    repeated = f"case when {draw.chance('repeated', 3)} then 0 else r end as s"
    rows = f"""
        select {columns}, {WORLD} as _world, r as _row
        from (select *, {repeated} from world, {numbered})
        where {_kept(draw, relation, profile)}
    """
    if relation.intervals is not None:
        rows = _one_after_another(rows, relation, profile)
    for grain in relation.grains:
        parts = ", ".join(f'"{column}"' for column in grain)
        rows = f"select * from ({rows}) {_first_of(parts)}"
    return rows


def _kept(draw: Draw, relation: Relation, profile: Profile) -> str:
    """Which rows there are."""
    if relation.name == profile.absent:
        return "false"
    return f"{draw.hash('kept')} % 100 >= deviations" if profile.is_by_pattern else draw.chance("keep", 9)


def _one_after_another(rows: str, relation: Relation, profile: Profile) -> str:
    """Half-open intervals that do not overlap; without gaps where that is promised."""
    keys = ", ".join(f'"{key}"' for key in relation.intervals or ()) or "true"
    following = f"lead(valid_from) over (partition by {keys} order by valid_from)"
    end = f"coalesce({following}, date '{profile.as_of}' + 1)"
    if relation.has_gaps:
        end = f"case when {following} < valid_to or valid_to is null then {following} else valid_to end"
    once = f"select * from ({rows}) where valid_from is not null {_first_of(f'{keys}, valid_from')}"
    kind = relation.columns["valid_to"]
    ended = f"select * replace (cast({end} as {kind}) as valid_to) from ({once})"
    return f"select * from ({ended}) where valid_to is null or valid_to > valid_from"


def _first_of(parts: str) -> str:
    return f"qualify row_number() over (partition by {parts} order by _world, _row) = 1"
