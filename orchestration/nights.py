"""Which runs of Dagster's are nights, and what their events say."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import dagster as dg

if TYPE_CHECKING:
    from collections.abc import Sequence

NIGHTLY = "nightly"
# On runs that their command logs and tells: nobody else does it again.
TOLD_BY_TAG = "memberloop/told_by"
# A range's last day first: a range carries no single day.
_DAY_TAGS = ("dagster/asset_partition_range_end", "dagster/partition")
# What decided a run and what it made; a night has some thousand events of other kinds.
_KINDS = {
    dg.DagsterEventType.STEP_FAILURE,
    dg.DagsterEventType.ASSET_CHECK_EVALUATION,
    dg.DagsterEventType.ASSET_MATERIALIZATION,
}


def day_of_night(run: dg.DagsterRun) -> date | None:
    """The last delivery day of a run after which readers were to get another version.

    None for parts of the graph by hand, and for nights of the command, which speaks for itself.
    """
    named = next((run.tags[tag] for tag in _DAY_TAGS if tag in run.tags), None)
    if named is None or TOLD_BY_TAG in run.tags or not _is_to_publish(run):
        return None
    return date.fromisoformat(named)


def _is_to_publish(run: dg.DagsterRun) -> bool:
    from orchestration.assets.publish import VERSION

    return VERSION in run.asset_selection if run.asset_selection else run.job_name == NIGHTLY


def has_published(events: Sequence[dg.DagsterEvent]) -> bool:
    """Whether a run that is still at its end has made a version and failed nowhere."""
    from orchestration.assets.publish import VERSION

    failed = any(event.event_type_value == "STEP_FAILURE" for event in events)
    return not failed and any(
        event.is_step_materialization and event.asset_key == VERSION for event in events
    )


def events_of(instance: dg.DagsterInstance, run_id: str) -> list[dg.DagsterEvent]:
    """What decided a run and what it made, from Dagster's record."""
    entries = instance.all_logs(run_id, of_type=_KINDS)
    return [entry.dagster_event for entry in entries if entry.dagster_event is not None]
