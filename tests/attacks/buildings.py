"""Everything that published tables tell of a building of few households: rows, sums and what they leave.

The reader knows every published table, that community orders add up over buildings, and that a person lives
in one building. What follows is told as lines; none when nothing does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date

import duckdb

from tests.attacks.bounds import Equation, bounds

ROOMS = ("core", "kpi", "experiment", "ops")
TOLD_BY_BUILDING = {"kpi.building_heatmap_weekly", "core.dim_building"}
Cell = tuple[str, str, date]
"""A community, its building and a Monday."""

_KEPT = """
    SELECT order_key, min(community_id) AS community_id, min(member_uid) AS member_uid,
        min(coalesce(member_uid, identifier_hash, order_key)) AS buyer,
        CAST(date_trunc('week', min(business_date)) AS DATE) AS week_start,
        CAST(sum(paid_fen) - sum(refund_fen) AS BIGINT) AS net_fen
    FROM core.fct_order_line WHERE NOT is_cancelled AND has_building AND community_id IS NOT NULL
    GROUP BY order_key HAVING sum(paid_fen) > sum(refund_fen)
"""
_TOTAL = f"""
    SELECT community_id, week_start, count(*), sum(net_fen),
        count(DISTINCT coalesce(household_uid, buyer))
    FROM ({_KEPT}) LEFT JOIN core.bridge_household_member USING (member_uid) GROUP BY ALL
"""
_MEANS = {"building_orders_mean": 0, "building_net_fen_mean": 1}


def derived(con: duckdb.DuckDBPyConnection, smallest: int) -> list[str]:
    """One line for each thing that follows of a building with fewer households than `smallest`."""
    return [*_by_rows(con, smallest), *_by_sums(con, smallest), *_by_households(con, smallest)]


def _by_rows(con: duckdb.DuckDBPyConnection, smallest: int) -> Iterator[str]:
    """A row that names a building and an order, or a person with orders, tells every week of it."""
    for table, column in _columns_naming_buildings(con):
        key = _key_of(con, table)
        if key is None:
            yield f"{table}.{column} names buildings and is none of the tables that may"
            continue
        small = con.execute(
            f"""
            WITH told AS (SELECT DISTINCT {key}, {column} AS building FROM {table} WHERE {column} IS NOT NULL)
            SELECT count(*) FROM (
                SELECT building, community_id, week_start FROM ({_KEPT}) JOIN told USING ({key})
                GROUP BY ALL HAVING count(DISTINCT buyer) < {smallest}
            )
            """
        ).fetchone()
        if small and small[0]:
            yield f"{table}.{column} tells {small[0]} cells of few buyers"


def _columns_naming_buildings(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    con.execute(
        "CREATE OR REPLACE TEMP TABLE building_code AS "
        "SELECT DISTINCT community_id || '-' || building_no AS code FROM kpi.building_heatmap_weekly"
    )
    columns = con.execute(
        "SELECT schema_name || '.' || table_name, column_name FROM duckdb_columns() "
        "WHERE list_contains(?, schema_name) AND data_type = 'VARCHAR' "
        "AND NOT starts_with(table_name, 'int_') AND database_name = current_database() ORDER BY ALL",
        [list(ROOMS)],
    ).fetchall()
    for table, column in columns:
        if table in TOLD_BY_BUILDING:
            continue
        among = "IS NOT NULL" if column == "building_no" else "IN (SELECT code FROM building_code)"
        if con.execute(f'SELECT 1 FROM {table} WHERE "{column}" {among} LIMIT 1').fetchone():
            yield table, column


def _key_of(con: duckdb.DuckDBPyConnection, table: str) -> str | None:
    names = {row[0] for row in con.execute(f"DESCRIBE {table}").fetchall()}
    return next((key for key in ("order_key", "member_uid") if key in names), None)


def _by_sums(con: duckdb.DuckDBPyConnection, smallest: int) -> Iterator[str]:
    """Totals of communities, and of kinds of buildings, less the cells that are told."""
    cells = _cells(con)
    totals = {(row[0], row[1]): row[2:] for row in con.execute(_TOTAL).fetchall()}
    by_week: dict[Hashable, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_week[cell[0], cell[2]].append(cell)
    for measure, name in enumerate(("orders", "net_fen")):
        known = [(group, totals.get(key, (0, 0, 0))[measure]) for key, group in by_week.items()]
        told = bounds(_rest([*known, *_means(con, cells, measure)], lambda c, m=measure: cells[c][m]))
        for (community, building, week), (least, most) in told.items():
            is_told = most > 0 and most - least < 0.5
            is_small = measure == 0 and most < smallest <= totals.get((community, week), (0, 0, 0))[2]
            if is_told or is_small:
                yield f"{name} of {community}-{building} in {week} are between {least:g} and {most:g}"


def _cells(con: duckdb.DuckDBPyConnection) -> dict[Cell, tuple[float | None, ...]]:
    rows = con.execute(
        "SELECT community_id, building_no, week_start, orders, net_fen, unit_type, family_structure "
        "FROM kpi.building_heatmap_weekly"
    ).fetchall()
    return {(row[0], row[1], row[2]): row[3:] for row in rows}


def _rest(
    totals: Iterable[tuple[Iterable[Hashable], float]],
    value: Callable[[Hashable], float | None],
) -> list[Equation]:
    """What is left of each total when those parts are taken off that are told."""
    return [
        Equation(
            frozenset(part for part in group if value(part) is None),
            float(total) - sum(float(value(part) or 0) for part in group),
        )
        for group, total in totals
    ]


def _means(
    con: duckdb.DuckDBPyConnection, cells: dict[Cell, tuple[float | None, ...]], measure: int
) -> Iterator[tuple[list[Cell], float]]:
    """Figures of the registry by kind of building that are no sums of told cells hold the others as well."""
    rows = con.execute(
        "SELECT metric_id, period_start, dimension, dimension_value, numerator FROM kpi.kpi_value "
        "WHERE period_kind = 'week' AND mall_id = 'ALL' AND numerator IS NOT NULL "
        "AND dimension IN ('all', 'community', 'unit_type', 'family_structure')"
    ).fetchall()
    place = {"community": lambda c: c[0], "unit_type": lambda c: cells[c][2] or "unknown",
             "family_structure": lambda c: cells[c][3] or "unknown", "all": lambda _: "all"}  # fmt: skip
    for metric, week, dimension, word, numerator in rows:
        if _MEANS.get(metric) != measure:
            continue
        group = [cell for cell in cells if cell[2] == week and place[dimension](cell) == word]
        if numerator > sum(cells[cell][measure] or 0 for cell in group):
            yield group, numerator


def _by_households(con: duckdb.DuckDBPyConnection, smallest: int) -> Iterator[str]:
    """Households of a community less those of its buildings, on each day on which either changed."""
    rows = con.execute(
        """
        WITH day AS (
            SELECT community_id, valid_from AS day FROM core.dim_building
            UNION SELECT community_id, valid_from FROM core.dim_community
        )
        SELECT d.community_id, d.day, c.households, b.building_no, b.households
        FROM day AS d
        JOIN core.dim_community AS c ON c.community_id = d.community_id
            AND c.valid_from <= d.day AND d.day < coalesce(c.valid_to, DATE '9999-12-31')
        JOIN core.dim_building AS b ON b.community_id = d.community_id
            AND b.valid_from <= d.day AND d.day < coalesce(b.valid_to, DATE '9999-12-31')
        WHERE c.households IS NOT NULL
        """
    ).fetchall()
    totals: dict[tuple[str, date], float] = {}
    known: dict[tuple[str, date], dict[str, float | None]] = defaultdict(dict)
    for community, day, total, building, households in rows:
        totals[community, day] = total
        known[community, day][building] = households
        if households is not None and households < smallest:
            yield f"{community}-{building} shows {households} households"
    for key, parts in known.items():
        for building, (least, most) in bounds(_rest([(parts, totals[key])], parts.get)).items():
            if (least == most and most > 0) or most < smallest <= totals[key]:
                yield f"households of {key[0]}-{building} on {key[1]} are between {least:g} and {most:g}"
