"""A small warehouse and the part of the dbt project that makes members of it, run in this process."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import duckdb
import yaml

from sources.control_tables import replace_told

PROJECT = Path(__file__).parents[2] / "dbt_project"
ROOMS = (
    "models/staging",
    "models/intermediate/master",
    "models/intermediate/purchase",
    "models/intermediate/payment",
    "models/intermediate/parking",
    "models/intermediate/form",
    "models/intermediate/wecom",
    "models/intermediate/identity",
)
LEDGER = "models/marts/core/identity_ledger.sql"
REDIRECT = "models/marts/core/member_redirect.sql"

Row = dict[str, Any]


def copy_project(target: Path) -> None:
    """Only what identity needs: the whole project takes seconds to parse."""
    for name in ("macros", *ROOMS):
        shutil.copytree(PROJECT / name, target / name, ignore=shutil.ignore_patterns("*.yml"))
    shutil.copy(PROJECT / "models/staging/_sources.yml", target / "models/staging/_sources.yml")
    (target / LEDGER).parent.mkdir(parents=True)
    dimensions = [f"models/marts/core/{path.name}" for path in (PROJECT / LEDGER).parent.glob("dim_*.sql")]
    wanted = [
        name
        for name in dimensions
        if Path(name).stem not in ("dim_member", "dim_member_history", "dim_layer")
    ]
    for name in (*wanted, LEDGER, REDIRECT, "dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / name, target / name)
    # Tickets need members and members need tickets' cards: what hangs on members stays out.
    for name in (
        "purchase/int_purchase__ticket.sql",
        "purchase/int_purchase__complement.sql",
        "parking/int_parking__plate_binding.sql",
    ):
        (target / "models/intermediate" / name).unlink()


def invoke(project: Path, home: Path, *arguments: str) -> bool:
    """Run dbt and give its file back, so that the next line of a test may open it."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    os.environ["MEMBERLOOP_HOME"] = str(home)
    outcome = dbtRunner().invoke(
        [
            *arguments,
            *("--project-dir", str(project), "--profiles-dir", str(project)),
            *("--target-path", str(home / "target"), "--log-path", str(home / "logs"), "--quiet"),
        ]
    )
    DuckDBConnectionManager.close_all_connections()
    return bool(outcome.success)


class World:
    """Deliveries by day; a night builds members of those up to its as-of day."""

    def __init__(self, project: Path, home: Path) -> None:
        """Make the raw tables of every feed, empty."""
        self.project, self.home = project, home
        (home / "warehouse/scratch").mkdir(parents=True)
        self.file = home / "warehouse/memberloop.duckdb"
        self.deliveries: list[tuple[str, str, str]] = []
        sources = yaml.safe_load((PROJECT / "models/staging/_sources.yml").read_text())["sources"]
        self.columns = {
            table["name"]: {column["name"]: column["data_type"] for column in table["columns"]}
            for source in sources
            if source["name"] == "raw"
            for table in source["tables"]
        }
        with duckdb.connect(self.file) as con:
            con.execute("create schema raw; create schema control")
            for feed, columns in self.columns.items():
                body = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
                con.execute(f"create table raw.{feed} ({body})")
            replace_told(con, {})

    def deliver(self, feed: str, day: str, *rows: Row) -> None:
        """One file of a feed on a day."""
        file_id = f"file{len(self.deliveries):04}"
        self.deliveries.append((feed, file_id, day))
        with duckdb.connect(self.file) as con:
            for number, row in enumerate(rows):
                full = {**row, "_file_id": file_id, "file_row_number": number}
                names = ", ".join(f'"{name}"' for name in full)
                marks = ", ".join("?" for _ in full)
                con.execute(f"insert into raw.{feed} ({names}) values ({marks})", list(full.values()))

    def night(self, as_of: str, *arguments: str) -> None:
        """Build members of everything delivered up to a day."""
        with duckdb.connect(self.file) as con:
            con.execute("create or replace table control.run (as_of_date date, run_id varchar)")
            con.execute("insert into control.run values (?, ?)", [as_of, f"{as_of}-night"])
            con.execute(
                "create or replace table control.delivery (feed varchar, file_id varchar, delivered_on date,"
                " path varchar, delivery_rank bigint, is_new boolean)"
            )
            for rank, (feed, file_id, day) in enumerate(sorted(self.deliveries, key=lambda d: (d[2], d[1]))):
                if day <= as_of:
                    con.execute(
                        "insert into control.delivery values (?, ?, ?, ?, ?, true)",
                        [feed, file_id, day, file_id, rank],
                    )
        wanted = () if "--select" in arguments else ("--select", "+identity_ledger", "+member_redirect")
        assert invoke(self.project, self.home, "run", *wanted, *arguments)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Answer a question about the warehouse."""
        with duckdb.connect(self.file, read_only=True) as con:
            return con.execute(query).fetchall()

    def members(self) -> dict[str, str]:
        """Which member each identifier stands for."""
        return dict(
            self.rows("select identifier_hash, member_uid from identity.int_identity__member_identifier")
        )

    def partition(self) -> set[frozenset[str]]:
        """Who is one person with whom, whatever the ids are called."""
        groups: dict[str, set[str]] = {}
        for identifier, member in self.members().items():
            groups.setdefault(member, set()).add(identifier)
        return {frozenset(group) for group in groups.values()}
