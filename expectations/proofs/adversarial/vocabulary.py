"""The values that matter to a query, read out of its SQL: texts that it compares with, numbers, windows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sqlglot import exp, parse_one

DIALECT = "duckdb"
_UNITS = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1, "month": 2_678_400, "week": 604_800}
_MANY = 400


@dataclass(frozen=True)
class Vocabulary:
    """Texts by the columns that they are compared with, numbers, lengths in seconds, hours of a clock.

    `families` names, for each column, one among those that hold the same values: keys that are joined.
    """

    texts: dict[str, frozenset[str]] = field(default_factory=dict)
    numbers: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    spans: frozenset[int] = frozenset()
    hours: frozenset[int] = frozenset()
    families: Mapping[str, str] = field(default_factory=dict)

    def joined(self, other: Vocabulary) -> Vocabulary:
        """What either knows."""
        texts = {
            column: self.texts.get(column, frozenset()) | other.texts.get(column, frozenset())
            for column in sorted({*self.texts, *other.texts})
        }
        return Vocabulary(
            texts,
            self.numbers | other.numbers,
            self.units | other.units,
            self.spans | other.spans,
            self.hours | other.hours,
            {**other.families, **self.families},
        )

    def covers(self, other: Vocabulary) -> bool:
        """Whether tables drawn from this one hold the edges of the other as well."""
        around = {number + step for number in self.numbers for step in (-1, 0, 1)}
        return (
            other.numbers <= around
            and other.units <= self.units
            and other.spans <= self.spans
            and all(texts <= self.texts.get(column, frozenset()) for column, texts in other.texts.items())
        )

    @property
    def days(self) -> list[int]:
        """Lengths of windows, in ascending order."""
        return sorted(number for number in self.numbers if 1 < number <= _MANY)


@lru_cache(maxsize=4096)
def vocabulary_of(sql: str, known: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> Vocabulary:
    """The vocabulary of one query; `known` are texts that columns of its inputs are known to hold."""
    tree = parse_one(sql, dialect=DIALECT)
    alike = _Alike()
    found: dict[str, set[str]] = {column: set(texts) for column, texts in known}
    for names in _same_values(tree):
        alike.unite(names)
    for literal in tree.find_all(exp.Literal):
        if literal.is_string:
            for column in _compared(literal):
                # A list in one text is told apart by its commas.
                found.setdefault(column, set()).update(part for part in str(literal.this).split(",") if part)
    for alias in tree.find_all(exp.Alias):
        for text in _told_by(alias.this):
            found.setdefault(alias.alias, set()).add(text)
    texts: dict[str, set[str]] = {}
    for column, values in found.items():
        for name in alike.family(column):
            texts.setdefault(name, set()).update(values)
    numbers = {int(float(n.this)) for n in tree.find_all(exp.Literal) if not n.is_string and _whole(n.this)}
    numbers |= {
        int(n.this)
        for n in tree.find_all(exp.Literal)
        if n.is_string and n.this.isdigit() and len(n.this) < 6
    }
    units = {
        _UNITS[str(unit.this).lower().rstrip("s")]
        for unit in tree.find_all(exp.Var)
        if str(unit.this).lower().rstrip("s") in _UNITS
    }
    hours = {number for number in numbers if 0 <= number <= 24} if tree.find(exp.Extract) else set()
    return Vocabulary(
        {column: frozenset(values) for column, values in texts.items()},
        frozenset(numbers),
        frozenset(units),
        frozenset(_spans(tree)),
        frozenset(hours),
        alike.roots(),
    )


def _spans(tree: exp.Expr) -> Iterator[int]:
    """Lengths in seconds that intervals have, also those of several units."""
    for interval in tree.find_all(exp.Interval):
        unit = _UNITS.get(str(interval.args.get("unit") or "").lower().rstrip("s"))
        number = interval.this
        if unit and isinstance(number, exp.Literal) and str(number.this).isdigit():
            factors = [
                int(literal.this)
                for literal in (interval.parent or interval).find_all(exp.Literal)
                if isinstance(interval.parent, exp.Mul) and not literal.is_string and literal.this.isdigit()
            ]
            for factor in factors or [1]:
                yield int(number.this) * unit * factor
    for product in tree.find_all(exp.Mul):
        sides = (product.this, product.expression)
        if all(isinstance(side, exp.Literal) and side.this.isdigit() for side in sides):
            yield int(sides[0].this) * int(sides[1].this)


def _whole(text: str) -> bool:
    return text.replace(".", "", 1).isdigit() and abs(float(text)) < 1e9


def _compared(literal: exp.Expr) -> Iterator[str]:
    """Columns that the smallest condition or call around a text reads."""
    node = literal.parent
    while node is not None and not isinstance(node, (exp.Select, exp.And, exp.Or)):
        if isinstance(node, (exp.If, exp.Case, exp.Coalesce)):
            subject = node.parent.this if isinstance(node.parent, exp.Case) else None
            if subject is not None and node.this is literal:
                yield from (column.name for column in subject.find_all(exp.Column))
            return
        columns = [column.name for column in node.find_all(exp.Column)]
        if columns:
            yield from columns
            return
        node = node.parent


def _same_values(tree: exp.Expr) -> Iterator[list[str]]:
    """Names of columns through which a value passes unchanged: aliases and equalities."""
    for alias in tree.find_all(exp.Alias):
        if isinstance(alias.this, (exp.Column, exp.Coalesce, exp.Max, exp.Min, exp.Case, exp.Window)):
            yield [alias.alias, *(column.name for column in _outputs(alias.this))]
    for equality in tree.find_all(exp.EQ, exp.NullSafeEQ):
        if isinstance(equality.this, exp.Column) and isinstance(equality.expression, exp.Column):
            yield [equality.this.name, equality.expression.name]


def _told_by(node: exp.Expr) -> Iterator[str]:
    """Texts that a column may be, where it is made of texts."""
    parts = [node]
    if isinstance(node, exp.Case):
        results = [*(part.args["true"] for part in node.args["ifs"]), node.args.get("default")]
        parts = [part for part in results if isinstance(part, exp.Literal)]
    yield from (str(part.this) for part in parts if isinstance(part, exp.Literal) and part.is_string)


def _outputs(node: exp.Expr) -> Iterable[exp.Column]:
    if isinstance(node, exp.Column):
        return [node]
    if isinstance(node, exp.Case):
        parts = [*(part.args["true"] for part in node.args["ifs"]), node.args.get("default")]
        return [part for part in parts if isinstance(part, exp.Column)]
    if isinstance(node, exp.Window):
        return _outputs(node.this)
    return [child for child in node.iter_expressions() if isinstance(child, exp.Column)]


class _Alike:
    """Names in families (union-find)."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def _root(self, name: str) -> str:
        while self._parent.setdefault(name, name) != name:
            name = self._parent[name]
        return name

    def unite(self, names: list[str]) -> None:
        for name in names[1:]:
            self._parent[self._root(name)] = self._root(names[0])

    def family(self, name: str) -> list[str]:
        root = self._root(name)
        return [other for other in {**self._parent, name: name} if self._root(other) == root]

    def roots(self) -> dict[str, str]:
        return {name: min(self.family(name)) for name in sorted(self._parent)}
