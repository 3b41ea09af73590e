"""What a run's checks found, kept for `ops.check_result`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

# Metadata key: seconds that a step spent in its own SQL and file work, start-up and checks excluded.
SQL_SECONDS = "memberloop/sql_seconds"
Severity = Literal["critical", "warning"]


class NightRefused(Exception):
    """A blocking check failed: the candidate must not be published."""


@dataclass(frozen=True)
class CheckRecord:
    """One check's outcome: which stage asked, about what, and whether a failure blocks publishing."""

    stage: Literal["raw", "dbt", "gate"]
    subject: str
    name: str
    severity: Severity
    passed: bool
    observed: str = ""


@dataclass
class RunRecords:
    """The checks of one run in the order in which they were made."""

    checks: list[CheckRecord] = field(default_factory=list)

    def add(self, record: CheckRecord) -> None:
        """Remember one outcome."""
        self.checks.append(record)
