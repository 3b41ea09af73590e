"""dbt inside this process: one import, one manifest, its events told as Dagster's.

dagster-dbt's own resource starts a dbt process for each call; here the runner is reused and only the
translation of events is dagster-dbt's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.project import PROJECT_DIR, Parameters, ParsedProject, variables
from orchestration.settings import Engine

if TYPE_CHECKING:
    from dbt_common.events.base_types import EventMsg

RESULT_EVENTS = {"LogModelResult", "LogSeedResult", "LogSnapshotResult", "LogTestResult"}


@dataclass
class Build:
    """What one dbt invocation did: its result events in order, and what failed."""

    events: list[dict[str, Any]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    failed_tests: list[str] = field(default_factory=list)

    @property
    def built(self) -> list[str]:
        """The models that were built, as `schema.name`."""
        return [relation_of(event) for event in self.events if event["info"]["name"] == "LogModelResult"]

    @property
    def sql_seconds(self) -> float:
        """Seconds in which at least one model or test was being executed."""
        spans = sorted(_span(event["data"]["node_info"]) for event in self.events)
        busy, until = 0.0, 0.0
        for start, end in spans:
            busy += max(0.0, end - max(start, until))
            until = max(until, end)
        return busy


def build(
    parsed: ParsedProject,
    home: Path,
    selection: list[str],
    parameters: Parameters,
    *,
    engine: Engine,
    full_refresh: bool = False,
) -> Build:
    """`dbt build` of a selection on the home's warehouse; models, seeds and data tests, no unit tests."""
    arguments = [
        "build", *selection, *_places(home), "--exclude-resource-type", "unit_test",
        "--threads", str(engine.threads), *variables(parameters),
    ]  # fmt: skip
    if full_refresh:
        arguments.append("--full-refresh")
    return _invoke(parsed, home, arguments, engine)


def docs_catalog(
    parsed: ParsedProject, home: Path, target: Path, parameters: Parameters, engine: Engine, *, is_empty: bool
) -> Path:
    """The catalog of a home's warehouse, as the file that `dbt docs generate` leaves in `target`.

    Raises RuntimeError with dbt's own words where dbt cannot make it.
    """
    arguments = [
        "docs", "generate", "--no-compile", *(["--empty-catalog"] if is_empty else []),
        "--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR),
        "--target-path", str(target), "--log-path", str(target), "--log-level", "none",
        *variables(parameters),
    ]  # fmt: skip
    done = _invoke(parsed, home, arguments, engine)
    if done.errors:
        raise RuntimeError("; ".join(done.errors))
    return target / "catalog.json"


def relation_of(event: dict[str, Any]) -> str:
    """`schema.name` of the relation that a result event is about."""
    place = event["data"]["node_info"]["node_relation"]
    return f"{place['schema']}.{place['alias']}"


def _span(node_info: dict[str, str]) -> tuple[float, float]:
    started, finished = (node_info.get(f"node_{moment}_at") for moment in ("started", "finished"))
    if not started or not finished:
        return 0.0, 0.0
    return datetime.fromisoformat(started).timestamp(), datetime.fromisoformat(finished).timestamp()


def _places(home: Path) -> list[str]:
    target = home / "warehouse" / "dbt"
    return [
        "--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR),
        "--target-path", str(target), "--log-path", str(target),
        "--log-level", "none", "--log-level-file", "info", "--no-write-json",
    ]  # fmt: skip


def _invoke(parsed: ParsedProject, home: Path, arguments: list[str], engine: Engine) -> Build:
    from dbt.cli.main import dbtRunner
    from google.protobuf.json_format import MessageToDict

    done = Build()

    def remember(event: EventMsg) -> None:
        if event.info.name in RESULT_EVENTS:
            done.events.append(MessageToDict(event, preserving_proto_field_name=True))

    with _environment(home, engine.memory_limit), _released_warehouse():
        runner = dbtRunner(manifest=parsed.manifest(), callbacks=[remember])
        outcome = runner.invoke(arguments)
    if outcome.exception is not None:
        done.errors.append(f"dbt stopped: {outcome.exception}")
    for result in getattr(outcome.result, "results", ()):
        _note_failure(done, result)
    return done


def _note_failure(done: Build, result: Any) -> None:
    status, node = str(result.status), result.node
    if status == "fail":
        done.failed_tests.append(f"{node.name}: {result.failures} rows")
    elif status == "error":
        # dbt's message may quote the SQL that failed, never the data in it
        done.errors.append(f"{node.name}: {result.message}")


@contextmanager
def _environment(home: Path, memory_limit: str) -> Iterator[None]:
    """What profiles.yml renders; the process's own values come back afterwards."""
    values = {"MEMBERLOOP_HOME": str(home), "MEMBERLOOP_ENGINE_MEMORY_LIMIT": memory_limit}
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _released_warehouse() -> Iterator[None]:
    """Give the warehouse file back when dbt is done: its adapter otherwise keeps it for the process."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    try:
        yield
    finally:
        DuckDBConnectionManager.close_all_connections()
