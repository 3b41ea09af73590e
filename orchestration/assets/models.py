"""The dbt project as assets, in two steps: members and facts, then figures on MetricFlow's answers."""

import logging
import time
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets
from dagster_dbt.asset_utils import get_subset_selection_for_context
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from orchestration.build_state import completed, needs_full_refresh
from orchestration.lineage import ColumnLineage
from orchestration.night import Night
from orchestration.partitions import DELIVERY_DAY, ONE_RUN
from orchestration.project import ParsedProject
from orchestration.records import SQL_SECONDS, CheckRecord, NightRefused, Severity
from orchestration.refusals import reasons
from orchestration.relations import Relations, relation_metadata, row_counts
from orchestration.transform import Build, build, relation_of

log = logging.getLogger("memberloop")

FIGURES = "fqn:memberloop.marts.kpi"
FULL_REFRESH_TAG = "memberloop/full_refresh"
Event = dg.Output[Any] | dg.AssetMaterialization | dg.AssetObservation | dg.AssetCheckResult | Any


class Translator(DagsterDbtTranslator):
    """dagster-dbt's defaults; the group is the folder's, named in dbt_project.yml."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The Dagster group of a node: `meta.dagster.group` of its folder."""
        meta = dbt_resource_props.get("config", {}).get("meta", {}) or {}
        group: str | None = meta.get("dagster", {}).get("group")
        return group


TRANSLATOR = Translator(
    settings=DagsterDbtTranslatorSettings(enable_asset_checks=True, enable_code_references=False)
)


def model_assets(project: ParsedProject) -> list[dg.AssetsDefinition]:
    """The two dbt steps of a night."""

    @dbt_assets(
        manifest=project.document,
        exclude=FIGURES,
        name="transform",
        partitions_def=DELIVERY_DAY,
        backfill_policy=ONE_RUN,
        dagster_dbt_translator=TRANSLATOR,
    )
    def _transform(context: dg.AssetExecutionContext, night: Night) -> Iterator[Event]:
        yield from _run(context, night, full_refresh=_wants_full_refresh(context, night))
        if not context.is_subset:
            completed(night)

    @dbt_assets(
        manifest=project.document,
        select=FIGURES,
        name="figures",
        partitions_def=DELIVERY_DAY,
        backfill_policy=ONE_RUN,
        dagster_dbt_translator=TRANSLATOR,
    )
    def _figures(context: dg.AssetExecutionContext, night: Night) -> Iterator[Event]:
        yield from _run(context, night, full_refresh=False)

    return [_transform, _figures]


def _wants_full_refresh(context: dg.AssetExecutionContext, night: Night) -> bool:
    asked = context.run_tags.get(FULL_REFRESH_TAG) == "true"
    return asked or needs_full_refresh(night)


def _run(context: dg.AssetExecutionContext, night: Night, *, full_refresh: bool) -> Iterator[Event]:
    started = time.monotonic()
    selection, _ = get_subset_selection_for_context(
        context=context,
        manifest=night.project.content(),
        select=context.op.tags.get("dagster_dbt/select"),
        exclude=context.op.tags.get("dagster_dbt/exclude"),
        selector=None,
        dagster_dbt_translator=TRANSLATOR,
        current_dbt_indirect_selection_env=None,
    )
    before = row_counts(night)
    done = build(
        night.project, night.home.root, selection, night.settings.parameters,
        engine=night.settings.engine, full_refresh=full_refresh,
    )  # fmt: skip
    log.info(
        "dbt %s: %d results, %d failed tests, %d errors, %.1f s%s",
        context.op.name, len(done.events), len(done.failed_tests), len(done.errors),
        time.monotonic() - started, " (full refresh)" if full_refresh else "",
    )  # fmt: skip
    yield from _events(context, night, done, before)
    if done.errors:
        raise dg.Failure("dbt could not build: " + "; ".join(done.errors), allow_retries=False)
    if done.failed_tests:
        raise NightRefused("data tests failed: " + "; ".join(done.failed_tests))


def _events(
    context: dg.AssetExecutionContext, night: Night, done: Build, before: Mapping[str, int]
) -> Iterator[Event]:
    manifest = night.project.content()
    relations, lineage, seconds = Relations.read(night), ColumnLineage.of(night), done.sql_seconds
    lineage.complete(night, done.built)
    for raw_event in done.events:
        message = DbtCoreCliEventMessage(raw_event=raw_event, event_history_metadata={})
        for event in message.to_default_asset_events(manifest, TRANSLATOR, context):
            if isinstance(event, dg.Output):
                name = relation_of(raw_event)
                shape, origin = relation_metadata(relations, name, before), lineage.metadata(name)
                yield event.with_metadata({**event.metadata, **shape, **origin, SQL_SECONDS: seconds})
                continue
            if isinstance(event, dg.AssetCheckResult):
                told = [] if event.passed else reasons(night, manifest, raw_event)
                record = _record(event, told)
                night.records.add(record)
                shown = record.result(record.name, event.asset_key)
                yield shown._replace(metadata={**event.metadata, **shown.metadata})
                continue
            yield event


def _record(result: dg.AssetCheckResult, told: list[str]) -> CheckRecord:
    severity: Severity = "critical" if result.severity == dg.AssetCheckSeverity.ERROR else "warning"
    failing = result.metadata.get("dagster_dbt/failed_row_count")
    counted = f"{failing.value} rows" if failing is not None and failing.value else ""
    subject = "/".join(result.asset_key.path) if result.asset_key else ""
    return CheckRecord(
        "dbt", subject, result.check_name or "", severity, bool(result.passed), "; ".join(told) or counted
    )
