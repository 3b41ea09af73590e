"""The bench of experiments on a few people: it measures, and its sample is tea-tasting's."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from orchestration.cli.bench_experiments import bench_experiments

pytestmark = pytest.mark.slow


def test_a_few_experiments() -> None:
    outcome = CliRunner().invoke(bench_experiments, ["--members", "20000", "--experiments", "4", "--json"])
    assert outcome.exit_code == 0, outcome.output
    row = json.loads(outcome.stdout)[0]
    # Ten segments of eight metrics in four experiments; capped only what is no 0 or 1.
    assert row["rows"] == 4 * 10 * (8 * 4 + 4)
    assert row["farthest"] < 1e-9
    assert row["peak_mib"] > 0
