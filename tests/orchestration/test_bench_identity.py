"""The identity bench on a small graph: everybody finds the same components, and the figures are filled in."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from orchestration.cli.bench_identity import Run, _agree, bench_identity

pytestmark = pytest.mark.slow


def test_a_small_graph() -> None:
    outcome = CliRunner().invoke(
        bench_identity,
        ["--millions", "0.02", "--without", "told_added", "--without", "looked_up", "--json"],
    )
    assert outcome.exit_code == 0, outcome.output
    rows = json.loads(outcome.stdout)
    ours, told, scipy, _ = rows
    assert 19_000 < ours["edges"] < 21_000
    assert all(row["peak_mib"] > 0 for row in (ours, told, scipy))
    assert ours["cpu_s"] > 0  # beside it, so small a graph may cost less CPU than the clock tells


def test_different_components_are_no_result() -> None:
    runs = {name: Run({"nodes": 10, "components": parts}, 0) for name, parts in (("full", 3), ("scipy", 4))}
    with pytest.raises(Exception, match="different components"):
        _agree(runs)
