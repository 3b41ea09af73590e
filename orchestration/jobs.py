"""Jobs and when they run."""

import dagster as dg

from orchestration.partitions import DELIVERY_DAY, ONE_RUN, ZONE

EVERYTHING = dg.AssetSelection.all()

nightly_job = dg.define_asset_job(
    "nightly",
    selection=EVERYTHING,
    executor_def=dg.in_process_executor,
    description="The whole night: ingest, transform, check, publish, report.",
)

landing_job = dg.define_asset_job(
    "ingest",
    selection=dg.AssetSelection.groups("raw"),
    executor_def=dg.in_process_executor,
    description="Landing to raw only, so that the night finds the files already read.",
)

weekly_board_job = dg.define_asset_job(
    "weekly_board",
    selection=dg.AssetSelection.groups("report"),
    executor_def=dg.in_process_executor,
    description="The Monday pages once more from the published store.",
)

JOBS = [nightly_job, landing_job, weekly_board_job]


def _yesterday(context: dg.ScheduleEvaluationContext) -> str:
    return DELIVERY_DAY.get_partition_keys(current_time=context.scheduled_execution_time)[-2]


@dg.schedule(job=nightly_job, cron_schedule="30 2 * * *", execution_timezone=ZONE, name="nightly")
def nightly_schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """02:30: everything that was delivered up to yesterday."""
    return dg.RunRequest(partition_key=_yesterday(context))


@dg.schedule(job=weekly_board_job, cron_schedule="0 9 * * 1", execution_timezone=ZONE, name="weekly_board")
def weekly_board_schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Monday 09:00: the pages of the week that ended."""
    return dg.RunRequest(partition_key=_yesterday(context))


SCHEDULES = [nightly_schedule, weekly_board_schedule]

__all__ = ["JOBS", "ONE_RUN", "SCHEDULES", "nightly_job"]
