"""A run over a landing zone on an object store: what is in the store is read; what cannot be had is told."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

import pytest

from orchestration import landing
from orchestration.landing import land, land_ahead
from orchestration.night import Night
from orchestration.nightly import newest_delivery
from orchestration.settings import ConfigurationError, load_settings
from tests.worlds.object_store import SECRET, Bucket, bucket_on_loopback

FILE = "points/2026-03-09/points.csv"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with bucket_on_loopback() as bucket:
        for name, value in bucket.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("MEMBERLOOP_HOME", str(tmp_path))
        yield bucket


def test_the_newest_delivery_may_lie_in_the_store_only(store: Bucket, tmp_path: Path) -> None:
    store.put(FILE, b"x")
    landed = land(load_settings())
    assert landed is not None
    assert landed.objects == 1
    assert newest_delivery(load_settings()) == date(2026, 3, 9)
    assert (tmp_path / "landing" / FILE).read_bytes() == b"x"


def test_a_run_asks_the_store_once_and_enters_how_that_went(store: Bucket, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(landing, "land", lambda settings: asked.append(1) or land(settings))
    store.put(FILE, b"x")
    store.put("points/2026-03-09/../../../evil", b"x")
    night = Night()
    night.open(load_settings())
    night.land()
    night.land()
    assert asked == [1]
    [check] = night.records.checks
    assert (check.subject, check.severity, check.passed) == ("landing", "warning", False)
    assert "1 of 2 objects were new" in check.observed
    land_ahead(load_settings())
    ahead, later = Night(), Night()
    for run in (ahead, later):
        run.open(load_settings())
        run.land()
    assert asked == [1, 1, 1], "the command line had asked for the first of them"
    assert len(ahead.records.checks) == len(later.records.checks) == 1


def test_a_store_that_does_not_answer_stops_no_night(store: Bucket, caplog) -> None:
    store.put(FILE, b"x")
    land(load_settings())
    store.stop()
    caplog.set_level(logging.DEBUG)
    landed = land(load_settings())
    assert landed is not None
    assert not landed.is_whole
    assert newest_delivery(load_settings()) == date(2026, 3, 9)
    assert "landing.endpoint_url" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.usefixtures("store")
def test_a_missing_key_is_told_before_anything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(ConfigurationError, match="AWS_SECRET_ACCESS_KEY"):
        land(load_settings())


def test_without_a_store_nothing_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMBERLOOP_HOME", str(tmp_path))
    assert land(load_settings()) is None
