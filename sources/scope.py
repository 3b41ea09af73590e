"""What a run may see: deliveries up to its as-of day, told to dbt through tables of the schema `control`."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sources import sql
from sources.assignment import ledger
from sources.control_tables import replace_previous, replace_told
from sources.registry import ALL_FEED_NAMES, load_registry

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from sources.control_tables import Told
    from sources.layout import Home

_DELIVERY = """
    feed VARCHAR, file_id VARCHAR, delivered_on DATE, path VARCHAR, delivery_rank BIGINT, is_new BOOLEAN
"""


def write_scope(
    con: duckdb.DuckDBPyConnection,
    home: Home,
    as_of: date,
    run_id: str,
    told: Told | None = None,
    code_version: str = "unknown",
) -> None:
    """Write the views of raw and manifest and the control tables of one run.

    Args:
        con: the warehouse.
        home: where raw store and manifests lie.
        as_of: deliveries up to this day are in scope.
        run_id: the name of the figures.
        told: rows of the control tables that people fill; a table without any is empty.
        code_version: the code and configuration that make the figures.
    """
    con.execute("BEGIN")
    try:
        _write(con, home, as_of, run_id, code_version)
        replace_told(con, told or {})
        ledger.load(con, home)
        replace_previous(con)
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")


def scope_fingerprint(home: Home, as_of: date) -> str:
    """A digest of the deliveries in scope: which bytes, delivered when, under which name."""
    con = sql.connect(home.scratch)
    try:
        rows = con.execute(f"{_effective_sql(home)} ORDER BY ALL", [as_of]).fetchall()
    finally:
        con.close()
    lines = "\n".join("\t".join(map(str, row)) for row in rows)
    return hashlib.sha256(lines.encode()).hexdigest()


def complete_build(con: duckdb.DuckDBPyConnection) -> None:
    """Remember what the build that has just completed was made of."""
    con.execute("""
        CREATE OR REPLACE TABLE control.built_delivery AS
        SELECT feed, file_id, delivered_on, path FROM control.delivery
    """)


def needs_full_refresh(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the last completed build holds a delivery that is no longer in scope."""
    _ensure_built(con)
    found = con.execute("""
        SELECT count(*) FROM control.built_delivery AS b
        WHERE NOT EXISTS (
            SELECT 1 FROM control.delivery AS d WHERE d.feed = b.feed AND d.file_id = b.file_id
        )
    """).fetchone()
    return bool(found and found[0])


def _ensure_built(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("""
        CREATE TABLE IF NOT EXISTS control.built_delivery (
            feed VARCHAR, file_id VARCHAR, delivered_on DATE, path VARCHAR
        )
    """)


def _write(con: duckdb.DuckDBPyConnection, home: Home, as_of: date, run_id: str, code_version: str) -> None:
    _write_views(con, home)
    con.execute("CREATE SCHEMA IF NOT EXISTS control")
    _ensure_built(con)
    con.execute("CREATE OR REPLACE TABLE control.run (as_of_date DATE, run_id VARCHAR, code_version VARCHAR)")
    con.execute("INSERT INTO control.run VALUES (?, ?, ?)", [as_of, run_id, code_version])
    con.execute(f"CREATE OR REPLACE TABLE control.delivery ({_DELIVERY})")
    con.execute(
        f"""
        INSERT INTO control.delivery
        SELECT e.feed, e.file_id, e.delivered_on, e.path,
            row_number() OVER (PARTITION BY e.feed ORDER BY e.delivered_on, e.path, e.file_id),
            b.file_id IS NULL
        FROM ({_effective_sql(home)}) AS e
        LEFT JOIN control.built_delivery AS b
            USING (feed, file_id, delivered_on, path)
        ORDER BY ALL
        """,
        [as_of],
    )
    _write_feed_state(con, home)


def _write_views(con: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Name the raw store inside the warehouse, so that the dbt project knows no path of any home."""
    feeds = [feed.name for feed in load_registry()]
    views = {f"raw.{sql.name(feed)}": home.raw_of(feed) / "*" / "rows.parquet" for feed in feeds}
    views["manifest.files"] = home.raw / "*" / "*" / "files.parquet"
    views["manifest.quarantine"] = home.quarantine / "*" / "*" / "rows.parquet"
    for schema in ("raw", "manifest"):
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    for view, pattern in views.items():
        con.execute(
            f"CREATE OR REPLACE VIEW {view} AS FROM read_parquet({sql.literal(str(pattern))}, "
            "union_by_name = true, filename = true, file_row_number = true)"
        )


def _write_feed_state(con: duckdb.DuckDBPyConnection, home: Home) -> None:
    con.execute(
        f"""
        CREATE OR REPLACE TABLE control.feed_state AS
        WITH spans AS (
            SELECT d.feed, count(*) AS files, sum(m.rows_kept) AS rows_kept,
                sum(m.rows_quarantined) AS rows_quarantined, min(d.delivered_on) AS first_delivered_on,
                max(d.delivered_on) AS last_delivered_on
            FROM control.delivery AS d
            JOIN ({_manifests_sql(home)}) AS m ON m.feed = d.feed AND m.file_id = d.file_id
            WHERE m.status = 'accepted'
            GROUP BY d.feed
        )
        SELECT f.feed, s.feed IS NOT NULL AS is_present, CAST(coalesce(s.files, 0) AS BIGINT) AS files,
            CAST(coalesce(s.rows_kept, 0) AS BIGINT) AS rows_kept,
            CAST(coalesce(s.rows_quarantined, 0) AS BIGINT) AS rows_quarantined,
            s.first_delivered_on, s.last_delivered_on
        FROM (SELECT unnest(?) AS feed) AS f
        LEFT JOIN spans AS s USING (feed)
        ORDER BY f.feed
        """,
        [list(ALL_FEED_NAMES)],
    )


def _manifests_sql(home: Home) -> str:
    # Batches from which rows were erased have one column more.
    pattern = sql.literal(str(home.raw / "*" / "*" / "files.parquet"))
    return f"SELECT * FROM read_parquet({pattern}, union_by_name = true)"


def _effective_sql(home: Home) -> str:
    """Accepted content with its first delivery in scope, whatever the order in which copies arrived."""
    return f"""
        WITH manifest AS ({_manifests_sql(home)})
        SELECT feed, file_id, min(place).delivered_on AS delivered_on, min(place).path AS path
        FROM (SELECT *, {{'delivered_on': delivered_on, 'path': path}} AS place FROM manifest)
        WHERE delivered_on <= CAST(? AS DATE)
            AND (feed, file_id) IN (SELECT (feed, file_id) FROM manifest WHERE status = 'accepted')
        GROUP BY feed, file_id
    """
