"""How a night ended, read from Dagster's events: the same whoever started it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import dagster as dg


class Exit(IntEnum):
    """Exit codes of `memberloop run`."""

    PUBLISHED = 0
    REFUSED = 1
    MISUSED = 2
    CRASHED = 3


STATUS = {Exit.PUBLISHED: "published", Exit.REFUSED: "refused", Exit.CRASHED: "crashed"}


@dataclass(frozen=True)
class Outcome:
    """How a night ended, and why when it did not publish."""

    exit: Exit
    reasons: Sequence[str] = ()

    @classmethod
    def of(cls, events: Iterable[dg.DagsterEvent], *, success: bool) -> Outcome:
        """A refusal when every failed step was stopped by a check; a crash as soon as one was not."""
        if success:
            return cls(Exit.PUBLISHED)
        events = list(events)
        failures = [event for event in events if event.event_type_value == "STEP_FAILURE"]
        crashes = [_told(event) for event in failures if not _is_refusal(event)]
        if crashes or not failures:
            return cls(Exit.CRASHED, crashes or ["the run failed outside of its steps; see the log"])
        reasons = [_failed_check(event) for event in events if _blocks(event)]
        return cls(Exit.REFUSED, reasons or [_told(event) for event in failures])


def _blocks(event: dg.DagsterEvent) -> bool:
    if event.event_type_value != "ASSET_CHECK_EVALUATION":
        return False
    evaluation = event.asset_check_evaluation_data
    return not evaluation.passed and evaluation.severity.value == "ERROR"


def _failed_check(event: dg.DagsterEvent) -> str:
    evaluation = event.asset_check_evaluation_data
    observed = evaluation.metadata.get("observed")
    shown = f" ({observed.value})" if observed is not None and observed.value else ""
    return f"{'/'.join(evaluation.asset_key.path)}: {evaluation.check_name}{shown}"


def _told(event: dg.DagsterEvent) -> str:
    error = event.step_failure_data.error
    cause = error.cause if error is not None and error.cause is not None else error
    return f"{event.step_key}: {cause.message.strip() if cause is not None else 'failed'}"


def _is_refusal(event: dg.DagsterEvent) -> bool:
    error = event.step_failure_data.error
    names = {error.cls_name, error.cause.cls_name if error.cause else None} if error is not None else set()
    return bool(names & {"DagsterAssetCheckFailedError", "PublishRefused", "NightRefused"})
