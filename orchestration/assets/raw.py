"""Landing to raw: one asset per feed, its Great Expectations suite run on the batch before it is accepted."""

import logging
import time
from collections.abc import Iterator

import dagster as dg

from expectations.runner import ExpectationResult, raw_frame, run_suite
from expectations.suites import Suite, load_raw_suites
from orchestration.night import Night
from orchestration.partitions import DELIVERY_DAY, ONE_RUN, as_of
from orchestration.records import SQL_SECONDS, CheckRecord
from sources.ingest import Batch, accept_batch, discard_batch, prepare_batch
from sources.registry import Feed, load_registry

log = logging.getLogger("memberloop")


class _NotNews(logging.Filter):
    """Drops Dagster's remark that a check of a feed had no result: that is how a feed without news ends."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is told."""
        return "emitted no result in step 'raw__" not in record.getMessage()


logging.getLogger("dagster._core.execution.plan.active").addFilter(_NotNews())


def raw_assets() -> list[dg.AssetsDefinition]:
    """An asset for each feed of the registry."""
    suites = load_raw_suites()
    return [_raw_asset(feed, suites.get(feed.name)) for feed in load_registry()]


def _raw_asset(feed: Feed, suite: Suite | None) -> dg.AssetsDefinition:
    key = dg.AssetKey(["raw", feed.name])

    # Of several, though it is one: so its checks may stay out of a run that has nothing for them to look at.
    @dg.multi_asset(
        name=key.to_python_identifier(),
        specs=[
            dg.AssetSpec(
                key,
                group_name="raw",
                description=f"{feed.title_zh} · {feed.title_en}: as delivered, typed, identifiers hashed.",
                kinds={"parquet", "duckdb"},
                metadata={"natural_key": list(feed.key), "family": feed.family},
            )
        ],
        can_subset=True,
        partitions_def=DELIVERY_DAY,
        backfill_policy=ONE_RUN,
        check_specs=_check_specs(key, suite),
    )
    def _raw(context: dg.AssetExecutionContext, night: Night) -> Iterator[dg.MaterializeResult[None]]:
        night.land()
        started = time.monotonic()
        batch = prepare_batch(night.home, feed, night.pepper, as_of(context), settings=night.feed_settings)
        spent = time.monotonic() - started
        results = (
            run_suite(suite, raw_frame(batch, suite, night.home.raw_of(feed.name))) if batch and suite else []
        )
        accepted = _settle(night, batch, results)
        records = [CheckRecord.of("raw", feed.name, result) for result in results]
        for record in records:
            night.records.add(record)
        _tell(feed, batch, accepted, time.monotonic() - started)
        yield dg.MaterializeResult(
            asset_key=key,
            metadata=_metadata(batch, accepted, spent),
            check_results=[record.result(record.name) for record in records],
        )

    return _raw


def _settle(night: Night, batch: Batch | None, results: list[ExpectationResult]) -> bool:
    """Accept the batch unless a critical expectation failed; a refused batch is tried again next night."""
    if batch is None:
        return True
    if any(result.severity == "critical" and not result.passed for result in results):
        discard_batch(night.home, batch)
        return False
    accept_batch(night.home, batch)
    return True


def _check_specs(key: dg.AssetKey, suite: Suite | None) -> list[dg.AssetCheckSpec]:
    return [
        dg.AssetCheckSpec(
            name=expectation.name,
            asset=key,
            blocking=expectation.severity == "critical",
            description=f"Great Expectations: {expectation.type} (owner: {expectation.owner})",
        )
        for expectation in (suite.expectations if suite else ())
    ]


def _metadata(batch: Batch | None, accepted: bool, seconds: float) -> dict[str, dg.MetadataValue]:
    if batch is None:
        return {"new_rows": dg.MetadataValue.int(0), SQL_SECONDS: dg.MetadataValue.float(round(seconds, 3))}
    counts = batch.counts
    return {
        "files": dg.MetadataValue.int(counts.files),
        "new_rows": dg.MetadataValue.int(counts.rows_kept if accepted else 0),
        "quarantined_rows": dg.MetadataValue.int(counts.rows_quarantined),
        "duplicate_files": dg.MetadataValue.int(counts.duplicates),
        "accepted": dg.MetadataValue.bool(accepted),
        SQL_SECONDS: dg.MetadataValue.float(round(seconds, 3)),
    }


def _tell(feed: Feed, batch: Batch | None, accepted: bool, seconds: float) -> None:
    if batch is None:
        return
    counts = batch.counts
    fate = "" if accepted else "; the batch was refused and stays out"
    log.info(
        "ingest %s: %d files, %d rows kept, %d quarantined, %.1f s%s",
        feed.name, counts.files, counts.rows_kept, counts.rows_quarantined, seconds, fate,
    )  # fmt: skip
