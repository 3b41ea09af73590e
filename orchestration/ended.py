"""What the daemon tells when a run of Dagster's has ended; it outlives a run that was killed.

Both sensors are on from the start: naming an address in the environment is the switch.
"""

import json
import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import dagster as dg

from orchestration.nights import day_of_night, events_of
from orchestration.notifying.addresses import Channels
from orchestration.notifying.channels import got_out, post
from orchestration.notifying.night import tell_of
from orchestration.outcome import Outcome
from orchestration.settings import ENV_PREFIX, home_of

ON = dg.DefaultSensorStatus.RUNNING


@dg.run_status_sensor(run_status=dg.DagsterRunStatus.SUCCESS, name="published_night", default_status=ON)
def published_sensor(context: dg.RunStatusSensorContext) -> None:
    """Tell people of a night that published, whoever started it: the schedule, a page or another program."""
    tell_night(context, success=True)


@dg.run_failure_sensor(name="failed_run", default_status=ON)
def failure_sensor(context: dg.RunFailureSensorContext) -> None:
    """Write a line to `alerts.jsonl` for any failed run, and tell people when it was a night.

    Programs that watch over runs get the line at `MEMBERLOOP_ALERT_WEBHOOK`, too. Places and addresses are
    read by themselves: a faulty configuration may be what the run failed of.
    """
    alert = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "job": context.dagster_run.job_name,
        "run": context.dagster_run.run_id,
        "partition": context.dagster_run.tags.get("dagster/partition"),
        "message": "the run failed; run it again, it recovers. See `memberloop status`",
    }
    home = home_of(os.environ, Path.cwd())
    home.mkdir(parents=True, exist_ok=True)
    with (home / "alerts.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(alert) + "\n")
    if address := os.environ.get(f"{ENV_PREFIX}ALERT_WEBHOOK"):
        got_out("alert webhook", partial(post, address, alert))
    tell_night(context, success=False)


def tell_night(context: dg.RunStatusSensorContext, *, success: bool) -> None:
    """Tell people how a run went if it was a night that nobody else tells of."""
    run = context.dagster_run
    day = day_of_night(run)
    if day is None:
        return
    outcome = Outcome.of(events_of(context.instance, run.run_id), success=success)
    tell_of(Channels.of(os.environ, ENV_PREFIX), home_of(os.environ, Path.cwd()), outcome, day)


ENDED_SENSORS: list[dg.SensorDefinition] = [published_sensor, failure_sensor]
