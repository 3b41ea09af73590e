"""Late, corrected and withdrawn records: what a run knows of days that readers had as complete already.

`control.changed_record` says so by file, day and identifier, for whoever explains a figure that changed. A
record told again in the same words is no news; one of a day that was not complete yet is no change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources import sql

if TYPE_CHECKING:
    import duckdb

    from sources.registry import Column, Feed, Registry

LATE, CORRECTED, WITHDRAWN = "late_data", "corrected_delivery", "delivery_withdrawn"


def write_changed_records(con: duckdb.DuckDBPyConnection, registry: Registry) -> int:
    """Fill `control.changed_record` against the version before; returns its rows, none before the first."""
    known = con.execute("SELECT data_through FROM control.previous_version").fetchone()
    if known is None:
        return 0
    con.execute(_CHANGED_DELIVERY)
    feeds = con.execute("SELECT DISTINCT feed FROM changed_delivery ORDER BY feed").fetchall()
    for (name,) in feeds:
        if name in registry:
            _tell_feed(con, registry[name], known[0])
    con.execute("DROP TABLE IF EXISTS changed_row")
    con.execute("DROP TABLE changed_delivery")
    counted = con.execute("SELECT count(*) FROM control.changed_record").fetchone()
    return int(counted[0]) if counted else 0


# A file that is now effective on another day changes which record wins: it counts as new.
_CHANGED_DELIVERY = """
    CREATE OR REPLACE TEMP TABLE changed_delivery AS
    SELECT feed, file_id, false AS is_gone
    FROM control.delivery ANTI JOIN control.previous_delivery USING (feed, file_id, delivered_on)
    UNION ALL
    SELECT feed, file_id, true
    FROM control.previous_delivery ANTI JOIN control.delivery USING (feed, file_id)
"""


def _tell_feed(con: duckdb.DuckDBPyConnection, feed: Feed, through: object) -> None:
    """Enter the feed's changed records: as a rule few, so that only they are looked up among the old rows."""
    con.execute(_changed_row_sql(feed), [through])
    found = con.execute("SELECT count(*) FROM changed_row").fetchone()
    if found and found[0]:
        con.execute(_changed_record_sql(feed))


def _changed_row_sql(feed: Feed) -> str:
    columns = sql.names(raw.name for raw in feed.raw_columns)
    return f"""
        CREATE OR REPLACE TEMP TABLE changed_row AS
        SELECT r.*, d.is_gone, hash({sql.names(feed.raw_key)}) AS key_hash, hash({columns}) AS row_hash
        FROM (
            SELECT *, {_event_date(feed)} AS event_date FROM raw.{sql.name(feed.name)}
        ) AS r
        JOIN changed_delivery AS d ON d.feed = {sql.literal(feed.name)} AND d.file_id = r._file_id
        WHERE r.event_date <= CAST(? AS DATE) OR r.event_date IS NULL
    """


def _changed_record_sql(feed: Feed) -> str:
    """A document of several rows is changed by a row that is missing now: there, equal rows stay in."""
    columns = sql.names(raw.name for raw in feed.raw_columns)
    is_news = "true" if feed.key_is_group else "is_gone OR NOT is_same"
    return f"""
        INSERT INTO control.changed_record
        WITH old_row AS (
            SELECT hash({sql.names(feed.raw_key)}) AS key_hash, hash({columns}) AS row_hash
            FROM raw.{sql.name(feed.name)} AS r
            SEMI JOIN (
                SELECT file_id FROM control.previous_delivery WHERE feed = {sql.literal(feed.name)}
            ) AS d ON d.file_id = r._file_id
            WHERE hash({sql.names(feed.raw_key)}) IN (SELECT key_hash FROM changed_row)
        ),
        told AS (
            SELECT c.*,
                c.key_hash IN (SELECT key_hash FROM old_row) AS is_known,
                (c.key_hash, c.row_hash) IN (SELECT (key_hash, row_hash) FROM old_row) AS is_same
            FROM changed_row AS c
        ),
        news AS (
            SELECT o.*,
                CASE WHEN is_gone THEN '{WITHDRAWN}' WHEN is_known THEN '{CORRECTED}' ELSE '{LATE}' END
                    AS cause
            FROM told AS o
            WHERE {is_news}
        ),
        named AS ({_named(feed)})
        SELECT {sql.literal(feed.name)}, *, count(*)
        FROM named
        GROUP BY ALL
        ORDER BY ALL
    """


def _named(feed: Feed) -> str:
    """The news once for each identifier that they carry, and once without."""
    told = "SELECT _file_id, cause, event_date"
    selects = [f"{told}, NULL AS identifier_type, NULL AS identifier_hash FROM news"]
    for column in feed.columns:
        if column.type == "identifier" and column.identifier and not column.is_list:
            value = sql.name(column.raw_columns[0].name)
            selects.append(
                f"{told}, {sql.literal(column.identifier)}, {value} FROM news WHERE {value} IS NOT NULL"
            )
    return " UNION ALL ".join(selects)


def _event_date(feed: Feed) -> str:
    """The last day that the record tells of; a local time stands for its zone, the day may be one off."""
    days = [_day(column) for column in feed.columns if column.event]
    if not days:
        return "CAST(NULL AS DATE)"
    return days[0] if len(days) == 1 else f"greatest({', '.join(days)})"


def _day(column: Column) -> str:
    if column.type == "date":
        return sql.name(column.name)
    parts = ", ".join(sql.name(raw.name) for raw in column.raw_columns)
    return f"CAST(coalesce({parts}) AS DATE)"
