"""The night as the command line runs it: the schedule's own job, in this process, with a plain outcome."""

from __future__ import annotations

import logging
import os
import re
import warnings
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.lock import writer_lock
from orchestration.outcome import STATUS, Exit, Outcome
from orchestration.records import SQL_SECONDS
from orchestration.settings import ConfigurationError, Settings
from orchestration.told import told

if TYPE_CHECKING:
    import dagster as dg

    from orchestration.night import Night
    from orchestration.records import CheckRecord


log = logging.getLogger("memberloop")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class NothingLanded(Exception):
    """There is no delivery to run."""


def newest_delivery(settings: Settings) -> date:
    """The newest delivery day with a file in the landing zone; raises NothingLanded."""
    folders = (settings.home / "landing").glob("*/*")
    days = [f.name for f in folders if f.is_dir() and DAY.fullmatch(f.name) and any(f.iterdir())]
    if not days:
        raise NothingLanded(
            "nothing has landed: put files under landing/<feed>/<YYYY-MM-DD>/ in the home, "
            "or try `memberloop import complete-journey`"
        )
    return date.fromisoformat(max(days))


def run_night(settings: Settings, first: date, last: date, *, full_refresh: bool = False) -> Outcome:
    """Run every delivery day from `first` to `last` as one night.

    Raises ConfigurationError, lock.HomeIsBusy. A crash inside the run is an Outcome, not an exception.
    """
    from orchestration.notifying.night import tell_of

    told(settings)
    named = os.environ.get("DAGSTER_HOME")
    if named and not Path(named).is_dir():
        raise ConfigurationError(["DAGSTER_HOME names no folder; make it, or unset it to keep no record"])
    if first > last:
        raise ConfigurationError([f"--from {first} is after --to {last}"])
    with writer_lock(settings.home, settings.nightly.lock_wait_seconds):
        outcome = _locked(settings, first, last, full_refresh)
    tell_of(settings.channels, settings.home, outcome, last)
    return outcome


def _locked(settings: Settings, first: date, last: date, full_refresh: bool) -> Outcome:
    import dagster as dg

    # Partition ranges and single-run backfills are marked beta; they are pinned and tested here.
    warnings.filterwarnings("ignore", category=dg.BetaWarning)
    from orchestration.build import build_definitions
    from orchestration.night import Night
    from orchestration.operations import finish_run, start_run

    night = Night()
    started = datetime.now(UTC).replace(tzinfo=None)
    night.open(settings)
    with night.warehouse() as connection:
        start_run(connection, last, started)
    try:
        with _instance() as instance:
            result = _execute(build_definitions(night), instance, first, last, full_refresh)
        outcome = Outcome.of(result.all_events, success=result.success)
        seconds = _sql_seconds(result)
    except Exception as error:  # whatever it was, the run log must tell it
        log.exception("outside of every step")
        outcome, seconds = Outcome(Exit.CRASHED, [f"{type(error).__name__}: {error}"]), 0.0
    if outcome.exit == Exit.REFUSED:
        _draw_refusal(night, _checks(result), last)
    with night.warehouse() as connection:
        finish_run(
            connection,
            started,
            {
                "run_id": night.run_id(last),
                "finished_at": datetime.now(UTC).replace(tzinfo=None),
                "status": STATUS[outcome.exit],
                "reasons": "; ".join(outcome.reasons) or None,
                "sql_seconds": seconds,
            },
        )
    return outcome


def _draw_refusal(night: Night, records: Iterable[CheckRecord], last: date) -> None:
    """The page of the checks that held a night back, beside the pages of the version that readers keep."""
    from orchestration.fingerprint import git_revision
    from reports.checks import Check
    from reports.render import render_refused
    from reports.store import Edition

    checks = [Check(c.stage, c.subject, c.name, c.severity, c.owner, c.passed, c.observed) for c in records]
    edition = Edition("—", night.run_id(last), git_revision(), last, None, "")
    page = render_refused(edition, checks, night.home.reports)
    log.info("what was found: %s", page.relative_to(night.home.root))


def _instance() -> dg.DagsterInstance:
    """Dagster's record of runs where DAGSTER_HOME names a place for it, else none.

    A night tells Dagster some two thousand events; storing them takes longer than a tiny night's SQL, and
    what a run found is in `ops.run_log` and `ops.check_result` in any case.
    """
    import dagster as dg

    return dg.DagsterInstance.get() if os.environ.get("DAGSTER_HOME") else dg.DagsterInstance.ephemeral()


def _execute(
    definitions: dg.Definitions,
    instance: dg.DagsterInstance,
    first: date,
    last: date,
    full_refresh: bool,
) -> dg.ExecuteInProcessResult:
    from dagster._core.storage.tags import (
        ASSET_PARTITION_RANGE_END_TAG,
        ASSET_PARTITION_RANGE_START_TAG,
    )

    from orchestration.assets.models import FULL_REFRESH_TAG
    from orchestration.notifying.night import TOLD_BY_TAG

    tags = {TOLD_BY_TAG: "memberloop run"} | ({FULL_REFRESH_TAG: "true"} if full_refresh else {})
    if first != last:
        tags[ASSET_PARTITION_RANGE_START_TAG] = first.isoformat()
        tags[ASSET_PARTITION_RANGE_END_TAG] = last.isoformat()
    return definitions.resolve_job_def("nightly").execute_in_process(
        instance=instance,
        partition_key=last.isoformat() if first == last else None,
        tags=tags,
        raise_on_error=False,
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
    )


def _checks(result: dg.ExecuteInProcessResult) -> list[CheckRecord]:
    """What was asked: from the events, because Dagster runs its steps with a copy of the night's resource."""
    from orchestration.records import CheckRecord

    return [
        CheckRecord.told_by(event.asset_check_evaluation_data)
        for event in result.all_events
        if event.event_type_value == "ASSET_CHECK_EVALUATION"
    ]


def _sql_seconds(result: dg.ExecuteInProcessResult) -> float:
    """Each step's own seconds, added up; a step tells the same figure on all that it materialised."""
    import dagster as dg

    steps: dict[str, float] = {}
    for event in result.all_events:
        if event.event_type_value == "ASSET_MATERIALIZATION" and event.step_key:
            seconds = event.materialization.metadata.get(SQL_SECONDS)
            if isinstance(seconds, dg.FloatMetadataValue):
                steps[event.step_key] = seconds.value or 0.0
    return round(sum(steps.values()), 3)
