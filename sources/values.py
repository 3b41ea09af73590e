"""How a delivered text becomes a value: SQL macros, one a type of the registry. NULL means: not a value.

Casts alone are too generous ('2026-03-01 x' is a date to them), so each shape is checked first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_DAY = "[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}"
_CLOCK = r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
_ZONE = "([zZ]|[+-][0-9]{2}(:?[0-9]{2})?)"
_THOUSANDS = r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?"
_BASIC = "[0-9]{8}T[0-9]{6}"
_PARTS = "^(....)(..)(..)T(..)(..)(..)"
_SPELT = r"\1-\2-\3T\4:\5:\6"
_ZONED = "v LIKE '____-__-__T__:__:__+__:__' OR v LIKE '____-__-__T__:__:__Z'"
_WALL = "v LIKE '____-__-__ __:__:__'"
_EPOCH = "strlen(v) IN (9, 10, 13) AND regexp_full_match(v, '[0-9]+')"
# A spreadsheet writes a day as its midnight.
_MIDNIGHT = "([T ]0{1,2}:00(:00)?)?"

_MACROS = {
    # As many bytes as characters means ASCII: nothing to fold. Folding and trimming are slow, so what needs
    # neither goes first.
    "clean_text(v)": (
        "CASE WHEN v >= '!' AND NOT (ends_with(v, ' ') OR ends_with(v, E'\\t') "
        "OR ends_with(v, E'\\r') OR ends_with(v, E'\\n')) AND (strlen(v) = length(v) "
        "OR NOT regexp_matches(v, '[０-９\u3000\u00a0\ufeff]')) THEN v "
        "ELSE nullif(trim(CASE WHEN strlen(v) = length(v) THEN v "
        "ELSE translate(v, '０１２３４５６７８９\u3000\u00a0\ufeff', '0123456789  ') END, "
        "E' \\t\\r\\n'), '') END"
    ),
    "value_integer(v)": "CASE WHEN regexp_full_match(v, '[+-]?[0-9]+') THEN try_cast(v AS BIGINT) END",
    "value_decimal(v)": (
        "coalesce(try_cast(v AS DECIMAL(18,4)), "
        f"CASE WHEN regexp_full_match(v, '{_THOUSANDS}') "
        "THEN try_cast(replace(v, ',', '') AS DECIMAL(18,4)) END)"
    ),
    # One rounding, half away from zero, straight from the text; 15 digits leave room for the factor.
    "value_money_yuan(v)": (
        "CAST(100 * coalesce(try_cast(v AS DECIMAL(15,2)), "
        f"CASE WHEN regexp_full_match(v, '[¥￥]? ?({_THOUSANDS}|[+-]?[0-9]+([.][0-9]+)?) ?元?') "
        "THEN try_cast(regexp_replace(v, '[¥￥, 元]', '', 'g') AS DECIMAL(15,2)) END) AS BIGINT)"
    ),
    # Yuan with fractions of a fen, as fees have them.
    "value_money_exact(v)": (
        "coalesce(try_cast(v AS DECIMAL(18,5)), "
        f"CASE WHEN regexp_full_match(v, '{_THOUSANDS}') "
        "THEN try_cast(replace(v, ',', '') AS DECIMAL(18,5)) END)"
    ),
    "value_money_fen(v)": "value_integer(v)",
    "value_boolean(v)": (
        "CASE WHEN lower(v) IN ('true', 't', 'yes', 'y', '1', '是', '真') THEN true "
        "WHEN lower(v) IN ('false', 'f', 'no', 'n', '0', '否', '假') THEN false END"
    ),
    "value_date(v)": (
        f"CASE WHEN v LIKE '____-__-__' OR regexp_full_match(v, '{_DAY}{_MIDNIGHT}') "
        "THEN try_cast(v AS DATE) "
        "WHEN regexp_full_match(v, '[0-9]{8}') THEN CAST(try_strptime(v, '%Y%m%d') AS DATE) END"
    ),
    "value_clock(v)": (
        "CASE WHEN (v LIKE '__:__:__' AND v < '24') OR "
        r"regexp_full_match(v, '([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?') "
        "THEN try_cast(v AS TIME) "
        "WHEN contains(v, '：') THEN try_cast(CASE WHEN "
        "regexp_full_match(v, '([01]?[0-9]|2[0-3])[:：][0-5][0-9]([:：][0-5][0-9])?') "
        "THEN translate(v, '：', ':') END AS TIME) "
        "WHEN regexp_full_match(v, '[0-9]{5,6}') "
        "THEN CAST(try_strptime(lpad(v, 6, '0'), '%H%M%S') AS TIME) END"
    ),
    # An instant: the text names its zone, or counts from the epoch.
    # The shapes of nearly every feed are told by their length: patterns with digits cost ten times more.
    "value_time_utc(v)": (
        f"CASE WHEN {_WALL} THEN NULL "
        f"WHEN {_ZONED} THEN make_timestamp(epoch_us(try_cast(v AS TIMESTAMPTZ))) "
        f"WHEN {_EPOCH} THEN make_timestamp(try_cast(v AS BIGINT) * if(strlen(v) = 13, 1000, 1000000)) "
        f"WHEN regexp_full_match(v, '{_DAY}[T ]{_CLOCK} ?{_ZONE}') "
        "THEN try_cast(replace(replace(upper(v), ' +', '+'), ' Z', 'Z') AS TIMESTAMPTZ) AT TIME ZONE 'UTC' "
        # People counters write `20200331T101001+08`.
        f"WHEN regexp_full_match(v, '{_BASIC}{_ZONE}') "
        f"THEN try_cast(regexp_replace(upper(v), '{_PARTS}', '{_SPELT}') AS TIMESTAMPTZ) AT TIME ZONE 'UTC' "
        "END"
    ),
    # A wall clock: which zone it is in only the mall knows.
    "value_time_local(v)": (
        f"CASE WHEN {_ZONED} THEN NULL WHEN {_WALL} THEN try_cast(v AS TIMESTAMP) WHEN {_EPOCH} THEN NULL "
        f"WHEN regexp_full_match(v, '{_DAY}([T ]{_CLOCK})?') THEN try_cast(v AS TIMESTAMP) "
        "WHEN regexp_full_match(v, '[0-9]{8}') THEN try_strptime(v, '%Y%m%d') "
        "WHEN regexp_full_match(v, '[0-9]{14}') THEN try_strptime(v, '%Y%m%d%H%M%S') "
        f"WHEN regexp_full_match(v, '{_BASIC}') THEN try_strptime(v, '%Y%m%dT%H%M%S') "
        # Some copies of bills have full-width colons, or no space before the hour.
        "WHEN regexp_full_match(v, '[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2} ?[0-9]{2}([:：][0-9]{2}){1,2}') "
        "THEN try_cast(regexp_replace(translate(v, '： ', ':'), "
        "'^([0-9]{4}.[0-9]{1,2}.[0-9]{1,2})([0-9]{2}:)', '\\1 \\2') AS TIMESTAMP) END"
    ),
    # The hour at whose start a count begins: `9`, `09:00`, `09:00-10:00`.
    "value_hour(v)": (
        "try_cast(nullif(regexp_extract(translate(v, '：－～—', ':---'), "
        "'^([01]?[0-9]|2[0-3])(:00(:00)?)?( ?[-~至] ?([01]?[0-9]|2[0-4])(:(00|59)(:(00|59))?)?)?$', 1), '') "
        "AS INTEGER)"
    ),
    # Of an address the building's number and nothing else.
    "value_building_no(v)": (
        "nullif(ltrim(upper(regexp_extract(translate(v, '＃', '#'), "
        "'([0-9]{1,3}|[A-Za-z][0-9]{0,2})[ ]?(栋|幢|座|号楼|#)', 1)), '0'), '')"
    ),
    "value_timezone(v)": "CASE WHEN list_contains(getvariable('memberloop_timezones'), v) THEN v END",
}


def install_macros(con: duckdb.DuckDBPyConnection, *, with_timezones: bool = True) -> None:
    """Give the connection `clean_text(text)` and one `value_<type>(text)` a type.

    Naming all time zones takes a while; `value_timezone` needs it and nothing else does.
    """
    if with_timezones:
        con.execute("SET VARIABLE memberloop_timezones = (SELECT list(name) FROM pg_timezone_names())")
    for signature, body in _MACROS.items():
        con.execute(f"CREATE OR REPLACE TEMP MACRO {signature} AS {body}")
