"""Which deliveries a night covers: the control tables that every model reads its as-of day from."""

from collections.abc import Iterator

import dagster as dg

from metrics.compile import compile_queries
from orchestration.fingerprint import build_fingerprint
from orchestration.night import Night, tell_strays
from orchestration.partitions import DELIVERY_DAY, ONE_RUN, as_of
from orchestration.project import CACHE_DIR
from orchestration.restating import keep_published
from orchestration.told import told
from publishing import write_previous
from sources.changes import write_changed_records
from sources.registry import load_registry
from sources.scope import write_scope

CONTROL_TABLES = {
    ("control", "run"): "One row: as-of date and run id; the only clock that models have.",
    ("control", "delivery"): "Each accepted file in scope with its effective delivery and its rank.",
    ("control", "feed_state"): "Each feed: delivered or absent, rows, first and last delivery.",
    ("control", "steward_decision"): "Stewards' must-links and cannot-links, undone ones marked.",
    ("control", "alert_acknowledgement"): "Alerts that somebody took on, taken back ones marked.",
    ("control", "blocked_value"): "Hashes of values that are nobody's, with the reason.",
    ("control", "tombstone"): "Seals of identifiers of people who were erased, and until when.",
    ("control", "assignment_ledger"): "Units of experiments that this home assigned, with their arms.",
    ("control", "previous_version"): "One row: the version that readers have.",
    ("control", "previous_value"): "The figures of the version that readers have.",
    ("control", "previous_delivery"): "The deliveries that it was made of.",
    ("control", "previous_restatement"): "Restated figures as told so far.",
    ("control", "previous_restatement_cause"): "By how much each cause changed them, as told so far.",
    ("control", "changed_record"): "Late, corrected and withdrawn records, by file, day and identifier.",
    ("manifest", "files"): "The manifest of every delivered file.",
    ("manifest", "quarantine"): "Rows and files that were set aside, with reason and masked excerpt.",
}


def scope_assets() -> list[dg.AssetsDefinition]:
    """The scope of a night, behind all raw feeds."""
    feeds = [dg.AssetKey(["raw", feed.name]) for feed in load_registry()]

    @dg.multi_asset(
        name="scope",
        specs=[
            dg.AssetSpec(key, group_name="raw", description=description, deps=feeds, kinds={"duckdb"})
            for key, description in CONTROL_TABLES.items()
        ],
        partitions_def=DELIVERY_DAY,
        backfill_policy=ONE_RUN,
    )
    def _scope(context: dg.AssetExecutionContext, night: Night) -> Iterator[dg.MaterializeResult[None]]:
        day = as_of(context)
        run_id = night.run_id(day)
        tell_strays(night.home, night.registry)
        project = night.project
        queries = compile_queries(project.semantic, project.definitions(), CACHE_DIR)
        with night.warehouse() as connection:
            keep_published(connection, night, queries)
            write_scope(
                connection, night.home, day, run_id, told(night.settings),
                code_version=build_fingerprint(night.settings, project),
            )  # fmt: skip
            write_previous(connection, night.home.published)
            write_changed_records(connection, night.registry)
        for key in CONTROL_TABLES:
            yield dg.MaterializeResult(
                asset_key=dg.AssetKey(key), metadata={"as_of_date": day.isoformat(), "run_id": run_id}
            )

    return [_scope]
