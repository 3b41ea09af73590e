"""Aggregates in one form, whatever words they are written in: what is taken of which rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp, parse_one

DIALECT = "duckdb"
_KINDS = {"count": "count", "count_distinct": "count_distinct", "sum": "sum", "sum_boolean": "count",
          "average": "avg", "median": "median", "max": "max", "min": "min"}  # fmt: skip
_OF_INTEREST = {"count", "count_distinct", "sum", "avg", "median"}


@dataclass(frozen=True)
class Aggregate:
    """A kind of aggregate, the value it takes, and the conditions that a row must meet."""

    kind: str
    value: str
    conditions: frozenset[str]

    def is_in(self, other: Aggregate) -> bool:
        """Whether the other takes the same of these rows or of fewer."""
        return (self.kind, self.value) == (other.kind, other.value) and self.conditions <= other.conditions


def measures_by_table(semantic: Mapping[str, Any]) -> dict[str, dict[Aggregate, str]]:
    """Measures of the registry by the table that they are taken of."""
    found: dict[str, dict[Aggregate, str]] = {}
    for model in semantic["semantic_models"]:
        table = f"{model['node_relation']['schema_name']}.{model['node_relation']['alias']}"
        for measure in model["measures"]:
            kind = _KINDS.get(measure["agg"])
            if kind in _OF_INTEREST:
                tree = parse_one(str(measure.get("expr") or measure["name"]), dialect=DIALECT)
                found.setdefault(table, {})[_canonical(str(kind), tree, frozenset())] = measure["name"]
    return found


def aggregate_of(node: exp.Expr, select: exp.Select) -> Aggregate | None:
    """An aggregate of a query with the conditions of its FILTER and of the query's WHERE."""
    conditions: set[str] = set()
    where = select.args.get("where")
    if where is not None:
        conditions |= _parts(where.this)
    if isinstance(node.parent, exp.Filter):
        conditions |= _parts(node.parent.expression.this)
    argument = node.this
    kind = type(node).__name__.lower()
    if isinstance(argument, exp.Distinct):
        kind, argument = f"{kind}_distinct", argument.expressions[0]
    if kind not in _OF_INTEREST or argument is None:
        return None
    return _canonical(kind, argument, frozenset(conditions))


def _canonical(kind: str, tree: exp.Expr, conditions: frozenset[str]) -> Aggregate:
    """A sum of ones is a count; what CASE or IF leaves out does not count."""
    known = set(conditions)
    value = tree.unnest()
    while isinstance(value, (exp.Case, exp.If)):
        only = value.args["ifs"][0] if isinstance(value, exp.Case) else value
        default = value.args.get("default") or value.args.get("false")
        if isinstance(value, exp.Case) and (len(value.args["ifs"]) > 1 or value.this):
            break
        if default is not None and not isinstance(default, exp.Null) and _text(default) != "0":
            break
        known |= _parts(only.this)
        value = only.args["true"].unnest()
    text = _text(value)
    if kind == "sum" and text == "1":
        kind, text = "count", "*"
    if kind == "count" and (text.isdigit() or isinstance(value, exp.Star)):
        text = "*"
    if kind == "count" and isinstance(value, exp.Column) and text != "*":
        text = "*"  # of a key that is never NULL; where it may be, a condition says so
    return Aggregate(kind, text, frozenset(known))


def _parts(condition: exp.Expr) -> set[str]:
    condition = condition.unnest()
    if isinstance(condition, exp.And):
        return _parts(condition.this) | _parts(condition.expression)
    return {_text(condition)}


def _text(tree: exp.Expr) -> str:
    """Without the names of tables, whose alias anybody may choose."""
    bare = tree.copy()
    for column in bare.find_all(exp.Column):
        column.set("table", None)
    return bare.sql(dialect=DIALECT, normalize=True).lower()


def table_behind(select: exp.Select, tree: exp.Expr) -> str | None:
    """The table that a query reads, through parts that pass rows on; None where it reads several."""
    source = select.args.get("from_") or select.args.get("from")
    if source is None or select.args.get("joins"):
        return None
    inner: exp.Expr | None = source.this
    if isinstance(inner, exp.Table) and inner.args.get("db"):
        return f"{inner.db}.{inner.name}"
    if isinstance(inner, exp.Table):
        parts = {cte.alias: cte.this for cte in tree.find_all(exp.CTE)}
        inner = parts.get(inner.name)
    if isinstance(inner, exp.Subquery):
        inner = inner.this
    passes = isinstance(inner, exp.Select) and inner is not select and not inner.args.get("group")
    return table_behind(inner, tree) if passes and isinstance(inner, exp.Select) else None
