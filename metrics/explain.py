"""A metric explained: the SQL that MetricFlow makes of it and the feeds that it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from metrics.compile import monthly_sql
from metrics.manifest import Node, SemanticManifest


@dataclass(frozen=True)
class Explanation:
    """How a metric is computed by month over all malls, and its way up to the feeds."""

    sql: str
    lineage: list[str]


def explain(dbt_manifest: Node, metric_id: str) -> Explanation:
    """Explain one metric of the registry. Imports MetricFlow, which takes a second.

    Raises KeyError when there is no such metric.
    """
    manifest = SemanticManifest.of(dbt_manifest)
    names = set(manifest.models_of(manifest.metrics[metric_id]))
    models = (model for model in dbt_manifest["semantic_models"].values() if model["name"] in names)
    roots = [node for model in models for node in model["depends_on"]["nodes"]]
    return Explanation(monthly_sql(manifest, metric_id), _lineage(dbt_manifest, roots))


def _lineage(dbt_manifest: Node, roots: list[str]) -> list[str]:
    """`mart ← … ← feed`: for each root and feed, one shortest way between them."""
    ways: list[str] = []
    for root in sorted(roots):
        reached = {root: [root]}
        for node in (queue := [root]):
            for parent in sorted(dbt_manifest["parent_map"].get(node, [])):
                if parent not in reached:
                    reached[parent] = [*reached[node], parent]
                    queue.append(parent)
        feeds = sorted(node for node in reached if node.startswith("source.") and ".raw." in node)
        ways += [" ← ".join(name.rsplit(".", 1)[-1] for name in reached[feed]) for feed in feeds]
    return ways
