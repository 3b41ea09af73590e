"""The gate: reviewed Great Expectations suites on the candidate's tables, one asset check each."""

import logging
import time
from collections.abc import Iterator, Mapping

import dagster as dg
from expectations.runner import gate_frame, run_suite
from expectations.suites import Suite, load_gate_suites

from orchestration.night import Night
from orchestration.records import CheckRecord

log = logging.getLogger("memberloop")


def gate_checks() -> list[dg.AssetChecksDefinition]:
    """One step that asks every gate suite; critical expectations block what stands behind their table."""
    suites = load_gate_suites()

    @dg.multi_asset_check(name="gate", specs=_specs(suites))
    def _gate(context: dg.AssetCheckExecutionContext, night: Night) -> Iterator[dg.AssetCheckResult]:
        started = time.monotonic()
        asked = {(key.asset_key, key.name) for key in context.selected_asset_check_keys}
        failed = 0
        for table, suite in suites.items():
            if not any(key == _key(table) for key, _ in asked):
                continue
            with night.warehouse() as connection:
                frame = gate_frame(connection, suite)
            for result in run_suite(suite, frame):
                failed += not result.passed
                night.records.add(
                    CheckRecord("gate", table, result.name, result.severity, result.passed, result.summary)
                )
                if (_key(table), result.name) in asked:
                    yield dg.AssetCheckResult(
                        asset_key=_key(table),
                        check_name=result.name,
                        passed=result.passed,
                        severity=_severity(result.severity),
                        metadata={"observed": result.summary},
                    )
        log.info("gate: %d suites, %d failed expectations, %.1f s", len(suites), failed,
                 time.monotonic() - started)  # fmt: skip

    return [_gate]


def _specs(suites: Mapping[str, Suite]) -> list[dg.AssetCheckSpec]:
    return [
        dg.AssetCheckSpec(
            name=expectation.name,
            asset=_key(table),
            blocking=expectation.severity == "critical",
            description=f"Great Expectations: {expectation.type} (owner: {expectation.owner})",
        )
        for table, suite in suites.items()
        for expectation in suite.expectations
    ]


def _key(table: str) -> dg.AssetKey:
    return dg.AssetKey(table.split("."))


def _severity(severity: str) -> dg.AssetCheckSeverity:
    return dg.AssetCheckSeverity.ERROR if severity == "critical" else dg.AssetCheckSeverity.WARN
