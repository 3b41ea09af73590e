"""What a night does for restatements: keeps the tables of readers' version, and traces what changed them."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from metrics.restatement.graph import ProjectGraph
from metrics.restatement.keep import keep, note_built
from metrics.restatement.trace import Registry, semantic_document, trace
from orchestration.lineage import compiled_models
from publishing import list_versions

if TYPE_CHECKING:
    import duckdb

    from metrics.compile import CompiledQuery
    from metrics.definition import MetricDefinition
    from orchestration.night import Night

log = logging.getLogger("memberloop")


def keep_published(
    connection: duckdb.DuckDBPyConnection, night: Night, queries: Sequence[CompiledQuery]
) -> None:
    """Before the tables are made anew: keep those that readers' figures were made of."""
    started = time.monotonic()
    current = next((one.version for one in list_versions(night.home.published) if one.is_current), None)
    if keep(connection, _graph(night), [query.sql for query in queries], current):
        log.info("kept the tables behind %s, %.1f s", current, time.monotonic() - started)


def trace_restatements(
    connection: duckdb.DuckDBPyConnection,
    night: Night,
    definitions: Sequence[MetricDefinition],
    queries: Sequence[CompiledQuery],
) -> None:
    """After the new figures: by how much each cause changed those that differ."""
    started, project = time.monotonic(), night.project
    graph = _graph(night)
    note_built(connection, graph, [query.sql for query in queries])
    registry = Registry(
        definitions, queries, semantic_document(project.semantic), graph, compiled_models(night.home.root)
    )
    done = trace(connection, registry)
    log.info(
        "restatements: %d metrics traced over %d tables, %d rows differ, %d observations, %.1f s",
        done.metrics, done.tables, done.rows, done.runs, time.monotonic() - started,
    )  # fmt: skip


def _graph(night: Night) -> ProjectGraph:
    return ProjectGraph(night.project.content(), night.project.variables)
