"""Which rows name a target: expressions over the columns of the raw store, and of judged parts alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources import sql
from sources.erasure.policy import Named, cleared_columns, keeps_rows, named_columns

if TYPE_CHECKING:
    from collections.abc import Collection

    from sources.registry import Feed

IS_HIT = "erasure:is_hit"
IS_GONE = "erasure:is_gone"
# Local clocks are those of the malls; only the order of days matters here.
LOCAL_HOURS = 8
_NO_TIME = "TIMESTAMP '9999-12-30'"


@dataclass(frozen=True)
class Keys:
    """What identifier columns are held against: tables of keys, and how a column becomes one."""

    always: str
    span: str
    has_spans: bool
    pattern: str = "{}"

    def spelt(self, column: str) -> str:
        """The expression that is compared with the keys."""
        return self.pattern.format(column)


def flagged(feed: Feed, relation: str, present: Collection[str], keys: Keys) -> str:
    """A SELECT of all of `relation`, and for each row whether it names a target and whether it goes."""
    named = [name for name in named_columns(feed) if name.raw_name in present]
    at = _at(feed, present)
    hits = {name.raw_name: _hit(name, keys, at) for name in named}
    columns = [f"{hit} AS {_flag(raw)}" for raw, hit in hits.items()]
    columns += [
        f"{_left(name, keys)} AS {_left_name(name.raw_name)}" for name in named if name.column.is_list
    ]
    found = " OR ".join(map(_flag, hits)) or "false"
    gone = "false" if keeps_rows(feed) else " OR ".join(map(_goes, _subjects(named))) or "false"
    return f"""
        SELECT *, {found} AS {sql.name(IS_HIT)}, {gone} AS {sql.name(IS_GONE)}
        FROM (SELECT {", ".join(["*", *columns])} FROM {relation})
    """


def cleaned(feed: Feed, flagged_relation: str, present: list[str], *, extra: str = "file_row_number") -> str:
    """The rows that stay, in their order, with what names a target taken out."""
    shown = [_cleaned(feed, column) for column in present]
    return f"""
        SELECT {", ".join(shown)} FROM ({flagged_relation}) WHERE NOT {sql.name(IS_GONE)} ORDER BY {extra}
    """


def _cleaned(feed: Feed, column: str) -> str:
    shown = sql.name(column)
    if keeps_rows(feed):
        is_cleared = column in cleared_columns(feed)
        return f"CASE WHEN NOT {sql.name(IS_HIT)} THEN {shown} END AS {shown}" if is_cleared else shown
    name = next((n for n in named_columns(feed) if n.raw_name == column), None)
    if name is None:
        return shown
    if name.column.is_list:
        return f"{_left_name(column)} AS {shown}"
    return f"CASE WHEN NOT {_flag(column)} THEN {shown} END AS {shown}"


def _subjects(named: list[Named]) -> list[Named]:
    return [name for name in named if not name.is_mention]


def _goes(name: Named) -> str:
    """A row of several receivers goes with the last of them."""
    is_last = f" AND {_left_name(name.raw_name)} IS NULL" if name.column.is_list else ""
    return f"({_flag(name.raw_name)}{is_last})"


def _flag(raw: str) -> str:
    return sql.name(f"erasure:{raw}")


def _left_name(raw: str) -> str:
    return sql.name(f"erasure:left:{raw}")


def _hit(name: Named, keys: Keys, at: str) -> str:
    column = sql.name(name.raw_name)
    if name.column.is_list:
        key = keys.spelt("item")
        return f"EXISTS (SELECT 1 FROM (SELECT unnest({column}) AS item) WHERE {key} IN (FROM {keys.always}))"
    key = keys.spelt(column)
    always = f"coalesce({key} IN (FROM {keys.always}), false)"
    if not keys.has_spans:
        return always
    spans = f"""EXISTS (
        SELECT 1 FROM {keys.span} AS s WHERE s.key = {key} AND {at} >= s.valid_from AND {at} < s.valid_to
    )"""
    return f"({always} OR {spans})"


def _left(name: Named, keys: Keys) -> str:
    column, key = sql.name(name.raw_name), keys.spelt("item")
    return f"""(
        SELECT list(item ORDER BY place) FROM (
            SELECT unnest({column}) AS item, generate_subscripts({column}, 1) AS place
        ) WHERE {key} NOT IN (FROM {keys.always})
    )"""


def _at(feed: Feed, present: Collection[str]) -> str:
    """When a row happened. One that has no time counts as of the end, so that open intervals hold it."""
    times = [
        shown
        for column in feed.columns
        if column.event and column.type == "time"
        for shown in (
            sql.name(f"{column.name}_utc"),
            f"({sql.name(f'{column.name}_local')} - INTERVAL {LOCAL_HOURS} HOUR)",
        )
        if f"{column.name}_utc" in present
    ]
    return f"coalesce({', '.join([*times, _NO_TIME])})"
