"""MetricFlow as compiler: the registry becomes a fixed set of queries, cached until a definition changes.

A query is one kind of period, over all malls or by mall, by one dimension or none, for the metrics that are
measured on the same semantic models. MetricFlow reads no warehouse for this and is imported only when the
cache does not already hold the queries, so that a normal night does not pay for it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from metrics.manifest import SemanticManifest
from metrics.registry import MALL, PERIODS, MetricDefinition
from sources.in_turn import in_turn

if TYPE_CHECKING:
    from metricflow.engine.metricflow_engine import MetricFlowEngine
    from metricflow.protocols.sql_client import SqlEngine
    from metricflow.sql.render.sql_plan_renderer import SqlPlanRenderer

ALL = "all"
# Part of the cache key: raise it when this module compiles the same registry into other queries.
_FORM = 2


@dataclass(frozen=True)
class Column:
    """Where a metric's figures stand in the result of a query."""

    metric_id: str
    value: str
    numerator: str | None
    denominator: str | None
    matures_on: str | None


@dataclass(frozen=True)
class CompiledQuery:
    """One query of MetricFlow's and the metrics that it answers."""

    period_kind: str
    is_by_mall: bool
    dimension: str
    columns: tuple[Column, ...]
    sql: str

    @property
    def time_column(self) -> str:
        """Name of the result's period column."""
        return f"metric_time__{self.period_kind}"


@dataclass(frozen=True)
class _Batch:
    period_kind: str
    is_by_mall: bool
    dimension: str
    columns: tuple[Column, ...]

    @property
    def group_by(self) -> list[str]:
        names = [f"metric_time__{self.period_kind}"]
        names += [MALL] if self.is_by_mall else []
        return names + ([self.dimension] if self.dimension != ALL else [])

    @property
    def metrics(self) -> list[str]:
        parts = [(c.value, c.numerator, c.denominator, c.matures_on) for c in self.columns]
        return sorted({name for part in parts for name in part if name})


def compile_queries(
    semantic_manifest: Path, definitions: Sequence[MetricDefinition], cache_dir: Path
) -> list[CompiledQuery]:
    """The queries that answer `definitions`, from the cache when nothing that shapes them has changed."""
    manifest = SemanticManifest.read(semantic_manifest)
    batches = list(_batches(definitions))
    cached = cache_dir / f"queries-{_key(_content(manifest), batches)}.json"
    if not cached.exists():
        with in_turn(cached.with_suffix(".lock")):
            if not cached.exists():
                _write(cached, _compiled(manifest, batches))
    return _read(cached)


def _content(manifest: SemanticManifest) -> str:
    return json.dumps(manifest.document, sort_keys=True)


def _batches(definitions: Sequence[MetricDefinition]) -> Iterator[_Batch]:
    dimensions = (ALL, *sorted({name for definition in definitions for name in definition.dimensions}))
    sources = sorted({definition.semantic_models for definition in definitions})
    for source in sources:
        for period in PERIODS:
            for dimension in dimensions:
                columns = tuple(
                    _column(definition, period)
                    for definition in definitions
                    if definition.semantic_models == source
                    and period in definition.periods
                    and dimension in (ALL, *definition.dimensions)
                )
                if columns:
                    yield _Batch(period, False, dimension, columns)
                    yield _Batch(period, True, dimension, columns)


def _column(definition: MetricDefinition, period_kind: str) -> Column:
    value = definition.metric_for(period_kind)
    is_own_numerator = definition.numerator_metric == definition.metric_id
    return Column(
        metric_id=definition.metric_id,
        value=value,
        numerator=value if is_own_numerator else definition.numerator_metric,
        denominator=definition.denominator_metric,
        matures_on=definition.matures_on_metric,
    )


def _key(content: str, batches: Sequence[_Batch]) -> str:
    form = [_FORM, version("metricflow"), content, [asdict(batch) for batch in batches]]
    return hashlib.sha256(json.dumps(form, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class _Dialect:
    """What MetricFlow takes for a database: it renders SQL and cannot run any, that is for `observe`."""

    sql_engine_type: SqlEngine
    sql_plan_renderer: SqlPlanRenderer

    def render_bind_parameter_key(self, bind_parameter_key: str) -> str:
        return f"${bind_parameter_key}"


def engine_over(content: str) -> MetricFlowEngine:
    """MetricFlow over a semantic manifest; it opens no database."""
    from metricflow.engine.metricflow_engine import MetricFlowEngine
    from metricflow.protocols.sql_client import SqlEngine
    from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
    from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
    from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

    # It warns of every counting measure, which it turns into a sum as it should.
    logging.getLogger("metricflow_semantic_interfaces").setLevel(logging.ERROR)
    lookup = SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(content))
    dialect = _Dialect(SqlEngine.DUCKDB, DuckDbSqlPlanRenderer())
    return MetricFlowEngine(semantic_manifest_lookup=lookup, sql_client=dialect)


def explained(engine: MetricFlowEngine, metrics: Sequence[str], group_by: Sequence[str]) -> str:
    """The SQL that answers one request."""
    from metricflow.engine.metricflow_engine import MetricFlowQueryRequest

    request = MetricFlowQueryRequest.create(metric_names=list(metrics), group_by_names=list(group_by))
    return str(engine.explain(mf_request=request).sql_statement.sql)


def _compiled(manifest: SemanticManifest, batches: Sequence[_Batch]) -> list[CompiledQuery]:
    """Each by an engine that knows only what it stands on; one over all would look at all for each query."""
    engines: dict[frozenset[str], MetricFlowEngine] = {}
    queries = []
    for batch in batches:
        models = manifest.models_behind_all(batch.metrics)
        if models not in engines:
            engines[models] = engine_over(_content(manifest.narrowed(models)))
        queries.append(_compile(engines[models], batch))
    return queries


def _compile(engine: MetricFlowEngine, batch: _Batch) -> CompiledQuery:
    sql = explained(engine, batch.metrics, batch.group_by)
    return CompiledQuery(batch.period_kind, batch.is_by_mall, batch.dimension, batch.columns, sql)


def _read(cached: Path) -> list[CompiledQuery]:
    documents = json.loads(cached.read_text(encoding="utf-8"))
    return [
        CompiledQuery(**{**document, "columns": tuple(Column(**column) for column in document["columns"])})
        for document in documents
    ]


def _write(cached: Path, queries: Sequence[CompiledQuery]) -> None:
    cached.parent.mkdir(parents=True, exist_ok=True)
    temporary = cached.with_suffix(f".{os.getpid()}")
    temporary.write_text(json.dumps([asdict(query) for query in queries]), encoding="utf-8")
    temporary.replace(cached)
