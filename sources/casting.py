"""From texts to typed, judged rows: one SELECT a feed, built from the registry and from nothing else.

The rows keep their order. A row that breaks a rule carries the number of its first fault, in the order of
`fault_codes`, and a masked excerpt; it is split off later (store.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources import sql
from sources.identifiers import IDENTIFIER_TYPES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sources.registry import Column, Feed

EVENT_FROM = "2000-01-01"
EVENT_UNTIL = "2100-01-01"
DEFAULT_SETTINGS: Mapping[str, str] = {"wecom.corp_id": "corp", "wechat.appid": "appid"}
"""Values that no file carries but an identifier needs."""

_DOCUMENT_FAULTS = ("bad_json", "error_response", "unknown_shape")
"""What a document as a whole is refused for: the marks of its relation's `_shape`."""

_UNREADABLE = {
    "enum": "unknown_value",
    "timezone": "unknown_value",
    "integer": "invalid_number",
    "decimal": "invalid_number",
    "money_fen": "invalid_money",
    "money_yuan": "invalid_money",
    "money_exact": "invalid_money",
    "boolean": "invalid_boolean",
    "date": "invalid_date",
    "clock": "invalid_time",
    "time": "invalid_time",
    "hour": "invalid_hour",
}


@dataclass(frozen=True)
class FaultCode:
    """One rule of the registry: what a row is refused for, and how SQL sees it."""

    reason: str
    column_name: str | None
    condition: str
    excerpt: str


def fault_codes(feed: Feed) -> list[FaultCode]:
    """The rules of a feed in the order in which a row is judged."""
    whole_row = f"concat_ws(',', {', '.join(_shown(column) for column in feed.columns)})"
    codes = [_code_of_document(reason) for reason in _DOCUMENT_FAULTS] if _may_be_documents(feed) else []
    codes += [code for column in feed.columns for code in _codes_of(column, whole_row)]
    for group in feed.one_of:
        absent = " AND ".join(f"{_raw(feed.column(name))} IS NULL" for name in group)
        codes.append(FaultCode("missing_one_of", "|".join(group), absent, whole_row))
    return codes


def _may_be_documents(feed: Feed) -> bool:
    return feed.family in {"table", "documents"}


def _code_of_document(reason: str) -> FaultCode:
    mark = f"!{reason}:"
    return FaultCode(reason, None, f"starts_with(_shape, '{mark}')", f"substr(_shape, {len(mark) + 1})")


def judged_sql(
    feed: Feed,
    relation: str,
    present: Collection[str],
    *,
    settings: Mapping[str, str] = DEFAULT_SETTINGS,
) -> str:
    """The SELECT that types and judges `relation`; identifiers stay texts, hashing.py makes them hashes.

    Args:
        feed: what the rows are.
        relation: a table expression with a VARCHAR column per name in `present`, `_file_id`, `_line`
            and `_document`; for tables and documents also `_shape`, which names a document's shape, or says
            `!reason:start` of one that is none.
        present: registry names of the delivered columns; the others are NULL.
        settings: values behind `issuer_setting`.
    """
    codes = fault_codes(feed)
    cleaned = [f"{_cleaned(c, present)} AS {_raw(c)}" for c in feed.columns]
    typed = [
        f"{expression} AS {sql.name(name)}" for c in feed.columns for name, expression in _typed(c, settings)
    ]
    shape = ", _shape" if _may_be_documents(feed) else ""
    fault = "CASE " + " ".join(f"WHEN {code.condition} THEN {i}" for i, code in enumerate(codes)) + " END"
    excerpt = " ".join(f"WHEN {i} THEN {code.excerpt}" for i, code in enumerate(codes))
    return f"""
        SELECT {sql.names(raw.name for raw in feed.raw_columns)}, _file_id, _line, _document, _fault,
            CASE WHEN _fault IS NOT NULL THEN mask_shape(CASE _fault {excerpt} END) END AS _excerpt
        FROM (SELECT *, CAST({fault} AS SMALLINT) AS _fault
        FROM (SELECT *, {", ".join(typed)}
        FROM (SELECT {", ".join(cleaned)}, _file_id, _line, _document{shape}
            FROM {relation})))
    """


def _raw(column: Column) -> str:
    return sql.name(f"raw:{column.name}")


def _shown(column: Column) -> str:
    return f"array_to_string({_raw(column)}, ' ')" if column.is_list else _raw(column)


def _cleaned(column: Column, present: Collection[str]) -> str:
    if column.is_list:
        if column.name not in present:
            return "CAST(NULL AS VARCHAR[])"
        cleaned = f"list_transform({sql.name(column.name)}, lambda v: clean_text(v))"
        return f"nullif(list_filter({cleaned}, lambda v: {_admitted(column, 'v')}), [])"
    if column.name not in present or not column.when.keys() <= set(present):
        return "CAST(NULL AS VARCHAR)"
    cleaned = f"clean_text({sql.name(column.name)})"
    conditions = [_admitted(column, cleaned)] if column.matching or column.not_matching else []
    for other, words in column.when.items():
        known = ", ".join(sql.literal(word.lower()) for word in words)
        conditions.append(f"lower(clean_text({sql.name(other)})) IN ({known})")
    return f"CASE WHEN {' AND '.join(conditions)} THEN {cleaned} END" if conditions else cleaned


def _admitted(column: Column, text: str) -> str:
    """Whether a cleaned text is there and of the column's pattern."""
    conditions = [f"{text} IS NOT NULL"]
    if column.matching:
        conditions.append(f"regexp_matches({text}, {sql.literal(column.matching)})")
    if column.not_matching:
        conditions.append(f"NOT regexp_matches({text}, {sql.literal(column.not_matching)})")
    return " AND ".join(conditions)


def _typed(column: Column, settings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    raw = _raw(column)
    if column.is_list and column.type == "identifier":
        hashed = f"identifier_text_{column.identifier}({_issued(column, settings, 'v')})"
        hashes = f"list_transform({raw}, lambda v: {hashed})"
        yield f"{column.name}_hashes", f"nullif(list_filter({hashes}, lambda v: v IS NOT NULL), [])"
    elif column.type == "text":
        yield column.name, raw
    elif column.type == "enum":
        words = {value: value for value in column.values} | dict(column.words)
        cases = " ".join(f"WHEN {sql.literal(w.lower())} THEN {sql.literal(v)}" for w, v in words.items())
        yield column.name, f"CASE lower({raw}) {cases} END"
    elif column.identifier_in:
        yield from _of_told_type(column, settings)
    elif column.type == "identifier":
        yield f"{column.name}_hash", f"identifier_text_{column.identifier}({_issued(column, settings, raw)})"
        if column.block:
            yield f"{column.name}_block_hash", f"block_text_phone({raw})"
    elif column.type == "time":
        yield f"{column.name}_utc", f"value_time_utc({raw})"
        yield f"{column.name}_local", f"value_time_local({raw})"
    else:
        yield column.name, _by_shape(column, raw)


def _of_told_type(column: Column, settings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """An identifier whose type another column tells; a word that is no identifier type means plain text."""
    raw, told = _raw(column), f"lower({sql.name(f'raw:{column.identifier_in}')})"
    corp = sql.literal(settings["wecom.corp_id"] + ":")
    issued = {"external_userid": f"CASE WHEN contains({raw}, ':') THEN {raw} ELSE {corp} || {raw} END"}
    cases = " ".join(
        f"WHEN {sql.literal(kind)} THEN identifier_text_{kind}({issued.get(kind, raw)})"
        for kind in IDENTIFIER_TYPES
    )
    yield f"{column.name}_hash", f"CASE {told} {cases} END"
    if column.otherwise_text:
        kinds = ", ".join(map(sql.literal, IDENTIFIER_TYPES))
        yield column.name, f"CASE WHEN {told} NOT IN ({kinds}) THEN {raw} END"


def _by_shape(column: Column, raw: str) -> str:
    """The value as the column's type, or as the type that a shape has instead."""
    own = {
        shape: place.type for shape, place in column.places.items() if place.type not in {None, column.type}
    }
    value = f"value_{column.type}({raw})"
    if not own:
        return value
    cases = " ".join(f"WHEN {sql.literal(shape)} THEN value_{kind}({raw})" for shape, kind in own.items())
    return f"CASE _shape {cases} ELSE {value} END"


def _issued(column: Column, settings: Mapping[str, str], value: str) -> str:
    """The identifier with its issuer in front: told in the value itself, beside it, or by a setting."""
    told = [f"{sql.name(f'raw:{column.issuer}')} || ':'"] if column.issuer else []
    told += [sql.literal(settings[column.issuer_setting] + ":")] if column.issuer_setting else []
    if not told:
        return value
    return f"CASE WHEN contains({value}, ':') THEN {value} ELSE coalesce({', '.join(told)}) || {value} END"


def _codes_of(column: Column, whole_row: str) -> Iterator[FaultCode]:
    raw = _raw(column)
    values = [sql.name(part.name) for part in column.raw_columns]
    value = values[0] if len(values) == 1 else f"coalesce({', '.join(values)})"
    asked = [sql.literal(shape) for shape, place in column.places.items() if place.asked]
    if column.required and asked:
        unasked = f"{raw} IS NULL AND _shape IN ({', '.join(asked)})"
        yield FaultCode("missing_request", column.name, unasked, whole_row)
    if column.required:
        yield FaultCode("missing_value", column.name, f"{raw} IS NULL", whole_row)
    if column.required and column.type == "identifier":
        yield FaultCode("unusable_identifier", column.name, f"{value} IS NULL", _shown(column))
    if column.type in _UNREADABLE:
        unreadable = f"{raw} IS NOT NULL AND {value} IS NULL"
        yield FaultCode(_UNREADABLE[column.type], column.name, unreadable, raw)
    yield from _bounds(column, raw, value)


def _bounds(column: Column, raw: str, value: str) -> Iterator[FaultCode]:
    if column.event:
        outside = f"{value} < DATE '{EVENT_FROM}' OR {value} >= DATE '{EVENT_UNTIL}'"
        yield FaultCode("date_out_of_range", column.name, outside, raw)
    if column.min is not None:
        below = f"{value} < {column.min}"
        for other, word in column.min_unless.items():
            below += f" AND {sql.name(other)} IS DISTINCT FROM {sql.literal(word)}"
        yield FaultCode(column.min_fault, column.name, below, raw)
    if column.max is not None:
        yield FaultCode("above_maximum", column.name, f"{value} > {column.max}", raw)
