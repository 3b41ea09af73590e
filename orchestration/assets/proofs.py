"""The consistency proofs of a night: definitions as approved, nothing derived twice, a second engine agrees.

What was reviewed letter for letter costs nothing; only what differs is compiled and run on hostile tables.
"""

import logging
import time
from collections.abc import Iterator, Sequence

import dagster as dg

from expectations.proofs.adversarial.approved import NothingApproved
from orchestration.assets.observations import OBSERVATION
from orchestration.night import Night
from orchestration.partitions import DELIVERY_DAY, ONE_RUN, as_of
from orchestration.proofs import (
    is_as_approved,
    judged_now,
    operators_queries,
    rederived_now,
    told_otherwise,
)
from orchestration.records import CheckRecord

log = logging.getLogger("memberloop")
CONSISTENCY = dg.AssetKey(["publish", "consistency"])
_CHECKS = {
    "definitions_as_approved": "What differs from the approved definitions answers alike on hostile tables.",
    "no_figure_derived_twice": "No board, report or BI query works out what the registry defines.",
    "second_engine_agrees": "Figures are the same from an engine that knows nothing of MetricFlow.",
}


def proof_assets() -> list[dg.AssetsDefinition]:
    """One asset behind the figures and before the candidate version."""

    @dg.asset(
        key=CONSISTENCY,
        group_name="publish",
        deps=[OBSERVATION],
        partitions_def=DELIVERY_DAY,
        backfill_policy=ONE_RUN,
        check_specs=[
            dg.AssetCheckSpec(name=name, asset=CONSISTENCY, blocking=True, description=description)
            for name, description in _CHECKS.items()
        ],
        kinds={"python"},
        description="One definition per metric: by compiling, by a second engine, by hostile tables.",
    )
    def _consistency(context: dg.AssetExecutionContext, night: Night) -> Iterator[dg.MaterializeResult[None]]:
        started = time.monotonic()
        with night.warehouse() as connection:
            second = told_otherwise(as_of(context).toordinal(), connection, night.project)
        records = [
            _judged("definitions_as_approved", *_definitions(night)),
            _judged("no_figure_derived_twice", *_rederived(night)),
            _judged("second_engine_agrees", second, []),
        ]
        for record in records:
            night.records.add(record)
        log.info("proofs: %d checks, %.1f s", len(records), time.monotonic() - started)
        yield dg.MaterializeResult(check_results=[record.result(record.name) for record in records])

    return [_consistency]


def _definitions(night: Night) -> tuple[list[str], list[str]]:
    """What answers otherwise than approved; what nobody has approved yet, which contradicts nothing."""
    try:
        if is_as_approved(night.project):
            return [], []
        verdicts = list(judged_now())
    except NothingApproved as nothing:
        return [], [str(nothing)]
    told = [f"{verdict.status} {verdict.name} {verdict.told}".strip() for verdict in verdicts]
    named = list(zip(verdicts, told, strict=True))
    refused = [text for verdict, text in named if verdict.status in ("different", "gone")]
    return refused, [text for verdict, text in named if verdict.status == "new"]


def _rederived(night: Night) -> tuple[list[str], list[str]]:
    """In this house nothing may; an operator's own query is told and stops nobody."""
    try:
        ours, all_of_them = rederived_now(), rederived_now(operators_queries(night.settings))
    except NothingApproved as nothing:
        return [], [str(nothing)]
    return [str(finding) for finding in ours], [str(f) for f in all_of_them if f not in ours]


def _judged(name: str, refused: Sequence[str], warned: Sequence[str]) -> CheckRecord:
    found = [*refused, *warned]
    for text in found:
        log.warning("%s: %s", name, text)
    told = "; ".join(text.splitlines()[0] for text in found[:5]) or "nothing"
    return CheckRecord("proof", "metrics", name, "critical" if refused else "warning", not found, told)
