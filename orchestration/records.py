"""What a run's checks found, kept for `ops.check_result`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from expectations.runner import ExpectationResult

# Metadata key: seconds that a step spent in its own SQL and file work, start-up and checks excluded.
SQL_SECONDS = "memberloop/sql_seconds"
Stage = Literal["raw", "dbt", "gate", "proof"]
Severity = Literal["critical", "warning"]


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


@dataclass
class RunRecords:
    """The checks of one run in the order in which they were made."""

    checks: list[CheckRecord] = field(default_factory=list)

    def add(self, record: CheckRecord) -> None:
        """Remember one outcome."""
        self.checks.append(record)
