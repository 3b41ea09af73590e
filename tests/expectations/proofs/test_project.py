"""The proofs over this project's own definitions: what is defined is what was approved, and planting is told.

Compiling takes half a minute and the score some minutes: `make test-long`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations.proofs.adversarial.approved import NothingApproved
from expectations.proofs.adversarial.catalog import Catalog
from expectations.proofs.adversarial.score import drawn, harmless, judged, wrong
from orchestration.project import parsed_project
from orchestration.proofs import compiled_catalog, is_as_approved, judged_now, rederived_now

pytestmark = [pytest.mark.e2e, pytest.mark.long]
PLANTED = 200
SEED = 1
STOPPED_AT_LEAST = 0.99


@pytest.fixture(scope="module")
def compiled() -> tuple[Catalog, dict[str, Path]]:
    return compiled_catalog()


def test_every_definition_behaves_as_approved() -> None:
    try:
        found = [] if is_as_approved(parsed_project({})) else list(judged_now())
    except NothingApproved as nothing:
        pytest.skip(str(nothing))
    assert [verdict for verdict in found if verdict.status != "rewritten"] == []


def test_nothing_works_a_figure_out_again() -> None:
    try:
        assert rederived_now() == []
    except NothingApproved as nothing:
        pytest.skip(str(nothing))


def test_wrong_definitions_are_stopped(compiled: tuple[Catalog, dict[str, Path]]) -> None:
    score = judged(*compiled, drawn(wrong(compiled[0]), PLANTED, SEED), are_wrong=True)
    assert sum(score.planted.values()) == PLANTED
    assert len(score.planted) == 8
    assert score.rate >= STOPPED_AT_LEAST, score.misjudged


def test_harmless_rewrites_pass(compiled: tuple[Catalog, dict[str, Path]]) -> None:
    score = judged(*compiled, drawn(harmless(compiled[0]), PLANTED, SEED), are_wrong=False)
    assert sum(score.planted.values()) == PLANTED
    assert score.rate <= 0.01, score.misjudged
