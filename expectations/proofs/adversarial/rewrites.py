"""Harmless rewrites, generated: the same figures in other words, at every place of a query where one fits."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from expectations.proofs.adversarial.trees import Change, Variant, parsed, rendered, variants

_MIRRORED: dict[type[exp.Expr], type[exp.Binary]] = {
    exp.LT: exp.GT,
    exp.GT: exp.LT,
    exp.LTE: exp.GTE,
    exp.GTE: exp.LTE,
    exp.EQ: exp.EQ,
}


def rewrites(sql: str) -> Iterator[Variant]:
    """Every rewrite of a query, those of the whole first."""
    tree = parsed(sql)
    yield Variant("rendered_anew", "the whole query", rendered(tree))
    yield Variant("wrapped", "the whole query", f"select * from ({sql}\n) as whole")
    yield from _renamed_ctes(tree)
    yield from _reordered_ctes(tree)
    yield from _renamed_aliases(tree)
    for operator, change in OPERATORS.items():
        yield from variants(tree, operator, change)


def _renamed_ctes(tree: exp.Expr) -> Iterator[Variant]:
    names = {cte.alias for cte in tree.find_all(exp.CTE)}
    if not names:
        return
    copy = tree.copy()
    for cte in copy.find_all(exp.CTE):
        cte.args["alias"].set("this", exp.to_identifier(f"{cte.alias}_anew"))
    for table in copy.find_all(exp.Table):
        if table.name in names and not table.args.get("db"):
            known_as = table.alias or table.name
            table.replace(exp.alias_(exp.to_table(f"{table.name}_anew"), known_as, table=True))
    yield Variant("renamed_ctes", ", ".join(sorted(names))[:70], rendered(copy))


def _reordered_ctes(tree: exp.Expr) -> Iterator[Variant]:
    """Each part as late as those who read it allow."""
    copy = tree.copy()
    block = copy.args.get("with_") or copy.args.get("with")
    if block is None or len(block.expressions) < 2:
        return
    parts = list(block.expressions)
    reads = {
        part.alias: {table.name for table in part.find_all(exp.Table) if not table.args.get("db")}
        - {part.alias}
        for part in parts
    }
    placed: list[exp.Expr] = []
    while parts:
        ready = [part for part in parts if not reads[part.alias] & {p.alias for p in parts}]
        if not ready:  # parts that read each other keep their order
            return
        placed.append(ready[-1])
        parts.remove(ready[-1])
    if [part.alias for part in placed] != [part.alias for part in block.expressions]:
        block.set("expressions", placed)
        yield Variant("reordered_ctes", ", ".join(part.alias for part in placed)[:70], rendered(copy))


def _renamed_aliases(tree: exp.Expr) -> Iterator[Variant]:
    """A table under another name within its query."""
    for index, select in enumerate(tree.find_all(exp.Select)):
        copy = tree.copy()
        target = list(copy.find_all(exp.Select))[index]
        source = target.args.get("from_") or target.args.get("from")
        table = source.this if source is not None else None
        if not isinstance(table, exp.Table) or not table.alias or len(list(target.find_all(exp.Select))) > 1:
            continue
        old = table.alias
        table.set("alias", exp.TableAlias(this=exp.to_identifier(f"{old}_anew")))
        for column in target.find_all(exp.Column):
            if column.table == old:
                column.set("table", exp.to_identifier(f"{old}_anew"))
        for star in target.find_all(exp.Column):
            if isinstance(star.this, exp.Star) and star.table == old:
                star.set("table", exp.to_identifier(f"{old}_anew"))
        if rendered(select) != rendered(target):
            yield Variant("renamed_alias", f"{old} -> {old}_anew", rendered(copy))


def _swapped(node: exp.Expr) -> exp.Expr | None:
    """The parts of a condition the other way round."""
    if isinstance(node, (exp.And, exp.Or)):
        return node.__class__(this=exp.paren(node.expression.copy()), expression=exp.paren(node.this.copy()))
    return None


def _mirrored(node: exp.Expr) -> exp.Expr | None:
    """A comparison read from its other side."""
    if type(node) in _MIRRORED:
        return _MIRRORED[type(node)](
            this=exp.paren(node.expression.copy()), expression=exp.paren(node.this.copy())
        )
    return None


def _spelled_out(node: exp.Expr) -> exp.Expr | None:
    """BETWEEN as two comparisons, IN as alternatives, unlike as not alike."""
    if isinstance(node, exp.Between):
        low = exp.GTE(this=node.this.copy(), expression=node.args["low"].copy())
        return exp.paren(exp.and_(low, exp.LTE(this=node.this.copy(), expression=node.args["high"].copy())))
    if isinstance(node, exp.In) and node.expressions and isinstance(node.this, exp.Column):
        return exp.paren(
            exp.or_(*(exp.EQ(this=node.this.copy(), expression=e.copy()) for e in node.expressions))
        )
    if isinstance(node, exp.NEQ):
        return exp.Not(this=exp.paren(exp.EQ(this=node.this.copy(), expression=node.expression.copy())))
    return None


def _case_or_if(node: exp.Expr) -> exp.Expr | None:
    """CASE with one condition as IF."""
    if isinstance(node, exp.Case) and node.this is None and len(node.args["ifs"]) == 1:
        only = node.args["ifs"][0]
        default = node.args.get("default")
        return exp.Anonymous(
            this="if",
            expressions=[
                only.this.copy(),
                only.args["true"].copy(),
                default.copy() if default else exp.null(),
            ],
        )
    return None


def _case_or_filter(node: exp.Expr) -> exp.Expr | None:
    """An aggregate over CASE as one over the rows of a FILTER."""
    if not isinstance(node, (exp.Sum, exp.Max, exp.Min, exp.Count)) or not isinstance(node.this, exp.Case):
        return None
    if isinstance(node.parent, (exp.Window, exp.Filter)) or len(node.this.args["ifs"]) != 1 or node.this.this:
        return None
    only, default = node.this.args["ifs"][0], node.this.args.get("default")
    aggregate = node.__class__(this=only.args["true"].copy())
    filtered = exp.Filter(this=aggregate, expression=exp.Where(this=only.this.copy()))
    if default is None:
        return filtered
    is_zero = isinstance(default, exp.Literal) and str(default.this) == "0"
    is_one = isinstance(only.args["true"], exp.Literal)
    if isinstance(node, exp.Sum) and is_zero and is_one:
        return exp.Case(
            ifs=[exp.If(this=exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(0)),
                        true=exp.Coalesce(this=filtered, expressions=[exp.Literal.number(0)]))]
        )  # fmt: skip
    return None


def _coalesce_or_case(node: exp.Expr) -> exp.Expr | None:
    """COALESCE as the CASE that it stands for; but not where rows are grouped by it."""
    select = node.find_ancestor(exp.Select)
    group = select.args.get("group") if select is not None else None
    if group is not None and any(node == part for part in group.expressions):
        return None
    if isinstance(node, exp.Coalesce) and len(node.expressions) == 1 and isinstance(node.this, exp.Column):
        known = exp.Not(this=exp.Is(this=node.this.copy(), expression=exp.null()))
        return exp.Case(ifs=[exp.If(this=known, true=node.this.copy())], default=node.expressions[0].copy())
    if isinstance(node, exp.Coalesce) and len(node.expressions) > 1:
        inner = exp.Coalesce(
            this=node.expressions[0].copy(), expressions=[e.copy() for e in node.expressions[1:]]
        )
        return exp.Coalesce(this=node.this.copy(), expressions=[inner])
    return None


OPERATORS: dict[str, Change] = {
    "predicate_order": _swapped,
    "mirrored_comparison": _mirrored,
    "spelled_out": _spelled_out,
    "case_or_if": _case_or_if,
    "case_or_filter": _case_or_filter,
    "coalesce_or_case": _coalesce_or_case,
}
