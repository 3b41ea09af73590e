"""Jobs and when they run."""

import dagster as dg

from orchestration.nights import NIGHTLY
from orchestration.partitions import DELIVERY_DAY, ZONE
from orchestration.settings import Nightly

nightly_job = dg.define_asset_job(
    NIGHTLY,
    selection=dg.AssetSelection.all(),
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


def schedules(nightly: Nightly) -> list[dg.ScheduleDefinition]:
    """The night at the hour that the configuration names, and Monday's pages at nine."""

    @dg.schedule(
        job=nightly_job,
        cron_schedule=f"{nightly.minute} {nightly.hour} * * *",
        execution_timezone=ZONE,
        name=NIGHTLY,
    )
    def _nightly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        """Everything that was delivered up to yesterday."""
        return dg.RunRequest(partition_key=_yesterday(context))

    @dg.schedule(
        job=weekly_board_job, cron_schedule="0 9 * * 1", execution_timezone=ZONE, name="weekly_board"
    )
    def _weekly_board(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        """Monday 09:00: the pages of the week that ended."""
        return dg.RunRequest(partition_key=_yesterday(context))

    return [_nightly, _weekly_board]


def _yesterday(context: dg.ScheduleEvaluationContext) -> str:
    return DELIVERY_DAY.get_partition_keys(current_time=context.scheduled_execution_time)[-2]
