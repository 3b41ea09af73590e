"""Compile proof: nobody downstream of the registry works a figure out again.

Read are boards, the SQL of the reports and the operator's own BI queries, each as the parsed tree of what
would run. Flagged are an aggregate that is a measure of the registry in other words, a second aggregation of
a published figure, and a division of two aggregates. Exceptions carry their reason (`rederived_allowed.yml`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

from expectations.proofs.measures import Aggregate, aggregate_of, measures_by_table, table_behind

DIALECT = "duckdb"
FIGURES = "kpi"
_ALLOWED = Path(__file__).parent / "rederived_allowed.yml"
_QUERY = re.compile(r"^\s*(select|with)\b.*\bfrom\b", re.IGNORECASE | re.DOTALL)
_VALUE = ("value", "old_value", "new_value")
_RATES = ("_rate", "_share", "_ratio", "_rate_7d", "_rate_30d")
_SECOND = (exp.Sum, exp.Avg, exp.Median)


@dataclass(frozen=True)
class Finding:
    """A place where a query works out what the registry defines."""

    query: str
    rule: str
    told: str

    def __str__(self) -> str:
        """As it is printed."""
        return f"{self.query}: {self.rule}: {self.told}"


def findings(queries: Mapping[str, str], semantic: Mapping[str, Any]) -> list[Finding]:
    """Everything that is flagged in queries by name, but for what is allowed with a reason."""
    measures = measures_by_table(semantic)
    allowed = {(entry["query"], entry["rule"]) for entry in _allowed()}
    found = [finding for name, sql in sorted(queries.items()) for finding in _in_query(name, sql, measures)]
    return [finding for finding in found if (_place(finding.query), finding.rule) not in allowed]


def bi_queries(folder: Path) -> dict[str, str]:
    """The operator's queries: each file that ends in .sql, below the folder, by its place in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.sql"))
    }


def queries_in_python(folder: Path) -> dict[str, str]:
    """Queries that stand as text in Python modules, by file and line; parts of queries are left out."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = _text_of(node)
            if _QUERY.search(text) and _is_readable(text):
                found[f"{path.relative_to(folder.parent).as_posix()}:{getattr(node, 'lineno', 0)}"] = text
    return found


def _place(query: str) -> str:
    """What an exception names: a query, or of queries in Python their file, because lines move."""
    return query.partition(":")[0]


def _text_of(node: ast.AST) -> str:
    """A text, with a name in the place of each expression that is put into it."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(p.value) if isinstance(p, ast.Constant) else "placed" for p in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_readable(text: str) -> bool:
    try:
        return bool(parse(text, dialect=DIALECT))
    except SqlglotError:
        return False


def _allowed() -> list[dict[str, str]]:
    if not _ALLOWED.exists():
        return []
    entries: list[dict[str, str]] = yaml.safe_load(_ALLOWED.read_text(encoding="utf-8")) or []
    return entries


def _in_query(name: str, sql: str, measures: Mapping[str, Mapping[Aggregate, str]]) -> Iterator[Finding]:
    try:
        trees = parse(sql, dialect=DIALECT)
    except SqlglotError as error:
        yield Finding(name, "unreadable", str(error).splitlines()[0])
        return
    for tree in trees:
        if tree is not None:
            for select in tree.find_all(exp.Select):
                yield from _in_select(name, select, tree, measures)


def _in_select(
    name: str,
    select: exp.Select,
    tree: exp.Expr,
    measures: Mapping[str, Mapping[Aggregate, str]],
) -> Iterator[Finding]:
    for node in _own(select, exp.AggFunc):
        table = table_behind(select, tree)
        known = measures.get(table or "", {})
        mine = aggregate_of(node, select)
        for aggregate, metric in known.items():
            if mine is not None and aggregate.is_in(mine):
                yield Finding(name, "re-derives", f"{node.sql(dialect=DIALECT)} on {table} is {metric}")
        if (table or "").startswith(f"{FIGURES}.") and isinstance(node, _SECOND) and _is_figure(node):
            yield Finding(name, "aggregates a figure", f"{node.sql(dialect=DIALECT)} on {table}")
    for node in _own(select, exp.Div):
        sides = [list(side.find_all(exp.AggFunc)) for side in (node.this, node.expression)]
        if all(sides):
            yield Finding(name, "derives a ratio", node.sql(dialect=DIALECT))


def _own(select: exp.Select, kind: type[exp.Expr]) -> Iterator[exp.Expr]:
    """Nodes that belong to this query and not to one inside it; functions over windows are no aggregates."""
    for node in select.find_all(kind):
        if node.find_ancestor(exp.Select) is select and not node.find_ancestor(exp.Window):
            yield node


def _is_figure(node: exp.Expr) -> bool:
    return any(column.name in _VALUE or column.name.endswith(_RATES) for column in node.find_all(exp.Column))
