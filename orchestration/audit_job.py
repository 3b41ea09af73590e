"""The weekly audit of identity: the partition made from nothing must be the one that nights have grown."""

import logging
import time

import dagster as dg

from orchestration.night import Night
from orchestration.partitions import ZONE
from orchestration.transform import build

log = logging.getLogger("memberloop")

# Every model that a night grows instead of making anew; its materialization knows how to compare.
GROWN = ["--select", "config.materialized:connected_components", "--exclude-resource-type", "test"]
AUDIT = {"identity_audit": True}


@dg.op(
    description="Make the partition of the identity graph from nothing and compare; fail where it differs."
)
def audit_partition(night: Night) -> None:
    """Nothing changes when both agree; when not, the failure sensor writes an alert."""
    started = time.monotonic()
    with night.warehouse() as connection:
        found = connection.execute("select count(*) from duckdb_tables() where schema_name = 'identity'")
        is_built = found.fetchall()[0][0] > 0
    if not is_built:
        log.info("identity audit: no night has run on this home yet")
        return
    done = build(
        night.project, night.home.root, GROWN, {**night.settings.parameters, **AUDIT},
        engine=night.settings.engine,
    )  # fmt: skip
    if done.errors:
        advice = "`memberloop run --full-refresh` makes it anew; please report how it came about"
        raise dg.Failure(
            f"the partition is not the one made from nothing: {'; '.join(done.errors)}. {advice}"
        )
    log.info("identity audit: %d models equal, %.1f s", len(done.built), time.monotonic() - started)


@dg.job(
    name="identity_audit",
    executor_def=dg.in_process_executor,
    description="The partition of identifiers into members, made from nothing and compared.",
)
def identity_audit_job() -> None:
    """One step."""
    audit_partition()


AUDIT_JOBS: list[dg.JobDefinition] = [identity_audit_job]
AUDIT_SCHEDULES: list[dg.ScheduleDefinition] = [
    dg.ScheduleDefinition(
        name="identity_audit",
        job=identity_audit_job,
        cron_schedule="0 5 * * 0",
        execution_timezone=ZONE,
        description="Sunday at five, after the night.",
    )
]
