"""Wrong definitions, generated: eight ways to get a figure wrong, at every place of a query where one fits.

Each operator is a function from a node to what a hurried hand would write there, or None.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sqlglot import exp

from expectations.proofs.adversarial.trees import Change, Variant, mentions, names_in, parsed, variants
from expectations.proofs.measures import table_behind

_REFUND = ("refund", "return", "revers", "undone", "cancel")
_NOW = ("as_of_date",)
_TIMES = ("_on", "_at", "date", "valid_from", "valid_to", "age", "days")
_FLIPPED: dict[type[exp.Expr], type[exp.Binary]] = {
    exp.LT: exp.LTE,
    exp.LTE: exp.LT,
    exp.GT: exp.GTE,
    exp.GTE: exp.GT,
}


def mutations(sql: str, nullable: frozenset[str] = frozenset()) -> Iterator[Variant]:
    """Every mutation of a query; `nullable` are the columns of its inputs that may be NULL."""
    tree = parsed(sql)
    asked = {name for where in tree.find_all(exp.Where) for name in names_in(where)}
    told = nullable - {alias.alias for alias in tree.find_all(exp.Alias)} - asked
    operators: dict[str, Change] = {**OPERATORS, "null_flag": partial(_null_is_true, nullable=told)}
    for operator, change in operators.items():
        yield from variants(tree, operator, change)


def _is_condition(node: exp.Expr) -> bool:
    return isinstance(node, (exp.Where, exp.Having, exp.Qualify))


def _without(node: exp.Expr, *, about: tuple[str, ...], but: tuple[str, ...] = ()) -> exp.Expr | None:
    """A condition of several parts without its first part that is about something."""
    if not isinstance(node, exp.And):
        return None
    for part, rest in ((node.expression, node.this), (node.this, node.expression)):
        # That something is known is often said where a join says it again: no figure moves without it.
        is_known = isinstance(part, exp.Not) and isinstance(part.this, exp.Is)
        if not is_known and (not about or mentions(part, *about)) and not (but and mentions(part, *but)):
            left: exp.Expr = rest.copy()
            return left
    return None


def _copied(node: exp.Expr) -> exp.Expr:
    return node.copy()


def _drop_filter(node: exp.Expr) -> exp.Expr | None:
    """A part of a condition is forgotten, or the whole of it."""
    if isinstance(node, exp.Filter):
        return _copied(node.this)
    if isinstance(node, exp.Where) and isinstance(node.this, exp.Not) and isinstance(node.this.this, exp.Is):
        return None
    if _is_condition(node) and not isinstance(node.this, exp.And) and not mentions(node, *_REFUND, *_NOW):
        return node.__class__(this=exp.true())
    return _without(node, about=(), but=(*_REFUND, *_NOW))


def _count_all(node: exp.Expr) -> exp.Expr | None:
    """Rows are counted where things were meant."""
    select = node.find_ancestor(exp.Select)
    # Of rows that a part of the query has made distinct there is nothing to count twice.
    is_of_table = isinstance(select, exp.Select) and table_behind(select, select.root()) is not None
    if isinstance(node, exp.Count) and isinstance(node.this, exp.Distinct) and is_of_table:
        return exp.Count(this=node.this.expressions[0].copy(), big_int=True)
    return None


def _null_is_true(node: exp.Expr, nullable: frozenset[str]) -> exp.Expr | None:
    """What is not known counts as if it held."""
    if isinstance(node, exp.Coalesce) and [
        p.this for p in node.expressions if isinstance(p, exp.Boolean)
    ] == [False]:
        return exp.Coalesce(this=node.this.copy(), expressions=[exp.true()])
    is_plain = isinstance(node, exp.If) and isinstance(node.this, (exp.Column, exp.EQ, exp.GT, exp.GTE))
    if is_plain and names_in(node.this) and names_in(node.this) <= nullable:
        known = exp.Coalesce(this=node.this.copy(), expressions=[exp.true()])
        node.set("this", known)
        return node
    return None


def _fan_out(node: exp.Expr) -> exp.Expr | None:
    """A join by a part of its key; a pick of one row that takes them all."""
    if isinstance(node, exp.Join) and isinstance(node.args.get("on"), exp.And):
        condition = node.args["on"]
        if isinstance(condition.expression, exp.EQ):
            node.set("on", condition.this.copy())
            return node
    if (
        isinstance(node, exp.EQ)
        and rendered_one(node.expression)
        and mentions(node.this, "size_order", "recen", "appearance")
    ):
        return exp.true()
    return None


def rendered_one(node: exp.Expr) -> bool:
    """Whether the expression is the number one."""
    return isinstance(node, exp.Literal) and str(node.this) == "1"


def _shift_zone(node: exp.Expr) -> exp.Expr | None:
    """The clock of another place; a day that begins at midnight although the house says otherwise."""
    if isinstance(node, exp.Anonymous) and str(node.this).lower() == "timezone":
        zone = node.expressions[0]
        other = "UTC" if not (isinstance(zone, exp.Literal) and zone.this == "UTC") else "Asia/Tokyo"
        return exp.Anonymous(
            this="timezone", expressions=[exp.Literal.string(other), node.expressions[1].copy()]
        )
    if isinstance(node, exp.Cast) and node.to.is_type("date") and isinstance(node.this, exp.Sub):
        return None if _is_of_zero(node.this) else exp.Cast(this=node.this.this.copy(), to=node.to.copy())
    return None


def _is_of_zero(difference: exp.Sub) -> bool:
    """Whether zero hours are taken away: the day begins at midnight, whoever says so."""
    amount = difference.expression.this if isinstance(difference.expression, exp.Mul) else None
    if isinstance(amount, exp.Column):
        named = [alias.this for alias in difference.root().find_all(exp.Alias) if alias.alias == amount.name]
        amount = named[0] if len(named) == 1 else amount
    return isinstance(amount, exp.Literal) and str(amount.this) == "0"


def _about_time(node: exp.Expr) -> bool:
    return any(name.endswith(_TIMES) for name in names_in(node))


def _move_edge(node: exp.Expr) -> exp.Expr | None:
    """A window that takes in, or leaves out, a day at its edge."""
    if type(node) in _FLIPPED and _about_time(node) and not mentions(node, *_NOW):
        return _FLIPPED[type(node)](this=node.this.copy(), expression=node.expression.copy())
    if isinstance(node, exp.Between) and _about_time(node) and isinstance(node.args["high"], exp.Literal):
        node.set("high", exp.Literal.number(int(node.args["high"].this) + 1))
        return node
    is_number = isinstance(node, exp.Add) and isinstance(node.expression, exp.Literal)
    if is_number and not node.expression.is_string and _about_time(node.this) and not mentions(node, *_NOW):
        return exp.Add(this=node.this.copy(), expression=exp.Literal.number(int(node.expression.this) + 1))
    return None


def _forget_refund(node: exp.Expr) -> exp.Expr | None:
    """Money that went back, or what was called off, is still counted."""
    if isinstance(node, exp.Sub) and mentions(node.expression, *_REFUND):
        return _copied(node.this)
    if (
        isinstance(node, exp.Coalesce)
        and mentions(node.this, *_REFUND)
        and isinstance(node.expressions[0], exp.Literal)
    ):
        return node.expressions[0].copy()
    if _is_condition(node) and not isinstance(node.this, exp.And) and mentions(node, *_REFUND):
        return node.__class__(this=exp.true())
    return _without(node, about=_REFUND)


def _count_immature(node: exp.Expr) -> exp.Expr | None:
    """What lies after the as-of day, or whose window is still open, is counted."""
    if _is_condition(node) and not isinstance(node.this, exp.And) and mentions(node, *_NOW):
        return node.__class__(this=exp.true())
    if type(node) in _FLIPPED and mentions(node, *_NOW):
        return _FLIPPED[type(node)](this=node.this.copy(), expression=node.expression.copy())
    if isinstance(node, exp.Alias) and "matures" in node.alias and isinstance(node.this, exp.Column):
        return exp.Alias(this=exp.cast(exp.null(), "date"), alias=node.args["alias"].copy())
    return _without(node, about=_NOW)


OPERATORS: dict[str, Change] = {
    "dropped_filter": _drop_filter,
    "count_for_distinct": _count_all,
    "null_flag": partial(_null_is_true, nullable=frozenset()),
    "fan_out_join": _fan_out,
    "zone_shift": _shift_zone,
    "window_edge": _move_edge,
    "refund_forgotten": _forget_refund,
    "immature_counted": _count_immature,
}
