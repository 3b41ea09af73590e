"""The two last assets of a night, under their own names, that end as a test wants them to."""

from __future__ import annotations

import dagster as dg

from orchestration.assets.gate import CANDIDATE
from orchestration.assets.publish import VERSION
from orchestration.night import Night
from orchestration.partitions import DELIVERY_DAY, ONE_RUN
from orchestration.records import CheckRecord

BY_HAND = "by hand"
_DAYS = {"partitions_def": DELIVERY_DAY, "backfill_policy": ONE_RUN}


def graph(ends: str, night: Night | None) -> dg.Definitions:
    """`ends`: well, refusal or crash; with a night its resource is at work, as in every real step."""
    needed = {"required_resource_keys": {"night"}} if night else {}

    @dg.asset(
        key=CANDIDATE,
        check_specs=[dg.AssetCheckSpec("adds_up", asset=CANDIDATE, blocking=True)],
        **_DAYS,
        **needed,
    )
    def candidate():
        if ends == "crash":
            raise RuntimeError("person 138 could not be read")
        seen = ("gate", "kpi.kpi_value", "adds_up", "critical", ends != "refusal", "3 rows, such as 138")
        yield dg.MaterializeResult(check_results=[CheckRecord(*seen).result("adds_up")])

    @dg.asset(key=VERSION, deps=[CANDIDATE], **_DAYS)
    def version() -> None:
        pass

    jobs = [
        dg.define_asset_job("nightly", dg.AssetSelection.all()),
        dg.define_asset_job("ingest", dg.AssetSelection.assets(CANDIDATE)),
    ]
    resources = {"night": night} if night else {}
    return dg.Definitions(
        assets=[candidate, version], jobs=jobs, resources=resources, executor=dg.in_process_executor
    )


def run(
    instance: dg.DagsterInstance, ends: str = "well", job: str = "nightly", night: Night | None = None, **how
) -> dg.ExecuteInProcessResult:
    """Run a job of the graph, or chosen assets of it by hand, to whatever end."""
    definitions = graph(ends, night)
    by_hand = job == BY_HAND
    found = (
        definitions.resolve_implicit_global_asset_job_def() if by_hand else definitions.resolve_job_def(job)
    )
    return found.execute_in_process(instance=instance, raise_on_error=False, **how)
