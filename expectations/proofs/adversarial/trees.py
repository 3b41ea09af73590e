"""Copies of a parsed query in which one place is another: what mutations and rewrites have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlglot import exp, parse_one

DIALECT = "duckdb"
# What no change is made of; copying these would take most of the time.
_WHOLE = (exp.Query, exp.With, exp.CTE, exp.From, exp.Table, exp.Identifier, exp.Literal)
Change = Callable[[exp.Expr], exp.Expr | None]


@dataclass(frozen=True)
class Variant:
    """A query that was changed in one way, and which."""

    operator: str
    place: str
    sql: str


def parsed(sql: str) -> exp.Expr:
    """The query as a tree."""
    return parse_one(sql, dialect=DIALECT)


def rendered(tree: exp.Expr) -> str:
    """The tree as a query."""
    return tree.sql(dialect=DIALECT)


def variants(tree: exp.Expr, operator: str, change: Change) -> Iterator[Variant]:
    """One copy for each node that `change` makes something else of; None means that it leaves the node."""
    for index, node in enumerate(tree.walk()):
        if isinstance(node, _WHOLE):
            continue
        alone = node.copy()
        alone.parent = node.parent  # some changes depend on where the node stands
        changed = change(alone)
        if changed is None:
            continue
        copy = tree.copy()
        target = next(other for place, other in enumerate(copy.walk()) if place == index)
        if target is copy:
            copy = changed
        else:
            target.replace(changed)
        yield Variant(operator, f"{rendered(node)[:70]} -> {rendered(changed)[:70]}", rendered(copy))


def names_in(node: exp.Expr) -> set[str]:
    """Bare names of the columns in an expression."""
    return {column.name for column in node.find_all(exp.Column)}


def mentions(node: exp.Expr, *parts: str) -> bool:
    """Whether a column of the expression has one of the parts in its name, or a text is such."""
    words = names_in(node) | {str(n.this) for n in node.find_all(exp.Literal) if n.is_string}
    return any(part in word for word in words for part in parts)
