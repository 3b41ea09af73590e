"""The pull of WeCom's customer contact as a job, and when it runs."""

import dagster as dg

from orchestration.partitions import ZONE
from orchestration.sections import Wecom


@dg.op(description="Ask WeCom for every feed and land the answers; unfinished feeds fail the run.")
def pull_wecom_feeds(context: dg.OpExecutionContext) -> None:
    """Each feed's ending is in the run's log; a run that failed is told by the failure sensor."""
    from orchestration.pulling import UNFINISHED, pull_wecom
    from orchestration.settings import load_settings

    done = list(pull_wecom(load_settings()))
    for one in done:
        context.log.info("%s: %s, %d documents. %s", one.feed, one.status, one.documents, one.note)
    unfinished = [one.feed for one in done if one.status in UNFINISHED]
    if unfinished:
        raise dg.Failure(f"unfinished: {', '.join(unfinished)}; run it again, it goes on from here")


@dg.job(
    name="wecom_pull",
    executor_def=dg.in_process_executor,
    description="WeCom's customer contact into the landing zone; the landing sensor or the night reads it.",
)
def wecom_pull_job() -> None:
    """One step."""
    pull_wecom_feeds()


PULL_JOBS: list[dg.JobDefinition] = [wecom_pull_job]


def pull_schedules(wecom: Wecom) -> list[dg.ScheduleDefinition]:
    """Early in the morning, when yesterday's figures are ready; off unless the configuration wants it."""
    is_on = dg.DefaultScheduleStatus.RUNNING if wecom.scheduled_pull else dg.DefaultScheduleStatus.STOPPED
    return [
        dg.ScheduleDefinition(
            name="wecom_pull",
            job=wecom_pull_job,
            cron_schedule=f"{wecom.pull_minute} {wecom.pull_hour} * * *",
            execution_timezone=ZONE,
            default_status=is_on,
            description="WeCom's customer contact, every morning.",
        )
    ]
