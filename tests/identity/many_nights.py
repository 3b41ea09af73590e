"""Hundreds of nights over the identity models in one process: dbt compiles once, DuckDB runs the SQL.

Tables are made from the SQL that dbt compiled when a ledger was there. What is more than one select (the
ledger, whatever a materialization of ours makes) is run by dbt's own runner of models. Only models that can
see a difference run: those behind the feeds that a town delivers, and the ledger's.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any
from unittest import mock

import duckdb

from sources.control_tables import replace_table
from tests.identity.dbt_world import PROJECT, Row, World, copy_project

if TYPE_CHECKING:
    from pathlib import Path

BRIDGE = "models/marts/core/bridge_member_identifier.sql"
ASKED = "(select asked_day from control.asked)"
REBUILT = f"""-- One row per identifier and begin: the map of an earlier day, from the ledger alone.
-- depends_on: {{{{ ref('identity_ledger') }}}}
with ledger as (select * from core.identity_ledger),
held as ({{{{ map_of('ledger', seq_of_day('ledger', '{ASKED}')) }}}})
{{{{ published_map('held') }}}}
"""
# Looks at deliveries, not at people; its place is the test of the circuit breaker.
LEFT_OUT = {"int_identity__delivered_value"}
RELATION = "identifier_type, identifier_hash, valid_from, valid_to, member_uid, strength, role, first_source"


def copy_town_project(target: Path) -> None:
    """The rooms of identity, the published map, and the map of any earlier day."""
    copy_project(target)
    shutil.copy(PROJECT / BRIDGE, target / BRIDGE)
    (target / "models/rebuilt_map.sql").write_text(REBUILT)


@dataclass(frozen=True)
class Delivery:
    """A file of a feed; it may arrive on a later day than the one in whose folder it lies."""

    file_id: str
    feed: str
    delivered_on: date
    arrives_on: date
    rows: tuple[Row, ...]


@dataclass
class Nights:
    """One home, many nights."""

    project: Path
    home: Path
    feeds: frozenset[str]
    files: dict[str, Delivery] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Two nights by dbt itself: the second finds a ledger, and so compiles what every later one runs."""
        world = World(self.project, self.home)
        wanted = "+identity_ledger", "+member_redirect", "+bridge_member_identifier"
        world.night("2020-01-01", "--select", *wanted)
        with duckdb.connect(world.file) as con:
            con.execute(
                "create table control.asked (asked_day date); insert into control.asked values (null)"
            )
        self.task = _kept_task(self.project, self.home, *wanted, "rebuilt_map")
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.adapters.factory import get_adapter

        self.adapter = get_adapter(self.task.config)
        environment = DuckDBConnectionManager._ENV
        assert environment is not None
        self.con: duckdb.DuckDBPyConnection = environment.handle().cursor()._cursor

    @cached_property
    def models(self) -> list[Any]:
        """What a night has to run, each after what it reads."""
        manifest = self.task.manifest
        ran = {result.node.unique_id: result.node for result in self.task_results}
        behind = {f"source.memberloop.raw.{feed}" for feed in self.feeds}
        behind |= {f"source.memberloop.control.{name}" for name in ("steward_decision", "blocked_value")}
        ordered = []
        for unique_id in _in_order(ran, manifest):
            node = ran[unique_id]
            reads = set(node.depends_on.nodes)
            if not (reads & behind or "/ledger/" in node.original_file_path) or node.name in LEFT_OUT:
                continue
            behind.add(unique_id)
            if node.config.materialized != "view":
                ordered.append(node)
        return ordered

    @property
    def task_results(self) -> list[Any]:
        """What dbt ran in the second night."""
        return list(self.task.results_of_town)

    def reset(self) -> None:
        """Nothing delivered, nothing decided, nothing remembered."""
        self.files.clear()
        for feed in self.feeds:
            self.con.execute(f"delete from raw.{feed}")
        self.con.execute("delete from core.identity_ledger")
        self.decide([])

    def deliver(self, *deliveries: Delivery) -> None:
        """Put files where nights find them once they have arrived."""
        for delivery in deliveries:
            self.files[delivery.file_id] = delivery
            for number, row in enumerate(delivery.rows):
                full = {**row, "_file_id": delivery.file_id, "file_row_number": number}
                names = ", ".join(f'"{name}"' for name in full)
                marks = ", ".join("?" for _ in full)
                values = list(full.values())
                self.con.execute(f"insert into raw.{delivery.feed} ({names}) values ({marks})", values)

    def decide(self, rows: list[tuple[object, ...]]) -> None:
        """The steward's decisions, all of them."""
        replace_table(self.con, "steward_decision", rows)

    def night(self, day: date, arrived: date | None = None) -> None:
        """Build members of what has arrived by now and was delivered up to the day."""
        known = [
            (file.feed, file_id, file.delivered_on)
            for file_id, file in self.files.items()
            if file.arrives_on <= (arrived or day) and file.delivered_on <= day
        ]
        known.sort(key=lambda place: (place[2], place[1]))
        self.con.execute(
            "create or replace table control.run as select ? as as_of_date, ? as run_id", [day, f"{day}"]
        )
        self.con.execute("delete from control.delivery")
        if known:
            self.con.executemany(
                "insert into control.delivery values (?, ?, ?, ?, ?, true)",
                [(feed, file_id, on, file_id, rank) for rank, (feed, file_id, on) in enumerate(known)],
            )
        for node in self.models:
            self._run(node)

    def _run(self, node: Any) -> None:
        if node.config.materialized == "table":
            self.con.execute(f"create or replace table {node.schema}.{node.alias} as {node.compiled_code}")
            return
        from dbt.task.run import ModelRunner

        runner = ModelRunner(self.task.config, self.adapter, node, 0, 0)
        with self.adapter.connection_named("night"):
            runner.compile(self.task.manifest)
            result = runner.execute(runner.node, self.task.manifest)
        assert str(result.status) == "success", f"{node.name}: {result.message}"

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Answer a question about the warehouse."""
        return self.con.execute(query).fetchall()

    def published(self) -> frozenset[tuple[Any, ...]]:
        """The map as readers see it."""
        return frozenset(self.rows(f"select {RELATION} from core.bridge_member_identifier"))

    def rebuilt(self, day: date) -> frozenset[tuple[Any, ...]]:
        """The map of an earlier day, from the ledger alone."""
        self.con.execute("update control.asked set asked_day = ?", [day])
        return frozenset(self.rows(f"select {RELATION} from main.rebuilt_map"))

    def members(self) -> dict[str, str]:
        """Which member each identifier stands for today."""
        return dict(self.rows(
            "select identifier_hash, member_uid from identity.int_identity__member_identifier"
            " where valid_to = timestamp '9999-12-31'"
        ))  # fmt: skip

    def ledger(self) -> list[tuple[Any, ...]]:
        """All lines in order."""
        return self.rows(
            "select seq, op, member_uid_from, member_uid_to, identifier_type, identifier_hash"
            " from core.identity_ledger order by seq"
        )

    def close(self) -> None:
        """Give the file back."""
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        self.con.close()
        DuckDBConnectionManager.close_all_connections()


def _kept_task(project: Path, home: Path, *wanted: str) -> Any:
    """Run dbt and keep the task, with its manifest, its configuration and the open file."""
    from dbt.cli.main import dbtRunner
    from dbt.task.run import RunTask

    os.environ["MEMBERLOOP_HOME"] = str(home)
    kept: list[RunTask] = []
    run = RunTask.run

    def kept_run(task: RunTask) -> Any:
        kept.append(task)
        return run(task)

    with mock.patch.object(RunTask, "run", kept_run):
        outcome = dbtRunner().invoke([
            "run", "--select", *wanted, "--quiet",
            *("--project-dir", str(project), "--profiles-dir", str(project)),
            *("--target-path", str(home / "target"), "--log-path", str(home / "logs")),
        ])  # fmt: skip
    assert outcome.success
    kept[0].results_of_town = outcome.result.results
    return kept[0]


def _in_order(ran: dict[str, Any], manifest: Any) -> list[str]:
    """Every model after those that it reads."""
    ordered: list[str] = []
    seen: set[str] = set()

    def place(unique_id: str) -> None:
        if unique_id in seen or unique_id not in ran:
            return
        seen.add(unique_id)
        for parent in manifest.nodes[unique_id].depends_on.nodes:
            place(parent)
        ordered.append(unique_id)

    for unique_id in sorted(ran):
        place(unique_id)
    return ordered
