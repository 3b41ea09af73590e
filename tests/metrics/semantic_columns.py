"""Which columns a semantic model reads, and of what kind they must be: told by how its expressions use them.

Nothing is declared here, so a semantic model that somebody adds has its hostile table at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp, parse_one

BOOLEAN, DATE, NUMBER, TEXT = "boolean", "date", "bigint", "varchar"
_NAMED = (
    (re.compile(r"^(is|has|was|can|joined|redeemed)_|_within_"), BOOLEAN),
    (re.compile(r"(^|_)(on|date|from|to|end|start)$"), DATE),
    (re.compile(r"_(fen|days?|hours?|minutes?|seconds?|count|number|points?|score|share)$"), NUMBER),
)
_NUMERIC = {"sum", "average", "median", "percentile"}
_IN_VALUE = (exp.Neg, exp.Paren, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Coalesce, exp.Cast, exp.If, exp.Case)


@dataclass
class Column:
    """One column of the table under a semantic model."""

    name: str
    kind: str = ""
    literals: set[Any] = field(default_factory=set)
    is_unique: bool = False
    is_required: bool = False
    is_grouped_by: bool = False
    joins: str | None = None

    def becomes(self, kind: str) -> None:
        """Take a kind unless a stronger sign has already given one."""
        self.kind = self.kind or kind


def columns_of(model: dict[str, Any]) -> dict[str, Column]:
    """The columns of a semantic model by name, kinds settled."""
    columns: dict[str, Column] = {}
    _read_dimensions(model, columns)
    _read_entities(model, columns)
    for measure in model["measures"]:
        tree = _parse(measure)
        _read_uses(tree, columns)
        if measure["agg"] in _NUMERIC:
            for name, is_guarded in _values(tree):
                columns[name].becomes(NUMBER)
                # A sum of nothing but NULLs is each engine's own affair; models leave no bare number NULL.
                columns[name].is_required |= not is_guarded and measure["agg"] == "sum"
    for column in columns.values():
        column.becomes(next((kind for pattern, kind in _NAMED if pattern.search(column.name)), TEXT))
    return columns


def _parse(element: dict[str, Any]) -> exp.Expression:
    return parse_one(str(element.get("expr") or element["name"]), dialect="duckdb")


def _names(tree: exp.Expression, columns: dict[str, Column]) -> Iterator[Column]:
    for column in tree.find_all(exp.Column):
        yield columns.setdefault(column.name, Column(column.name))


def _read_dimensions(model: dict[str, Any], columns: dict[str, Column]) -> None:
    for dimension in model["dimensions"]:
        tree = _parse(dimension)
        _read_uses(tree, columns)
        for column in _names(tree, columns):
            if dimension["type"] == "time":
                column.becomes(DATE)
                column.is_required |= dimension["name"] == model["defaults"]["agg_time_dimension"]
            else:
                column.is_grouped_by = True


def _read_entities(model: dict[str, Any], columns: dict[str, Column]) -> None:
    for entity in model["entities"]:
        tree = _parse(entity)
        for column in _names(tree, columns):
            column.becomes(TEXT)
            column.is_unique |= entity["type"] in ("primary", "unique")
            column.joins = entity["name"] if isinstance(tree, exp.Column) else None
            column.is_grouped_by |= entity["type"] == "foreign"
            column.is_required |= isinstance(tree, exp.Column) and entity["type"] == "foreign"


def _read_uses(tree: exp.Expression, columns: dict[str, Column]) -> None:
    list(_names(tree, columns))
    for node in tree.find_all(exp.Column):
        column, parent = columns[node.name], node.parent
        if isinstance(parent, (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In)):
            for literal in parent.find_all(exp.Literal):
                column.becomes(TEXT if literal.is_string else NUMBER)
                column.literals.add(literal.this if literal.is_string else int(float(literal.this)))
        elif isinstance(parent, (exp.And, exp.Or, exp.Not)) or (
            isinstance(parent, exp.If) and parent.this is node
        ):
            column.becomes(BOOLEAN)
        elif isinstance(parent, (exp.DateTrunc, exp.TimestampTrunc, exp.DateDiff, exp.DateAdd)):
            column.becomes(DATE)


def _values(tree: exp.Expression, is_guarded: bool = False) -> Iterator[tuple[str, bool]]:
    """Columns whose value the aggregate sees, and whether a NULL in them is caught before."""
    if isinstance(tree, exp.Column):
        yield tree.name, is_guarded
    elif isinstance(tree, exp.If):
        yield from _values(tree.args["true"], is_guarded)
        if tree.args.get("false"):
            yield from _values(tree.args["false"], is_guarded)
    elif isinstance(tree, exp.Case):
        for part in (*tree.args["ifs"], tree.args.get("default")):
            if part is not None:
                yield from _values(part, is_guarded)
    elif isinstance(tree, _IN_VALUE):
        for child in tree.iter_expressions():
            yield from _values(child, is_guarded or isinstance(tree, exp.Coalesce))
