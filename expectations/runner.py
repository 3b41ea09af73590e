"""Runs suites on Great Expectations, which is imported here and only when something runs.

Expectations are built in code on an in-memory context: nothing is written, nothing is sent, and results carry
counts but never a row.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from expectations.frames import RawBatch, gate_frame, raw_frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from expectations.frames import Frames
    from expectations.suites import Expectation, Frame, Severity, Suite

__all__ = ["ExpectationResult", "RawBatch", "gate_frame", "raw_frame", "run_suite"]

# Counts and bounds only; not even Great Expectations' own list of examples.
_RESULT_FORMAT = {"result_format": "BASIC", "partial_unexpected_count": 0}
_OBSERVED = ("observed_value", "element_count", "unexpected_count", "missing_count")


@dataclass(frozen=True)
class ExpectationResult:
    """The outcome of one expectation."""

    name: str
    passed: bool
    severity: Severity
    owner: str
    metric: str | None
    observed: Mapping[str, int | float | str]

    @property
    def summary(self) -> str:
        """What was observed, in one line and without rows."""
        if "unexpected_count" in self.observed:
            return f"{self.observed['unexpected_count']} unexpected of {self.observed['element_count']}"
        return ", ".join(f"{key}: {value}" for key, value in self.observed.items()) or "nothing to observe"


def run_suite(suite: Suite, frames: Frames) -> list[ExpectationResult]:
    """Judges the frames of a suite; results come in the suite's order."""
    results: dict[str, ExpectationResult] = {}
    for frame in suite.frames:
        results |= _run_frame(frame, frames[frame.name])
    return [results[expectation.name] for expectation in suite.expectations]


def _run_frame(frame: Frame, content: pd.DataFrame) -> dict[str, ExpectationResult]:
    ready = [
        expectation for expectation in frame.expectations if set(expectation.columns) <= set(content.columns)
    ]
    results = {
        expectation.name: _result(expectation, passed=False, observed={"error": "a column is missing"})
        for expectation in frame.expectations
        if expectation not in ready
    }
    if ready:
        results |= {result.name: result for result in _validate(ready, content)}
    return results


def _validate(expectations: list[Expectation], content: pd.DataFrame) -> list[ExpectationResult]:
    """One validation for all expectations; each carries its name, because results come back reordered."""
    engine = _engine()
    built = [
        engine.implementation(expectation.type)(**expectation.kwargs, meta={"name": expectation.name})
        for expectation in expectations
    ]
    batch = engine.batch_definition.get_batch(batch_parameters={"dataframe": content})
    found = batch.validate(engine.suite(name="suite", expectations=built), result_format=_RESULT_FORMAT)
    by_name = {expectation.name: expectation for expectation in expectations}
    return [
        _result(
            by_name[one.expectation_config.meta["name"]], passed=bool(one.success), observed=_observed(one)
        )
        for one in found.results
    ]


def _observed(outcome: Any) -> dict[str, int | float | str]:  # noqa: ANN401  Great Expectations is untyped here
    """Numbers only: a text observed might be personal, and an error's message might quote a value."""
    told = {key: outcome.result[key] for key in _OBSERVED if isinstance(outcome.result.get(key), int | float)}
    return told or {"error": "it could not be evaluated"}


def _result(
    expectation: Expectation, *, passed: bool, observed: Mapping[str, int | float | str]
) -> ExpectationResult:
    return ExpectationResult(
        name=expectation.name,
        passed=passed,
        severity=expectation.severity,
        owner=expectation.owner,
        metric=expectation.metric,
        observed=observed,
    )


@dataclass(frozen=True)
class _Engine:
    """Great Expectations as this process uses it; the context has to live as long as its batch definition."""

    context: Any
    batch_definition: Any
    implementation: Any
    suite: Any


@lru_cache(maxsize=1)
def _engine() -> _Engine:
    # Read when Great Expectations is imported; a context in memory has no switch of its own.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.expectations.registry import get_expectation_impl

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("memory").add_dataframe_asset("frame")
    return _Engine(
        context,
        asset.add_batch_definition_whole_dataframe("whole"),
        get_expectation_impl,
        gx.ExpectationSuite,
    )
