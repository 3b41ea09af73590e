"""The gate: reviewed Great Expectations suites on the candidate's tables, before any reader may see them.

The checks stand on an asset of their own, the candidate version: a blocking check on `kpi_value` itself would
hold back the boards that are built on it in the same dbt step.
"""

import logging
import time
from collections.abc import Iterator, Mapping

import dagster as dg

from expectations.runner import ExpectationResult, gate_frame, run_suite
from expectations.suites import Expectation, Suite, load_gate_suites
from orchestration.assets.proofs import CONSISTENCY
from orchestration.night import Night
from orchestration.partitions import DELIVERY_DAY, ONE_RUN
from orchestration.project import ParsedProject
from orchestration.records import CheckRecord
from publishing import published_tables

log = logging.getLogger("memberloop")
CANDIDATE = dg.AssetKey(["publish", "candidate"])


def gate_assets(project: ParsedProject) -> list[dg.AssetsDefinition]:
    """The candidate version, behind all published tables, with one check for each expectation."""
    suites = load_gate_suites()

    @dg.asset(
        key=CANDIDATE,
        group_name="publish",
        deps=[
            CONSISTENCY,
            *(dg.AssetKey([table.schema, table.name]) for table in published_tables(project.content())),
        ],
        partitions_def=DELIVERY_DAY,
        backfill_policy=ONE_RUN,
        check_specs=list(_specs(suites)),
        kinds={"duckdb"},
        description="The figures that would be published, as the gate's suites judge them.",
    )
    def _candidate(night: Night) -> Iterator[dg.MaterializeResult[None]]:
        started = time.monotonic()
        checks = []
        for table, suite in suites.items():
            with night.warehouse() as connection:
                frames = gate_frame(connection, suite)
            for result in run_suite(suite, frames):
                record = CheckRecord.of("gate", table, result)
                night.records.add(record)
                checks.append(record.result(_name(table, result)))
        failed = sum(not check.passed for check in checks)
        log.info("gate: %d expectations, %d failed, %.1f s", len(checks), failed, time.monotonic() - started)
        yield dg.MaterializeResult(
            metadata={"expectations": len(checks), "failed": failed}, check_results=checks
        )

    return [_candidate]


def _specs(suites: Mapping[str, Suite]) -> Iterator[dg.AssetCheckSpec]:
    for table, suite in suites.items():
        for expectation in suite.expectations:
            yield dg.AssetCheckSpec(
                name=_name(table, expectation),
                asset=CANDIDATE,
                blocking=expectation.severity == "critical",
                description=f"{table}: {expectation.type} (owner: {expectation.owner})",
            )


def _name(table: str, named: Expectation | ExpectationResult) -> str:
    return f"{table.replace('.', '__')}__{named.name}"
