"""What a run's checks found, kept for `ops.check_result`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    import dagster as dg

    from expectations.runner import ExpectationResult

# Metadata key: seconds that a step spent in its own SQL and file work, start-up and checks excluded.
SQL_SECONDS = "memberloop/sql_seconds"
Stage = Literal["raw", "dbt", "gate", "proof"]
Severity = Literal["critical", "warning"]
_STAGE = "stage"


class NightRefused(Exception):
    """A blocking check failed: the candidate must not be published."""


@dataclass(frozen=True)
class CheckRecord:
    """One check's outcome: which stage asked, about what, and whether a failure blocks publishing."""

    stage: Stage
    subject: str
    name: str
    severity: Severity
    passed: bool
    observed: str = ""
    owner: str = ""

    @classmethod
    def of(cls, stage: Stage, subject: str, result: ExpectationResult) -> CheckRecord:
        """What Great Expectations found about a batch or a table."""
        return cls(stage, subject, result.name, result.severity, result.passed, result.summary, result.owner)

    @classmethod
    def told_by(cls, evaluation: dg.AssetCheckEvaluation) -> CheckRecord:
        """The record behind an evaluation that `result` made, as Dagster's events keep it."""
        import dagster as dg

        said = {key: str(entry.value) for key, entry in evaluation.metadata.items()}
        return cls(
            cast("Stage", said[_STAGE]),
            said["subject"],
            said["check"],
            "critical" if evaluation.severity == dg.AssetCheckSeverity.ERROR else "warning",
            evaluation.passed,
            said["observed"],
            said["owner"],
        )

    def result(self, check_name: str, asset_key: dg.AssetKey | None = None) -> dg.AssetCheckResult:
        """The outcome as Dagster shows it, under the name of its check on the asset."""
        import dagster as dg

        critical = self.severity == "critical"
        return dg.AssetCheckResult(
            check_name=check_name,
            asset_key=asset_key,
            passed=self.passed,
            severity=dg.AssetCheckSeverity.ERROR if critical else dg.AssetCheckSeverity.WARN,
            metadata={
                _STAGE: self.stage,
                "subject": self.subject,
                "check": self.name,
                "observed": self.observed,
                "owner": self.owner,
            },
        )


@dataclass
class RunRecords:
    """The checks of one run in the order in which they were made."""

    checks: list[CheckRecord] = field(default_factory=list)

    def add(self, record: CheckRecord) -> None:
        """Remember one outcome."""
        self.checks.append(record)
