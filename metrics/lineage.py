"""Which columns a column is made of: one step back at a time through the compiled models.

What flows into values is followed through expressions, joins' outputs, unions, CTEs and aliases. Apart from
that stands what decides which rows there are: counts and constants have no other source.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

DIALECT = "duckdb"
FEED_SCHEMA = "raw"
ROWS = "*"
_ROW_CLAUSES = ("where", "group", "having", "qualify")


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
        for branch, selected in _selected(scope, wanted.column) if scope else ():
            for column in selected.find_all(exp.Column):
                yield from _origins(branch, column, frozenset())

    def row_parents(self, wanted: str) -> Iterator[ColumnOf]:
        """What decides which rows a model has: all that it filters, joins and groups by, and what it reads.

        The rows of another relation are its column `*`.
        """
        yield from (ColumnOf(relation, ROWS) for relation in self.opaque.get(wanted, ()))
        root = self._scope(wanted)
        for scope in root.traverse() if root else ():
            for source in scope.sources.values():
                if isinstance(source, exp.Table) and source.db:
                    yield ColumnOf(f"{source.db}.{source.name}", ROWS)
            for column in _deciding_columns(scope.expression):
                yield from _origins(scope, column, frozenset())

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


def _deciding_columns(query: exp.Expr) -> Iterator[exp.Column]:
    clauses = [query.args.get(name) for name in _ROW_CLAUSES]
    clauses += [join.args.get("on") for join in query.args.get("joins") or ()]
    for clause in clauses:
        if clause is not None:
            yield from clause.find_all(exp.Column)


def _origins(scope: Scope, column: exp.Column, seen: frozenset[tuple[int, str]]) -> Iterator[ColumnOf]:
    """The columns of relations behind a column of a scope, through CTEs and subqueries within the model."""
    source, here = _source(scope, column.table), (id(scope), column.sql())
    if isinstance(source, exp.Table) and source.db:
        yield ColumnOf(f"{source.db}.{source.name}", column.name)
    elif isinstance(source, Scope) and here not in seen:
        for branch, selected in _selected(source, column.name):
            for inner in selected.find_all(exp.Column):
                yield from _origins(branch, inner, seen | {here})


def _source(scope: Scope, name: str) -> exp.Table | Scope | None:
    """What a name stands for in a scope, or in the subqueries within its expressions."""
    found = scope.sources.get(name)
    if isinstance(found, (exp.Table, Scope)):
        return found
    inner = (_source(subquery, name) for subquery in scope.subquery_scopes)
    return next((source for source in inner if source is not None), None)


def _selected(source: Scope, name: str) -> Iterator[tuple[Scope, exp.Expr]]:
    """The expressions under a name: one in a select, one in each branch of a union, where place decides."""
    query = source.expression
    if not isinstance(query, exp.Query) or name not in query.named_selects:
        return
    place = query.named_selects.index(name)
    for branch in source.set_operation_scopes or [source]:
        if isinstance(branch.expression, exp.SetOperation):
            yield from _selected(branch, branch.expression.named_selects[place])
        elif isinstance(branch.expression, exp.Query):
            yield branch, branch.expression.selects[place]


def _inputs(manifest: Mapping[str, Any], node: Mapping[str, Any]) -> list[str]:
    parents = [manifest["nodes"][name] for name in node["depends_on"]["nodes"]]
    return [f"{parent['schema']}.{parent['alias']}" for parent in parents]
