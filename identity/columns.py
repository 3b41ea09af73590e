"""What a column holds, told by its values: names are compared otherwise than dates, codes or long texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import duckdb

Kind = Literal["name", "date", "email", "code", "category", "text"]

MOSTLY = 0.9
# A column that is nearly always empty, or always the same, tells no two records apart.
LEAST_FILLED = 0.02
# A category has few values for its number of records.
CATEGORY_SHARE, CATEGORY_VALUES = 0.02, 30
# Three words and more, as titles and addresses have.
TEXT_WORDS = 2.5

# Dates in the forms that paper and exports use; the rest is left to other kinds.
DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d/%m/%Y", "%d.%m.%Y")

PROFILE = """
select
    count(*) as records,
    count(value) as filled,
    count(distinct value) as distinct_values,
    avg(cast(regexp_matches(value, '^[^@ ]+@[^@ ]+$') as integer)) as like_email,
    avg(cast(coalesce(year({date}) between 1850 and 2100, false) as integer)) as like_date,
    avg(length(regexp_replace(value, '[^0-9]', '', 'g')) / length(value)) as digits,
    avg(length(string_split(value, ' '))) as words
from (select {value} as value from {table}) where value is not null or value is null
"""


@dataclass(frozen=True)
class Column:
    """A column to compare, with the share of records that have it and how many values it takes."""

    name: str
    kind: Kind
    filled: float
    distinct_values: int


def quoted(name: str) -> str:
    """A name as SQL wants it."""
    return '"' + name.replace('"', '""') + '"'


def cleaned(name: str) -> str:
    """SQL of a value without case, outer blanks and marks; empty is null."""
    bare = f"regexp_replace(lower(trim(cast({quoted(name)} as varchar))), '[\\s''`´,;]+', ' ', 'g')"
    return f"nullif(trim({bare}), '')"


def as_date(value: str) -> str:
    """SQL of a text as a date; null where it is none."""
    return f"cast(try_strptime({value}, {list(DATE_FORMATS)}) as date)"


def profile(con: duckdb.DuckDBPyConnection, table: str, names: list[str]) -> list[Column]:
    """The columns that can tell records apart, each with its kind."""
    found = (_column(con, table, name) for name in names)
    return [column for column in found if column is not None]


def _column(con: duckdb.DuckDBPyConnection, table: str, name: str) -> Column | None:
    sql = PROFILE.format(value=cleaned(name), date=as_date("value"), table=table)
    row = con.execute(sql).fetchone()
    assert row is not None  # noqa: S101  an aggregate has a row
    records, filled, distinct, email, date, digits, words = row
    if filled < LEAST_FILLED * records or distinct < 2:
        return None
    kind = _kind(distinct / records, distinct, email=email, date=date, digits=digits, words=words)
    # A number of the record itself: every record has its own.
    if distinct == records and words == 1 and digits > 0 and kind not in ("date", "email"):
        return None
    return Column(name, kind, filled / records, distinct)


def _kind(share: float, distinct: int, **of: float) -> Kind:
    if of["email"] >= MOSTLY:
        return "email"
    if of["date"] >= MOSTLY:
        return "date"
    if of["digits"] >= 0.5:
        return "code"
    if distinct <= CATEGORY_VALUES and share <= CATEGORY_SHARE:
        return "category"
    return "text" if of["words"] >= TEXT_WORDS else "name"
