"""Which tables a figure is traced to: those whose rows name somebody or a delivery.

A semantic model may stand on a table of sums (members at the end of each day), whose rows name nobody. It is
then traced to the tables that it is summed from, and summed again at each stage by its own SQL.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from metrics.restatement.graph import words_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from metrics.restatement.graph import Model, ProjectGraph

# A schema for each that tables are kept of: their names stay, by which an erasure knows a store's accounts.
KEPT_PREFIX = "kept_"
MEMBER = re.compile(r"(^|_)(member_uid|person_id)$")
# What a row can be traced by, beside members.
TRACED = ("identifier_type", "identifier_hash", "delivered_on")
INTERVAL = ("valid_from", "valid_to")
# Every touch of everybody: what is summed from it is compared by its sums.
TOO_LARGE = frozenset({"core.fct_touchpoint"})
Columns = Mapping[str, str]
Catalog = Mapping[str, Columns]


@dataclass(frozen=True)
class Traced:
    """A table that is compared row by row: its columns with their types, as far as figures need them."""

    model: Model
    grain: tuple[str, ...]
    columns: Columns
    beside: frozenset[str]
    """Columns that tell what a row can be known by; rows that differ in nothing else are the same."""
    is_summed: bool
    """Whether figures count sums of it, never the rows themselves."""

    @property
    def compared(self) -> list[str]:
        """Columns that make two rows differ."""
        return [column for column in self.columns if column not in self.beside]

    @property
    def name(self) -> str:
        """Schema and name."""
        return self.model.name

    @property
    def kept(self) -> str:
        """Where the rows of the last version are."""
        return kept_name(self.name)

    @property
    def members(self) -> list[str]:
        """Columns that name a member."""
        return [column for column in self.columns if MEMBER.search(column)]

    @property
    def is_interval(self) -> bool:
        """Whether a row is summed up over the days from one to another."""
        return self.is_summed and all(column in self.columns for column in INTERVAL)


def kept_name(relation: str) -> str:
    """The table that keeps a relation."""
    schema, _, table = relation.partition(".")
    return f"{KEPT_PREFIX}{schema}.{table}"


def read_catalog(con: DuckDBPyConnection) -> Catalog:
    """Columns and types of all relations of the warehouse; asked once, as each look costs milliseconds."""
    rows = con.execute(
        "select concat(schema_name, '.', table_name), column_name, data_type from duckdb_columns() "
        "where database_name = current_database() and not internal order by 1, column_index"
    ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for relation, column, kind in rows:
        found.setdefault(relation, {})[column] = kind
    return found


def semantic_relations(graph: ProjectGraph, texts: Iterable[str]) -> list[Model]:
    """The models that queries read, in order of name."""
    whole = "\n".join(texts)
    return [model for _, model in sorted(graph.models.items()) if model.rendered in whole]


def traced_to(catalog: Catalog, graph: ProjectGraph, model: Model) -> list[Model]:
    """The models that a model is traced to: itself, or those that it is summed from."""
    columns = catalog.get(model.name)
    if columns is None or is_traceable(columns) or not model.is_rebuilt:
        return [model]
    inputs = [one for one in graph.parents(model) if is_traceable(catalog.get(one.name, {}))]
    return [model] if not inputs or any(one.name in TOO_LARGE for one in inputs) else inputs


def is_traceable(columns: Columns) -> bool:
    """Whether rows name a member or a delivery."""
    return any(MEMBER.search(column) or column in TRACED for column in columns)


def traced_tables(catalog: Catalog, graph: ProjectGraph, texts: Collection[str]) -> dict[str, list[Traced]]:
    """The tables that each relation of these queries is traced to, with the columns that figures need."""
    to = {model.name: traced_to(catalog, graph, model) for model in semantic_relations(graph, texts)}
    needed: dict[str, frozenset[str]] = {}
    for relation, models in to.items():
        reader = graph.models[relation]
        words = words_of("\n".join(text for text in texts if reader.rendered in text))
        for one in models:
            own = words if one.name == relation else reader.words
            needed[one.name] = needed.get(one.name, frozenset()) | own
    traced = {
        one.name: _traced(catalog, graph, one, needed[one.name], is_summed=one.name not in to)
        for models in to.values()
        for one in models
    }
    return {relation: [traced[one.name] for one in models] for relation, models in to.items()}


def _traced(
    catalog: Catalog, graph: ProjectGraph, model: Model, words: frozenset[str], *, is_summed: bool
) -> Traced:
    grain = graph.grains.get(model.name, ())
    columns = {
        column: kind
        for column, kind in catalog.get(model.name, {}).items()
        if column in words or column in grain or column in (*TRACED, *INTERVAL) or MEMBER.search(column)
    }
    beside = frozenset(column for column in columns if column not in words and column not in grain)
    return Traced(
        model,
        tuple(column for column in grain if column in columns),
        columns,
        beside - {*INTERVAL},
        is_summed,
    )
