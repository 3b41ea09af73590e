"""The night as the command line runs it: the schedule's own job, in this process, with a plain outcome."""

from __future__ import annotations

import logging
import os
import re
import warnings
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.lock import writer_lock
from orchestration.outcome import Exit, Outcome
from orchestration.settings import ConfigurationError, Settings
from orchestration.told import told

if TYPE_CHECKING:
    import dagster as dg


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
    from orchestration.night_log import NightLog

    night = Night()
    night.open(settings)
    entered = NightLog.begun(night, last)
    events: Sequence[dg.DagsterEvent] = []
    try:
        with _instance() as instance:
            result = _execute(build_definitions(night), instance, first, last, full_refresh)
        events = result.all_events
        outcome = Outcome.of(events, success=result.success)
    except Exception as error:  # whatever it was, the run log must tell it
        log.exception("outside of every step")
        outcome = Outcome(Exit.CRASHED, [f"{type(error).__name__}: {error}"])
    entered.end(outcome, events)
    return outcome


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
    from orchestration.nights import NIGHTLY, TOLD_BY_TAG

    tags = {TOLD_BY_TAG: "memberloop run"} | ({FULL_REFRESH_TAG: "true"} if full_refresh else {})
    if first != last:
        tags[ASSET_PARTITION_RANGE_START_TAG] = first.isoformat()
        tags[ASSET_PARTITION_RANGE_END_TAG] = last.isoformat()
    return definitions.resolve_job_def(NIGHTLY).execute_in_process(
        instance=instance,
        partition_key=last.isoformat() if first == last else None,
        tags=tags,
        raise_on_error=False,
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
    )
