"""Every row of the requirements is answered: by a metric, or by an entry that says what else keeps to it."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from expectations.suites import load_suites
from metrics.coverage import Covered, load_coverage
from orchestration.cli import COMMANDS
from tests.metrics.conftest import PROJECT_DIR, Registry

ASKED = set(range(1, 240))
# Rows that nothing answers yet. It may only shrink.
STILL_MISSING: set[int] = set()
ROOT = Path(__file__).parents[2]
ENTRIES = load_coverage()


def test_every_row_is_answered_or_known_to_be_missing(registry: Registry) -> None:
    answered = {row for definition in registry.definitions for row in definition.requirement_rows}
    answered |= {row for entry in ENTRIES for row in entry.requirement_rows}
    missing = {row for row in ASKED if row not in answered}
    assert missing == STILL_MISSING, "take rows that are answered now out of STILL_MISSING"


def test_no_entry_has_the_name_of_a_metric(registry: Registry) -> None:
    names = {definition.metric_id for definition in registry.definitions}
    assert not names & {entry.entry_id for entry in ENTRIES}


def test_every_role_that_answers_for_something_has_a_playbook_of_its_own(registry: Registry) -> None:
    """An alert of a metric without a playbook proposes the one of the role."""
    roles = {definition.owner_role for definition in registry.definitions}
    roles |= {entry.owner_role for entry in ENTRIES}
    with (PROJECT_DIR / "seeds" / "kpi" / "playbook_entry.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    defaults = [row["owner_role"] for row in rows if row["is_default_of_role"] == "true"]
    assert set(defaults) >= roles
    assert len(set(defaults)) == len(defaults)
    known = {definition.metric_id for definition in registry.definitions}
    assert {name for row in rows for name in row["metric_ids"].split()} <= known


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.entry_id)
def test_what_an_entry_stands_on_exists(registry: Registry, entry: Covered) -> None:
    known = _places(registry)
    assert [place for place in entry.places if place not in known] == []


def _places(registry: Registry) -> set[str]:
    """Whatever an entry may name, as it names it."""
    nodes = [*registry.content["nodes"].values(), *registry.content["unit_tests"].values()]
    places = {f"metric:{definition.metric_id}" for definition in registry.definitions}
    for node in nodes:
        kind = node["resource_type"]
        if kind in ("model", "seed"):
            relation = f"{node['schema']}.{node['name']}"
            places |= {f"table:{relation}", f"{kind}:{node['name']}"}
            places |= {f"column:{relation}.{column}" for column in node["columns"]}
        places.add(f"{kind}:{node['name']}")
    places |= {
        f"expectation:{suite.subject}.{expectation.name}"
        for suite in load_suites()
        for expectation in suite.expectations
    }
    return places | _playbooks() | _python_tests() | _commands()


def _playbooks() -> set[str]:
    path = PROJECT_DIR / "seeds" / "kpi" / "playbook_entry.csv"
    lines = path.read_text(encoding="utf-8").splitlines()[1:] if path.exists() else []
    return {f"playbook:{line.partition(',')[0]}" for line in lines}


def _python_tests() -> set[str]:
    """`test:tests/metrics/test_requirements.py` and `…::test_name`."""
    found = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        place = f"test:{path.relative_to(ROOT).as_posix()}"
        names = re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        found |= {place, *(f"{place}::{name}" for name in names)}
    return found


def _commands() -> set[str]:
    return {f"command:{name}" for name in COMMANDS}
