"""The cache of parsed projects forgets those that nobody used for long, and no other."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from orchestration import project
from orchestration.parsed_cache import KEPT, KEPT_QUERIES, prune, used

HOUR = 3600


def entry(folder: Path, name: str, hours: float, *endings: str) -> None:
    for ending in endings or (".json", ".msgpack", ".semantic.json", ".lock"):
        path = folder / f"{name}{ending}"
        path.touch()
        os.utime(path, (time.time() - hours * HOUR,) * 2)


def names(folder: Path) -> set[str]:
    return {path.name.partition(".")[0] for path in folder.iterdir()}


def test_the_newest_few_stay(tmp_path) -> None:
    for age in range(KEPT + 5):
        entry(tmp_path, f"p{age:02}", age + 2)
    entry(tmp_path, f"p{KEPT}", 30, ".json.4711", ".lineage.json")
    for age in range(KEPT_QUERIES + 2):
        entry(tmp_path, f"queries-{age:02}", age + 2, ".json", ".lock")
    gone = prune(tmp_path)
    assert names(tmp_path) == {
        *(f"p{age:02}" for age in range(KEPT)),
        *(f"queries-{age:02}" for age in range(KEPT_QUERIES)),
    }
    assert len(gone) == 5 + 1 + 2
    assert prune(tmp_path) == []


def test_what_was_used_within_the_hour_stays(tmp_path) -> None:
    for age in range(KEPT + 3):
        entry(tmp_path, f"p{age:02}", 0.01 * age)
    assert prune(tmp_path) == []


def test_use_keeps_an_entry(tmp_path) -> None:
    for age in range(KEPT + 1):
        entry(tmp_path, f"p{age:02}", age + 2)
    used(tmp_path / f"p{KEPT:02}.json")
    used(tmp_path / "never.json")
    assert prune(tmp_path) == [f"p{KEPT - 1:02}"]


def test_folders_of_a_parse_at_work_are_left_alone(tmp_path) -> None:
    (tmp_path / "tmpabc").mkdir()
    assert prune(tmp_path) == []
    assert (tmp_path / "tmpabc").is_dir()


def test_a_parse_prunes_and_a_hit_counts_as_use(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(project, "CACHE_DIR", tmp_path)

    def parse(parsed: project.ParsedProject, _) -> None:
        for file in (parsed.document, parsed.binary, parsed.semantic):
            file.touch()

    monkeypatch.setattr(project, "_parse", parse)
    for age in range(KEPT + 1):
        entry(tmp_path, f"p{age:02}", age + 2)
    first = project.parsed_project({"alert_calm_days": 4})
    assert names(tmp_path) == {first.fingerprint, *(f"p{age:02}" for age in range(KEPT - 1))}
    os.utime(first.document, (0, 0))
    project.parsed_project({"alert_calm_days": 4})
    assert first.document.stat().st_mtime == pytest.approx(time.time(), abs=60)
