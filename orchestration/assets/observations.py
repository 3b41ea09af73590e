"""Figures as MetricFlow computes them: the registry and its observations, between the two dbt steps."""

import logging
import time
from collections.abc import Iterator

import dagster as dg

from metrics.compile import compile_queries
from metrics.coverage import load_coverage
from metrics.observe import fill
from orchestration.night import Night
from orchestration.partitions import DELIVERY_DAY, ONE_RUN
from orchestration.project import CACHE_DIR, ParsedProject
from orchestration.records import SQL_SECONDS
from orchestration.restating import trace_restatements

log = logging.getLogger("memberloop")
REGISTRY = dg.AssetKey(["control", "metric_registry"])
OBSERVATION = dg.AssetKey(["control", "metric_observation"])
RESTATED = {
    dg.AssetKey(["control", "restated_metric"]): "Metrics whose changed figures were traced row by row.",
    dg.AssetKey(["control", "restated_delta"]): "By how much each cause changed a figure, one after another.",
    dg.AssetKey(["control", "restated_evidence"]): "Deliveries and lines of the ledger behind the causes.",
}


def observation_assets(project: ParsedProject) -> list[dg.AssetsDefinition]:
    """Registry and observations, behind every model that a semantic model stands on."""
    inputs = semantic_inputs(project)

    @dg.multi_asset(
        name="metrics",
        specs=[
            dg.AssetSpec(
                REGISTRY, group_name="kpi", deps=inputs, kinds={"python"},
                description="Every published metric as the semantic layer defines it, with definition hash.",
            ),
            dg.AssetSpec(
                OBSERVATION, group_name="kpi", deps=inputs, kinds={"duckdb"},
                description="MetricFlow's answers by period, mall and dimension, before maturity is judged.",
            ),
            *(
                dg.AssetSpec(key, group_name="kpi", deps=inputs, kinds={"duckdb"}, description=description)
                for key, description in RESTATED.items()
            ),
        ],
        partitions_def=DELIVERY_DAY,
        backfill_policy=ONE_RUN,
    )  # fmt: skip
    def _metrics(night: Night) -> Iterator[dg.MaterializeResult[None]]:
        project = night.project
        definitions = project.definitions()
        queries = compile_queries(project.semantic, definitions, CACHE_DIR)
        started = time.monotonic()
        with night.warehouse() as connection:
            rows = fill(connection, queries, definitions, load_coverage())
            log.info(
                "metrics: %d metrics, %d queries, %d observations, %.1f s",
                len(definitions), len(queries), rows, time.monotonic() - started,
            )  # fmt: skip
            trace_restatements(connection, night, definitions, queries)
        yield dg.MaterializeResult(asset_key=REGISTRY, metadata={"metrics": len(definitions)})
        yield dg.MaterializeResult(
            asset_key=OBSERVATION,
            metadata={
                "queries": len(queries),
                "rows": rows,
                SQL_SECONDS: round(time.monotonic() - started, 3),
            },
        )
        for key in RESTATED:
            yield dg.MaterializeResult(asset_key=key)

    return [_metrics]


def semantic_inputs(project: ParsedProject) -> list[dg.AssetKey]:
    """Asset keys of the relations that semantic models read."""
    content = project.content()
    nodes = {node for model in content["semantic_models"].values() for node in model["depends_on"]["nodes"]}
    return [
        dg.AssetKey([content["nodes"][node]["config"]["schema"], content["nodes"][node]["name"]])
        for node in sorted(nodes)
    ]
