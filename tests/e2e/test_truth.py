"""The truth of small cities equals what a night publishes of them, at every grain."""

from __future__ import annotations

import pytest

from tests.truth.city import CITIES, judged, night
from tests.truth.compare import faults
from tests.truth.experiments import experiment_faults

pytestmark = pytest.mark.long
METRICS, METRICS_OF_EVENTS = 46, 10


@pytest.mark.parametrize(("kind", "seed"), [("clean", 1), ("clean", 5), ("dirty", 4)])
def test_published_figures_are_true(kind, seed, tmp_path):
    CITIES[kind](tmp_path, seed)
    ended = night(tmp_path)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    found = judged(tmp_path)
    assert len(found) >= METRICS, "metrics lost their names, or truth did"
    assert sum(verdict.about == "events" for verdict in found) >= METRICS_OF_EVENTS
    assert all(verdict.compared for verdict in found)
    assert faults(found, of_people=kind == "clean") == []
    counted, wrong = experiment_faults(tmp_path)
    assert counted, "no experiment has an outcome"
    assert wrong == []
