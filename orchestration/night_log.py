"""What a night leaves of itself, whoever started it: its line in `ops.run_log`, and the page of a refusal."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from orchestration.outcome import STATUS, Exit, Outcome
from orchestration.records import SQL_SECONDS

if TYPE_CHECKING:
    import dagster as dg

    from orchestration.night import Night
    from orchestration.records import CheckRecord

log = logging.getLogger("memberloop")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class NightLog:
    """The line of one night, from its beginning to its end; the night holds the home's lock."""

    night: Night
    day: date
    started: datetime = field(default_factory=_now)

    @classmethod
    def begun(cls, night: Night, day: date) -> NightLog:
        """Enter a night over the deliveries up to a day."""
        from orchestration.operations import start_run

        entered = cls(night, day)
        with night.warehouse() as connection:
            start_run(connection, day, entered.started)
        return entered

    def end(self, outcome: Outcome, events: Sequence[dg.DagsterEvent]) -> None:
        """Write how it ended; a refusal is drawn, beside the pages of the version that readers keep."""
        from orchestration.operations import finish_run

        if outcome.exit == Exit.REFUSED:
            self._draw_refusal(_checks(events))
        ending = {
            "run_id": self.night.run_id(self.day),
            "finished_at": _now(),
            "status": STATUS[outcome.exit],
            "reasons": "; ".join(outcome.reasons) or None,
            "sql_seconds": _sql_seconds(events),
        }
        with self.night.warehouse() as connection:
            finish_run(connection, self.started, ending)

    def _draw_refusal(self, records: Iterable[CheckRecord]) -> None:
        from orchestration.fingerprint import git_revision
        from reports.checks import Check
        from reports.render import render_refused
        from reports.store import Edition

        checks = [
            Check(c.stage, c.subject, c.name, c.severity, c.owner, c.passed, c.observed) for c in records
        ]
        edition = Edition("—", self.night.run_id(self.day), git_revision(), self.day, None, "")
        page = render_refused(edition, checks, self.night.home.reports)
        log.info("what was found: %s", page.relative_to(self.night.home.root))


def _checks(events: Iterable[dg.DagsterEvent]) -> list[CheckRecord]:
    """What was asked: from the events, because Dagster runs its steps with a copy of the night's resource."""
    from orchestration.records import CheckRecord

    return [
        CheckRecord.told_by(event.asset_check_evaluation_data)
        for event in events
        if event.event_type_value == "ASSET_CHECK_EVALUATION"
    ]


def _sql_seconds(events: Iterable[dg.DagsterEvent]) -> float:
    """Each step's own seconds, added up; a step tells the same figure on all that it materialised."""
    import dagster as dg

    steps: dict[str, float] = {}
    for event in events:
        if event.event_type_value == "ASSET_MATERIALIZATION" and event.step_key:
            seconds = event.materialization.metadata.get(SQL_SECONDS)
            if isinstance(seconds, dg.FloatMetadataValue):
                steps[event.step_key] = seconds.value or 0.0
    return round(sum(steps.values()), 3)
