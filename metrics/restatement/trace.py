"""The whole of it, between the new figures and the tables that tell of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from metrics.restatement.blame import blame, made_anew
from metrics.restatement.difference import Staged, tell_apart
from metrics.restatement.differing import differing_queries
from metrics.restatement.evidence import gather
from metrics.restatement.keep import kept_version
from metrics.restatement.stages import Summed, observe_stages, stages_of, sum_up
from metrics.restatement.tables import INTERVAL, Traced, read_catalog, traced_tables
from metrics.restatement.told import tell_deltas, tell_evidence, tell_metrics, tell_nothing
from sources.control_tables import replace_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from metrics.compile import CompiledQuery
    from metrics.definition import MetricDefinition
    from metrics.restatement.graph import ProjectGraph


@dataclass(frozen=True)
class Registry:
    """The metrics with what defines them: queries, semantic manifest, the project and its compiled SQL."""

    definitions: Sequence[MetricDefinition]
    queries: Sequence[CompiledQuery]
    semantic: Mapping[str, Any]
    graph: ProjectGraph
    compiled: Path


@dataclass
class Traces:
    """What a night's tracing did."""

    metrics: int = 0
    tables: int = 0
    rows: int = 0
    runs: int = 0
    untraced: list[str] = field(default_factory=list)


def trace(con: DuckDBPyConnection, registry: Registry) -> Traces:
    """Fill `control.restated_*`: by how much each cause changed the figures that differ, and what did it."""
    version = con.execute("select version, data_through from control.previous_version").fetchone()
    tell_nothing(con)
    if version is None or version[1] is None or kept_version(con) != version[0]:
        return Traces()
    queries = differing_queries(con, registry.queries, registry.definitions)
    if not queries:
        return Traces()
    return _trace(con, registry, queries, version[1])


def _trace(
    con: DuckDBPyConnection, registry: Registry, queries: list[CompiledQuery], through: date
) -> Traces:
    done = Traces()
    catalog = read_catalog(con)
    to = traced_tables(catalog, registry.graph, [query.sql for query in registry.queries])
    lost = {
        name
        for name, tables in to.items()
        if not all(table.columns and table.kept in catalog for table in tables)
    }
    lost_names = [registry.graph.models[name].rendered for name in lost]
    done.untraced = sorted(lost)
    queries = [query for query in queries if not any(name in query.sql for name in lost_names)]
    read = {
        name: tables
        for name, tables in to.items()
        if any(tables_of(name, registry) in q.sql for q in queries)
    }
    gather(con)
    staged = {
        table.name: Staged(table, catalog[table.kept], _times(registry.semantic, table))
        for tables in read.values()
        for table in tables
    }
    for one in staged.values():
        done.rows += tell_apart(con, one, through)
        blame(con, one, registry.graph.feeds(one.traced.model), made_anew(con, one))
    stages = _lay_out(con, registry, read, staged)
    traced = frozenset(column.metric_id for query in queries for column in query.columns)
    anew = tell_metrics(con, registry.definitions, traced)
    done.tables, done.metrics = len(staged), len(traced)
    done.runs = observe_stages(con, queries, stages, registry.definitions, anew)
    tell_deltas(con)
    replace_table(con, "restated_evidence")
    for model in registry.semantic["semantic_models"]:
        name = f"{model['node_relation']['schema_name']}.{model['node_relation']['alias']}"
        if name in read:
            tables = [staged[table.name] for table in read[name]]
            tell_evidence(con, model, tables, is_itself=[one.traced.name for one in tables] == [name])
    return done


def tables_of(name: str, registry: Registry) -> str:
    """The relation as queries write it."""
    return registry.graph.models[name].rendered


def _lay_out(
    con: DuckDBPyConnection,
    registry: Registry,
    read: Mapping[str, list[Traced]],
    staged: Mapping[str, Staged],
) -> dict[str, tuple[str, list[int]]]:
    """Each relation as queries write it, its staged table and the stages at which that changes."""
    found = {}
    for name, tables in read.items():
        model = registry.graph.models[name]
        if [table.name for table in tables] == [name]:
            own = staged[name]
            found[model.rendered] = (own.name, stages_of(con, [own]))
        else:
            inputs = tuple(staged[table.name] for table in tables)
            summed = Summed(model, inputs, model.compiled(registry.compiled))
            found[model.rendered] = (summed.name, sum_up(con, summed))
    return found


def _times(semantic: Mapping[str, Any], table: Traced) -> tuple[str, ...]:
    """The days that figures count a row on, by the semantic models that stand on the table."""
    found: dict[str, None] = {}
    for model in semantic["semantic_models"]:
        relation = model["node_relation"]
        if f"{relation['schema_name']}.{relation['alias']}" != table.name:
            continue
        dimensions = {one["name"]: one["expr"] or one["name"] for one in model["dimensions"]}
        default = (model.get("defaults") or {}).get("agg_time_dimension")
        for measure in model["measures"]:
            name = measure.get("agg_time_dimension") or default
            found[dimensions[name]] = None
    if not found and table.is_interval:
        return (INTERVAL[0],)
    return tuple(found)


def semantic_document(path: Path) -> Mapping[str, Any]:
    """The semantic manifest as plain data."""
    document: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document
