"""What a figure means, where it comes from and what it meant before: told where the figure stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import duckdb

from reports.document import Source, of_column, of_metric
from reports.experiments.outcomes import COUNTED
from reports.experiments.words import outcome
from reports.words import Words, same

METRICS = """
select metric_id, valid_from, valid_to, coalesce(name_zh, metric_id), coalesce(name_en, metric_id),
    coalesce(definition, ''), coalesce(numerator_definition, ''), coalesce(denominator_definition, ''),
    coalesce(parameters, ''), coalesce(owner_role, ''), coalesce(requirement_rows, ''),
    coalesce(definition_hash, '')
from kpi.dim_metric
where list_contains($ids, metric_id)
order by metric_id, valid_from desc
"""
METRIC_LINEAGE = """
select metric_id, feed, string_agg(feed_column, ', ' order by feed_column)
from ops.metric_lineage
where list_contains($ids, metric_id)
group by metric_id, feed
order by metric_id, feed
"""
COLUMNS = """
select schema_name || '.' || table_name || '.' || column_name, coalesce(comment, '')
from duckdb_columns()
where list_contains($ids, schema_name || '.' || table_name || '.' || column_name)
order by 1
"""
COLUMN_LINEAGE = """
select schema_name || '.' || table_name || '.' || column_name as id, feed,
    string_agg(distinct feed_column, ', ' order by feed_column)
from ops.column_lineage
where list_contains($ids, schema_name || '.' || table_name || '.' || column_name) and kind <> 'rows'
    and feed is not null
group by id, feed
order by id, feed
"""
LINEAGE_TABLES = {METRIC_LINEAGE: "metric_lineage", COLUMN_LINEAGE: "column_lineage"}


@dataclass(frozen=True)
class Held:
    """A definition that was in force for some time, [valid_from, valid_to)."""

    valid_from: date
    valid_to: date | None
    definition_hash: str
    definition: str


@dataclass(frozen=True)
class Definition:
    """All that opens at a figure."""

    key: str
    name: Words
    identifier: str
    text: str
    numerator: str = ""
    denominator: str = ""
    parameters: str = ""
    owner_role: str = ""
    requirement_rows: str = ""
    lineage: tuple[tuple[str, str], ...] = ()  # feed, its columns
    history: Sequence[Held] = ()


def lineages(known: Iterable[Definition]) -> dict[tuple[tuple[str, str], ...], str]:
    """An element's id for each distinct lineage: many figures come from the same columns."""
    distinct = dict.fromkeys(one.lineage for one in known if one.lineage)
    return {lineage: f"l-{number}" for number, lineage in enumerate(distinct, start=1)}


def definitions(con: duckdb.DuckDBPyConnection, sources: Sequence[Source]) -> list[Definition]:
    """Definitions of these sources in their order; what the store does not know of is left out."""
    metric_ids = [source.metric_id for source in sources if source.metric_id]
    columns = [f"{source.table}.{source.column}" for source in sources if source.table]
    known = _of_metrics(con, metric_ids) | _of_columns(con, columns)
    known |= {one.key: one for source in sources if (one := _of_outcome(source, known))}
    return [known[source.key] for source in sources if source.key in known]


def _of_metrics(con: duckdb.DuckDBPyConnection, ids: list[str]) -> dict[str, Definition]:
    lineage = _lineage(con, METRIC_LINEAGE, ids)
    held: dict[str, list[tuple[str, ...]]] = {}
    for row in con.execute(METRICS, {"ids": ids}).fetchall():
        held.setdefault(row[0], []).append(row)
    return {Source(metric_id=one).key: _of_metric(one, rows, lineage) for one, rows in held.items()}


def _of_metric(
    metric_id: str, rows: list[tuple[str, ...]], lineage: dict[str, list[tuple[str, str]]]
) -> Definition:
    """The newest definition, and all there were."""
    _, _, _, name_zh, name_en, text, above, below, parameters, owner, requirements, _ = rows[0]
    return Definition(
        key=Source(metric_id=metric_id).key,
        name=Words(name_zh, name_en),
        identifier=metric_id,
        text=text,
        numerator=above,
        denominator="" if below == "none" else below,
        parameters=parameters,
        owner_role=owner,
        requirement_rows=requirements,
        lineage=tuple(lineage.get(metric_id, ())),
        history=[Held(row[1], row[2], row[11], row[5]) for row in rows],  # type: ignore[arg-type]
    )


def _of_outcome(source: Source, known: Mapping[str, Definition]) -> Definition | None:
    """An outcome of experiments: as its metric where the registry has one, else as its column."""
    if not (source.metric_id and source.table):
        return None
    column = of_column(source.table, source.column)
    base = known.get(of_metric(source.metric_id).key) or known.get(column.key)
    if base is None:
        return None
    counted = COUNTED[source.metric_id]
    return replace(
        base,
        key=source.key,
        name=outcome(source.metric_id).name,
        identifier=f"{source.table}.{source.column}: {source.metric_id}",
        numerator=counted.numerator,
        denominator=counted.denominator,
    )


def _of_columns(con: duckdb.DuckDBPyConnection, ids: list[str]) -> dict[str, Definition]:
    lineage = _lineage(con, COLUMN_LINEAGE, ids)
    return {
        (source := _column(one)).key: Definition(
            source.key,
            _label(comment, source.column),
            one,
            _told(comment),
            lineage=tuple(lineage.get(one, ())),
        )
        for one, comment in con.execute(COLUMNS, {"ids": ids}).fetchall()
    }


def _lineage(con: duckdb.DuckDBPyConnection, sql: str, ids: list[str]) -> dict[str, list[tuple[str, str]]]:
    """Feeds and their columns by figure; versions of before lineage was published tell of none."""
    table = LINEAGE_TABLES[sql]
    is_there = con.execute(
        "select 1 from duckdb_tables() where table_name = $table", {"table": table}
    ).fetchone()
    found: dict[str, list[tuple[str, str]]] = {}
    if is_there:
        for one, feed, columns in con.execute(sql, {"ids": ids}).fetchall():
            found.setdefault(one, []).append((feed, columns))
    return found


def _column(identifier: str) -> Source:
    table, _, column = identifier.rpartition(".")
    return Source(table=table, column=column)


def _label(comment: str, column: str) -> Words:
    """Columns are described as `中文: English`; others by their name alone."""
    zh, colon, _ = comment.partition(":")
    plain = column.replace("_", " ")
    return Words(zh, plain) if colon and not zh.isascii() else same(plain)


def _told(comment: str) -> str:
    zh, colon, rest = comment.partition(":")
    return rest.strip() if colon and not zh.isascii() else comment
