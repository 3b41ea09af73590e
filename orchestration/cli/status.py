"""`memberloop status`: is the house in order?"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click
import duckdb

from orchestration.cli.alert_state import alerts, brief
from orchestration.cli.output import Failing, Row, json_option, print_rows
from orchestration.cli.published import rows_of
from orchestration.settings import load_settings
from sources.intake import strays
from sources.layout import Home
from sources.registry import load_registry

RUNS_SHOWN = 5
ALERTS_SHOWN = 10

FEEDS = """
    select
        feed,
        max(delivered_on) filter (where status = 'accepted') as last_delivery,
        count(*) filter (where status = 'accepted') as files,
        coalesce(sum(rows_kept) filter (where status = 'accepted'), 0)::bigint as rows_kept,
        coalesce(sum(rows_quarantined), 0)::bigint as rows_quarantined,
        count(*) filter (where status = 'quarantined') as files_quarantined,
        count(*) filter (where status = 'duplicate') as files_doubled
    from read_parquet(?, union_by_name = true)
    group by feed
    order by feed
"""

QUARANTINE = """
    select feed, reason, count(*) as rows, max(delivered_on) as last_delivery
    from read_parquet(?, union_by_name = true)
    group by feed, reason
    order by rows desc, feed, reason
"""

RUNS = """
    select as_of_date, status, started_at, finished_at, run_id, reasons
    from ops.run_log order by started_at desc limit ?
"""

VERSION = """
    select version, data_through, published_at, run_id from ops.publish_log
    order by published_at desc, version desc limit 1
"""

FAILED_CHECKS = """
    select stage, subject, check_name, severity, observed from ops.check_result where not passed
    order by severity, stage, subject, check_name
"""


@click.command(cls=Failing)
@json_option
def status(as_json: bool) -> None:
    """Freshness of each feed, quarantine, last runs, published version, open alerts."""
    settings = load_settings()
    home = settings.home
    sections = {
        "published": _published(home, VERSION),
        "feeds": _manifest(home / "raw", "files.parquet", FEEDS),
        "misplaced files": _misplaced(home),
        "quarantine": _manifest(home / "quarantine", "rows.parquet", QUARANTINE),
        "runs": _runs(home),
        "checks that did not hold": _published(home, FAILED_CHECKS),
        "open alerts": [brief(row) for row in alerts(settings)],
        "runs that failed": _alerts(home),
    }
    if as_json:
        click.echo(json.dumps(sections, default=str, ensure_ascii=False, indent=2))
        return
    for title, rows in sections.items():
        click.echo(f"\n{title.capitalize()}")
        print_rows(rows, as_json=False, empty="none")


def _misplaced(home: Path) -> list[Row]:
    found = Counter(
        (stray.path.rpartition("/")[0], stray.why) for stray in strays(Home(home), load_registry())
    )
    return [{"folder": folder or ".", "why": why, "files": n} for (folder, why), n in sorted(found.items())]


def _manifest(folder: Path, name: str, query: str) -> list[Row]:
    if not any(folder.glob(f"*/*/{name}")):
        return []
    with duckdb.connect() as connection:
        return rows_of(connection, query, [str(folder / "*" / "*" / name)])


def _published(home: Path, query: str) -> list[Row]:
    path = home / "published" / "current" / "memberloop.duckdb"
    if not path.exists():
        return []
    with duckdb.connect(str(path), read_only=True) as connection:
        try:
            return rows_of(connection, query)
        except duckdb.CatalogException:  # published before there was such a table
            return []


def _runs(home: Path) -> list[Row]:
    """Runs from the working file; while a night holds it, as of the last published version."""
    try:
        with duckdb.connect(str(home / "warehouse" / "memberloop.duckdb"), read_only=True) as connection:
            return rows_of(connection, RUNS, [RUNS_SHOWN])
    except duckdb.Error:
        return _published(home, RUNS.replace("?", str(RUNS_SHOWN)))


def _alerts(home: Path) -> list[Row]:
    path = home / "alerts.jsonl"
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines[-ALERTS_SHOWN:]]
