"""Where a figure comes from: the feed columns behind a metric, walked back through the compiled models.

Only what flows into values is followed (expressions, joins' outputs, unions, CTEs); columns that merely
filter or order rows are not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.lineage import lineage
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from metrics.manifest import SemanticManifest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

DIALECT = "duckdb"
FEED_SCHEMA = "raw"


@dataclass(frozen=True)
class ColumnOf:
    """A column of a relation, both by their names in the warehouse."""

    relation: str
    column: str

    def __str__(self) -> str:
        """As it is printed: `raw.pos_sales.net_fen`."""
        return f"{self.relation}.{self.column}"


@dataclass
class ModelGraph:
    """Compiled models by `schema.name`, and the columns of every relation that they may read."""

    compiled: Mapping[str, Path]
    columns: Mapping[str, Mapping[str, str]]
    # A model in Python, by what it reads: nobody can see in it which column makes which.
    opaque: Mapping[str, Sequence[str]] = field(default_factory=dict)
    _scopes: dict[str, Scope | None] = field(default_factory=dict)
    _known: dict[ColumnOf, frozenset[ColumnOf]] = field(default_factory=dict)

    @classmethod
    def of(cls, manifest: Mapping[str, Any], compiled_models: Path) -> ModelGraph:
        """From dbt's manifest, which declares every column, and the folder of compiled models."""
        compiled, columns, opaque = {}, {}, {}
        for node in manifest["nodes"].values():
            if node["resource_type"] not in ("model", "seed"):
                continue
            name = f"{node['schema']}.{node['alias']}"
            columns[name] = dict.fromkeys(node["columns"], "varchar")
            if node.get("language") == "python":
                opaque[name] = _inputs(manifest, node)
            elif node["resource_type"] == "model":
                compiled[name] = compiled_models / node["original_file_path"]
        for source in manifest["sources"].values():
            name = f"{source['schema']}.{source['identifier']}"
            columns[name] = dict.fromkeys(source["columns"], "varchar")
        return cls(compiled, columns, opaque)

    def feed_columns(self, wanted: ColumnOf) -> frozenset[ColumnOf]:
        """The feed columns that flow into a column; itself when it is one."""
        if wanted.relation.startswith(f"{FEED_SCHEMA}."):
            return frozenset({wanted})
        if wanted not in self._known:
            self._known[wanted] = frozenset()  # a model that reads itself adds nothing new
            self._known[wanted] = frozenset(
                leaf for parent in self.parents(wanted) for leaf in self.feed_columns(parent)
            )
        return self._known[wanted]

    def parents(self, wanted: ColumnOf) -> Iterator[ColumnOf]:
        """The columns of other relations that flow directly into a column of a model."""
        for relation in self.opaque.get(wanted.relation, ()):
            yield from (ColumnOf(relation, column) for column in self.columns[relation])
        scope = self._scope(wanted.relation)
        query = scope.expression if scope else None
        if not isinstance(query, exp.Query) or wanted.column not in query.named_selects:
            return
        root = lineage(wanted.column, query, {}, scope=scope, dialect=DIALECT)
        for node in root.walk():
            table = node.expression if isinstance(node.expression, exp.Table) else None
            # A relation whose columns nobody declared is read as a star: there is no column to name.
            if table is not None and not node.downstream and not node.name.endswith("*"):
                yield ColumnOf(f"{table.db}.{table.name}", exp.to_column(node.name).name)

    def _scope(self, relation: str) -> Scope | None:
        if relation not in self._scopes:
            self._scopes[relation] = self._read_scope(relation)
        return self._scopes[relation]

    def _read_scope(self, relation: str) -> Scope | None:
        path = self.compiled.get(relation)
        if path is None or not path.exists():
            return None
        tree = parse_one(path.read_text(encoding="utf-8"), dialect=DIALECT)
        for table in tree.find_all(exp.Table):
            table.set("catalog", None)
        by_database: dict[str, dict[str, Mapping[str, str]]] = {}
        for name, columns in self.columns.items():
            database, _, table_name = name.partition(".")
            by_database.setdefault(database, {})[table_name] = columns
        schema: dict[str, object] = {**by_database}
        try:
            qualified = qualify(tree, schema=schema, dialect=DIALECT, validate_qualify_columns=False)
        except SqlglotError:
            return None
        return build_scope(qualified)


def metric_columns(semantic: SemanticManifest, metric_id: str) -> Iterator[ColumnOf]:
    """The columns of the models that a metric's measures and their time axis read."""
    for measure in semantic.leaf_measures(semantic.metrics[metric_id]):
        relation = measure.model["node_relation"]
        name = f"{relation['schema_name']}.{relation['alias']}"
        times = {dimension["name"]: dimension for dimension in measure.model["dimensions"]}
        time = times[measure.time_dimension]
        for text in (
            measure.content.get("expr") or measure.content["name"],
            time.get("expr") or time.get("name"),
        ):
            if text:
                for column in parse_one(str(text), dialect=DIALECT).find_all(exp.Column):
                    yield ColumnOf(name, column.name)


def feed_columns_of_metric(graph: ModelGraph, semantic: SemanticManifest, metric_id: str) -> list[str]:
    """The feed columns behind a metric, as text in alphabetical order."""
    found = {leaf for column in metric_columns(semantic, metric_id) for leaf in graph.feed_columns(column)}
    return sorted(str(column) for column in found)


def _inputs(manifest: Mapping[str, Any], node: Mapping[str, Any]) -> list[str]:
    parents = [manifest["nodes"][name] for name in node["depends_on"]["nodes"]]
    return [f"{parent['schema']}.{parent['alias']}" for parent in parents]
