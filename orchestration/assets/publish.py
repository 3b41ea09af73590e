"""Candidate to published version: reached only when every blocking check has passed."""

import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg

from metrics.restatement.keep import published_as
from orchestration.assets.gate import CANDIDATE
from orchestration.fingerprint import definitions_fingerprint, git_revision
from orchestration.lineage import ColumnLineage
from orchestration.night import Night
from orchestration.operations import OPERATIONS_TABLES, write_check_results, write_contract, write_lineage
from orchestration.partitions import DELIVERY_DAY, ONE_RUN, as_of
from orchestration.promised import CONTRACT_FILE, contract_rows
from orchestration.records import SQL_SECONDS
from orchestration.servers import version_to_postgres
from publishing import PUBLISH_LOG, RunInfo, list_versions, publish, published_tables
from publishing.promise import held, read_promise

log = logging.getLogger("memberloop")
VERSION = dg.AssetKey(["publish", "version"])
POSTGRES = dg.AssetKey(["publish", "postgres"])


def publish_assets() -> list[dg.AssetsDefinition]:
    """The published version, behind the candidate and its checks, and the servers that get it, too."""

    @dg.asset(
        key=VERSION,
        group_name="publish",
        deps=[CANDIDATE],
        partitions_def=DELIVERY_DAY,
        backfill_policy=ONE_RUN,
        kinds={"duckdb", "parquet"},
        description="Private copy, audit of the copy, atomic replacement. Readers see whole versions only.",
    )
    def _version(context: dg.AssetExecutionContext, night: Night) -> Iterator[dg.MaterializeResult[None]]:
        started, day = time.monotonic(), as_of(context)
        run_id = night.run_id(day)
        info = RunInfo(
            run_id=run_id,
            as_of=day,
            git_revision=git_revision(),
            published_at=datetime.now(UTC),
            definition_hash=definitions_fingerprint(night.project),
        )
        with night.warehouse() as connection:
            models = published_tables(night.project.content())
            write_check_results(connection, run_id, night.records)
            promise = read_promise(CONTRACT_FILE)
            tables = held([*models, *OPERATIONS_TABLES], promise)
            write_contract(connection, contract_rows(promise))
            lineage = ColumnLineage.of(night)
            # By hand a version may be made of tables that an older project built: their lineage stays.
            if lineage.knows(models):
                write_lineage(
                    connection, lineage.published([*tables, PUBLISH_LOG]), lineage.of_metrics(night.project)
                )
            done = publish(
                connection, night.home.published, tables, info, keep=night.settings.publish.keep_versions
            )
            published_as(connection, done.version)
        rows = sum(done.rows.values())
        log.info("published %s: %d tables, %d rows, %.1f s", done.version, len(done.rows), rows,
                 time.monotonic() - started)  # fmt: skip
        yield dg.MaterializeResult(
            metadata={
                "version": done.version,
                "run_id": run_id,
                "rows": rows,
                "tables": len(done.rows),
                SQL_SECONDS: round(time.monotonic() - started, 3),
                "file": dg.MetadataValue.path(str(done.file.relative_to(night.home.root))),
            }
        )

    @dg.asset(
        key=POSTGRES,
        group_name="publish",
        deps=[VERSION],
        partitions_def=DELIVERY_DAY,
        backfill_policy=ONE_RUN,
        kinds={"postgres"},
        description="The same tables on the server of MEMBERLOOP_POSTGRES_URL, swapped in one transaction.",
    )
    def _postgres(night: Night) -> Iterator[dg.MaterializeResult[None]]:
        current = next(version for version in list_versions(night.home.published) if version.is_current)
        done = version_to_postgres(night.settings, current)
        if done is None:
            yield dg.MaterializeResult(metadata={"skipped": "MEMBERLOOP_POSTGRES_URL is not set"})
            return
        yield dg.MaterializeResult(
            metadata={"version": done.version, "tables": done.tables, "rows": done.rows,
                      "swap_ms": round(1000 * done.swap_seconds, 1)}
        )  # fmt: skip

    return [_version, _postgres]
