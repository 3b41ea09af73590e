"""The page of checks: what was asked of a night's data before anyone saw its figures, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.words import Words

_STAGES = {
    "raw": Words("进仓前的每批数据", "Each batch before it is taken in"),
    "dbt": Words("仓内各模型", "Models in the warehouse"),
    "proof": Words("口径是否只有一个", "Whether each definition is the only one"),
    "gate": Words("发布前的整版数字", "The whole version before it is published"),
}


@dataclass(frozen=True)
class Check:
    """One check of a run: who asked what of which table, whether it blocks, and what was seen."""

    stage: str
    subject: str
    name: str
    severity: str
    owner: str
    passed: bool
    observed: str

    @property
    def blocks(self) -> bool:
        """Whether its failure keeps a version from being published."""
        return self.severity == "critical"

    @property
    def question(self) -> str:
        """The check's name as words; dbt puts the table's name in it, which stands above already."""
        table = self.subject.rpartition("/")[2]
        asked = self.name.replace(f"_{table}_", ": ", 1).rstrip("_")
        return asked.replace("__", ", ").replace("_", " ")


@dataclass(frozen=True)
class Subject:
    """A feed or table with its checks, failed ones first."""

    name: str
    checks: tuple[Check, ...]

    @property
    def failed(self) -> int:
        """How many did not hold."""
        return sum(not check.passed for check in self.checks)

    @property
    def owners(self) -> str:
        """Who looks after it."""
        return ", ".join(sorted({check.owner for check in self.checks} - {""}))


@dataclass(frozen=True)
class Stage:
    """The checks of one place on the way, by subject; subjects with failures first."""

    title: Words
    subjects: tuple[Subject, ...]

    @property
    def count(self) -> int:
        """How many checks there were."""
        return sum(len(subject.checks) for subject in self.subjects)

    @property
    def failed(self) -> int:
        """How many did not hold."""
        return sum(subject.failed for subject in self.subjects)


@dataclass(frozen=True)
class ChecksPage:
    """All stages, and what failed among them."""

    stages: tuple[Stage, ...]
    failures: tuple[Check, ...]
    count: int

    @property
    def blocking(self) -> int:
        """Failures that keep a version back."""
        return sum(check.blocks for check in self.failures)


def checks_page(checks: Sequence[Check]) -> ChecksPage:
    """Lay the checks of one run out by stage and subject."""
    stages = (
        Stage(title, tuple(_subjects(check for check in checks if check.stage == stage)))
        for stage, title in _STAGES.items()
    )
    failures = sorted((check for check in checks if not check.passed), key=_gravest_first)
    return ChecksPage(tuple(stage for stage in stages if stage.subjects), tuple(failures), len(checks))


def _subjects(checks: Iterable[Check]) -> list[Subject]:
    ordered = sorted(checks, key=lambda check: (check.subject, check.passed, check.name))
    grouped = groupby(ordered, key=lambda check: check.subject)
    subjects = [Subject(name, tuple(members)) for name, members in grouped]
    return sorted(subjects, key=lambda subject: (-subject.failed, subject.name))


def _gravest_first(check: Check) -> tuple[bool, str, str]:
    return not check.blocks, check.subject, check.name
