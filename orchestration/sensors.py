"""What starts without a clock: files that land."""

import json
import time
from dataclasses import asdict, dataclass, replace
from typing import Self

import dagster as dg

from orchestration.ended import ENDED_SENSORS
from orchestration.jobs import landing_job
from orchestration.landing import Look, look
from orchestration.partitions import DELIVERY_DAY
from orchestration.settings import load_settings
from sources.landing import StoreUnreachable

PATIENCE = 10  # so many settling times, and a landing zone that is never quiet is read all the same


@dataclass(frozen=True)
class Cursor:
    """What the sensor remembers; times are seconds since 1970."""

    asked: str = ""  # digest of the last run's files
    seen: str = ""  # digest at the last look
    seen_since: float = 0
    waiting_since: float = 0
    looked: float = 0

    @classmethod
    def read(cls, text: str | None) -> Self:
        """The cursor as it was kept; a new one when there is none or it is of an older make."""
        try:
            return cls(**json.loads(text or "{}"))
        except (ValueError, TypeError):
            return cls()

    def __str__(self) -> str:
        return json.dumps(asdict(self))


@dg.sensor(job=landing_job, minimum_interval_seconds=30, name="landing")
def landing_sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Ingest when the landing zone, here or in the store, holds what was not there and is quiet again.

    A run is named by what it is to read, so the same files never start two.
    """
    settings, now = load_settings(), time.time()
    cursor = Cursor.read(context.cursor)
    patience = (
        settings.landing.settle_seconds if cursor.seen != cursor.asked else settings.landing.poll_seconds
    )
    if settings.landing.url and now - cursor.looked < patience:
        return dg.SkipReason("the store was listed a moment ago")
    try:
        found = look(settings)
    except StoreUnreachable as error:
        return dg.SensorResult(skip_reason=f"landing zone: {error}", cursor=str(replace(cursor, looked=now)))
    return _answer(found, cursor, now, settings.landing.settle_seconds)


def _answer(found: Look, cursor: Cursor, now: float, settle_seconds: int) -> dg.SensorResult:
    if found.digest != cursor.seen:
        is_waiting = cursor.seen != cursor.asked
        since = cursor.waiting_since if is_waiting else now
        cursor = replace(cursor, seen=found.digest, seen_since=now, waiting_since=since)
    cursor = replace(cursor, looked=now)
    due = DELIVERY_DAY.get_last_partition_key()
    days = [day for day in found.days if due and day <= due]
    if not days:
        reason = "only days ahead have landed" if found.days else "nothing has landed yet"
        return dg.SensorResult(skip_reason=reason, cursor=str(cursor))
    if found.digest == cursor.asked:
        return dg.SensorResult(skip_reason="nothing new has landed", cursor=str(cursor))
    if now - cursor.seen_since < settle_seconds and now - cursor.waiting_since < PATIENCE * settle_seconds:
        return dg.SensorResult(skip_reason="files are landing; waiting until it is quiet", cursor=str(cursor))
    request = dg.RunRequest(run_key=found.digest, partition_key=max(days))
    return dg.SensorResult(run_requests=[request], cursor=str(replace(cursor, asked=found.digest)))


SENSORS: list[dg.SensorDefinition] = [landing_sensor, *ENDED_SENSORS]
