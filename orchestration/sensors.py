"""What starts or tells without a clock: files that land, runs that fail."""

import hashlib
import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import requests

from orchestration.jobs import landing_job
from orchestration.settings import load_settings

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
WEBHOOK_SECONDS = 10


@dg.sensor(job=landing_job, minimum_interval_seconds=60, name="landing")
def landing_sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Ingest when the landing zone holds files that were not there at the last look."""
    landing = load_settings().home / "landing"
    days, fingerprint = _look(landing)
    if not days:
        return dg.SkipReason("nothing has landed yet")
    if fingerprint == context.cursor:
        return dg.SkipReason("nothing new has landed")
    request = dg.RunRequest(run_key=fingerprint, partition_key=max(days))
    return dg.SensorResult(run_requests=[request], cursor=fingerprint)


def _look(landing: Path) -> tuple[set[str], str]:
    """The delivery days present, and a fingerprint of names and sizes."""
    days: set[str] = set()
    digest = hashlib.sha256()
    for folder in sorted(landing.glob("*/*")):
        if not (folder.is_dir() and DAY.fullmatch(folder.name)):
            continue
        with os.scandir(folder) as files:
            found = sorted((file.name, file.stat().st_size) for file in files if file.is_file())
        if found:
            days.add(folder.name)
            digest.update(f"{folder.parent.name}/{folder.name}/{found}".encode())
    return days, digest.hexdigest()


@dg.run_failure_sensor(name="failed_run")
def failure_sensor(context: dg.RunFailureSensorContext) -> None:
    """Write a line to `alerts.jsonl` in the home and call the webhook, when one is set."""
    settings = load_settings()
    alert = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "job": context.dagster_run.job_name,
        "run": context.dagster_run.run_id,
        "partition": context.dagster_run.tags.get("dagster/partition"),
        "message": "the run failed; the published version is unchanged. See `memberloop status`",
    }
    settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / "alerts.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(alert) + "\n")
    if settings.alert_webhook:
        requests.post(settings.alert_webhook, json=alert, timeout=WEBHOOK_SECONDS).raise_for_status()


SENSORS: list[dg.SensorDefinition] = [landing_sensor, failure_sensor]
