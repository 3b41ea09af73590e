"""Documents to rows in one SELECT: parsed once, told apart by what they hold, unnested, laid out as texts.

A document that the engine cannot place as it lies (broken JSON, one object where a list is meant, keys in
other cases) is handed to Python by itself (`canonical_document`); all others never leave the engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources import sql
from sources.quarantine import EXCERPT_LENGTH
from sources.readers.document_plan import ERROR_CODE
from sources.readers.document_tree import dotted
from sources.shapes import parse_path

if TYPE_CHECKING:
    import duckdb

    from sources.readers.document_plan import DocumentPlan, Found, ShapePlan
    from sources.readers.document_tree import Branch
    from sources.shapes import Path

_IS_ARRAY, _IS_OBJECT = r"(v >= '[' AND v < '\')", "(v >= '{' AND v < '|')"
_IS_NESTED = f"{_IS_ARRAY} OR {_IS_OBJECT}"
_MACROS = {
    # What JSON nests where a text is wanted is no value. A text that only begins like that is one.
    "leaf_text(v)": f"CASE WHEN {_IS_NESTED} THEN CASE WHEN NOT json_valid(v) THEN v END ELSE v END",
    # A list of exactly one value asks for that value.
    "asked_text(v)": (
        f"CASE WHEN {_IS_ARRAY} AND json_valid(v) THEN CASE WHEN json_array_length(v) = 1 "
        "THEN leaf_text(json_extract_string(v, '$[0]')) END ELSE leaf_text(v) END"
    ),
    # Nested, or what JavaScript calls a number and JSON does not know.
    "is_odd_text(v)": f"({_IS_NESTED} OR v IN ('NaN', 'Infinity', '-Infinity'))",
}
_PLACES = "_file_id, _line, _document"


def install_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Give the connection what the SELECT calls, but for `canonical_document`."""
    for signature, body in _MACROS.items():
        con.execute(f"CREATE OR REPLACE TEMP MACRO {signature} AS {body}")


def document_relation(plan: DocumentPlan, source: str, *, mend: bool) -> str:
    """A table expression with a text a column of the feed, and `_file_id`, `_line`, `_document`, `_shape`.

    Args:
        plan: the feed's shapes.
        source: a table expression with `_file_id`, `_line`, `_document` and the JSON text `doc`.
        mend: whether documents that do not fit as they lie are made canonical first.
    """
    number = range(len(plan.layers.structures()))
    trees = ", ".join(f"t{i}" for i in number)
    parsed = ", ".join(f"{_parsed(plan, i, 'doc')} AS t{i}" for i in number)
    # A blank line is no document. Told here: a condition on what follows would have it all computed twice.
    filled = "starts_with(doc, '{') OR trim(doc, E' \\t\\r\ufeff') <> ''"
    inner = f"SELECT {_PLACES}, doc, {parsed} FROM {source} WHERE {filled}"
    inner = f"SELECT {_PLACES}, doc, {trees}, {_told(plan, is_mended=not mend)} AS told FROM ({inner})"
    if mend:
        doubt = f"CASE WHEN {_doubt(plan)} THEN canonical_document(doc) END AS mended"
        inner = f"SELECT *, {doubt} FROM ({inner})"
        again = ", ".join(
            f"CASE WHEN mended IS NULL THEN t{i} ELSE {_parsed(plan, i, 'mended')} END AS t{i}"
            for i in number
        )
        inner = f"SELECT {_PLACES}, doc, told AS first_told, mended, {again} FROM ({inner})"
        retold = f"CASE WHEN mended IS NULL THEN first_told ELSE {_told(plan, is_mended=True)} END"
        inner = f"SELECT {_PLACES}, doc, {trees}, {retold} AS told FROM ({inner})"
    start = f"left(doc, {EXCERPT_LENGTH})"
    shape = f"CASE WHEN starts_with(told, '!') THEN told || ':' || {start} ELSE told END AS _shape"
    return f"(SELECT {_PLACES}, {shape}, {_texts(plan)} FROM ({_with_rows(plan, inner)}))"


def _parsed(plan: DocumentPlan, number: int, document: str) -> str:
    structure = sql.literal(plan.layers.structures()[number])
    return f"CASE WHEN starts_with({document}, '{{') THEN TRY(json_transform({document}, {structure})) END"


def _told(plan: DocumentPlan, *, is_mended: bool) -> str:
    """The name of the document's shape, or `!reason`."""
    if plan.is_flat:
        founds = [] if is_mended else [found for c in plan.shapes[0].columns for found in c.founds]
        odd = "".join(f" OR is_odd_text({plan.layers.value(found.path)})" for found in founds)
        return f"CASE WHEN t0 IS NULL{odd} THEN '!bad_json' END"
    codes = dict.fromkeys(code for shape in plan.shapes for code in shape.roots(ERROR_CODE))
    failed = " OR ".join(f"{plan.layers.value(code)} NOT IN ('0', '')" for code in codes)
    fits = " ".join(
        f"WHEN {_fits(plan, shape)} THEN {sql.literal(shape.shape.name)}" for shape in plan.shapes
    )
    return f"""CASE WHEN t0 IS NULL THEN '!bad_json' WHEN {failed} THEN '!error_response' {fits}
        ELSE '!unknown_shape' END"""


def _doubt(plan: DocumentPlan) -> str:
    """Whether Python should look at the document: it fits nothing, or a list of its rows is none."""
    doubts = ["told IN ('!bad_json', '!unknown_shape')"]
    if not plan.is_flat:
        # Keys with spaces around them, which some vendors write.
        doubts += [f"contains(doc, '{mark}')" for mark in (' ":', '{" ', '," ')]
    for shape in plan.shapes:
        if not shape.levels:
            continue
        absent = " AND ".join(f"{plan.layers.value(root)} IS NULL" for root in shape.row_roots)
        hollow = [f"({absent})"]
        if len(shape.levels) > 1:
            hollow += [f"coalesce({_has_hollow(plan, shape, root)}, false)" for root in shape.row_roots]
        doubts.append(f"told = {sql.literal(shape.shape.name)} AND ({' OR '.join(hollow)})")
    return " OR ".join(doubts)


def _has_hollow(plan: DocumentPlan, shape: ShapePlan, root: Path) -> str:
    inner, _ = dotted("x", plan.layers.items(root), shape.levels[1])
    return f"len(list_filter({plan.layers.value(root)}, lambda x: {inner} IS NULL)) > 0"


def _fits(plan: DocumentPlan, shape: ShapePlan) -> str:
    """Whether a document is of the shape, wrapped or bare."""
    wanted = [(path, "") for path in shape.shape.has] + [(path, "NOT ") for path in shape.shape.has_not]
    ways = []
    for way, _ in enumerate(shape.roots(())):
        tests = [f"{word}{_present(plan, shape.roots(path)[way])}" for path, word in wanted]
        for written, texts in shape.shape.where.items():
            value = plan.layers.value(shape.roots(parse_path(written))[way])
            tests.append(f"coalesce(trim({value}) IN ({', '.join(map(sql.literal, texts))}), false)")
        ways.append("(" + (" AND ".join(tests) or "true") + ")")
    return "(" + " OR ".join(ways) + ")"


def _present(plan: DocumentPlan, path: Path) -> str:
    if not any(step.is_list for step in path):
        return f"({plan.layers.value(path)} IS NOT NULL)"
    if path[-1].is_list and not any(step.is_list for step in path[:-1]):
        return f"coalesce(len({plan.layers.value(path)}) > 0, false)"
    found = _listed(*plan.layers.start(path), path, "leaf_text")
    return f"coalesce(len(list_filter({found}, lambda v: v IS NOT NULL)) > 0, false)"


def _listed(start: str, branch: Branch, path: Path, reading: str, depth: int = 0) -> str:
    """SQL of all values at a path through lists, as one list; of the value at a path through none."""
    at = next((i for i, step in enumerate(path) if step.is_list), None)
    if at is None:
        return f"{reading}({dotted(start, branch, path)[0]})"
    inner, below = dotted(start, branch, path[: at + 1])
    item, rest = f"y{depth}", path[at + 1 :]
    several = f"list_transform({inner}, lambda {item}: {_listed(item, below, rest, reading, depth + 1)})"
    return f"flatten({several})" if any(step.is_list for step in rest) else several


def _with_rows(plan: DocumentPlan, documents: str) -> str:
    """A row an item of each document's rows, with the texts of item and document side by side."""
    outer = [_PLACES, "doc", "told", *(sql.name(f"d:{column.name}") for column in plan.feed.columns)]
    of_documents = [
        f"{_of_document(plan, i)} AS {sql.name(f'd:{c.name}')}" for i, c in enumerate(plan.feed.columns)
    ]
    laid = f"{_PLACES}, doc, told, {', '.join(of_documents)}"
    if not plan.has_rows:
        return f"SELECT {laid} FROM ({documents})"
    cases = "".join(
        f" WHEN {sql.literal(shape.shape.name)} THEN {_items(plan, shape)}"
        for shape in plan.shapes
        if shape.levels
    )
    rows = f"CASE told{cases} ELSE [{_item(plan, None)}] END"
    listed = f"SELECT {laid}, {rows} AS items FROM ({documents})"
    return f"SELECT {', '.join(outer)}, unnest(items) AS item FROM ({listed})"


def _texts(plan: DocumentPlan) -> str:
    """The columns of the feed from what `_with_rows` gives."""
    return ", ".join(
        f"coalesce(item.{sql.name(c.name)}, {sql.name(f'd:{c.name}')}) AS {sql.name(c.name)}"
        if i in plan.item_columns
        else f"{sql.name(f'd:{c.name}')} AS {sql.name(c.name)}"
        for i, c in enumerate(plan.feed.columns)
    )


def _of_document(plan: DocumentPlan, index: int) -> str:
    """SQL of a column's text as far as it lies outside the rows."""
    by_shape = {}
    for shape in plan.shapes:
        column = shape.columns[index]
        found = [_text(*plan.layers.start(f.path), f) for f in column.founds if not f.level]
        if column.const is not None:
            found.append(sql.literal(column.const))
        by_shape[shape.shape.name] = _first(found, is_list=plan.feed.columns[index].is_list)
    if len(set(by_shape.values())) == 1:
        return next(iter(by_shape.values()))
    cases = " ".join(f"WHEN {sql.literal(name)} THEN {text}" for name, text in by_shape.items())
    return f"CASE told {cases} END"


def _items(plan: DocumentPlan, shape: ShapePlan) -> str:
    """SQL of the rows of a shape: a list with a struct of texts an item."""
    cases = "".join(
        f" WHEN {plan.layers.value(root)} IS NOT NULL THEN "
        + _nested(plan, shape, plan.layers.value(root), (plan.layers.items(root),))
        for root in shape.row_roots
    )
    return f"CASE{cases} END"


def _nested(plan: DocumentPlan, shape: ShapePlan, items: str, branches: tuple[Branch, ...]) -> str:
    """`branches` are those of the items on the way in, the last one that of `items`."""
    level = len(branches)
    if level == len(shape.levels):
        return f"list_transform({items}, lambda x{level}: {_item(plan, shape, branches)})"
    inner, below = dotted(f"x{level}", branches[-1], shape.levels[level])
    nested = _nested(plan, shape, inner, (*branches, below))
    return f"flatten(list_transform({items}, lambda x{level}: {nested}))"


def _item(plan: DocumentPlan, shape: ShapePlan | None, branches: tuple[Branch, ...] = ()) -> str:
    """SQL of one item; of none of the shape's when there is no shape."""
    fields = []
    for index in plan.item_columns:
        column = plan.feed.columns[index]
        founds = shape.columns[index].founds if shape else ()
        found = [_text(f"x{f.level}", branches[f.level - 1], f) for f in founds if f.level]
        fields.append(f"{sql.literal(column.name)}: {_first(found, is_list=column.is_list)}")
    return "{" + ", ".join(fields) + "}"


def _text(start: str, branch: Branch, found: Found) -> str:
    return _listed(start, branch, found.path, "asked_text" if found.is_asked else "leaf_text")


def _first(found: list[str], *, is_list: bool) -> str:
    """The first of the texts that is given."""
    if not found:
        return f"CAST(NULL AS VARCHAR{'[]' * is_list})"
    return found[0] if len(found) == 1 else f"coalesce({', '.join(found)})"
